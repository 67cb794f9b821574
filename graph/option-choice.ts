import { addressKindIn, kindOfAddress } from "../src/domain/address-kinds.ts";
import type { EntityOption } from "../src/domain/entity.ts";
import { addressesIn } from "../src/domain/said-addresses.ts";

/** What an answer says of the options of its question. */
export type Choice =
  | { readonly kind: "one"; readonly option: EntityOption }
  /** Its words fit each of these. */
  | { readonly kind: "several"; readonly options: readonly EntityOption[] }
  | { readonly kind: "none_of_them" };

/**
 * Which option an answer chooses: by its value or label, its number, or any words that fit the label of one alone.
 * Undefined where it speaks of something else.
 */
export function chooseOption(options: readonly EntityOption[], text: string): Choice | undefined {
  if (options.length === 0) return undefined;
  const said = fold(text).replace(/[.!?,\s]+$/u, "");
  if (said === "") return undefined;
  const exact = options.filter(
    ({ value, label }) =>
      fold(value) === said || fold(label) === said || fold(nameIn(label)) === said,
  );
  if (exact.length === 1) return oneOf(exact);
  // Another address is another person, however much of it stands in a label.
  const [address, ...others] = addressesIn(text);
  if (address !== undefined)
    return others.length === 0
      ? oneOf(options.filter(({ value }) => fold(value) === address))
      : undefined;
  if (NONE.test(said)) return { kind: "none_of_them" };
  if (ALL.test(said) && options.length > 1) return { kind: "several", options };
  if (options.length === 1 && THAT_ONE.test(said)) return oneOf(options);
  const at = positionIn(said, options.length);
  if (at !== undefined) return oneOf(options.slice(at, at + 1));
  return byWords(options, text);
}

function oneOf(options: readonly EntityOption[]): Choice | undefined {
  const [option] = options;
  return option && { kind: "one", option };
}

const NONE =
  /^(?:neither|none)(?: (?:one )?of (?:them|these|those|the(?:se|m)? (?:two|people)))?$|^not? (?:any|one|either) of (?:them|these|those)$|^(?:it's |it is )?(?:(?:somebody|someone|something|some one) else|(?:another|a different|some other) (?:one|person))$/u;
const ALL = /^(?:both|all|any|either)(?: (?:one )?(?:of )?(?:them|these|those))?(?: one)?$/u;
const THAT_ONE =
  /^(?:yes|yep|yeah|right|correct|exactly|sure)(?:[, ]+(?:that one|that's (?:it|him|her|them|right|the one)|him|her))?$|^(?:that one|that's (?:it|him|her|them|right|the one)|him|her)$/u;

const COUNTED = "one two three four five six seven eight nine ten".split(" ");
const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");

/** Where in the list: "2", "number two", "the 2nd one", "last". Past its end where the list is shorter. */
function positionIn(said: string, count: number): number | undefined {
  const [, plain, named] =
    /^(?:(?:option|number|choice|no\.?|nr\.?) ?)?#?(\d{1,2})[.)]?$|^(?:option|number|choice) (\w+)$/u.exec(
      said,
    ) ?? [];
  if (plain !== undefined) return Number(plain) - 1;
  if (named !== undefined) return placeOf(COUNTED, named);
  const ordinal = /^(?:(?:it's|it is) )?(?:the )?(\w+)(?: (?:one|option))?$/u.exec(said)?.[1] ?? "";
  const counted = /^(\d{1,2})(?:st|nd|rd|th)$/u.exec(ordinal)?.[1];
  if (counted !== undefined) return Number(counted) - 1;
  if (ordinal === "last" || (ordinal === "latter" && count === 2)) return count - 1;
  if (ordinal === "former" && count === 2) return 0;
  return placeOf(ORDINALS, ordinal);
}

function placeOf(words: readonly string[], word: string): number | undefined {
  const at = words.indexOf(word);
  return at === -1 ? undefined : at;
}

/** Words that only lead to the one that is meant. */
const FILLERS: ReadonlySet<string> = new Set(
  `a an the it its it's s is that this i i'd id mean meant said say want think guess take use pick choose go
  with please one ones who whose which works working named called at from in of on for to`.split(
    /\s+/u,
  ),
);
/** What a thing is: telling only where labels differ in it. */
const NOUNS: ReadonlySet<string> = new Set(
  `person guy man woman lady contact address email mail message meeting event appointment call task list calendar
  account`.split(/\s+/u),
);

function byWords(options: readonly EntityOption[], text: string): Choice | undefined {
  const said = wordsOf(text);
  const told = said.filter((word) => !FILLERS.has(word));
  const telling = told.filter((word) => !NOUNS.has(word));
  const sayings = [said, told, ...(telling.length > 0 ? [telling] : [])];
  for (const words of sayings) {
    const fitting = words.length === 0 ? [] : options.filter((option) => fits(words, option));
    if (fitting.length === 1) return oneOf(fitting);
    if (fitting.length > 1) return { kind: "several", options: fitting };
  }
  return undefined;
}

function fits(words: readonly string[], { value, label }: EntityOption): boolean {
  // When something ends tells nobody which one is meant.
  const own = new Set(wordsOf(label.replaceAll(/(\d{1,2}:\d{2})-\d{1,2}:\d{2}/gu, "$1")));
  return words.every((word) => {
    const kind = addressKindIn(word);
    const isOfKind = kind !== undefined && value.includes("@") && kindOfAddress(value) === kind;
    return isOfKind || own.has(word) || hoursOf(word).some((hour) => own.has(hour));
  });
}

/** "4" and "4:30" as labels write them, before noon and after. */
function hoursOf(word: string): readonly string[] {
  const [, hour, minute = "00"] = /^(\d{1,2})(?::(\d{2}))?$/u.exec(word) ?? [];
  if (hour === undefined || Number(hour) > 12) return [];
  return [Number(hour), Number(hour) + 12].map((at) => `${String(at).padStart(2, "0")}:${minute}`);
}

const DAYS_AND_MONTHS =
  /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$|^(?:january|february|march|april|june|july|august|september|october|november|december)$/u;

/** The words of a text; days and months as labels shorten them, clock times as labels write them. */
function wordsOf(text: string): string[] {
  const clocked = fold(text).replaceAll(
    /\b(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b\.?/gu,
    (_all, hour: string, minute: string | undefined, half: string) =>
      `${String((Number(hour) % 12) + (half === "p" ? 12 : 0)).padStart(2, "0")}:${minute ?? "00"}`,
  );
  const words = clocked.match(/\d{1,2}:\d{2}|[\p{L}\d]+(?:['’]d)?/gu) ?? [];
  return words.map((word) => (DAYS_AND_MONTHS.test(word) ? word.slice(0, 3) : word));
}

/** `Sam Carter` of `Sam Carter <sam@acme.com>, Acme`. */
function nameIn(label: string): string {
  return label.split(/\s*[<,]/u)[0] ?? label;
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase().trim();
}
