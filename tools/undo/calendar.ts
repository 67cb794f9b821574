import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { CalendarEvent } from "../../src/domain/resources.ts";
import { readGoogleEvent, toCalendarEvent } from "../calendar-event.ts";
import { argsOf, irreversible, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ event: CalendarEvent });

const readEvent: NonNullable<Reversal["before"]> = async ({ eventId }, provider, { timezone }) => {
  const call = { calendar_id: "primary", event_id: eventId, time_zone: timezone };
  const event = readGoogleEvent(await provider("GOOGLECALENDAR_EVENTS_GET", call));
  return toCalendarEvent(event, timezone);
};

export const calendarReversals: Readonly<Record<string, Reversal>> = {
  calendar_create_event: {
    undo({ output }) {
      const { event } = Output.parse(output);
      return reversible({ tool: "calendar_delete_event", args: { eventId: mention(event) } });
    },
  },
  calendar_update_event: {
    before: readEvent,
    undo({ before, output }) {
      const [was, { event }] = [CalendarEvent.parse(before), Output.parse(output)];
      const [then, now] = [emailsOf(was), emailsOf(event)];
      const args = {
        eventId: mention(event),
        summary: was.summary,
        start: was.start,
        end: was.end,
        location: was.location ?? "",
        description: was.description ?? "",
        addAttendees: then.filter((email) => !now.includes(email)),
        removeAttendees: now.filter((email) => !then.includes(email)),
      };
      return reversible({ tool: "calendar_update_event", args });
    },
  },
  calendar_delete_event: {
    undo({ output }) {
      const { event } = Output.parse(output);
      const { summary, start, end, location, description, recurrence } = event;
      const attendees = emailsOf(event);
      const args = argsOf({
        summary: summary === "" ? "(no title)" : summary,
        start,
        end,
        location,
        description,
        recurrence,
        attendees: attendees.length === 0 ? undefined : attendees,
      });
      return reversible({ tool: "calendar_create_event", args });
    },
  },
  calendar_respond_to_event: {
    before: readEvent,
    undo({ before, output }) {
      const { myResponse = "needsAction" } = CalendarEvent.parse(before);
      const { event } = Output.parse(output);
      if (myResponse === "needsAction")
        return irreversible(
          `Your answer to “${event.summary}” was sent; you can send another one.`,
        );
      const args = { eventId: mention(event), response: myResponse };
      return reversible({ tool: "calendar_respond_to_event", args });
    },
  },
};

function mention({ id, summary }: CalendarEvent): Json {
  return { $entity: summary.slice(0, 200) || "the event", type: "event", id };
}

function emailsOf({ attendees }: CalendarEvent): string[] {
  return attendees.map(({ email }) => email);
}
