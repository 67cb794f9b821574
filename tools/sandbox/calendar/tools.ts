import { z } from "zod";

import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { invalid, notFound } from "../refusal.ts";
import { TimeZone, zoneOf } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import { Attendee, ownerAsPerson, renderEvent, ResponseStatus, sameAddress } from "./event.ts";
import type { CalendarEvent } from "./event.ts";
import { freeBusy } from "./free-busy.ts";
import { findEvent } from "./instances.ts";
import { inZone, listEvents } from "./listing.ts";
import { readEventTime, readInstant, renderInstant, shiftTime } from "./times.ts";
import type { EventTime } from "./times.ts";
import { changeEvent, createEvent, deleteEvent, meetingRoom, withAnswer } from "./writing.ts";
import type { EventChanges } from "./writing.ts";

const CalendarId = z.string().default("primary");
const SendUpdates = z.enum(["all", "externalOnly", "none"]).optional();
const Guests = z.array(z.union([z.email(), Attendee]));

const eventFields = {
  summary: z.string().optional(),
  location: z.string().optional(),
  timezone: z.string().optional(),
  attendees: Guests.optional(),
  eventType: z
    .enum(["birthday", "default", "focusTime", "outOfOffice", "workingLocation"])
    .default("default"),
  recurrence: z.array(z.string()).optional(),
  visibility: z.enum(["default", "public", "private", "confidential"]).default("default"),
  calendar_id: CalendarId,
  description: z.string().optional(),
  start_datetime: z.string().describe("ISO date-time; a date for an event of whole days"),
  end_datetime: z.string().optional(),
  event_duration_hour: z.int().min(0).default(0),
  event_duration_minutes: z.int().min(0).max(59).default(30),
  send_updates: SendUpdates,
  transparency: z.enum(["opaque", "transparent"]).default("opaque"),
  create_meeting_room: z.boolean().default(true),
  extended_properties: z
    .object({
      private: z.record(z.string(), z.string()).optional(),
      shared: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  guestsCanModify: z.boolean().optional(),
  guestsCanInviteOthers: z.boolean().optional(),
  guestsCanSeeOtherGuests: z.boolean().optional(),
  birthdayProperties: z.record(z.string(), z.unknown()).optional(),
  focusTimeProperties: z.record(z.string(), z.unknown()).optional(),
  outOfOfficeProperties: z.record(z.string(), z.unknown()).optional(),
  workingLocationProperties: z.record(z.string(), z.unknown()).optional(),
};
const EventFields = z.strictObject(eventFields);

const listFields = {
  q: z.string().optional(),
  timeMin: z.string().optional(),
  timeMax: z.string().optional(),
  maxResults: z.int().min(1).max(2500).optional(),
  pageToken: z.string().optional(),
  singleEvents: z.boolean().optional(),
  showDeleted: z.boolean().optional(),
  orderBy: z.enum(["startTime", "updated"]).optional(),
};

/** Google Calendar's tools, as Composio names them. */
export const calendarTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GOOGLECALENDAR_CREATE_EVENT",
    service: "calendar",
    description: "Create an event on a calendar.",
    input: EventFields.extend({ exclude_organizer: z.boolean().default(false) }),
    run(args, context) {
      const { profile } = ownCalendar(context.workspace, args.calendar_id);
      const event = readEvent(args, zoneOf(profile));
      const { attendees } = event;
      const self = ownerAsPerson(profile);
      if (
        attendees !== undefined &&
        !args.exclude_organizer &&
        !attendees.some(({ email }) => sameAddress(email, self.email))
      ) {
        attendees.push({ ...self, organizer: true, responseStatus: "accepted" });
      }
      const created = createEvent(context, event, { sendUpdates: args.send_updates });
      return { response_data: renderEvent(created, profile) };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_UPDATE_EVENT",
    service: "calendar",
    description: "Replace an event: what is not given is removed from it.",
    input: EventFields.extend({ event_id: z.string() }),
    run(args, context) {
      const { profile } = ownCalendar(context.workspace, args.calendar_id);
      const event = readEvent(args, zoneOf(profile));
      const replaced: EventChanges = {
        summary: undefined,
        location: undefined,
        description: undefined,
        attendees: undefined,
        recurrence: undefined,
        extendedProperties: undefined,
        status: "confirmed",
        ...event,
      };
      const changed = changeEvent(context, args.event_id, replaced, {
        sendUpdates: args.send_updates,
      });
      return { response_data: renderEvent(changed, profile) };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_PATCH_EVENT",
    service: "calendar",
    description:
      "Change some fields of an event. A guest list that is given replaces the former one.",
    input: z.strictObject({
      calendar_id: z.string(),
      event_id: z.string(),
      summary: z.string().optional(),
      description: z.string().optional(),
      location: z.string().optional(),
      start_time: z.string().optional(),
      end_time: z.string().optional(),
      timezone: z.string().optional(),
      attendees: Guests.optional(),
      send_updates: SendUpdates,
      rsvp_response: ResponseStatus.optional(),
      max_attendees: z.int().min(1).optional(),
      supports_attachments: z.boolean().optional(),
      conference_data_version: z.int().optional(),
    }),
    run(args, context) {
      const { workspace } = context;
      const { profile } = ownCalendar(workspace, args.calendar_id);
      const zone = zoneOf(profile);
      const change = { sendUpdates: args.send_updates };
      const { summary, description, location } = args;
      const changes: EventChanges = {
        ...(summary !== undefined && { summary }),
        ...(description !== undefined && { description }),
        ...(location !== undefined && { location }),
        ...(args.attendees !== undefined && { attendees: readGuests(args.attendees) }),
      };
      const read = (text: string): EventTime => readEventTime(text, args.timezone, zone);
      if (args.start_time !== undefined) changes.start = read(args.start_time);
      if (args.end_time !== undefined) changes.end = read(args.end_time);
      if (args.rsvp_response !== undefined) {
        const event = findEvent(workspace, args.event_id);
        if (event === undefined) throw notFound();
        changes.attendees = withAnswer(workspace, event, args.rsvp_response);
      }
      return renderEvent(changeEvent(context, args.event_id, changes, change), profile);
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_DELETE_EVENT",
    service: "calendar",
    description: "Delete an event, a series or one instance of it.",
    input: z.strictObject({
      calendar_id: CalendarId,
      event_id: z.string(),
      send_updates: SendUpdates,
    }),
    run(args, context) {
      ownCalendar(context.workspace, args.calendar_id);
      deleteEvent(context, args.event_id, { sendUpdates: args.send_updates });
      return { response_data: { status: "success" } };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_EVENTS_LIST",
    service: "calendar",
    description: "List the events of a calendar.",
    input: z.strictObject({
      ...listFields,
      calendarId: CalendarId,
      timeZone: TimeZone.optional(),
      updatedMin: z.string().optional(),
      iCalUID: z.string().optional(),
      eventTypes: z.string().optional(),
      privateExtendedProperty: z.string().optional(),
      sharedExtendedProperty: z.string().optional(),
      maxAttendees: z.int().min(1).optional(),
      syncToken: z.string().optional(),
      alwaysIncludeEmail: z.boolean().optional(),
      showHiddenInvitations: z.boolean().optional(),
      composio_replaced_calendar_id: z.string().optional(),
    }),
    run(args, { workspace, clock }) {
      const calendar = ownCalendar(workspace, args.calendarId);
      const eventTypes = args.eventTypes?.split(",");
      return listEvents(calendar, { ...args, eventTypes }, clock.now());
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_EVENTS_GET",
    service: "calendar",
    description: "Get one event by its id.",
    input: z.strictObject({
      event_id: z.string(),
      calendar_id: CalendarId,
      time_zone: TimeZone.optional(),
      max_attendees: z.int().min(1).optional(),
    }),
    run(args, { workspace }) {
      const { profile } = ownCalendar(workspace, args.calendar_id);
      const event = findEvent(workspace, args.event_id);
      if (event === undefined) throw notFound();
      return { response_data: inZone(renderEvent(event, profile), args.time_zone) };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_FIND_EVENT",
    service: "calendar",
    description: "Find events by words and time range.",
    input: z.strictObject({
      query: z.string().optional(),
      timeMin: z.string().optional(),
      timeMax: z.string().optional(),
      updated_min: z.string().optional(),
      order_by: z.enum(["startTime", "updated"]).optional(),
      page_token: z.string().optional(),
      calendar_id: CalendarId,
      event_types: z.array(z.string()).optional(),
      max_results: z.int().min(1).max(2500).default(10),
      show_deleted: z.boolean().optional(),
      single_events: z.boolean().default(true),
    }),
    run(args, { workspace, clock }) {
      const calendar = ownCalendar(workspace, args.calendar_id);
      const found = listEvents(
        calendar,
        {
          q: args.query,
          timeMin: args.timeMin,
          timeMax: args.timeMax,
          updatedMin: args.updated_min,
          orderBy: args.order_by,
          pageToken: args.page_token,
          eventTypes: args.event_types,
          maxResults: args.max_results,
          showDeleted: args.show_deleted,
          singleEvents: args.single_events,
        },
        clock.now(),
      );
      return { event_data: { ...found, event_data: "items" in found ? found.items : [] } };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_FIND_FREE_SLOTS",
    service: "calendar",
    description: "When calendars are busy and free.",
    input: z.strictObject({
      items: z.array(z.string()).default(["primary"]),
      time_min: z.string().optional(),
      time_max: z.string().optional(),
      timezone: TimeZone.default("UTC"),
      group_expansion_max: z.int().min(1).max(100).default(100),
      calendar_expansion_max: z.int().min(1).max(50).default(50),
    }),
    run(args, context) {
      const { timezone: zone } = args;
      const startMs =
        args.time_min === undefined
          ? context.clock.now()
          : readInstant(args.time_min, "timeMin", zone);
      const endMs =
        args.time_max === undefined
          ? startMs + 86_400_000
          : readInstant(args.time_max, "timeMax", zone);
      if (endMs <= startMs) throw invalid("The specified time range is empty.");
      return { response_data: freeBusy(context, args.items, { startMs, endMs }, zone) };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_LIST_CALENDARS",
    service: "calendar",
    description: "List the user's calendars.",
    input: z.strictObject({
      max_results: z.int().min(1).max(250).optional(),
      min_access_role: z.string().optional(),
      page_token: z.string().optional(),
      show_deleted: z.boolean().optional(),
      show_hidden: z.boolean().optional(),
      sync_token: z.string().optional(),
    }),
    run(_args, { workspace: { profile } }) {
      return {
        calendars: [
          {
            kind: "calendar#calendarListEntry",
            id: profile.email,
            summary: profile.email,
            timeZone: zoneOf(profile),
            accessRole: "owner",
            primary: true,
            selected: true,
          },
        ],
      };
    },
  }),
  providerTool({
    slug: "GOOGLECALENDAR_GET_CURRENT_DATE_TIME",
    service: "calendar",
    description: "The current date and time in a zone.",
    input: z.strictObject({ timezone: z.union([z.string(), z.number()]).default(0) }),
    run({ timezone }, { clock }) {
      const zone = offsetZone(timezone);
      if (!TimeZone.safeParse(zone).success) throw invalid(`Invalid timezone: ${timezone}`);
      const dateTime = renderInstant(clock.now(), zone);
      return { current_datetime: dateTime, yyyymmdd_datetime: dateTime.slice(0, 10) };
    },
  }),
];

/** @throws Refusal where the calendar is not the user's own: there is one of each user's */
function ownCalendar(workspace: Workspace, calendarId: string): Workspace {
  if (calendarId === "primary" || sameAddress(calendarId, workspace.profile.email)) {
    return workspace;
  }
  throw notFound();
}

/** Reads the fields that creating and replacing an event share. @throws Refusal */
function readEvent(args: z.output<typeof EventFields>, calendarZone: string): CalendarEvent {
  const start = readEventTime(args.start_datetime, args.timezone, calendarZone);
  const lengthMs = (args.event_duration_hour * 60 + args.event_duration_minutes) * 60_000;
  const wholeDays = start.date !== undefined;
  const end =
    args.end_datetime === undefined
      ? shiftTime(start, wholeDays ? 86_400_000 : lengthMs)
      : readEventTime(args.end_datetime, args.timezone, calendarZone);
  const optional = {
    summary: args.summary,
    location: args.location,
    description: args.description,
    recurrence: args.recurrence,
    extendedProperties: args.extended_properties,
    guestsCanModify: args.guestsCanModify,
    guestsCanInviteOthers: args.guestsCanInviteOthers,
    guestsCanSeeOtherGuests: args.guestsCanSeeOtherGuests,
    birthdayProperties: args.birthdayProperties,
    focusTimeProperties: args.focusTimeProperties,
    outOfOfficeProperties: args.outOfOfficeProperties,
    workingLocationProperties: args.workingLocationProperties,
    attendees: args.attendees === undefined ? undefined : readGuests(args.attendees),
    transparency: args.transparency === "opaque" ? undefined : args.transparency,
    visibility: args.visibility === "default" ? undefined : args.visibility,
  };
  return {
    start,
    end,
    eventType: args.eventType,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<CalendarEvent>),
    ...(args.create_meeting_room && meetingRoom()),
  };
}

function readGuests(guests: readonly (string | Attendee)[]): Attendee[] {
  return guests.map((guest) => (typeof guest === "string" ? { email: guest } : guest));
}

/** Composio takes a zone's name or a number of hours from UTC. */
function offsetZone(timezone: string | number): string {
  const hours = Number(timezone);
  if (Number.isNaN(hours)) return String(timezone);
  if (hours === 0) return "UTC";
  const minutes = Math.round(Math.abs(hours) * 60);
  const [whole, rest] = [Math.trunc(minutes / 60), minutes % 60];
  return `${hours < 0 ? "-" : "+"}${String(whole).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}
