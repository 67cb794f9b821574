import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { CalendarEvent } from "../src/domain/resources.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import { readGoogleEvent, toCalendarEvent } from "./calendar-event.ts";
import type { GoogleEvent } from "./calendar-event.ts";
import { nameOfEvent, ofScope, presentEventSentence, showScope } from "./calendar-presentation.ts";
import { locate, upcomingOccurrences } from "./calendar-series.ts";
import type { Occurrence } from "./calendar-series.ts";
import { PRIMARY } from "./calendar-writing.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider } from "./definition.ts";
import { RespondToEvent } from "./inputs.ts";

type Response = z.infer<typeof RespondToEvent>["response"];

const MOST_ANSWERED_ANEW = 25;
const ANSWERING = { accepted: "Accept", declined: "Decline", tentative: "Answer “maybe” to" };
const ANSWERED = { accepted: "Accepted", declined: "Declined", tentative: "Answered “maybe”" };

/** Answers an invitation, to one time of a series, to all from one on, or to all of it. */
export const respondToEvent = defineTool({
  name: "calendar_respond_to_event",
  service: "calendar",
  effect: "write",
  description: "Answer an invitation.",
  input: RespondToEvent,
  output: z.object({ event: CalendarEvent }),
  entityFields: { eventId: "event" },
  seriesScope: { event: "eventId", scope: "scope" },
  async run({ eventId, scope, response }, provider, context) {
    const target = await locate(provider, eventId, scope, context);
    const answered =
      target.scope === "this"
        ? await respond(target.event, response, provider)
        : target.scope === "all"
          ? await respondToAll(target, response, provider)
          : await respondFrom(target, response, provider, context);
    return { event: toCalendarEvent(answered, context.timezone) };
  },
  title: ({ eventId, response, scope }) =>
    `${ANSWERING[response ?? "tentative"]} ${ofScope(scope)}${nameOfEvent(eventId)}`,
  present: ({ args, output, context }) =>
    presentEventSentence(
      `${ANSWERED[args.response]}${showScope(args.scope)}: `,
      output.event,
      context,
    ),
});

async function respond(
  { id }: GoogleEvent,
  response: GoogleEvent["attendees"][number]["responseStatus"],
  provider: CallProvider,
): Promise<GoogleEvent> {
  const data = await provider("GOOGLECALENDAR_PATCH_EVENT", {
    calendar_id: PRIMARY,
    event_id: id,
    rsvp_response: response,
    send_updates: "all",
  });
  return readGoogleEvent(data);
}

/** The answered series, told by the time of it that was meant: its first may be years ago. */
async function respondToAll(
  { series, occurrence }: Occurrence,
  response: Response,
  provider: CallProvider,
): Promise<GoogleEvent> {
  const answered = await respond(series, response, provider);
  return { ...answered, start: occurrence.start, end: occurrence.end };
}

/** A guest cannot cut a series in two: all of it is answered, and what lies before keeps the answer it had. */
async function respondFrom(
  { series, occurrence }: Occurrence,
  response: Response,
  provider: CallProvider,
  context: ToolContext,
): Promise<GoogleEvent> {
  const { start } = toCalendarEvent(occurrence, context.timezone);
  const before = start.includes("T") ? start : `${start}T00:00:00Z`;
  const isAhead = Date.parse(before) > Date.parse(context.now);
  const earlier = isAhead
    ? await upcomingOccurrences(provider, series, context, {
        before,
        limit: MOST_ANSWERED_ANEW + 1,
      })
    : [];
  if (earlier.length > MOST_ANSWERED_ANEW) {
    throw new AssistantError(
      "ERR_TOOL_REJECTED",
      "Too many times of that series lie before this one for me to answer from there on.",
    );
  }
  await respond(series, response, provider);
  for (const each of earlier.filter(({ id }) => id !== occurrence.id)) {
    const own = each.attendees.find(({ self }) => self)?.responseStatus ?? "needsAction";
    if (own !== response) await respond(each, own, provider);
  }
  return occurrence;
}
