import type { EntityOption, Mention } from "../src/domain/entity.ts";
import type { Json } from "../src/domain/plan.ts";

/** An address that an answer gives for somebody. */
export interface FoundAddress {
  readonly mention: Mention;
  readonly option: EntityOption;
}

/** `[^@\s]` on both sides, and a dot in the host: the strict check is the tool's. */
const ADDRESS = /[^\s@<>(),;:"'=]+@[^\s@<>(),;:"'=]+\.[\p{L}\d-]{2,}/gu;
const SEPARATOR = /\s*(?:[,;\n]|\s&\s|(?<=\s)and(?=\s))\s*/iu;

/** Words around an address that say nothing of whose it is. */
const FILLERS = new Set(
  `it its is are the a an his her their email emails e mail address addresses at for of to and both then first second
  third one other s i meant mean said make that sorry oh oops my bad wrong use try think believe instead actually
  here should be was`.split(/\s+/u),
);

/** Each address that stands in an answer once, as it was written. */
export function addressesGiven(text: string): string[] {
  const addresses = [...text.matchAll(ADDRESS)].map(([address]) => address);
  return [...new Map(addresses.map((each) => [each.toLowerCase(), each])).values()];
}

/**
 * Whose the addresses of an answer are: those that stand beside a name are that person's; the others belong, in order,
 * to who is left. An address beside a name nobody asked about is nobody's.
 */
export function addressesFor(
  mentions: readonly Mention[],
  answer: Json,
  text: string,
): FoundAddress[] {
  const pairs =
    typeof answer === "object" && answer !== null && !Array.isArray(answer)
      ? Object.entries(answer).flatMap(([name, value]) =>
          typeof value === "string" ? partsOf(value).map(({ address }) => ({ name, address })) : [],
        )
      : partsOf(text);
  const found = new Map<Mention, string>();
  const unnamed: string[] = [];
  for (const { name, address } of pairs) {
    const words = wordsOf(name).filter((word) => !FILLERS.has(word));
    if (words.length === 0) unnamed.push(address);
    else {
      const meant = mentions.filter((mention) => isNamed(mention, words));
      const [only, ...others] = meant;
      if (only !== undefined && others.length === 0 && !found.has(only)) found.set(only, address);
    }
  }
  for (const mention of mentions) {
    if (found.has(mention)) continue;
    const address = unnamed.shift();
    if (address !== undefined) found.set(mention, address);
  }
  return [...found].map(([mention, address]) => ({
    mention,
    option: { value: address, label: `${mention.$entity} <${address}>` },
  }));
}

/** Who is in a list of people: each name or address once, the user themself left out. */
export function namesIn(text: string): string[] {
  const names = text
    .trim()
    .replace(/[.!]+$/u, "")
    .replace(/^(?:it's|it is|that's|that is|they are|they're|just|only)\s+/iu, "")
    .split(SEPARATOR)
    .map((part) => addressesGiven(part)[0] ?? part.trim())
    .filter((part) => /[\p{L}\d]/u.test(part) && !/^(?:me|myself|i|and)$/iu.test(part));
  return [...new Set(names)];
}

/** Whether a text can be nothing but a list of names and addresses. */
export function isListOfPeople(text: string): boolean {
  const names = namesIn(text);
  return names.length > 0 && names.every((name) => name.includes("@") || isName(name));
}

const MOST_NAME_WORDS = 4;

function isName(text: string): boolean {
  return (
    /^[\p{L}\p{M}'’. -]+(?:\([\p{L}\p{M} ]+\))?$/u.test(text) &&
    text.split(/\s+/u).length <= MOST_NAME_WORDS
  );
}

/** Each address, with the words beside it. */
function partsOf(text: string): { readonly name: string; readonly address: string }[] {
  return text.split(SEPARATOR).flatMap((part) => {
    const addresses = [...part.matchAll(ADDRESS)];
    if (addresses.length === 1) {
      const address = addresses[0]?.[0] ?? "";
      return [{ name: part.replace(address, " "), address }];
    }
    // Nothing stands between them: the words before each are its own.
    let from = 0;
    return addresses.map(({ 0: address, index }) => {
      const name = part.slice(from, index);
      from = index + address.length;
      return { name, address };
    });
  });
}

function isNamed({ $entity }: Mention, words: readonly string[]): boolean {
  const own = new Set(wordsOf($entity));
  return words.every((word) => own.has(word));
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\d]+/gu) ?? []
  );
}
