import { Temporal } from "temporal-polyfill";

import type { Clause } from "./clause.ts";
import type { TimeExpression } from "./dates/time-expression.ts";

/** A stretch of time as the tools take it. */
export interface Range {
  readonly timeMin: string;
  readonly timeMax: string;
}

/** Stands where a time was cut out of a text: what is on its two sides does not belong together. */
export const CUT = "|";

/** The words without their times. */
export function cutTime(text: string, time: TimeExpression | undefined): string {
  if (time === undefined) return text;
  let rest = "";
  let from = 0;
  for (const { start, end } of time.spans) {
    rest += `${text.slice(from, start)} ${CUT} `;
    from = end;
  }
  return (rest + text.slice(from)).trim();
}

/** The words that are left when the times are cut out, joined again. */
export function withoutTime(text: string, time: TimeExpression | undefined): string {
  return cutTime(text, time).replaceAll(CUT, " ").replace(/\s+/gu, " ").trim();
}

/** Whether the words say a time and nothing else. */
export function isOnlyTime(text: string, time: TimeExpression | undefined): time is TimeExpression {
  const rest = withoutTime(text, time).replace(
    /\b(?:on|at|for|in|the|of|sometime|some time|then|to)\b/giu,
    "",
  );
  return time !== undefined && !/[\p{L}\p{N}\uE000-\uF8FF]/u.test(rest);
}

/** A time read from words that must be nothing but a time; bare hours ("3") count. */
export function readOnlyTime(
  text: string,
  clause: Clause,
  direction: "future" | "past" = "future",
): TimeExpression | undefined {
  for (const words of [text, `at ${text}`]) {
    const time = clause.time(words, direction);
    if (isOnlyTime(words, time)) return time;
  }
  return undefined;
}

/** A time whose "this" was left out after "my": "my afternoon", "my week". */
export function readMyTime(text: string, clause: Clause): TimeExpression | undefined {
  return readOnlyTime(text, clause) ?? readOnlyTime(`this ${text}`, clause);
}

/** The zone a clock time was said in, where it is not the user's own: what a tool is told beside the instants. */
export function namedZone(
  { timezone, time }: TimeExpression,
  clause: Clause,
): { timezone?: string } {
  const isNamed = /^(?:UTC$|[A-Z][A-Za-z_]+\/)/u.test(timezone);
  return time === undefined || timezone === clause.timezone || !isNamed ? {} : { timezone };
}

export function toInstant(date: string, time: string, timezone: string): string {
  return Temporal.PlainDateTime.from(`${date}T${time}`)
    .toZonedDateTime(timezone)
    .toString({ timeZoneName: "never", smallestUnit: "second" });
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export function addMinutes(instant: string, minutes: number, timezone: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timezone)
    .add({ minutes })
    .toString({ timeZoneName: "never", smallestUnit: "second" });
}

export function today({ now, timezone }: Clause): string {
  return Temporal.Instant.from(now).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

export function isPast(instant: string, { now }: Clause): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(instant), Temporal.Instant.from(now)) < 0;
}

export function isAfter(a: string, b: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) > 0;
}

/** The stretch of time that the words narrow things to; undefined where they say none. */
export function toRange(
  time: TimeExpression,
  clause: Clause,
  instantMinutes = 1,
): Range | undefined {
  const { timezone } = clause;
  const date = time.date ?? time.upcoming?.date ?? (time.window && today(clause));
  if (date === undefined || time.recurrence !== undefined || time.fault !== undefined)
    return undefined;
  const dayEnd = toInstant(addDays(time.endDate ?? date, 1), "00:00", timezone);
  const start = time.start ?? time.upcoming?.start;
  if (start !== undefined) {
    if (time.bound === "after") return { timeMin: start, timeMax: dayEnd };
    if (time.bound === "before") {
      return { timeMin: toInstant(date, "00:00", timezone), timeMax: start };
    }
    const end = time.end ?? time.upcoming?.end;
    const minutes = time.durationMinutes ?? instantMinutes;
    return { timeMin: start, timeMax: end ?? addMinutes(start, minutes, timezone) };
  }
  if (time.window !== undefined) {
    const last = time.endDate ?? date;
    const overnight = time.window.to <= time.window.from ? 1 : 0;
    return {
      timeMin: toInstant(date, time.window.from, timezone),
      timeMax: toInstant(addDays(last, overnight), time.window.to, timezone),
    };
  }
  if (time.bound === "before") return { timeMin: clause.now, timeMax: dayEnd };
  const timeMin = toInstant(date, "00:00", timezone);
  return {
    timeMin,
    timeMax: time.bound === "after" ? addMinutes(dayEnd, 30 * 1440, timezone) : dayEnd,
  };
}

/** "Wed 25 Nov 2026, 12:00–13:00 (America/Los_Angeles)": readable by somebody who was not there. */
export function showWhen(start: string, end: string, timezone: string): string {
  if (/^\d{4}-\d\d-\d\d$/u.test(start)) return showDays(start, addDays(end, -1));
  const from = Temporal.Instant.from(start).toZonedDateTimeISO(timezone);
  const to = Temporal.Instant.from(end).toZonedDateTimeISO(timezone);
  return `${showDay(from.toPlainDate())}, ${showClock(from)}–${showClock(to)} (${timezone})`;
}

function showDays(first: string, last: string): string {
  const days = first === last ? [first] : [first, last];
  return days.map((date) => showDay(Temporal.PlainDate.from(date))).join(" – ");
}

/** Made once: making a formatter costs more than a whole plan. */
const DAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

function showDay(date: Temporal.PlainDate): string {
  return DAY.format(date.toZonedDateTime("UTC").epochMilliseconds).replace(",", "");
}

function showClock(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: "minute" });
}
