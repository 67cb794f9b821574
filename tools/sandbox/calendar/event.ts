import { z } from "zod";

import { makeId } from "../ids.ts";
import { zoneOf } from "../store/profile.ts";
import type { Profile } from "../store/profile.ts";
import { recurrenceFault } from "./recurrence.ts";
import { EventTime, normaliseTime, shiftTime } from "./times.ts";

/** How somebody answered an invitation. */
export const ResponseStatus = z.enum(["needsAction", "declined", "tentative", "accepted"]);

/** A guest of an event. Whose calendar is looked at decides `self`, so it is made when shown, not stored. */
export const Attendee = z.looseObject({
  email: z.email(),
  displayName: z.string().optional(),
  optional: z.boolean().optional(),
  organizer: z.boolean().optional(),
  responseStatus: ResponseStatus.optional(),
});
export type Attendee = z.infer<typeof Attendee>;

const Person = z.looseObject({ email: z.email(), displayName: z.string().optional() });

const ExtendedProperties = z.object({
  private: z.record(z.string(), z.string()).optional(),
  shared: z.record(z.string(), z.string()).optional(),
});

/** Google's Event resource, as a workspace document may give it. */
export const CalendarEvent = z
  .looseObject({
    id: z
      .string()
      .regex(/^\S{1,1024}$/u, "must be an id without spaces")
      .optional(),
    status: z.enum(["confirmed", "tentative", "cancelled"]).optional(),
    summary: z.string().optional(),
    description: z.string().optional(),
    location: z.string().optional(),
    start: EventTime,
    end: EventTime.optional(),
    recurrence: z.array(z.string()).optional(),
    recurringEventId: z.string().optional(),
    originalStartTime: EventTime.optional(),
    attendees: z.array(Attendee).optional(),
    organizer: Person.optional(),
    creator: Person.optional(),
    transparency: z.enum(["opaque", "transparent"]).optional(),
    visibility: z.enum(["default", "public", "private", "confidential"]).optional(),
    guestsCanModify: z.boolean().optional(),
    extendedProperties: ExtendedProperties.optional(),
    iCalUID: z.string().optional(),
    sequence: z.int().optional(),
    created: z.string().optional(),
    updated: z.string().optional(),
    eventType: z.string().optional(),
  })
  .check(({ value, issues }) => {
    const fault = recurrenceFault(value.start, value.recurrence ?? []);
    if (fault === undefined) return;
    issues.push({ code: "custom", input: value.recurrence, path: ["recurrence"], message: fault });
  });
export type CalendarEvent = z.infer<typeof CalendarEvent>;

/** An event with everything in it that Google fills in. */
export type StoredEvent = CalendarEvent & {
  [
    Field in "id" | "status" | "start" | "end" | "organizer" | "creator" | "iCalUID" | "sequence"
  ]: NonNullable<CalendarEvent[Field]>;
} & { readonly etag: string; readonly created: string; readonly updated: string };

/** An event that has just been changed: a new version of it. */
export function touch(event: StoredEvent, now: number): StoredEvent {
  return { ...event, etag: makeId.etag(), updated: new Date(now).toISOString() };
}

/** Fills in what Google would have filled in when the event was made in this user's calendar. */
export function completeEvent(event: CalendarEvent, owner: Profile, now: number): StoredEvent {
  const zone = zoneOf(owner);
  const id = event.id ?? makeId.event();
  const self = ownerAsPerson(owner);
  const organizer = event.organizer ?? self;
  const start = normaliseTime(event.start, zone);
  const defaultLength = start.date === undefined ? 3_600_000 : 86_400_000;
  const made = new Date(now).toISOString();
  return {
    kind: "calendar#event",
    ...event,
    id,
    etag: makeId.etag(),
    status: event.status ?? "confirmed",
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${id} ${owner.email}`).toString("base64url")}`,
    created: event.created ?? made,
    updated: event.updated ?? made,
    creator: withoutSelf(event.creator ?? organizer),
    organizer: withoutSelf(organizer),
    start,
    end: event.end === undefined ? shiftTime(start, defaultLength) : normaliseTime(event.end, zone),
    ...(event.originalStartTime !== undefined && {
      originalStartTime: normaliseTime(event.originalStartTime, zone),
    }),
    iCalUID: event.iCalUID ?? `${event.recurringEventId ?? id}@google.com`,
    sequence: event.sequence ?? 0,
    ...(event.attendees !== undefined && {
      attendees: event.attendees.map((guest) => completeAttendee(guest, organizer.email)),
    }),
    reminders: event["reminders"] ?? { useDefault: true },
    eventType: event.eventType ?? "default",
  };
}

/** The event as its owner sees it: who of the people in it they are. */
export function renderEvent(event: StoredEvent, viewer: Profile): StoredEvent {
  const mark = <P extends { readonly email: string }>(person: P): P =>
    sameAddress(person.email, viewer.email) ? { ...person, self: true } : person;
  return {
    ...event,
    creator: mark(event.creator),
    organizer: mark(event.organizer),
    ...(event.attendees !== undefined && { attendees: event.attendees.map(mark) }),
  };
}

/** The owner of a calendar as they stand in events. */
export function ownerAsPerson({ email, name }: Profile): z.infer<typeof Person> {
  return { email, ...(name !== undefined && { displayName: name }) };
}

/** A guest as Google keeps one. */
export function completeAttendee(guest: Attendee, organizerEmail: string): Attendee {
  const isOrganizer = sameAddress(guest.email, organizerEmail);
  return {
    ...withoutSelf(guest),
    email: guest.email.toLowerCase(),
    ...(isOrganizer && { organizer: true }),
    responseStatus: guest.responseStatus ?? (isOrganizer ? "accepted" : "needsAction"),
  };
}

/** Whether two addresses are one mailbox's. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function withoutSelf<P extends object>(person: P): P {
  if (!("self" in person)) return person;
  const { self: _self, ...rest } = person;
  return rest as unknown as P;
}
