import { Temporal } from "temporal-polyfill";

import { toRfc3339 } from "./calendar-event.ts";
import type { Span } from "./presentation.ts";

/** Where free time is looked for. */
export interface FreeTimeQuery {
  readonly timeMin: string;
  readonly timeMax: string;
  /** `09:00`: nothing before this on any day. */
  readonly earliest?: string | undefined;
  readonly latest?: string | undefined;
  readonly weekdaysOnly?: boolean | undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const SLOT_STEP_MS = 15 * 60_000;

/** The stretches of the window, within the hours asked for on each day, in which nothing is on. */
export function freeGaps(query: FreeTimeQuery, busy: readonly Span[], timezone: string): Span[] {
  const taken = busy.map(toRange).toSorted((a, b) => a.from - b.from);
  return dailyHours(query, timezone)
    .flatMap((hours) => subtract(hours, taken))
    .map((range) => toSpan(range, timezone));
}

/** Times of exactly this length within the gaps, one after the other, each beginning on a quarter of an hour. */
export function slotsIn(
  gaps: readonly Span[],
  options: { readonly minutes: number; readonly max: number; readonly timezone: string },
): Span[] {
  const length = options.minutes * 60_000;
  const slots: Span[] = [];
  for (const { from, to } of gaps.map(toRange)) {
    let start = Math.ceil(from / SLOT_STEP_MS) * SLOT_STEP_MS;
    // Where no quarter of an hour leaves enough room, the gap's own beginning may.
    if (start + length > to) start = from;
    for (; start + length <= to; start += Math.ceil(length / SLOT_STEP_MS) * SLOT_STEP_MS) {
      if (slots.length === options.max) return slots;
      slots.push(toSpan({ from: start, to: start + length }, options.timezone));
    }
  }
  return slots;
}

/** From the first midnight to the last of a span of dates. */
export function wholeDays({ start, end }: Span, timezone: string): Span {
  const midnight = (day: string): string =>
    toRfc3339(Temporal.PlainDate.from(day).toZonedDateTime(timezone).toInstant(), timezone);
  return { start: midnight(start), end: midnight(end) };
}

function dailyHours(
  { timeMin, timeMax, earliest, latest, weekdaysOnly }: FreeTimeQuery,
  timezone: string,
): Range[] {
  const window = toRange({ start: timeMin, end: timeMax });
  if (earliest === undefined && latest === undefined && !weekdaysOnly) return [window];
  const ranges: Range[] = [];
  const first = Temporal.Instant.from(timeMin).toZonedDateTimeISO(timezone).toPlainDate();
  for (let day = first; ; day = day.add({ days: 1 })) {
    const at = (clock: string, of: Temporal.PlainDate): number =>
      of.toZonedDateTime({ timeZone: timezone, plainTime: clock }).epochMilliseconds;
    if (at("00:00", day) >= window.to) return ranges;
    if (weekdaysOnly && day.dayOfWeek > 5) continue;
    const from = Math.max(window.from, at(earliest ?? "00:00", day));
    const end = latest === undefined ? at("00:00", day.add({ days: 1 })) : at(latest, day);
    const to = Math.min(window.to, end);
    if (to > from) ranges.push({ from, to });
  }
}

function subtract(hours: Range, taken: readonly Range[]): Range[] {
  const free: Range[] = [];
  let from = hours.from;
  for (const busy of taken) {
    if (busy.to <= from) continue;
    if (busy.from >= hours.to) break;
    if (busy.from > from) free.push({ from, to: busy.from });
    from = busy.to;
  }
  if (from < hours.to) free.push({ from, to: hours.to });
  return free;
}

function toRange({ start, end }: Span): Range {
  return { from: Date.parse(start), to: Date.parse(end) };
}

function toSpan({ from, to }: Range, timezone: string): Span {
  const show = (ms: number): string =>
    toRfc3339(Temporal.Instant.fromEpochMilliseconds(ms), timezone);
  return { start: show(from), end: show(to) };
}
