import { Temporal } from "temporal-polyfill";

import type { UserDocument } from "../tools/sandbox/document.ts";
import { occurrencesBetween } from "../tools/sandbox/calendar/recurrence.ts";

/** One time at which something takes place, in the user's own time. */
export interface Occasion {
  /** `2026-11-25T09:30`, or a date. */
  readonly at: string;
  readonly guests: readonly string[];
}

/**
 * When everything with these words in its title takes place from one day to another (inclusive): single events,
 * series as their instances, changed instances as changed, cancelled ones not.
 */
export function occasionsOf(
  { calendar, email: owner }: UserDocument,
  summary: string,
  days: { readonly from: string; readonly to: string },
  zone: string,
): Occasion[] {
  const events = calendar?.events ?? [];
  const exceptions = new Set(
    events.flatMap(({ recurringEventId, id }) => (recurringEventId === undefined ? [] : [id])),
  );
  const fromMs = Temporal.PlainDate.from(days.from).toZonedDateTime(zone).epochMilliseconds;
  const toMs = Temporal.PlainDate.from(days.to)
    .add({ days: 1 })
    .toZonedDateTime(zone).epochMilliseconds;
  return events
    .filter(
      (event) =>
        event.status !== "cancelled" &&
        (event.summary ?? "").toLowerCase().includes(summary.toLowerCase()),
    )
    .flatMap((event) => {
      const starts =
        event.recurrence === undefined
          ? [event.start]
          : occurrencesBetween(event, zone, fromMs, toMs)
              .filter(({ key }) => !exceptions.has(`${event.id}_${key}`))
              .map(({ start }) => start);
      const guests = (event.attendees ?? [])
        .map((guest) => guest.email.toLowerCase())
        .filter((email) => email !== owner);
      return starts.map(({ dateTime, date }) => ({
        at: dateTime === undefined ? (date ?? "") : toLocal(dateTime, zone),
        guests,
      }));
    })
    .filter(({ at }) => at.slice(0, 10) >= days.from && at.slice(0, 10) <= days.to)
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

function toLocal(dateTime: string, zone: string): string {
  return Temporal.Instant.from(dateTime)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
}
