import { distance } from "fastest-levenshtein";

import type { Contact } from "../../../src/domain/resources.ts";
import { pick, seededRandom } from "../../../test/support/random.ts";
import { FAMILY_NAMES, GIVEN_NAMES, LOOKALIKES, ORGANIZATIONS, SHORT_FORMS } from "./name-lists.ts";

/** Somebody in the generated address book. */
interface Bearer {
  readonly given: string;
  readonly family: string;
  readonly organization: string;
  readonly email: string;
}

/** One way to say whom one means, and what would be right. */
export interface NameCase {
  readonly kind: string;
  readonly words: string;
  /** Whom the words mean; undefined where it is nobody in the book. */
  readonly meant: string | undefined;
  /** Somebody else in the book may be meant as well: it is right to ask. */
  readonly isOpen: boolean;
}

export interface NameTrial {
  readonly contacts: readonly Contact[];
  readonly cases: readonly NameCase[];
}

type Random = () => number;

/** The same book and cases for the same seed. */
export function generateNames(seed: number, contacts: number, cases: number): NameTrial {
  const random = seededRandom(seed);
  const book = bearers(random, contacts);
  return {
    contacts: book.map(toContact),
    cases: distinctCases(random, book, cases),
  };
}

/** No case twice: one that goes wrong counts once. */
function distinctCases(random: Random, book: readonly Bearer[], count: number): NameCase[] {
  const cases = new Map<string, NameCase>();
  while (cases.size < count) {
    const made = generateCase(random, book);
    cases.set(made.words, made);
  }
  return [...cases.values()];
}

function bearers(random: Random, count: number): Bearer[] {
  const taken = new Set<string>();
  const book: Bearer[] = [];
  while (book.length < count) {
    const given = pick(GIVEN_NAMES, random);
    const family = pick(FAMILY_NAMES, random);
    if (taken.has(`${given} ${family}`)) continue;
    taken.add(`${given} ${family}`);
    const organization = pick(ORGANIZATIONS, random);
    const email = `u${book.length}@${organization.toLowerCase()}.example`;
    book.push({ given, family, organization, email });
  }
  return book;
}

function toContact({ given, family, organization, email }: Bearer): Contact {
  const resourceName = `people/${email}`;
  return { resourceName, name: `${given} ${family}`, emails: [email], phones: [], organization };
}

type Said = Omit<NameCase, "kind"> | undefined;
type Make = (random: Random, one: Bearer, book: readonly Bearer[]) => Said;

/** How often each way of saying occurs, of a hundred. */
const WAYS: readonly (readonly [string, number, Make])[] = [
  ["full name", 15, (_r, one, book) => known(`${one.given} ${one.family}`, one, book, isSame)],
  ["first name", 14, (_r, one, book) => known(one.given, one, book, isCalled(one.given))],
  ["last name", 5, (_r, one, book) => known(one.family, one, book, sharesWord(one.family))],
  ["short form and last name", 12, shortForm(true)],
  ["short form", 5, shortForm(false)],
  ["without accents", 5, withoutAccents],
  ["misspelled full name", 12, misspelled(true)],
  ["misspelled first name", 3, misspelled(false)],
  [
    "initial and last name",
    4,
    (_r, one, book) =>
      known(`${one.given[0]}. ${one.family}`, one, book, sharesInitial(one, "given")),
  ],
  [
    "first name and initial",
    4,
    (_r, one, book) =>
      known(`${one.given} ${one.family[0]}`, one, book, sharesInitial(one, "family")),
  ],
  ["last name first", 4, (_r, one, book) => known(`${one.family} ${one.given}`, one, book, isSame)],
  [
    "small letters",
    2,
    (_r, one, book) => known(`${one.given} ${one.family}`.toLowerCase(), one, book, isSame),
  ],
  [
    "first name and where from",
    4,
    (_r, one, book) =>
      known(
        `${one.given} from ${one.organization}`,
        one,
        book.filter(({ organization }) => organization === one.organization),
        isCalled(one.given),
      ),
  ],
  [
    "with a title",
    2,
    (_r, one, book) => known(`Dr. ${one.given} ${one.family}`, one, book, isSame),
  ],
  ["of nobody: full name", 6, (random, _one, book) => stranger(random, book)],
  ["of nobody: looks like somebody", 3, lookalike],
];

function generateCase(random: Random, book: readonly Bearer[]): NameCase {
  for (;;) {
    let at = random() * WAYS.reduce((sum, [, weight]) => sum + weight, 0);
    const [kind, , make] = WAYS.find(([, weight]) => (at -= weight) < 0) ?? WAYS[0] ?? [];
    const said = make?.(random, pick(book, random), book);
    if (kind !== undefined && said !== undefined) return { kind, ...said };
  }
}

function known(
  words: string,
  one: Bearer,
  book: readonly Bearer[],
  mayBeMeant: (other: Bearer, one: Bearer) => boolean,
): Said {
  const isOpen = book.some((other) => other !== one && mayBeMeant(other, one));
  return { words, meant: one.email, isOpen };
}

function isSame(other: Bearer, one: Bearer): boolean {
  return plain(`${other.given} ${other.family}`) === plain(`${one.given} ${one.family}`);
}

function sharesWord(word: string): (other: Bearer) => boolean {
  const said = plain(word);
  return ({ given, family }) =>
    plain(given) === said || plain(family) === said || isNear(family, said);
}

/** Who has just this name: it is nobody's who only goes by it for short while somebody is called so. */
function isCalled(name: string): (other: Bearer) => boolean {
  const said = plain(name);
  return ({ given, family }) => plain(given) === said || plain(family) === said;
}

/** Who goes by this name, in full or for short, by first name or by last. */
function sharesGiven(name: string): (other: Bearer) => boolean {
  const names = new Set([...bearersOfShortForm(name), ...shortFormsOf(name), plain(name)]);
  return ({ given, family }) =>
    names.has(plain(given)) || names.has(plain(family)) || plain(given).startsWith(plain(name));
}

function sharesInitial(one: Bearer, of: "given" | "family"): (other: Bearer) => boolean {
  const kept = of === "given" ? "family" : "given";
  const initial = plain(one[of])[0];
  return (other) => {
    const words = [plain(other.given), plain(other.family)];
    return words.some((word, i) => word === plain(one[kept]) && words[1 - i]?.[0] === initial);
  };
}

function shortForm(withFamily: boolean): Make {
  return (random, one, book) => {
    const forms = SHORT_FORMS.filter(([given]) => given === one.given);
    if (forms.length === 0) return undefined;
    const [, short] = pick(forms, random);
    return withFamily
      ? known(
          `${short} ${one.family}`,
          one,
          book.filter(({ family }) => family === one.family),
          sharesGiven(short),
        )
      : known(short, one, book, sharesGiven(short));
  };
}

function withoutAccents(_random: Random, one: Bearer, book: readonly Bearer[]): Said {
  const name = `${one.given} ${one.family}`;
  const bare = plain(name);
  return bare === name.toLowerCase() ? undefined : known(bare, one, book, isSame);
}

function misspelled(whole: boolean): Make {
  return (random, one, book) => {
    const which = whole && random() < 0.5 ? "family" : "given";
    if (one[which].length < 4) return undefined;
    const wrong = misspell(random, one[which]);
    // A slip that makes another name is no slip to whoever reads it.
    const isAName = [...GIVEN_NAMES, ...FAMILY_NAMES, ...SHORT_FORMS.flat()].some(
      (name) => plain(name) === plain(wrong),
    );
    if (isAName) return undefined;
    const near = (other: Bearer): boolean => isNear(other[which], wrong);
    if (!whole) return known(wrong, one, book, near);
    const kept = which === "given" ? "family" : "given";
    const words = which === "given" ? `${wrong} ${one.family}` : `${one.given} ${wrong}`;
    return known(words, one, book, (other) => other[kept] === one[kept] && near(other));
  };
}

/** One slip of the fingers, past the first letter. */
function misspell(random: Random, name: string): string {
  const at = 1 + Math.floor(random() * (name.length - 1));
  const letter = String.fromCharCode(97 + Math.floor(random() * 26));
  const [before, here = "", after] = [name.slice(0, at), name[at], name.slice(at + 1)];
  const slips = [
    before + after,
    before + letter + after,
    before + letter + here + after,
    before + here + here + after,
    name.slice(0, at - 1 || 1) + here + (name[at - 1] ?? "") + after,
  ];
  const slip = pick(slips, random);
  return at === 1 && slip[0] !== name[0] ? before + letter + after : slip;
}

function stranger(random: Random, book: readonly Bearer[]): Said {
  const given = pick(GIVEN_NAMES, random);
  const family = pick(FAMILY_NAMES, random);
  const isThere = book.some(
    (other) =>
      (plain(other.family) === plain(family) && sharesGiven(given)(other)) ||
      (plain(other.given) === plain(family) && plain(other.family) === plain(given)),
  );
  return isThere ? undefined : { words: `${given} ${family}`, meant: undefined, isOpen: true };
}

function lookalike(random: Random, _one: Bearer, book: readonly Bearer[]): Said {
  const [name, other] = pick(LOOKALIKES, random);
  const namesakes = book.filter(({ family }) => family === name);
  if (namesakes.length === 0) return undefined;
  const { given } = pick(namesakes, random);
  if (book.some((each) => each.family === other && sharesGiven(given)(each))) return undefined;
  return { words: `${given} ${other}`, meant: undefined, isOpen: true };
}

function bearersOfShortForm(short: string): string[] {
  return SHORT_FORMS.flatMap(([given, form]) =>
    plain(form) === plain(short) ? [plain(given)] : [],
  );
}

function shortFormsOf(given: string): string[] {
  return SHORT_FORMS.flatMap(([name, form]) => (plain(name) === plain(given) ? [plain(form)] : []));
}

/** One letter apart, or two neighbours that changed places. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  const apart = distance(a, b);
  return apart <= 1 || (apart === 2 && a.length === b.length && sorted(a) === sorted(b));
}

function sorted(word: string): string {
  return Array.from(word).toSorted().join("");
}

const PLAIN_LETTERS: Readonly<Record<string, string>> = { ø: "o", ł: "l", ß: "ss", æ: "ae" };

function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[øłßæ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
}
