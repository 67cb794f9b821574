import { AssistantError } from "../src/domain/errors.ts";
import type { SeriesScope } from "../src/domain/series-scope.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import { GoogleEvent, readGoogleEvent, toCalendarEvent, toMoment } from "./calendar-event.ts";
import { listEvents } from "./calendar-listing.ts";
import { PRIMARY, wholeEvent } from "./calendar-writing.ts";
import type { CallProvider } from "./definition.ts";
import { sameLength } from "./event-times.ts";
import type { EventTimes } from "./event-times.ts";
import { readList } from "./provider-data.ts";
import { endBefore, timesBefore } from "./recurrence.ts";
import type { Series } from "./recurrence.ts";

/** A series, and the time of it that was meant. */
export interface Occurrence {
  readonly series: GoogleEvent;
  readonly occurrence: GoogleEvent;
}

/** What a change of an event is to be made to. */
export type Target =
  | { readonly scope: "this"; readonly event: GoogleEvent }
  | ({ readonly scope: "following" | "all" } & Occurrence);

/** Gets an event as Google has it. */
export async function getEvent(
  provider: CallProvider,
  eventId: string,
  timezone: string,
): Promise<GoogleEvent> {
  const call = { calendar_id: PRIMARY, event_id: eventId, time_zone: timezone };
  return readGoogleEvent(await provider("GOOGLECALENDAR_EVENTS_GET", call));
}

/**
 * Finds what a scope means of an event. Without one, an instance is meant alone, and a series whole; "following" from
 * the first time of a series is all of it.
 */
export async function locate(
  provider: CallProvider,
  eventId: string,
  scope: SeriesScope | undefined,
  context: ToolContext,
): Promise<Target> {
  const event = await getEvent(provider, eventId, context.timezone);
  const isSeries = event.recurrence !== undefined;
  if (!isSeries && event.recurringEventId === undefined) return { scope: "this", event };
  const wanted = scope ?? (isSeries ? "all" : "this");
  const next = isSeries ? await nextOccurrence(provider, event, context) : event;
  if (next === undefined && wanted !== "all") {
    throw new AssistantError("ERR_NOT_FOUND", "That series has no further events.");
  }
  const occurrence = next ?? event;
  if (wanted === "this") return { scope: "this", event: occurrence };
  const series = isSeries
    ? event
    : await getEvent(provider, event.recurringEventId ?? "", context.timezone);
  const isFirst = timesBefore(toSeries(series, context.timezone), plannedStart(occurrence)) === 0;
  return { scope: wanted === "all" || isFirst ? "all" : "following", series, occurrence };
}

/** The rules of a series with its first time, in the zone its hours are kept in. */
export function toSeries(event: GoogleEvent, timezone: string): Series {
  const zone = zoneOf(event, timezone);
  return { lines: event.recurrence ?? [], start: toMoment(event.start, zone), timezone: zone };
}

/** The zone in which an event's hours are kept. */
export function zoneOf({ start }: GoogleEvent, timezone: string): string {
  return start.timeZone ?? timezone;
}

/** When an instance was planned to be, whether or not it was moved by itself. */
export function plannedTimes({ series, occurrence }: Occurrence, timezone: string): EventTimes {
  const { start, end } = toCalendarEvent(series, timezone);
  return sameLength({ start, end }, plannedStart(occurrence, timezone), timezone);
}

/** Ends a series before one of its times. @throws ERR_TOOL_REJECTED where it is somebody else's */
export async function endSeries(
  provider: CallProvider,
  { series, occurrence }: Occurrence,
  timezone: string,
): Promise<GoogleEvent> {
  if (series.organizer?.self === false || isInvited(series)) {
    throw new AssistantError(
      "ERR_TOOL_REJECTED",
      "Only its organizer can change this and all following events of that series.",
    );
  }
  const kept = toSeries(series, timezone);
  const zone = zoneOf(series, timezone);
  const { start, end } = toCalendarEvent(series, zone);
  const data = await provider("GOOGLECALENDAR_UPDATE_EVENT", {
    event_id: series.id,
    ...wholeEvent(series, { start, end }, zone),
    recurrence: endBefore(kept, plannedStart(occurrence, zone)),
    ...(hasGuests(series) && { send_updates: "all" }),
  });
  return readGoogleEvent(data);
}

/** The instances of a series that are still to come, cancelled ones left out, up to a moment. */
export async function upcomingOccurrences(
  provider: CallProvider,
  series: GoogleEvent,
  { timezone, now }: ToolContext,
  options: { readonly before?: string; readonly limit: number },
): Promise<GoogleEvent[]> {
  const found = await listEvents(
    provider,
    {
      calendarId: PRIMARY,
      timeMin: now,
      timeMax: options.before,
      timeZone: timezone,
      iCalUID: series.iCalUID,
    },
    series.iCalUID === undefined ? EVENTS_LOOKED_AT : options.limit,
  );
  return found.filter(({ recurringEventId }) => recurringEventId === series.id);
}

/** The times of a series that were changed or taken out one by one. */
export async function exceptionsOf(
  provider: CallProvider,
  { id, iCalUID }: GoogleEvent,
): Promise<GoogleEvent[]> {
  if (iCalUID === undefined) return [];
  const call = { calendarId: PRIMARY, iCalUID, showDeleted: true, maxResults: EVENTS_LOOKED_AT };
  const data = await provider("GOOGLECALENDAR_EVENTS_LIST", call);
  return readList(GoogleEvent, data, ["items", "events"]).filter(
    ({ recurringEventId }) => recurringEventId === id,
  );
}

const EVENTS_LOOKED_AT = 250;

async function nextOccurrence(provider: CallProvider, series: GoogleEvent, context: ToolContext) {
  const [next] = await upcomingOccurrences(provider, series, context, { limit: 5 });
  return next;
}

/** Whether anybody beside the user is in an event. */
export function hasGuests({ attendees }: GoogleEvent): boolean {
  return attendees.some(({ self }) => !self);
}

function isInvited({ attendees, organizer }: GoogleEvent): boolean {
  const own = attendees.find(({ self }) => self);
  return own !== undefined && own.organizer !== true && organizer?.self !== true;
}

function plannedStart({ originalStartTime, start }: GoogleEvent, timezone = "UTC"): string {
  return toMoment(originalStartTime ?? start, timezone);
}

const SINGLE_CHANGES =
  "Changes that were made to single times of the series cannot be brought back.";

/** What of a series nothing brings back, by how much of it is touched. */
export const SINGLE_CHANGES_OF: Readonly<Record<SeriesScope, string | undefined>> = {
  this: undefined,
  following: SINGLE_CHANGES,
  all: SINGLE_CHANGES,
};
