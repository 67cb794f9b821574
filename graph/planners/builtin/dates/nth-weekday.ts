import type { Temporal } from "temporal-polyfill";

/** The first to fifth such weekday of a month, or the last (-1); nothing where the month has no fifth. */
export function nthWeekday(
  month: Temporal.PlainYearMonth,
  ordinal: number,
  weekday: number,
): Temporal.PlainDate | undefined {
  if (ordinal < 0) {
    const last = month.toPlainDate({ day: month.daysInMonth });
    return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
  }
  const first = month.toPlainDate({ day: 1 });
  const date = first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + 7 * (ordinal - 1) });
  return date.month === month.month ? date : undefined;
}
