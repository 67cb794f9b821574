import { z } from "zod";

import { CalendarEvent } from "../src/domain/resources.ts";
import { readGoogleEvent, toCalendarEvent } from "./calendar-event.ts";
import type { GoogleEvent } from "./calendar-event.ts";
import { listEvents } from "./calendar-listing.ts";
import {
  presentBooking,
  presentEvents,
  presentEventSentence,
  presentUpdate,
  titleOfUpdate,
} from "./calendar-presentation.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { changedTimes, checkTimes, toLocal } from "./event-times.ts";
import type { EventTimes } from "./event-times.ts";
import { findFreeTime } from "./find-free-time.ts";
import {
  CreateEvent,
  DeleteEvent,
  GetEvent,
  ListCalendars,
  ListEvents,
  RespondToEvent,
  UpdateEvent,
} from "./inputs.ts";
import { showArgument, showList } from "./presentation.ts";
import { compact, readList } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";

const PRIMARY = "primary";
const DEFAULT_EVENTS = 100;

const EventOutput = z.object({ event: CalendarEvent });
const Calendar = z.object({ id: z.string(), name: z.string(), primary: z.boolean() });
const GoogleCalendar = z.object({
  id: z.string(),
  summary: z.string().default(""),
  summaryOverride: z.string().optional(),
  primary: z.boolean().default(false),
});

/** Google Calendar. */
export const calendarTools: readonly ToolDefinition[] = [
  defineTool({
    name: "calendar_list_events",
    service: "calendar",
    effect: "read",
    description:
      "List events in order of time, recurring ones as their single instances. From now on where timeMin is missing.",
    input: ListEvents,
    output: z.object({ events: z.array(CalendarEvent) }),
    entityFields: { calendar: "calendar" },
    async run({ calendar, query, maxResults, ...window }, provider, { timezone, now }) {
      const events = await listEvents(
        provider,
        { calendarId: calendar ?? PRIMARY, q: query, timeMin: now, ...window, timeZone: timezone },
        maxResults ?? DEFAULT_EVENTS,
      );
      return { events: events.map((event) => toCalendarEvent(event, timezone)) };
    },
    title: ({ query }) =>
      query === undefined
        ? "Look at your calendar"
        : `Look for “${showArgument(query)}” in your calendar`,
    present: ({ args, output, context }) => presentEvents(args, output.events, context),
  }),
  defineTool({
    name: "calendar_get_event",
    service: "calendar",
    effect: "read",
    description: "Get one event by its id.",
    input: GetEvent,
    output: EventOutput,
    entityFields: { eventId: "event" },
    run: async ({ eventId }, provider, { timezone }) => ({
      event: toCalendarEvent(await getEvent(provider, eventId, timezone), timezone),
    }),
    title: ({ eventId }) => `Look up ${nameOf(eventId)}`,
    present: ({ output, context }) => presentEventSentence("", output.event, context),
  }),
  findFreeTime,
  defineTool({
    name: "calendar_create_event",
    service: "calendar",
    effect: "write",
    description: "Create an event. Guests are invited by mail.",
    input: CreateEvent,
    output: EventOutput,
    entityFields: { attendees: "person", calendar: "calendar" },
    async run({ summary, attendees = [], calendar, ...input }, provider, { timezone }) {
      const { start, end, location, description, recurrence } = input;
      const times = checkTimes({ start, end });
      const guests = checkRecipients(attendees);
      const data = await provider(
        "GOOGLECALENDAR_CREATE_EVENT",
        compact({
          calendar_id: calendar ?? PRIMARY,
          summary,
          ...(recurrence === undefined
            ? { start_datetime: start, end_datetime: end }
            : // A series is told in the zone its hours are kept in, or it moves when the clocks change.
              {
                start_datetime: toLocal(start, timezone),
                end_datetime: toLocal(end, timezone),
                timezone,
              }),
          // Some versions do not read end_datetime.
          ...lengthOf(times),
          location,
          description,
          recurrence,
          create_meeting_room: false,
          ...(guests.length > 0 && { attendees: guests, send_updates: "all" }),
        }),
      );
      return { event: toCalendarEvent(readGoogleEvent(data), timezone) };
    },
    title: ({ summary, attendees = [] }) =>
      `Add “${showArgument(summary)}” to your calendar` +
      (attendees.length === 0 ? "" : ` and invite ${showArgument(attendees)}`),
    present: ({ output, context }) => presentBooking(output.event, context),
  }),
  defineTool({
    name: "calendar_update_event",
    service: "calendar",
    effect: "write",
    description: "Change an event: what is not given stays as it is. Guests are told.",
    input: UpdateEvent,
    output: EventOutput,
    entityFields: { eventId: "event", addAttendees: "person", removeAttendees: "person" },
    async run({ eventId, summary, location, description, ...changes }, provider, { timezone }) {
      const added = checkRecipients(changes.addAttendees ?? []);
      const removed = checkRecipients(changes.removeAttendees ?? []);
      const raw = await getEvent(provider, eventId, timezone);
      const times = changedTimes(toCalendarEvent(raw, timezone), changes, timezone);
      const isSeries = raw.recurrence !== undefined;
      const guests = added.length + removed.length > 0 && mergeGuests(raw, added, removed);
      const hasGuests = raw.attendees.some(({ self }) => !self) || added.length > 0;
      const data = await provider(
        "GOOGLECALENDAR_PATCH_EVENT",
        compact({
          calendar_id: PRIMARY,
          event_id: eventId,
          summary,
          location,
          description,
          ...(times && patchTimes(times, isSeries, timezone)),
          ...(guests && { attendees: guests }),
          ...(hasGuests && { send_updates: "all" }),
        }),
      );
      return { event: toCalendarEvent(readGoogleEvent(data), timezone) };
    },
    title: (args) => titleOfUpdate(args, nameOf(args.eventId)),
    present: ({ args, output, context }) => presentUpdate(args, output.event, context),
  }),
  defineTool({
    name: "calendar_delete_event",
    service: "calendar",
    effect: "write",
    description: "Delete an event. Answers what was deleted.",
    input: DeleteEvent,
    output: EventOutput,
    entityFields: { eventId: "event" },
    async run({ eventId }, provider, { timezone }) {
      const event = toCalendarEvent(await getEvent(provider, eventId, timezone), timezone);
      const call = { calendar_id: PRIMARY, event_id: eventId };
      await provider("GOOGLECALENDAR_DELETE_EVENT", call);
      return { event };
    },
    title: ({ eventId }) => `Delete ${nameOf(eventId)}`,
    present: ({ output, context }) => presentEventSentence("Deleted: ", output.event, context),
  }),
  defineTool({
    name: "calendar_respond_to_event",
    service: "calendar",
    effect: "write",
    description: "Answer an invitation.",
    input: RespondToEvent,
    output: EventOutput,
    entityFields: { eventId: "event" },
    async run({ eventId, response }, provider, { timezone }) {
      const data = await provider("GOOGLECALENDAR_PATCH_EVENT", {
        calendar_id: PRIMARY,
        event_id: eventId,
        rsvp_response: response,
        send_updates: "all",
      });
      return { event: toCalendarEvent(readGoogleEvent(data), timezone) };
    },
    title: ({ eventId, response }) => `${ANSWERING[response ?? "tentative"]} ${nameOf(eventId)}`,
    present: ({ args, output, context }) =>
      presentEventSentence(`${ANSWERED[args.response]}: `, output.event, context),
  }),
  defineTool({
    name: "calendar_list_calendars",
    service: "calendar",
    effect: "read",
    description: "List the user's calendars: their ids and names.",
    input: ListCalendars,
    output: z.object({ calendars: z.array(Calendar) }),
    async run(_input, provider) {
      const data = await provider("GOOGLECALENDAR_LIST_CALENDARS", { max_results: 250 });
      const found = readList(GoogleCalendar, data, ["calendars", "items"]);
      return {
        calendars: found.map(({ id, summary, summaryOverride, primary }) => ({
          id,
          name: summaryOverride ?? summary,
          primary,
        })),
      };
    },
    title: () => "Look at your calendars",
    present: ({ output: { calendars } }) =>
      showList(
        "Your calendars:",
        calendars.map(({ name }) => showArgument(name)),
        "You have no calendars.",
      ),
  }),
];

const ANSWERING = { accepted: "Accept", declined: "Decline", tentative: "Answer “maybe” to" };
const ANSWERED = { accepted: "Accepted", declined: "Declined", tentative: "Answered “maybe”" };

async function getEvent(provider: CallProvider, eventId: string, timezone: string) {
  const call = { calendar_id: PRIMARY, event_id: eventId, time_zone: timezone };
  return readGoogleEvent(await provider("GOOGLECALENDAR_EVENTS_GET", call));
}

/** The guest list as it is to be: a list that is sent replaces the former one. */
function mergeGuests(event: GoogleEvent, added: readonly string[], removed: readonly string[]) {
  const kept = event.attendees.filter(({ email }) => !removed.includes(email.toLowerCase()));
  const present = new Set(kept.map(({ email }) => email.toLowerCase()));
  return [
    ...kept.map(({ self: _self, ...guest }) => guest),
    ...added.filter((email) => !present.has(email)).map((email) => ({ email })),
  ];
}

function patchTimes({ start, end }: EventTimes, isSeries: boolean, timezone: string) {
  if (!isSeries) return { start_time: start, end_time: end };
  return { start_time: toLocal(start, timezone), end_time: toLocal(end, timezone), timezone };
}

function lengthOf({ start, end }: EventTimes) {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  return { event_duration_hour: Math.floor(minutes / 60), event_duration_minutes: minutes % 60 };
}

/** What stands for an event in a title: the user's own words for it, never its id. */
function nameOf(eventId: unknown): string {
  return typeof eventId === "string" ? "the event" : `“${showArgument(eventId)}”`;
}
