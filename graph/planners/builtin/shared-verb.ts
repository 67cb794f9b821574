import { Temporal } from "temporal-polyfill";

import type { Clause } from "./clause.ts";
import type { Cut } from "./clauses.ts";
import type { TimeExpression } from "./dates/time-expression.ts";
import { EVENT_WORDS } from "./lexicon.ts";

const VERB =
  /^(schedule|book|set up|arrange|cancel|delete|remove|call off|move|reschedule|accept|decline)\s+(.+)$/iu;
const BETWEEN = /\s*,\s*(?:and\s+)?(?:also\s+)?|\s+(?:and|plus)\s+(?:also\s+)?/giu;
const MOST_PARTS = 4;

/**
 * "cancel lunch and dinner tomorrow": one verb for several events, as one command for each; none where the words may be
 * a single one. A day that is said of one of them only is the day of all.
 */
export function withSharedVerb(text: string, clause: Clause): readonly Cut[] {
  const [, verb, things = ""] = VERB.exec(text) ?? [];
  if (verb === undefined) return [];
  const parts = things.split(BETWEEN).map((part) => part.trim());
  if (parts.length < 2 || parts.length > MOST_PARTS) return [];
  const times = parts.map((part) => clause.time(part));
  const isEvent = parts.every(
    (part, i) => EVENT_WORDS.test(part) || (TAKES_CLOCK.test(verb) && times[i]?.time !== undefined),
  );
  if (!isEvent) return [];
  const dated = parts.map((part, i) => (MOVES.test(verb) ? part : withDay(part, times, i)));
  const isWhole = dated.every((part) => part !== undefined);
  return isWhole ? dated.map((part) => ({ text: `${verb} ${part}`, closed: true })) : [];
}

/** The part with its day: its own, the one said before it, or the one said at the end. Undefined where that is unclear. */
function withDay(
  part: string,
  times: readonly (TimeExpression | undefined)[],
  i: number,
): string | undefined {
  const own = times[i];
  if (own?.date !== undefined || own?.recurrence !== undefined) return part;
  const others = times.filter((time) => time?.date !== undefined);
  const [day] = others;
  if (day?.date === undefined) return part;
  // "lunch and dinner tomorrow at 7": whether the lunch is at 7 nobody knows.
  if (own === undefined && others.some((time) => time?.time !== undefined)) return undefined;
  if (others.length > 1 || day.endDate !== undefined || day.recurrence !== undefined)
    return undefined;
  return `${part} on ${showDate(day.date)}`;
}

const MOVES = /^(?:move|reschedule)$/iu;

/** Verbs for which "my 3pm" is a thing. */
const TAKES_CLOCK = /^(?:cancel|delete|remove|call off|accept|decline)$/iu;

/** A date as words that are read as that date again. */
function showDate(date: string): string {
  return Temporal.PlainDate.from(date).toLocaleString("en-US", {
    month: "long",
    day: "numeric",
    year: "numeric",
  });
}
