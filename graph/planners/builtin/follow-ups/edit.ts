import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import { compilePattern, readMatch, tokenize } from "../pattern.ts";
import type { Slots } from "../pattern.ts";
import { readPeople } from "../people.ts";
import { readOnlyTime } from "../times.ts";
import { readWords } from "../title.ts";

/** One change of what was asked for, said without saying of what: "Friday", "with Sam too", "and cc Dana". */
export type Edit =
  | { readonly changes: "time"; readonly words: string; readonly time: TimeExpression }
  /** Only the day; the hour stays. */
  | { readonly changes: "day"; readonly words: string; readonly time: TimeExpression }
  | {
      readonly changes: "guests" | "people";
      readonly words: string;
      readonly people: readonly Json[];
      /** They come instead of these; of everybody, where it is empty. */
      readonly insteadOf?: readonly Json[];
    }
  | { readonly changes: "without"; readonly words: string; readonly people: readonly Json[] }
  | {
      readonly changes: "cc" | "bcc" | "to";
      readonly words: string;
      readonly people: readonly Json[];
    }
  | { readonly changes: "title" | "place" | "body" | "subject"; readonly words: string };

/** What a correction says, and how. */
export interface Correction {
  readonly edits: readonly Edit[];
  /** It says of itself that it corrects: "actually", "no,", "instead". */
  readonly marked: boolean;
  /** It names what it changes as "it": "make it 3". */
  readonly ofIt: boolean;
}

const LEAD =
  /^(?:(?:no|nope|nah|actually|wait|sorry|oops|oh|ah|hmm+|well|hold on|on second thoughts?|rather|i meant?(?: to say)?|i mean|should be|it should be|let's (?:do|say|make it)|better|instead)[\s,.!:…-]+)+/iu;
const OF_IT =
  /^(?:make (?:it|that|them)|(?:move|push|change|switch|set|shift|reschedule|postpone) (?:it|that) (?:to|for|until))\s+/iu;
const AND = /^(?:(?:and|but|also|then|please|just|maybe|oh)[\s,]+)+/iu;
const TRAIL = /[\s,]+(?:please|then|actually|thanks|thank you|though|sorry|rather)[.!]*$/iu;
const INSTEAD = /[\s,]+instead[.!?]*$/iu;
const AS_WELL = /[\s,]+(?:too|as well|also)[.!?]*$/iu;

/** Reads a correction; undefined where any of it has no place. */
export function readCorrection(text: string, clause: Clause): Correction | undefined {
  const { core, marked, ofIt, instead } = withoutMarks(text);
  const edits = readAll(core, { instead, marked }, clause);
  return edits && { edits, marked: marked || instead, ofIt };
}

/** What is said, without the words that mark it as a correction. */
export function withoutMarks(text: string): {
  readonly core: string;
  readonly marked: boolean;
  readonly ofIt: boolean;
  readonly instead: boolean;
} {
  let core = text.trim().replace(/[\s.!?,]+$/u, "");
  let marked = false;
  let ofIt = false;
  const take = (pattern: RegExp): boolean => {
    const rest = core.replace(pattern, "").trim();
    const found = rest !== core && rest !== "";
    if (found) core = rest;
    return found;
  };
  for (let before = ""; before !== core;) {
    before = core;
    take(AND);
    take(TRAIL);
    if (take(LEAD)) marked = true;
    if (take(OF_IT)) ofIt = true;
  }
  const instead = INSTEAD.test(core);
  return { core: core.replace(INSTEAD, ""), marked, ofIt, instead };
}

interface Manner {
  readonly instead: boolean;
  readonly marked: boolean;
}

function readAll(core: string, manner: Manner, clause: Clause): readonly Edit[] | undefined {
  const whole = readOne(core, manner, clause);
  if (whole !== undefined) return [whole];
  for (const match of core.matchAll(/\s*,\s*(?:and\s+)?(?:also\s+)?|\s+and\s+(?:also\s+)?/giu)) {
    const first = readOne(core.slice(0, match.index), manner, clause);
    const rest = core.slice(match.index + match[0].length);
    const others = first && readAll(rest, { instead: false, marked: false }, clause);
    if (first !== undefined && others !== undefined) return [first, ...others];
  }
  return undefined;
}

type Shape = readonly [
  pattern: string,
  read: (slots: Slots, clause: Clause, manner: Manner) => Edit | undefined,
];

const SHAPES = (
  [
    ["(not|no) <other> (but|,|;) <when>", (slots, clause) => timeNot(slots, clause)],
    ["<when> (not|instead of|rather than) <other>", (slots, clause) => timeNot(slots, clause)],
    ["[at] [the] same time [on] <when>", ({ when = "" }, clause) => timeOf("day", when, clause)],
    [
      "[(on|for)] <when> [at] [the] same time",
      ({ when = "" }, clause) => timeOf("day", when, clause),
    ],
    ["[to|for|at|on] <when>", ({ when = "" }, clause) => timeOf("time", when, clause)],
    ["<whom> (not|instead of|rather than) <other>", (slots, clause) => swap(slots, clause)],
    ["(not|no) <other> (but|,) <whom>", (slots, clause) => swap(slots, clause)],
    [
      "with <whom> (not|instead of|rather than) [with] <other>",
      (slots, clause) => swap(slots, clause),
    ],
    ["cc <whom>", (slots, clause) => namedPeople("cc", slots, clause)],
    ["copy [in] <whom> [in|on it]", (slots, clause) => namedPeople("cc", slots, clause)],
    ["bcc <whom>", (slots, clause) => namedPeople("bcc", slots, clause)],
    [
      "(invite|add|include|bring) <whom> [to (it|that)]",
      (slots, clause) => namedPeople("guests", slots, clause),
    ],
    ["with <whom>", (slots, clause, manner) => withThem(slots, manner, clause)],
    [
      "(send|email) it to <whom> [(too|as well|also)]",
      (slots, clause, manner) => toThem(slots, manner, clause),
    ],
    ["to <whom>", (slots, clause, manner) => toThem(slots, manner, clause)],
    [
      "(don't invite|do not invite|uninvite|without|not|remove|drop|leave out|take off) <whom>",
      (slots, clause) => namedPeople("without", slots, clause),
    ],
    ["(call|name|title) it <words>", (slots) => words("title", slots)],
    ["(rename|retitle) it [to|as] <words>", (slots) => words("title", slots)],
    ["[change] [the] (title|name) (to|should be|is) <words>", (slots) => words("title", slots)],
    ["[change] [the] subject (to|should be|is|:) <words>", (slots) => words("subject", slots)],
    [
      "[change] [the] (text|body|message|note) (to|should be|is|:) <words>",
      (slots) => words("body", slots),
    ],
    [
      "[change] [the] (location|place|venue) (to|should be|is|:) <words>",
      (slots) => words("place", slots),
    ],
    ["(say|saying|write|tell (her|him|them)) [that] <words>", (slots) => words("body", slots)],
    ["(at|in) <words>", (slots, clause) => placeOf(slots, clause)],
    ["<whom>", (slots, clause, manner) => somebody(slots, manner, clause)],
  ] satisfies readonly Shape[]
).map(([pattern, read]) => ({ pattern: compilePattern(pattern), read }));

function readOne(core: string, manner: Manner, clause: Clause): Edit | undefined {
  const isToo = AS_WELL.test(core);
  const text = core.replace(AS_WELL, "").trim();
  const said = tokenize(text);
  const how = isToo ? { instead: false, marked: false } : manner;
  for (const { pattern, read } of SHAPES) {
    const found = readMatch(pattern, said, (slots) => {
      const edit = read(slots, clause, how);
      // "Friday too" is one more, and moves nothing.
      const isOneMore = isToo && (edit?.changes === "time" || edit?.changes === "day");
      return isOneMore ? undefined : edit;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function timeOf(changes: "time" | "day", text: string, clause: Clause): Edit | undefined {
  const time = readOnlyTime(text, clause);
  if (time === undefined || time.recurrence !== undefined) return undefined;
  if (changes === "day" && (time.date === undefined || time.time !== undefined)) return undefined;
  return { changes, words: text.replace(/^(?:on|at|to|for)\s+/iu, ""), time };
}

function timeNot({ when = "", other = "" }: Slots, clause: Clause): Edit | undefined {
  const isTime = readOnlyTime(other.replace(/^(?:on|at)\s+/iu, ""), clause) !== undefined;
  return isTime ? timeOf("time", when, clause) : undefined;
}

function swap({ whom = "", other = "" }: Slots, clause: Clause): Edit | undefined {
  const people = readPeople(whom, clause);
  const insteadOf = readPeople(other, clause);
  return people && insteadOf && { changes: "people", words: whom, people, insteadOf };
}

function namedPeople(
  changes: "cc" | "bcc" | "guests" | "without",
  { whom = "" }: Slots,
  clause: Clause,
): Edit | undefined {
  const found = readPeople(whom, clause);
  return found && { changes, words: whom, people: found };
}

function withThem({ whom = "" }: Slots, manner: Manner, clause: Clause): Edit | undefined {
  const found = readPeople(whom, clause);
  if (found === undefined) return undefined;
  const isInstead = manner.instead || manner.marked;
  return { changes: "guests", words: whom, people: found, ...(isInstead && { insteadOf: [] }) };
}

function toThem({ whom = "" }: Slots, manner: Manner, clause: Clause): Edit | undefined {
  const found = readPeople(whom, clause);
  if (found === undefined) return undefined;
  return manner.instead || manner.marked
    ? { changes: "people", words: whom, people: found, insteadOf: [] }
    : { changes: "to", words: whom, people: found };
}

/** "Sam Ortiz instead": a name alone is a change only where it says so. */
function somebody({ whom = "" }: Slots, manner: Manner, clause: Clause): Edit | undefined {
  const found = manner.instead ? readPeople(whom, clause) : undefined;
  return found && { changes: "people", words: whom, people: found, insteadOf: [] };
}

function words(changes: "title" | "subject" | "body" | "place", { words: said = "" }: Slots): Edit {
  return { changes, words: said };
}

function placeOf({ words: said = "" }: Slots, clause: Clause): Edit | undefined {
  const isName = /^(?:the\s+)?[\p{Lu}\d\uE000-\uE3FF]|^room\b/u.test(said);
  return isName && clause.time(said) === undefined && readWords(said) !== undefined
    ? { changes: "place", words: said }
    : undefined;
}
