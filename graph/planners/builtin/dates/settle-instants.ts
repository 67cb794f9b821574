import { Temporal } from "temporal-polyfill";

import type { Amount, DayWindow, Setting } from "./phrase.ts";
import type { Span, TimeExpression } from "./time-expression.ts";
import { dayName } from "./weekdays.ts";
import { addMinutes, formatInstant, instantAt } from "./zone.ts";
import type { ZonedInstant } from "./zone.ts";

/** What was said, before it is set against the calendar of a zone. */
export interface Said {
  readonly setting: Setting;
  readonly spans: readonly Span[];
  readonly timezone: string;
  readonly date?: Temporal.PlainDate;
  readonly endDate?: Temporal.PlainDate;
  readonly time?: string;
  readonly endTime?: string;
  /** Set where the start was counted from now, and needs no wall clock. */
  readonly moment?: Temporal.ZonedDateTime;
  readonly amount?: Amount;
  readonly window?: DayWindow;
  readonly bound?: "before" | "after";
  readonly shiftMinutes?: number;
  readonly recurrence?: readonly string[];
  readonly allDay?: true;
  readonly assumed: readonly string[];
}

/** The expression with its instants: lengths are real time, ends are wall clocks, and a change of the clocks is stated. */
export function settleInstants(said: Said): TimeExpression {
  const { spans, timezone, date, bound, shiftMinutes, recurrence, allDay } = said;
  const sought = said.endTime !== undefined && said.amount !== undefined && said.amount.minutes > 0;
  const time = sought ? undefined : said.time;
  const endTime = sought ? undefined : said.endTime;
  const window =
    sought && said.time !== undefined && said.endTime !== undefined
      ? { from: said.time, to: said.endTime }
      : time === undefined
        ? said.window
        : undefined;
  const days =
    said.amount?.minutes === 0 && time === undefined && date !== undefined
      ? said.amount
      : undefined;
  const endDate =
    days && date
      ? date.add({ months: days.months, days: days.days }).subtract({ days: 1 })
      : said.endDate;
  const durationMinutes =
    said.amount === undefined || days !== undefined
      ? undefined
      : said.amount.days * 1440 + said.amount.minutes;
  const last =
    endTime === undefined ? undefined : { endTime, ...(endDate !== undefined && { endDate }) };
  const start = startOf(said, time);
  const length =
    durationMinutes === undefined || durationMinutes === 0 ? undefined : durationMinutes;
  const end =
    start && date && time !== undefined
      ? endOf(start, date, time, timezone, last, length)
      : undefined;
  const upcoming =
    date === undefined &&
    time !== undefined &&
    bound === undefined &&
    said.setting.direction === "future"
      ? nextShown(said, time, last, length)
      : undefined;
  return {
    spans,
    ...(date !== undefined && { date: date.toString() }),
    ...(endDate !== undefined && { endDate: endDate.toString() }),
    ...(time !== undefined && { time }),
    ...(endTime !== undefined && { endTime }),
    ...(length !== undefined && { durationMinutes: length }),
    ...(window !== undefined && { window }),
    ...(bound !== undefined && { bound }),
    ...(shiftMinutes !== undefined && { shiftMinutes }),
    ...(recurrence !== undefined && { recurrence }),
    ...(allDay !== undefined && { allDay }),
    timezone,
    ...(start !== undefined && { start: start.at }),
    ...(end !== undefined && { end }),
    ...(upcoming !== undefined && { upcoming }),
    assumed: [...said.assumed, ...clockChange(start, date, time)],
    ...(start?.dst !== undefined && { dst: start.dst }),
  };
}

function startOf(
  { moment, date, timezone }: Said,
  time: string | undefined,
): ZonedInstant | undefined {
  if (date === undefined || time === undefined) return undefined;
  if (moment !== undefined) {
    const whole = moment
      .withTimeZone(timezone)
      .round({ smallestUnit: "minute", roundingMode: "floor" });
    return { at: formatInstant(whole), shown: time };
  }
  return instantAt(date.toString(), time, timezone);
}

function endOf(
  start: ZonedInstant,
  date: Temporal.PlainDate,
  time: string,
  timezone: string,
  last: { readonly endTime: string; readonly endDate?: Temporal.PlainDate } | undefined,
  length: number | undefined,
): string | undefined {
  if (last === undefined)
    return length === undefined ? undefined : addMinutes(start.at, length, timezone);
  const day = last.endDate ?? (last.endTime <= time ? date.add({ days: 1 }) : date);
  return instantAt(day.toString(), last.endTime, timezone).at;
}

/** When the clock shows `time` next, in the zone it was said in. */
function nextShown(
  { setting, timezone }: Said,
  time: string,
  last: { readonly endTime: string } | undefined,
  length: number | undefined,
): NonNullable<TimeExpression["upcoming"]> {
  const today = setting.now.withTimeZone(timezone).toPlainDate();
  const first = instantAt(today.toString(), time, timezone);
  const passed =
    Temporal.Instant.compare(Temporal.Instant.from(first.at), setting.now.toInstant()) <= 0;
  const date = passed ? today.add({ days: 1 }) : today;
  const start = passed ? instantAt(date.toString(), time, timezone) : first;
  const end = endOf(start, date, time, timezone, last, length);
  return { date: date.toString(), start: start.at, ...(end !== undefined && { end }) };
}

function clockChange(
  start: ZonedInstant | undefined,
  date: Temporal.PlainDate | undefined,
  time: string | undefined,
): string[] {
  if (start?.dst === undefined || date === undefined || time === undefined) return [];
  return start.dst === "gap"
    ? [`Clocks skip ${time} on ${dayName(date)}: ${start.shown} is meant.`]
    : [`Clocks show ${time} twice on ${dayName(date)}: the first time is meant.`];
}
