import { z } from "zod";

import { CalendarEvent } from "../../src/domain/resources.ts";
import { readGoogleEvent, toCalendarEvent } from "../calendar-event.ts";
import { presentEventSentence } from "../calendar-presentation.ts";
import { defineTool } from "../definition.ts";
import { showArgument } from "../presentation.ts";
import { fieldOf } from "../provider-data.ts";

/** An event as it was, ready to be made again. */
export const FormerEvent = z.strictObject({
  /** What creating it takes, its guests with what is kept of them included. */
  event: z.record(z.string(), z.json()),
  /** Whom that invites again. */
  attendees: z.array(z.string()),
  /** Set where it was one time of a series. */
  isOneOfSeries: z.boolean(),
  /** How many times of the series had been changed or taken out one by one. */
  exceptions: z.int(),
});

/** Makes an event again that was deleted, with everything it had. */
export const restoreEvent = defineTool({
  name: "calendar_restore_event",
  service: "calendar",
  effect: "write",
  forUndo: true,
  description: "Make an event again that was deleted.",
  input: FormerEvent,
  output: z.object({ event: CalendarEvent }),
  async run({ event, attendees }, provider, { timezone }) {
    const data = await provider("GOOGLECALENDAR_CREATE_EVENT", {
      ...event,
      ...(attendees.length > 0 && { send_updates: "all" }),
    });
    return { event: toCalendarEvent(readGoogleEvent(data), timezone) };
  },
  title: ({ event }) =>
    `Put “${showArgument(fieldOf(event, "summary") ?? "")}” back into your calendar`,
  present({ args: { attendees, isOneOfSeries, exceptions }, output: { event }, context }) {
    const notes = [
      ...(attendees.length > 0 ? ["The guests are invited again."] : []),
      ...(isOneOfSeries ? ["It is an event of its own now, beside its series."] : []),
      ...(exceptions === 0
        ? []
        : [`${exceptions} of its times had been changed singly: these are as planned again.`]),
    ];
    return [presentEventSentence("Back in your calendar: ", event, context), ...notes].join(" ");
  },
});
