import { Temporal } from "temporal-polyfill";

import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import { addDays, addMinutes, isPast, toInstant } from "../times.ts";
import { weekdayIn } from "./same-weekday.ts";

interface Stretch {
  readonly start: string;
  readonly end: string;
}

/** A bare hour, "8" or "3:30": which half of the day is meant, the former time says. */
const OPEN_HOUR = /^(?:at\s+)?(\d{1,2})(?::\d\d)?$/u;

/** When something is after a correction of its time; what was not said stays. A text says why it cannot be. */
export function retime(
  { start, end }: Stretch,
  words: string,
  said: TimeExpression,
  clause: Clause,
): Stretch | string | undefined {
  const { timezone } = clause;
  if (said.fault !== undefined) return said.fault;
  if (start === "" || said.recurrence || said.bound || said.window) return undefined;
  const date = weekdayIn(said, start);
  if (said.endDate !== undefined && date === undefined) return undefined;
  if (isDay(start)) {
    if (said.time === undefined && said.shiftMinutes === undefined && date !== undefined) {
      const days = Temporal.PlainDate.from(start).until(end).days;
      return { start: date, end: addDays(date, days) };
    }
    if (said.time === undefined) return undefined;
    const from = toInstant(date ?? start, said.time, said.timezone);
    return { start: from, end: addMinutes(from, said.durationMinutes ?? 60, timezone) };
  }
  const { shiftMinutes, durationMinutes } = said;
  if (shiftMinutes !== undefined) {
    const [from, to] = [start, end].map((at) => addMinutes(at, shiftMinutes, timezone));
    return from && to ? { start: from, end: to } : undefined;
  }
  const former = Temporal.Instant.from(start).toZonedDateTimeISO(timezone);
  const length = (Date.parse(end) - Date.parse(start)) / 60_000;
  const clock =
    said.time === undefined
      ? former.toPlainTime().toString({ smallestUnit: "minute" })
      : sameHalf(said.time, words, former.hour);
  const isElsewhere = said.timezone !== timezone && said.time !== undefined;
  const day = date ?? former.toPlainDate().toString();
  const from = toInstant(day, clock, isElsewhere ? said.timezone : timezone);
  if (isPast(from, clause)) return "That time has already passed.";
  if (said.endTime !== undefined) {
    const to = toInstant(day, said.endTime, isElsewhere ? said.timezone : timezone);
    const isNextDay = Date.parse(to) <= Date.parse(from);
    return { start: from, end: isNextDay ? addMinutes(to, 1440, timezone) : to };
  }
  return { start: from, end: addMinutes(from, durationMinutes ?? length, timezone) };
}

export function isDay(moment: string): boolean {
  return /^\d{4}-\d\d-\d\d$/u.test(moment);
}

function sameHalf(time: string, words: string, formerHour: number): string {
  const hour = Number(OPEN_HOUR.exec(words.trim())?.[1]);
  if (!(hour >= 1 && hour <= 12)) return time;
  const [, minutes = "00"] = time.split(":");
  const near = [hour % 12, (hour % 12) + 12].toSorted(
    (a, b) => Math.abs(a - formerHour) - Math.abs(b - formerHour),
  );
  return `${String(near[0]).padStart(2, "0")}:${minutes}`;
}
