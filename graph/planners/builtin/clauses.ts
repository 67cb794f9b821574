import { COMMAND_OPENING as OPENING } from "./lexicon.ts";

/** A place where one command may end and the next begin. */
interface Boundary {
  readonly start: number;
  readonly end: number;
  /** A semicolon, a new line or "then": never part of what somebody writes or calls a thing. */
  readonly strong: boolean;
}

const STRONG =
  /(?:^|\s+)[1-9]\)\s+|\s*;\s*(?:and\s+)?(?:then\s+)?|\s*\n\s*|,?\s+(?:and\s+)?then\s+|,?\s+and\s+after\s+that\s+/giu;
const WEAK = new RegExp(
  `(?:(?<!\\b(?:dr|mr|mrs|ms|prof|st))[.!?]\\s+(?:and\\s+|also\\s+|then\\s+)*|,?\\s+and\\s+(?:also\\s+|please\\s+)*|,\\s+(?:also\\s+|please\\s+)?|\\s+also\\s+)(?=(?:please\\s+|can you\\s+|could you\\s+)?(?:${OPENING})(?![\\p{L}\\d]))`,
  "giu",
);
const MOST_CLAUSES = 6;

/** One way to read a sentence as several commands. */
export interface Cut {
  readonly text: string;
  /** What follows begins after a strong separator (or nothing follows). */
  readonly closed: boolean;
}

/** Every way to cut a sentence into commands, the fewest commands first; every strong separator is always a cut. */
export function cutsOf(text: string): readonly (readonly Cut[])[] {
  const boundaries = boundariesIn(text);
  const weak = boundaries.filter(({ strong }) => !strong);
  if (boundaries.length >= MOST_CLAUSES) return [];
  const choices = Array.from({ length: 2 ** weak.length }, (_, bits) =>
    boundaries.filter((boundary) => boundary.strong || (bits >> weak.indexOf(boundary)) & 1),
  ).toSorted((a, b) => a.length - b.length);
  return choices.map((chosen) => cut(text, chosen));
}

const BEGINNING = new RegExp(`^(?:${OPENING})(?![\\p{L}\\d'])`, "iu");

/** Whether the first word is one that opens a command. */
export function beginsWithCommand(text: string): boolean {
  return BEGINNING.test(text);
}

/** Whether another command seems to begin within these words. */
export function beginsCommandInside(text: string): boolean {
  return boundariesIn(text).length > 0;
}

function cut(text: string, boundaries: readonly Boundary[]): Cut[] {
  const cuts: Cut[] = [];
  let from = 0;
  for (const { start, end, strong } of boundaries) {
    cuts.push({ text: text.slice(from, start).trim(), closed: strong });
    from = end;
  }
  return [...cuts, { text: text.slice(from).trim(), closed: true }].filter(
    (part) => part.text !== "",
  );
}

function boundariesIn(text: string): readonly Boundary[] {
  const find = (pattern: RegExp, strong: boolean): Boundary[] =>
    [...text.matchAll(pattern)].map(({ index, 0: mark }) => ({
      start: index,
      end: index + mark.length,
      strong,
    }));
  const strong = find(STRONG, true);
  const apart = (a: Boundary): boolean => strong.every((b) => a.end <= b.start || a.start >= b.end);
  return [...strong, ...find(WEAK, false).filter(apart)].toSorted((a, b) => a.start - b.start);
}
