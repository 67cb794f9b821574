import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { invalid } from "../refusal.ts";
import { TimeZone } from "../store/profile.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/iu;

/** Start or end of an event: a day, or an instant and the zone it was meant in. */
export const EventTime = z
  .object({
    date: z.iso.date().optional(),
    dateTime: z.iso.datetime({ offset: true, local: true }).optional(),
    timeZone: TimeZone.optional(),
  })
  .refine(({ date, dateTime }) => (date === undefined) !== (dateTime === undefined), {
    message: "must have either date or dateTime",
  });
export type EventTime = z.infer<typeof EventTime>;

/** RFC 3339 to the second, with the zone's offset, as Google writes instants. */
export function renderInstant(epochMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: "never", smallestUnit: "second" })
    .replace(/\+00:00$/u, "Z");
}

/** When a day begins in a zone. */
export function startOfDay(date: string, zone: string): number {
  const key = `${date} ${zone}`;
  const known = startsOfDays.get(key);
  if (known !== undefined) return known;
  const { epochMilliseconds } = Temporal.PlainDate.from(date).toZonedDateTime(zone);
  if (startsOfDays.size > 10_000) startsOfDays.clear();
  startsOfDays.set(key, epochMilliseconds);
  return epochMilliseconds;
}
const startsOfDays = new Map<string, number>();

/** The instant of a stored time; a day begins at midnight of the calendar's zone. */
export function toEpochMs(time: EventTime, zone: string): number {
  return time.dateTime === undefined
    ? startOfDay(time.date ?? "", zone)
    : Date.parse(time.dateTime);
}

/**
 * Gives a time the form it is stored in: an instant with the offset of its zone. An offset that was written decides the
 * instant, and the zone then only says where it is meant; without an offset it is a wall clock of the zone.
 */
export function normaliseTime(time: EventTime, calendarZone: string): EventTime {
  if (time.dateTime === undefined) return { date: time.date };
  const zone = time.timeZone ?? calendarZone;
  const epochMs = OFFSET.test(time.dateTime)
    ? Date.parse(time.dateTime)
    : Temporal.PlainDateTime.from(time.dateTime).toZonedDateTime(zone).epochMilliseconds;
  return { dateTime: renderInstant(epochMs, zone), timeZone: zone };
}

/** Reads a start or end as callers write it. @throws Refusal */
export function readEventTime(
  text: string,
  zone: string | undefined,
  calendarZone: string,
): EventTime {
  if (zone !== undefined && !TimeZone.safeParse(zone).success) {
    throw invalid("Invalid time zone definition for start time.");
  }
  if (DATE.test(text) && EventTime.safeParse({ date: text }).success) return { date: text };
  const time = EventTime.safeParse({ dateTime: text.replace(" ", "T"), timeZone: zone });
  if (!time.success) throw invalid(`Invalid value for: Invalid format: "${text}"`);
  return normaliseTime(time.data, calendarZone);
}

/** Reads an instant of a query, `name` saying which. A wall clock or a day is read in `zone`. @throws Refusal */
export function readInstant(text: string, name: string, zone: string): number {
  const time = DATE.test(text) ? { date: text } : { dateTime: text.replace(" ", "T") };
  const read = EventTime.safeParse(time);
  if (!read.success) throw invalid(`Bad Request: ${name} is not a date-time: "${text}"`);
  return toEpochMs(normaliseTime(read.data, zone), zone);
}

/** The same kind of time, so many milliseconds later. A day stays a day. */
export function shiftTime(time: EventTime, byMs: number): EventTime {
  if (time.dateTime === undefined) {
    const days = Math.round(byMs / 86_400_000);
    return {
      date: Temporal.PlainDate.from(time.date ?? "")
        .add({ days })
        .toString(),
    };
  }
  const zone = time.timeZone ?? "UTC";
  return { ...time, dateTime: renderInstant(Date.parse(time.dateTime) + byMs, zone) };
}
