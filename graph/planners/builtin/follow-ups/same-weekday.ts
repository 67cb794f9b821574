import { Temporal } from "temporal-polyfill";

import type { TimeExpression } from "../dates/time-expression.ts";

/** The day that is meant; of a whole week ("next week"), the same weekday as before. */
export function weekdayIn(
  { date, endDate }: TimeExpression,
  former: string | undefined,
): string | undefined {
  if (date === undefined || endDate === undefined) return date;
  if (former === undefined) return undefined;
  const first = Temporal.PlainDate.from(date);
  const days = (Temporal.PlainDate.from(former.slice(0, 10)).dayOfWeek - first.dayOfWeek + 7) % 7;
  const day = first.add({ days });
  return Temporal.PlainDate.compare(day, Temporal.PlainDate.from(endDate)) > 0
    ? undefined
    : day.toString();
}
