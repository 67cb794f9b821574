import { Temporal } from "temporal-polyfill";
import type { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { CalendarEvent } from "../src/domain/resources.ts";
import { toRfc3339 } from "./calendar-event.ts";
import type { UpdateEvent } from "./inputs.ts";

/** When an event is: two instants, or two dates where it lasts whole days. */
export interface EventTimes {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

export type TimeChanges = Pick<
  z.infer<typeof UpdateEvent>,
  "start" | "end" | "date" | "time" | "shiftMinutes" | "durationMinutes" | "extendMinutes"
>;

const DEFAULT_MINUTES = 60;
const isDay = (moment: string): boolean => /^\d{4}-\d{2}-\d{2}$/u.test(moment);

/** Checks that an event ends after it begins and is all instants or all dates. @throws ERR_INVALID_ARGUMENTS */
export function checkTimes(times: EventTimes): EventTimes {
  if (isDay(times.start) !== isDay(times.end)) {
    throw invalid("An event has a time of day at both its start and its end, or at neither.");
  }
  if (Date.parse(times.end) <= Date.parse(times.start)) {
    throw invalid("An event has to end after it begins.");
  }
  return times;
}

/** When the event is after these changes; undefined where they do not touch its time. Local times are the zone's. */
export function changedTimes(
  event: Pick<CalendarEvent, "start" | "end">,
  changes: TimeChanges,
  timezone: string,
): EventTimes | undefined {
  const { start, end, date, time, shiftMinutes, durationMinutes, extendMinutes } = changes;
  const touched = [start, end, date, time, shiftMinutes, durationMinutes, extendMinutes];
  if (touched.every((change) => change === undefined)) return undefined;

  let times: EventTimes = { start: event.start, end: event.end };
  if (start !== undefined) times = moveTo(times, start, timezone);
  if (date !== undefined || time !== undefined) times = moveLocally(times, date, time, timezone);
  if (shiftMinutes !== undefined) times = shift(times, shiftMinutes, timezone);
  if (end !== undefined) times = { start: times.start, end };
  if (durationMinutes !== undefined) times = withLength(times, durationMinutes, timezone);
  if (extendMinutes !== undefined) times = extend(times, extendMinutes, timezone);
  return checkTimes(times);
}

/** Times of the same length that begin at another moment. */
export function sameLength(times: EventTimes, start: string, timezone: string): EventTimes {
  return moveTo(times, start, timezone);
}

/** How many days on the calendar of a zone lie between two moments; fewer than none where the second is earlier. */
export function daysMoved(from: string, to: string, timezone: string): number {
  return dayOf(from, timezone).until(dayOf(to, timezone)).days;
}

/** Moves times as another time of the same series was moved: by as many days, to the same hour, to the same length. */
export function moveLike(
  times: EventTimes,
  moved: { readonly from: EventTimes; readonly to: EventTimes },
  timezone: string,
): EventTimes {
  const days = daysMoved(moved.from.start, moved.to.start, timezone);
  const day = dayOf(times.start, timezone).add({ days });
  if (isDay(moved.to.start)) return sameLength(moved.to, day.toString(), timezone);
  const clock = Temporal.PlainDateTime.from(toLocal(moved.to.start, timezone)).toPlainTime();
  const start = day.toPlainDateTime(clock).toZonedDateTime(timezone).toInstant();
  return sameLength(moved.to, toRfc3339(start, timezone), timezone);
}

/** The local wall-clock time, without an offset, that belongs with a named zone. */
export function toLocal(moment: string, timezone: string): string {
  if (isDay(moment)) return moment;
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(timezone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" });
}

function dayOf(moment: string, timezone: string): Temporal.PlainDate {
  return isDay(moment)
    ? Temporal.PlainDate.from(moment)
    : Temporal.Instant.from(moment).toZonedDateTimeISO(timezone).toPlainDate();
}

function extend({ start, end }: EventTimes, minutes: number, timezone: string): EventTimes {
  if (!isDay(start)) return { start, end: later(end, minutes, timezone) };
  const days = minutes / 1440;
  if (!Number.isInteger(days))
    throw invalid("An all-day event is longer or shorter by whole days.");
  return { start, end: Temporal.PlainDate.from(end).add({ days }).toString() };
}

function moveTo(times: EventTimes, start: string, timezone: string): EventTimes {
  if (isDay(start) !== isDay(times.start)) {
    return isDay(start)
      ? { start, end: Temporal.PlainDate.from(start).add({ days: 1 }).toString() }
      : { start, end: later(start, DEFAULT_MINUTES, timezone) };
  }
  if (isDay(start)) {
    const length = Temporal.PlainDate.from(times.start).until(times.end);
    return { start, end: Temporal.PlainDate.from(start).add(length).toString() };
  }
  return { start, end: later(start, minutesOf(times), timezone) };
}

function moveLocally(
  times: EventTimes,
  date: string | undefined,
  time: string | undefined,
  timezone: string,
): EventTimes {
  if (isDay(times.start) && time === undefined) return moveTo(times, date ?? times.start, timezone);
  const former = isDay(times.start)
    ? Temporal.PlainDateTime.from(times.start)
    : Temporal.Instant.from(times.start).toZonedDateTimeISO(timezone).toPlainDateTime();
  const day = date === undefined ? former.toPlainDate() : Temporal.PlainDate.from(date);
  const clock = time === undefined ? former.toPlainTime() : Temporal.PlainTime.from(time);
  const start = day.toPlainDateTime(clock).toZonedDateTime(timezone).toInstant();
  return moveTo(times, toRfc3339(start, timezone), timezone);
}

function shift(times: EventTimes, minutes: number, timezone: string): EventTimes {
  if (!isDay(times.start)) {
    return {
      start: later(times.start, minutes, timezone),
      end: later(times.end, minutes, timezone),
    };
  }
  const days = minutes / 1440;
  if (!Number.isInteger(days)) throw invalid("An all-day event moves by whole days.");
  const move = (day: string): string => Temporal.PlainDate.from(day).add({ days }).toString();
  return { start: move(times.start), end: move(times.end) };
}

function withLength(times: EventTimes, minutes: number, timezone: string): EventTimes {
  if (!isDay(times.start)) {
    return { start: times.start, end: later(times.start, minutes, timezone) };
  }
  const days = Math.max(1, Math.ceil(minutes / 1440));
  return {
    start: times.start,
    end: Temporal.PlainDate.from(times.start).add({ days }).toString(),
  };
}

function later(instant: string, minutes: number, timezone: string): string {
  return toRfc3339(Temporal.Instant.from(instant).add({ minutes }), timezone);
}

function minutesOf({ start, end }: EventTimes): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
}

function invalid(message: string): AssistantError {
  return new AssistantError("ERR_INVALID_ARGUMENTS", message);
}
