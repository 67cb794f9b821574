import { z } from "zod";

import { assertNever } from "../src/domain/assert-never.ts";
import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import { CalendarEvent } from "../src/domain/resources.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import { readGoogleEvent, toCalendarEvent } from "./calendar-event.ts";
import type { GoogleEvent } from "./calendar-event.ts";
import { nameOfEvent, presentUpdate, titleOfUpdate } from "./calendar-presentation.ts";
import { endSeries, hasGuests, locate, plannedTimes } from "./calendar-series.ts";
import { SINGLE_CHANGES_OF, toSeries, zoneOf } from "./calendar-series.ts";
import type { Occurrence } from "./calendar-series.ts";
import { mergeGuests, PRIMARY, timeFields, wholeEvent } from "./calendar-writing.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider } from "./definition.ts";
import { changedTimes, daysMoved, moveLike, toLocal } from "./event-times.ts";
import type { EventTimes, TimeChanges } from "./event-times.ts";
import { UpdateEvent } from "./inputs.ts";
import { compact } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";
import { continueFrom, moveByDays } from "./recurrence.ts";

/** What is to become of an event, checked. */
interface Changes {
  readonly fields: Pick<z.infer<typeof UpdateEvent>, "summary" | "location" | "description">;
  readonly note: string | undefined;
  readonly recurrence: string[] | undefined;
  readonly times: TimeChanges;
  /** The zone in which `times` are read. */
  readonly zone: string;
  /** Set where the zone was named: the event's hours are kept in it from now on. */
  readonly keptIn: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly videoLink: boolean;
}

/** Changes an event, one time of a series, all its times from one on, or all of it. */
export const updateEvent = defineTool({
  name: "calendar_update_event",
  service: "calendar",
  effect: "write",
  description: "Change an event: what is not given stays as it is. Guests are told.",
  input: UpdateEvent,
  output: z.object({ event: CalendarEvent }),
  entityFields: { eventId: "event", addAttendees: "person", removeAttendees: "person" },
  seriesScope: { event: "eventId", scope: "scope" },
  irreversible: ({ scope }) => (scope === "following" ? SINGLE_CHANGES_OF.following : undefined),
  async run({ eventId, scope, ...input }, provider, context) {
    const changes = readChanges(input, context);
    const target = await locate(provider, eventId, scope, context);
    const changed = await changeTarget(target, changes, provider, context);
    return { event: toCalendarEvent(changed, context.timezone) };
  },
  title: (args) => titleOfUpdate(args, nameOfEvent(args.eventId)),
  present: ({ args, output, context }) => presentUpdate(args, output.event, context),
});

function changeTarget(
  target: Awaited<ReturnType<typeof locate>>,
  changes: Changes,
  provider: CallProvider,
  context: ToolContext,
): Promise<GoogleEvent> {
  switch (target.scope) {
    case "this":
      return changeOne(target.event, changes, provider, context);
    case "all":
      return changeAll(target, changes, provider, context);
    case "following":
      return changeFollowing(target, changes, provider, context);
    default:
      return assertNever(target);
  }
}

function readChanges(
  input: Omit<z.infer<typeof UpdateEvent>, "eventId" | "scope">,
  context: ToolContext,
): Changes {
  const { summary, location, description, videoLink = false, timezone, ...rest } = input;
  const { addAttendees = [], removeAttendees = [], recurrence, appendDescription, ...times } = rest;
  return {
    fields: { summary, location, description },
    note: appendDescription,
    recurrence,
    times,
    zone: timezone ?? context.timezone,
    keptIn: timezone,
    added: checkRecipients(addAttendees),
    removed: checkRecipients(removeAttendees),
    videoLink,
  };
}

async function changeOne(
  event: GoogleEvent,
  changes: Changes,
  provider: CallProvider,
  { timezone }: ToolContext,
): Promise<GoogleEvent> {
  const shown = toCalendarEvent(event, timezone);
  const times = changedTimes(shown, changes.times, changes.zone);
  const { recurrence } = changes;
  if (recurrence !== undefined && event.recurringEventId !== undefined) {
    throw new AssistantError(
      "ERR_INVALID_ARGUMENTS",
      "One time of a series has no rule of its own.",
    );
  }
  if (isLinkMissing(event, changes) || recurrence !== undefined) {
    const zone = changes.keptIn ?? zoneOf(event, timezone);
    const whole = { ...event, ...(recurrence !== undefined && { recurrence }) };
    return replace(whole, times ?? shown, zone, changes, provider);
  }
  const zone = changes.keptIn;
  const localTimes = times && zone !== undefined && times.start.includes("T");
  return patch(event, changes, provider, {
    ...(times &&
      (localTimes
        ? {
            start_time: toLocal(times.start, zone),
            end_time: toLocal(times.end, zone),
            timezone: zone,
          }
        : { start_time: times.start, end_time: times.end })),
  });
}

async function changeAll(
  { series, occurrence }: Occurrence,
  changes: Changes,
  provider: CallProvider,
  context: ToolContext,
): Promise<GoogleEvent> {
  const zone = zoneOf(series, context.timezone);
  const planned = plannedTimes({ series, occurrence }, zone);
  const moved = changedTimes(planned, changes.times, changes.zone);
  const former = toCalendarEvent(series, zone);
  const times = moved && moveLike(former, { from: planned, to: moved }, zone);
  const days = moved === undefined ? 0 : daysMoved(planned.start, moved.start, zone);
  const kept = changes.keptIn ?? zone;
  const { recurrence = moveByDays(series.recurrence ?? [], days) } = changes;
  const changed =
    days !== 0 || changes.recurrence !== undefined || isLinkMissing(series, changes)
      ? await replace({ ...series, recurrence }, times ?? former, kept, changes, provider)
      : await patch(series, changes, provider, {
          // A series is told in the zone its hours are kept in, or it moves when the clocks change.
          ...(times && {
            start_time: toLocal(times.start, kept),
            end_time: toLocal(times.end, kept),
            ...(times.start.includes("T") && { timezone: kept }),
          }),
        });
  return at(changed, moved ?? planned);
}

/** A series told by the time of it that was meant: its first may be years ago. */
function at(series: GoogleEvent, { start, end }: EventTimes): GoogleEvent {
  const isDay = !start.includes("T");
  return {
    ...series,
    start: isDay ? { date: start } : { dateTime: start },
    end: isDay ? { date: end } : { dateTime: end },
  };
}

/** As Google's own pages do it: the series ends before this time, and another one begins with it. */
async function changeFollowing(
  { series, occurrence }: Occurrence,
  changes: Changes,
  provider: CallProvider,
  context: ToolContext,
): Promise<GoogleEvent> {
  const zone = zoneOf(series, context.timezone);
  const planned = plannedTimes({ series, occurrence }, zone);
  const moved = changedTimes(planned, changes.times, changes.zone);
  const days = moved === undefined ? 0 : daysMoved(planned.start, moved.start, zone);
  const lines = continueFrom(toSeries(series, context.timezone), planned.start);
  const begun = {
    ...series,
    recurrence: changes.recurrence ?? moveByDays(lines, days),
    // A time that guests said yes to is not one they said yes to once it is another.
    attendees: moved === undefined ? series.attendees : series.attendees.map(askedAnew),
  };
  const body = {
    ...wholeEvent(begun, moved ?? planned, changes.keptIn ?? zone),
    ...changedFields(begun, changes),
    create_meeting_room: changes.videoLink || hasLink(series),
  };
  const data = await provider("GOOGLECALENDAR_CREATE_EVENT", body);
  const created = readGoogleEvent(data);
  try {
    await endSeries(provider, { series, occurrence }, context.timezone);
  } catch (cause) {
    const { code } = toAssistantError(cause);
    // Where the former series certainly goes on as it was, there must not be two.
    if (code !== "ERR_OUTCOME_UNKNOWN") {
      const call = { calendar_id: PRIMARY, event_id: created.id };
      await provider("GOOGLECALENDAR_DELETE_EVENT", call);
    }
    throw cause;
  }
  return created;
}

function patch(
  event: GoogleEvent,
  changes: Changes,
  provider: CallProvider,
  times: Record<string, unknown>,
): Promise<GoogleEvent> {
  const body = compact({ ...times, ...changedFields(event, changes) });
  if (Object.keys(body).length === 0) {
    if (changes.videoLink) return Promise.resolve(event);
    throw new AssistantError("ERR_INVALID_ARGUMENTS", "Nothing was said to change.");
  }
  return provider("GOOGLECALENDAR_PATCH_EVENT", {
    calendar_id: PRIMARY,
    event_id: event.id,
    ...body,
  }).then(readGoogleEvent);
}

/** A replacement says everything again: only it can make a video call, or change the rules of a series. */
async function replace(
  event: GoogleEvent,
  times: EventTimes,
  zone: string,
  changes: Changes,
  provider: CallProvider,
): Promise<GoogleEvent> {
  const data = await provider("GOOGLECALENDAR_UPDATE_EVENT", {
    event_id: event.id,
    ...wholeEvent(event, times, zone),
    ...timeFields(times, zone),
    ...changedFields(event, changes),
    ...(isLinkMissing(event, changes) && { create_meeting_room: true }),
  });
  return readGoogleEvent(data);
}

function changedFields(event: GoogleEvent, { fields, note, added, removed }: Changes) {
  const former = fields.description ?? event.description ?? "";
  const isGuestListChanged = added.length + removed.length > 0;
  return compact({
    ...fields,
    ...(note !== undefined && { description: former === "" ? note : `${former}\n${note}` }),
    ...(isGuestListChanged && { attendees: mergeGuests(event.attendees, added, removed) }),
    ...((hasGuests(event) || added.length > 0) && { send_updates: "all" }),
  });
}

function askedAnew(guest: GoogleEvent["attendees"][number]): GoogleEvent["attendees"][number] {
  return guest.self || guest.organizer ? guest : { ...guest, responseStatus: "needsAction" };
}

function hasLink(event: GoogleEvent): boolean {
  return toCalendarEvent(event, "UTC").videoLink !== undefined;
}

function isLinkMissing(event: GoogleEvent, { videoLink }: Changes): boolean {
  return videoLink && !hasLink(event);
}
