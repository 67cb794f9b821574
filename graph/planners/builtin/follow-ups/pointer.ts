import type { Kind } from "./at-hand.ts";

/** Words that point at things of the conversation instead of naming them. */
export type Pointer = {
  /** What sort of thing the words say it is: "the second email". */
  readonly kind?: Kind;
  /** The words may be a name all the same ("the meeting"): they point only where something is there to point at. */
  readonly loose?: true;
} & (
  | { readonly points: "it" }
  /** From the end where negative: -1 is the last one. */
  | { readonly points: "places"; readonly places: readonly number[] }
  | { readonly points: "all"; readonly count?: number }
  | { readonly points: "one with"; readonly words: string }
);

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
const PLACES_LATER = ["ninth", "tenth", "eleventh", "twelfth"];
const ORDINALS: readonly string[] = [...PLACES, ...PLACES_LATER];
const COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:meeting|event|appointment|invite|invitation)s?$/u, "event"],
  [/^(?:email|mail|message)s?$/u, "message"],
  [/^(?:task|todo|item)s?$/u, "task"],
  [/^contacts?$/u, "contact"],
  [/^reminders?$/u, "reminder"],
];
const NOUN =
  "meeting|event|appointment|invite|invitation|email|mail|message|task|todo|contact|reminder";

const IT = /^(?:it|this|that|(?:this|that|the same) one)$/u;
const THIS_THING = new RegExp(`^(this|that|the) (${NOUN})$`, "u");
const ALL = new RegExp(
  `^(?:(?:all (?:of )?)?(?:them|those|these)(?: all| ones| (?<noun>${NOUN})s)?|they all|all (?:of )?(?:the )?(?<count>\\w+)(?: of (?:them|those|these))?|(?<both>both)(?: (?:of )?(?:them|those|these|of them))?|each of (?:them|those|these))$`,
  "u",
);
const SEVERAL = /^the (?<end>first|last) (?<count>\w+)(?: ones)?$/u;
const PLACE = new RegExp(
  `^(?:(?:the |my )?(?<ordinal>\\p{L}+|\\d{1,2}(?:st|nd|rd|th))(?: (?:ones?|(?<noun>${NOUN})))?|(?:numbers? |no\\.? ?|# ?)(?<number>\\d{1,2}|\\p{L}+)|(?<bare>\\d{1,2}))$`,
  "u",
);
const ONE_WITH = /^(?:the|that) one (?:with|from|about|at|by|on|called) (?<words>.+)$/u;
const NAMED_ONE = /^the (?<words>.+) one$/u;

/** Reads words as a pointer; undefined where they name a thing or are something else altogether. */
export function readPointer(text: string): Pointer | undefined {
  const said = text
    .toLowerCase()
    .trim()
    .replace(/[,.!?\s]+$/u, "");
  if (IT.test(said)) return { points: "it" };
  const [, article, noun = ""] = THIS_THING.exec(said) ?? [];
  if (article !== undefined)
    return { points: "it", ...kindOf(noun), ...(article === "the" && { loose: true }) };
  return readAll(said) ?? readPlaces(said) ?? readOneWith(said, text);
}

function readAll(said: string): Pointer | undefined {
  const { noun, count, both } = ALL.exec(said)?.groups ?? {};
  if (both !== undefined) return { points: "all", count: 2 };
  if (count !== undefined) {
    const number = toCount(count);
    return number === undefined ? undefined : { points: "all", count: number };
  }
  return ALL.test(said) ? { points: "all", ...kindOf(noun) } : undefined;
}

function readPlaces(said: string): Pointer | undefined {
  const { end, count = "" } = SEVERAL.exec(said)?.groups ?? {};
  const number = end === undefined ? undefined : toCount(count);
  if (number !== undefined) {
    const places = Array.from({ length: number }, (_, i) => (end === "first" ? i : i - number));
    return { points: "places", places };
  }
  const parts = said.split(/\s*,\s*(?:and\s+)?|\s+and\s+/u);
  const read = parts.map((part, i) => readPlace(part, i > 0));
  const places = read.flatMap((one) => (one === undefined ? [] : [one.place]));
  const [noun] = read.flatMap((one) => one?.noun ?? []);
  // "the last email" is the newest there is, and no place in a list.
  if (places.length !== parts.length || (noun !== undefined && places.includes(-1)))
    return undefined;
  return { points: "places", places, ...kindOf(noun), ...(noun !== undefined && { loose: true }) };
}

function readPlace(
  said: string,
  isNext: boolean,
): { readonly place: number; readonly noun?: string | undefined } | undefined {
  const { ordinal, noun, number, bare } = PLACE.exec(said)?.groups ?? {};
  if (ordinal === "last") return { place: -1, noun };
  if (ordinal !== undefined) {
    const place = /^\d/u.test(ordinal)
      ? Number.parseInt(ordinal, 10) - 1
      : ORDINALS.indexOf(ordinal);
    return place < 0 ? undefined : { place, noun };
  }
  const digits = number ?? (isNext ? bare : undefined);
  const place = digits === undefined ? undefined : toCount(digits);
  return place === undefined || place < 1 ? undefined : { place: place - 1 };
}

function readOneWith(said: string, text: string): Pointer | undefined {
  const words = (ONE_WITH.exec(said) ?? NAMED_ONE.exec(said))?.groups?.["words"];
  if (words === undefined) return undefined;
  const from = said.indexOf(words);
  return { points: "one with", words: text.trim().slice(from, from + words.length), loose: true };
}

function toCount(word: string): number | undefined {
  if (/^\d{1,2}$/u.test(word)) return Number(word);
  const place = COUNTS.indexOf(word);
  return place < 0 ? undefined : place + 1;
}

function kindOf(noun: string | undefined): { kind?: Kind } {
  const kind = noun === undefined ? undefined : KINDS.find(([words]) => words.test(noun))?.[1];
  return kind === undefined ? {} : { kind };
}
