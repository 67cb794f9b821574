import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { CalendarEvent } from "../../src/domain/resources.ts";
import { SeriesScope } from "../../src/domain/series-scope.ts";
import type { ReverseCall } from "../../src/domain/undo.ts";
import { toCalendarEvent } from "../calendar-event.ts";
import { exceptionsOf, locate, plannedTimes, zoneOf } from "../calendar-series.ts";
import { wholeEvent } from "../calendar-writing.ts";
import { FormerEvent } from "../put-back/events.ts";
import { showLine } from "../visible-text.ts";
import { argsOf, irreversible, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ event: CalendarEvent });

/** What a write found: what it was to change, and how that was. */
const Found = z.object({
  scope: SeriesScope,
  /** The event, or the series by the time of it that was meant. */
  was: CalendarEvent,
  /** Of a series: its first time and the zone its hours are kept in. */
  series: z.object({ event: CalendarEvent, zone: z.string() }).optional(),
});
type Found = z.infer<typeof Found>;

/** What a deletion takes away: an event or a whole series, or the rest of a series. */
const Deleted = Found.extend({
  former: FormerEvent.optional(),
  cutShort: CalendarEvent.optional(),
  /** Somebody else's event: only they can bring it back. */
  invitedTo: z.string().optional(),
});
type Deleted = z.infer<typeof Deleted>;

type Look = Parameters<NonNullable<Reversal["before"]>>;

const Args = z.looseObject({ eventId: z.string(), scope: SeriesScope.optional() });

const look = async (...[args, provider, context]: Look): Promise<Found> => {
  const { timezone } = context;
  const { eventId, scope } = Args.parse(args);
  const target = await locate(provider, eventId, scope, context);
  if (target.scope === "this") {
    return { scope: "this", was: toCalendarEvent(target.event, timezone) };
  }
  const event = toCalendarEvent(target.series, timezone);
  return {
    scope: target.scope,
    was: { ...event, ...plannedTimes(target, timezone) },
    series: { event, zone: zoneOf(target.series, timezone) },
  };
};

export const calendarReversals: Readonly<Record<string, Reversal>> = {
  calendar_create_event: {
    undo({ output }) {
      const { event } = Output.parse(output);
      return reversible({ tool: "calendar_delete_event", args: { eventId: mention(event) } });
    },
  },
  calendar_update_event: {
    before: look,
    undo({ args: { recurrence }, before, output }) {
      const { scope, was, series } = Found.parse(before);
      const { event } = Output.parse(output);
      if (scope === "following" && series !== undefined) {
        const args = { eventId: mention(event), scope: "all" };
        return reversible({ tool: "calendar_delete_event", args }, goOn(series.event));
      }
      const [then, now] = [emailsOf(was), emailsOf(event)];
      const isMoved = was.start !== event.start || was.end !== event.end;
      const args = argsOf({
        eventId: mention(scope === "all" ? timeOf(event) : event),
        scope,
        summary: was.summary,
        ...(isMoved && { start: was.start, end: was.end }),
        location: was.location ?? "",
        description: was.description ?? "",
        // Moving it back moves its rule back with it.
        ...(recurrence !== undefined && { recurrence: was.recurrence ?? [] }),
        addAttendees: then.filter((email) => !now.includes(email)),
        removeAttendees: now.filter((email) => !then.includes(email)),
      });
      return reversible({ tool: "calendar_update_event", args });
    },
  },
  calendar_delete_event: {
    async before(args, provider, context): Promise<Deleted> {
      const { timezone } = context;
      const found = await look(args, provider, context);
      const { eventId, scope } = Args.parse(args);
      const target = await locate(provider, eventId, scope, context);
      if (target.scope === "following")
        return { ...found, cutShort: toCalendarEvent(target.series, timezone) };
      const event = target.scope === "this" ? target.event : target.series;
      if (event.organizer?.self === false) return { ...found, invitedTo: event.summary };
      const zone = zoneOf(event, timezone);
      const { start, end } = toCalendarEvent(event, zone);
      const exceptions =
        target.scope === "all" ? (await exceptionsOf(provider, target.series)).length : 0;
      return {
        ...found,
        former: {
          event: argsOf({
            ...wholeEvent(event, { start, end }, zone),
            // What is made has its maker among the guests unless it is told otherwise.
            exclude_organizer: !event.attendees.some(({ self }) => self),
            create_meeting_room: toCalendarEvent(event, zone).videoLink !== undefined,
          }),
          attendees: emailsOf(toCalendarEvent(event, zone)),
          isOneOfSeries: event.recurringEventId !== undefined,
          exceptions,
        },
      };
    },
    undo({ before }) {
      const { former, cutShort, invitedTo } = Deleted.parse(before);
      if (invitedTo !== undefined) {
        const shown = showLine(invitedTo);
        return irreversible(`“${shown}” was an invitation: only who sent it can bring it back.`);
      }
      if (cutShort !== undefined) return reversible(goOn(cutShort));
      return reversible({ tool: "calendar_restore_event", args: argsOf({ ...former }) });
    },
  },
  calendar_respond_to_event: {
    before: look,
    undo({ before, output }) {
      const { scope, was } = Found.parse(before);
      const { event } = Output.parse(output);
      const { myResponse = "needsAction" } = was;
      if (myResponse === "needsAction" || scope === "following")
        return irreversible(
          `Your answer to “${event.summary}” was sent; you can send another one.`,
        );
      const args = { eventId: mention(event), scope, response: myResponse };
      return reversible({ tool: "calendar_respond_to_event", args });
    },
  },
};

/** Lets a series that was cut short go on as before. */
function goOn(series: CalendarEvent): ReverseCall {
  const args = { eventId: mention(series), scope: "all", recurrence: series.recurrence ?? [] };
  return { tool: "calendar_update_event", args };
}

/** The instance of a series that is at the time the series is told by. */
function timeOf(series: CalendarEvent): CalendarEvent {
  const stamp = series.allDay ? series.start : new Date(series.start).toISOString();
  return { ...series, id: `${series.id}_${stamp.replaceAll(/[-:]|\.\d+/gu, "")}` };
}

function mention({ id, summary }: CalendarEvent): Json {
  return { $entity: summary.slice(0, 200) || "the event", type: "event", id };
}

function emailsOf({ attendees }: CalendarEvent): string[] {
  return attendees.map(({ email }) => email);
}
