import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";

import type { Rule } from "./phrase.ts";

/**
 * The first day on or after `from` that the rule falls on; strictly after `notBefore` where that has a clock time.
 * The interval plays no part: "every other Tuesday" begins on the next one. Wall clocks are counted, so that a skipped hour skips no day.
 */
export function firstOccurrence(
  rule: Rule,
  from: Temporal.PlainDate,
  time: Temporal.PlainTime | undefined,
  notBefore: Temporal.PlainDateTime,
): Temporal.PlainDate {
  const clock = time ?? Temporal.PlainTime.from("23:59:59");
  const dtstart = from.toPlainDateTime(clock).toZonedDateTime("UTC");
  const expansion = new RRuleTemporal({
    dtstart,
    tzid: "UTC",
    freq: rule.freq,
    ...(rule.byDay !== undefined && { byDay: [...rule.byDay] }),
    ...(rule.byMonthDay !== undefined && { byMonthDay: [rule.byMonthDay] }),
    ...(rule.byMonth !== undefined && { byMonth: [rule.byMonth] }),
  });
  const start =
    Temporal.PlainDateTime.compare(notBefore, from.toPlainDateTime(clock)) > 0
      ? notBefore
      : from.toPlainDateTime(clock);
  const first = expansion.next(start.toZonedDateTime("UTC"), true);
  return first === null ? from : Temporal.PlainDate.from(first.toString().slice(0, 10));
}

/** The rule as an RFC 5545 line, with how it ends. */
export function ruleLine(
  rule: Rule,
  ending: { readonly count?: number; readonly until?: string },
): string {
  const parts = [
    `FREQ=${rule.freq}`,
    ...(rule.interval === undefined ? [] : [`INTERVAL=${rule.interval}`]),
    ...(rule.byMonth === undefined ? [] : [`BYMONTH=${rule.byMonth}`]),
    ...(rule.byMonthDay === undefined ? [] : [`BYMONTHDAY=${rule.byMonthDay}`]),
    ...(rule.byDay === undefined ? [] : [`BYDAY=${rule.byDay.join(",")}`]),
    ...(ending.until === undefined ? [] : [`UNTIL=${ending.until}`]),
    ...(ending.count === undefined ? [] : [`COUNT=${ending.count}`]),
  ];
  return `RRULE:${parts.join(";")}`;
}
