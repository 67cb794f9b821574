import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import type { CalendarEvent } from "../src/domain/resources.ts";
import type { Guest } from "../src/domain/resources.ts";
import { readResource } from "./provider-data.ts";

export const When = z.object({
  dateTime: z.string().optional(),
  date: z.string().optional(),
  timeZone: z.string().optional(),
});
export type When = z.infer<typeof When>;

const Response = z.enum(["needsAction", "accepted", "declined", "tentative"]);

const GoogleAttendee = z.looseObject({
  email: z.string().default(""),
  displayName: z.string().optional(),
  responseStatus: Response.catch("needsAction").default("needsAction"),
  self: z.boolean().optional(),
  organizer: z.boolean().optional(),
  resource: z.boolean().optional(),
});
export type GoogleAttendee = z.infer<typeof GoogleAttendee>;

/** Google's Event resource, as far as it is used here. */
export const GoogleEvent = z.object({
  id: z.string(),
  status: z.string().default("confirmed"),
  summary: z.string().default(""),
  description: z.string().optional(),
  location: z.string().optional(),
  start: When.default({}),
  end: When.default({}),
  attendees: z.array(GoogleAttendee).default([]),
  organizer: z
    .object({
      email: z.string().optional(),
      displayName: z.string().optional(),
      self: z.boolean().optional(),
    })
    .optional(),
  transparency: z.string().optional(),
  hangoutLink: z.string().optional(),
  conferenceData: z
    .object({
      entryPoints: z
        .array(z.object({ entryPointType: z.string().optional(), uri: z.string().optional() }))
        .default([]),
    })
    .optional()
    .catch(undefined),
  recurringEventId: z.string().optional(),
  originalStartTime: When.optional(),
  recurrence: z.array(z.string()).optional(),
  iCalUID: z.string().optional(),
  /** RFC 3339. */
  created: z.string().optional(),
  eventType: z.string().optional(),
  visibility: z.string().optional(),
  guestsCanModify: z.boolean().optional(),
  guestsCanInviteOthers: z.boolean().optional(),
  guestsCanSeeOtherGuests: z.boolean().optional(),
  extendedProperties: z
    .object({
      private: z.record(z.string(), z.string()).optional(),
      shared: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
export type GoogleEvent = z.infer<typeof GoogleEvent>;

/** Reads an event out of a provider's answer, in whichever wrapper it came. */
export function readGoogleEvent(data: unknown): GoogleEvent {
  return readResource(GoogleEvent, data, ["event", "event_data"]);
}

/** The event as the rest of the program knows events; times in the reader's zone. */
export function toCalendarEvent(event: GoogleEvent, timezone: string): CalendarEvent {
  const { id, summary, status, location, description, recurringEventId, recurrence } = event;
  const guests = event.attendees.filter(({ self, resource }) => !self && !resource);
  const own = event.attendees.find(({ self }) => self);
  const videoLink = videoLinkOf(event);
  const isInvited = own !== undefined && !own.organizer && event.organizer?.self !== true;
  return {
    id,
    summary: summary === "" ? "(No title)" : summary,
    start: toMoment(event.start, timezone),
    end: toMoment(event.end, timezone),
    allDay: event.start.date !== undefined,
    status,
    attendees: guests.map(toGuest),
    ...(location !== undefined && location !== "" && { location }),
    ...(description !== undefined && description !== "" && { description }),
    ...(event.organizer?.email !== undefined && { organizer: event.organizer.email }),
    ...(isInvited && { myResponse: own.responseStatus }),
    ...(recurringEventId !== undefined && { recurringEventId }),
    ...(recurrence !== undefined && { recurrence }),
    ...(videoLink !== undefined && { videoLink }),
  };
}

/** Where the video call of an event is joined, whoever's service it is. */
function videoLinkOf({ hangoutLink, conferenceData }: GoogleEvent): string | undefined {
  const entries = conferenceData?.entryPoints ?? [];
  return hangoutLink ?? entries.find(({ entryPointType }) => entryPointType === "video")?.uri;
}

function toGuest({ email, displayName, responseStatus }: GoogleAttendee): Guest {
  return {
    email,
    response: responseStatus,
    ...(displayName !== undefined && { name: displayName }),
  };
}

/** RFC 3339 with the zone's offset; a date where that is all there is. */
export function toMoment({ date, dateTime, timeZone }: When, timezone: string): string {
  if (dateTime === undefined) return date ?? "";
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/iu.test(dateTime);
  const instant = hasOffset
    ? Temporal.Instant.from(dateTime)
    : Temporal.PlainDateTime.from(dateTime)
        .toZonedDateTime(timeZone ?? timezone)
        .toInstant();
  return toRfc3339(instant, timezone);
}

/** `2026-11-24T12:00:00-08:00` */
export function toRfc3339(instant: Temporal.Instant, timezone: string): string {
  return instant.toString({ timeZone: timezone, smallestUnit: "second" });
}
