import type { GoogleAttendee, GoogleEvent } from "./calendar-event.ts";
import { toLocal } from "./event-times.ts";
import type { EventTimes } from "./event-times.ts";
import { compact } from "./provider-data.ts";

export const PRIMARY = "primary";

/**
 * Everything of an event that a replacement has to say again, and a copy of it says: what is left out would be lost.
 * Its times are told in the zone its hours are kept in.
 */
export function wholeEvent(
  event: GoogleEvent,
  times: EventTimes,
  zone: string,
): Record<string, unknown> {
  const { summary, location, description, extendedProperties, attendees } = event;
  return compact({
    calendar_id: PRIMARY,
    summary,
    location,
    description,
    ...timeFields(times, zone),
    recurrence: event.recurrence,
    transparency: event.transparency,
    visibility: event.visibility,
    eventType: event.eventType,
    guestsCanModify: event.guestsCanModify,
    guestsCanInviteOthers: event.guestsCanInviteOthers,
    guestsCanSeeOtherGuests: event.guestsCanSeeOtherGuests,
    extended_properties: extendedProperties,
    // Without one it is not made, and one that is there is left.
    create_meeting_room: false,
    ...(attendees.length > 0 && { attendees: withoutSelf(attendees) }),
  });
}

/** Start, end and length as creating and replacing take them. */
export function timeFields({ start, end }: EventTimes, zone: string): Record<string, unknown> {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  return {
    start_datetime: toLocal(start, zone),
    end_datetime: toLocal(end, zone),
    ...(start.includes("T") && { timezone: zone }),
    // Some versions do not read end_datetime.
    event_duration_hour: Math.floor(minutes / 60),
    event_duration_minutes: minutes % 60,
  };
}

/** The guest list as it is to be: a list that is sent replaces the former one. */
export function mergeGuests(
  attendees: readonly GoogleAttendee[],
  added: readonly string[],
  removed: readonly string[],
): Omit<GoogleAttendee, "self">[] {
  const kept = attendees.filter(({ email }) => !removed.includes(email.toLowerCase()));
  const present = new Set(kept.map(({ email }) => email.toLowerCase()));
  const fresh = added
    .filter((email) => !present.has(email))
    .map((email) => ({ email, responseStatus: "needsAction" as const }));
  return [...withoutSelf(kept), ...fresh];
}

function withoutSelf(attendees: readonly GoogleAttendee[]): Omit<GoogleAttendee, "self">[] {
  return attendees.map(({ self: _self, ...guest }) => guest);
}
