import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { CalendarEvent } from "../../src/domain/resources.ts";
import { SeriesScope } from "../../src/domain/series-scope.ts";
import type { ReverseCall } from "../../src/domain/undo.ts";
import { toCalendarEvent } from "../calendar-event.ts";
import { locate, plannedTimes, zoneOf } from "../calendar-series.ts";
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

const Args = z.looseObject({ eventId: z.string(), scope: SeriesScope.optional() });

const look: NonNullable<Reversal["before"]> = async (args, provider, context): Promise<Found> => {
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
    before: look,
    undo({ before }) {
      const { scope, was, series } = Found.parse(before);
      if (scope === "following" && series !== undefined) return reversible(goOn(series.event));
      const event = series?.event ?? was;
      const { summary, start, end, location, description, recurrence } = event;
      const attendees = emailsOf(event);
      const args = argsOf({
        summary: summary === "" ? "(no title)" : summary,
        start,
        end,
        location,
        description,
        recurrence,
        timezone: series?.zone,
        attendees: attendees.length === 0 ? undefined : attendees,
        videoLink: event.videoLink === undefined ? undefined : true,
      });
      return reversible({ tool: "calendar_create_event", args });
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
