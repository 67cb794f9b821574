import { z } from "zod";

import { CalendarEvent } from "../src/domain/resources.ts";
import { readGoogleEvent, toCalendarEvent } from "./calendar-event.ts";
import { listEvents } from "./calendar-listing.ts";
import {
  presentBooking,
  presentEvents,
  nameOfEvent,
  ofScope,
  presentEventSentence,
  showScope,
} from "./calendar-presentation.ts";
import { endSeries, getEvent, locate, SINGLE_CHANGES_OF } from "./calendar-series.ts";
import { PRIMARY, timeFields } from "./calendar-writing.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { checkTimes } from "./event-times.ts";
import { findFreeTime } from "./find-free-time.ts";
import { CreateEvent, DeleteEvent, GetEvent, ListCalendars, ListEvents } from "./inputs.ts";
import { showArgument, showList } from "./presentation.ts";
import { compact, readList } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";
import { respondToEvent } from "./respond-to-event.ts";
import { updateEvent } from "./update-event.ts";

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
    title: ({ eventId }) => `Look up ${nameOfEvent(eventId)}`,
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
      const { start, end, location, description, recurrence, videoLink = false } = input;
      const times = checkTimes({ start, end });
      // A series is told in the zone its hours are kept in, or it moves when the clocks change.
      const zone = input.timezone ?? (recurrence === undefined ? undefined : timezone);
      const guests = checkRecipients(attendees);
      const data = await provider(
        "GOOGLECALENDAR_CREATE_EVENT",
        compact({
          calendar_id: calendar ?? PRIMARY,
          summary,
          ...timeFields(times, zone ?? timezone),
          ...(zone === undefined && {
            start_datetime: start,
            end_datetime: end,
            timezone: undefined,
          }),
          location,
          description,
          recurrence,
          create_meeting_room: videoLink,
          ...(guests.length > 0 && { attendees: guests, send_updates: "all" }),
        }),
      );
      return { event: toCalendarEvent(readGoogleEvent(data), timezone) };
    },
    title: ({ summary, attendees = [], videoLink }) =>
      `Add “${showArgument(summary)}” to your calendar` +
      (videoLink === undefined ? "" : " with a video link") +
      (attendees.length === 0 ? "" : ` and invite ${showArgument(attendees)}`),
    present: ({ args, output, context }) => presentBooking(args, output.event, context),
  }),
  updateEvent,
  defineTool({
    name: "calendar_delete_event",
    service: "calendar",
    effect: "write",
    description: "Delete an event. Answers what was deleted.",
    input: DeleteEvent,
    output: EventOutput,
    entityFields: { eventId: "event" },
    seriesScope: { event: "eventId", scope: "scope" },
    irreversible: ({ scope }) => SINGLE_CHANGES_OF[scope ?? "this"],
    async run({ eventId, scope }, provider, context) {
      const target = await locate(provider, eventId, scope, context);
      const shown = target.scope === "this" ? target.event : target.occurrence;
      if (target.scope === "following") await endSeries(provider, target, context.timezone);
      else {
        const { id } = target.scope === "this" ? target.event : target.series;
        const call = { calendar_id: PRIMARY, event_id: id };
        await provider("GOOGLECALENDAR_DELETE_EVENT", call);
      }
      return { event: toCalendarEvent(shown, context.timezone) };
    },
    title: ({ eventId, scope }) => `Delete ${ofScope(scope)}${nameOfEvent(eventId)}`,
    present: ({ args, output, context }) =>
      presentEventSentence(`Deleted${showScope(args.scope)}: `, output.event, context),
  }),
  respondToEvent,
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
