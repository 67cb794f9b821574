import { Temporal } from "temporal-polyfill";

import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { refuse } from "../rule.ts";
import {
  addDays,
  isOnlyTime,
  isPast,
  namedZone,
  readOnlyTime,
  toInstant,
  today,
} from "../times.ts";

/** When something is to be told, as the tool takes it. */
export interface When {
  readonly args: {
    readonly at: string;
    readonly recurrence?: readonly string[];
    readonly timezone?: string;
  };
  readonly assumed: readonly string[];
}

/** The hour that stands for a part of the day, where no hour was said. */
const HOURS: readonly (readonly [from: string, hour: string])[] = [
  ["06:00", "07:00"],
  ["08:00", "09:00"],
  ["10:00", "10:00"],
  ["12:00", "13:00"],
  ["15:00", "16:00"],
  ["18:00", "18:00"],
];

/** "Every 4 hours", "hourly", "every 30 minutes": what no calendar repeats by. */
const WITHIN_A_DAY =
  /(?<=^|\s)(?:every|each)\s+(?:(other|\d{1,3}|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|half)\s+(?:an\s+)?)?(hour|hr|minute|min)s?(?![\p{L}\d])|(?<=^|\s)(hourly)(?![\p{L}\d])/iu;
const COUNTS: Readonly<Record<string, number>> = {
  other: 2,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
};

/** Something that repeats within the day, taken out of the words around it; it begins one such stretch from now. */
export function cutOften(
  text: string,
  clause: Clause,
): { readonly when: When; readonly rest: string; readonly said: string } | undefined {
  const match = WITHIN_A_DAY.exec(text);
  if (match === null) return undefined;
  const [said, counted = "1", unit = "hour"] = match;
  const isHalf = /^half$/iu.test(counted);
  const count = isHalf ? 30 : (COUNTS[counted.toLowerCase()] ?? Number(counted));
  const isHours = unit.toLowerCase().startsWith("h") && !isHalf;
  if (!(count >= 1)) return undefined;
  const freq = isHours ? "HOURLY" : "MINUTELY";
  const interval = count === 1 ? "" : `;INTERVAL=${count}`;
  const at = Temporal.Instant.from(clause.now)
    .add({ minutes: isHours ? count * 60 : count })
    .toZonedDateTimeISO(clause.timezone)
    .round({ smallestUnit: "minute", roundingMode: "ceil" })
    .toString({ timeZoneName: "never", smallestUnit: "second" });
  const rest = text.replace(said, " ").replace(/\s+/gu, " ").trim();
  return {
    when: { args: { at, recurrence: [`RRULE:FREQ=${freq}${interval}`] }, assumed: [] },
    rest,
    said,
  };
}

/**
 * When a time that was said is; what to ask or to say where that is not known or cannot be. Undefined where the words
 * say a stretch, an end or a change, and no moment. `words` are those that said it.
 */
export function toWhen(
  time: TimeExpression | undefined,
  words: string,
  clause: Clause,
): When | Built | undefined {
  if (time?.fault !== undefined) return refuse(time.fault);
  const answer = clause.answer("when")?.text;
  if (time === undefined || time.bound !== undefined) {
    const answered = answer === undefined ? undefined : readOnlyTime(answer, clause);
    if (answered === undefined || answered.bound !== undefined) return askWhen(clause);
    return toWhen(answered, answer ?? "", clause);
  }
  if (isStretch(time)) return undefined;
  const hour = time.time === undefined ? hourOf(time) : undefined;
  if (hour !== undefined && time.recurrence !== undefined) {
    // Which day comes first depends on the hour.
    const series = timeWith(words, hour, clause);
    const when = series?.time === undefined ? undefined : toWhen(series, words, clause);
    return isWhen(when) ? { ...when, assumed: [...when.assumed, assumedHour(hour)] } : when;
  }
  const start = time.start ?? time.upcoming?.start ?? (hour && startOf(time, hour, clause));
  if (start === undefined) {
    const answered = answer === undefined ? undefined : timeWith(words, answer, clause);
    return answered === undefined || answered.time === undefined
      ? clause.ask("when", "At what time shall I tell you?")
      : toWhen(answered, words, clause);
  }
  if (isPast(start, clause)) return refuse("That time has already passed.");
  const assumed = hour === undefined ? [] : [assumedHour(hour)];
  return {
    args: {
      at: start,
      ...(time.recurrence !== undefined && { recurrence: time.recurrence }),
      ...namedZone(time, clause),
    },
    assumed: [...time.assumed, ...assumed],
  };
}

export function isWhen(read: When | Built | undefined): read is When {
  return read !== undefined && "args" in read;
}

function assumedHour(hour: string): string {
  return `No hour was said: ${hour} is meant.`;
}

function askWhen(clause: Clause): Built {
  return clause.ask("when", "When shall I tell you?");
}

function isStretch(time: TimeExpression): boolean {
  return (
    time.endDate !== undefined ||
    time.endTime !== undefined ||
    time.durationMinutes !== undefined ||
    time.shiftMinutes !== undefined ||
    time.allDay === true
  );
}

function hourOf({ window }: TimeExpression): string | undefined {
  return window && HOURS.find(([from]) => from === window.from)?.[1];
}

/** The hour on the day that was said, or when it comes next. */
function startOf(time: TimeExpression, hour: string, clause: Clause): string {
  const day = time.date ?? today(clause);
  const start = toInstant(day, hour, time.timezone);
  return time.date === undefined && isPast(start, clause)
    ? toInstant(addDays(day, 1), hour, time.timezone)
    : start;
}

/** The day that was said, at the hour that was answered. */
function timeWith(words: string, answer: string, clause: Clause): TimeExpression | undefined {
  for (const hour of [answer, `at ${answer}`]) {
    const text = `${words} ${hour}`;
    const time = clause.time(text);
    if (isOnlyTime(text, time)) return time;
  }
  return readOnlyTime(answer, clause);
}
