import { z } from "zod";

import type { GoogleEvent } from "./calendar-event.ts";
import { toCalendarEvent } from "./calendar-event.ts";
import { listEvents } from "./calendar-listing.ts";
import { defineTool } from "./definition.ts";
import { freeGaps, slotsIn, wholeDays } from "./free-time.ts";
import { FindFreeTime } from "./inputs.ts";
import {
  isOneDay,
  showArgument,
  showClockSpan,
  showList,
  showSeries,
  showSpan,
  showZone,
  toWholeDays,
} from "./presentation.ts";
import type { Reader, Span } from "./presentation.ts";
import { fieldOf } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

const DEFAULT_SLOTS = 10;
const EVENTS_LOOKED_AT = 250;

const FreeSpan = z.object({ start: z.string(), end: z.string() });
const BusySpan = FreeSpan.extend({ summary: z.string().optional() });
type BusySpan = z.infer<typeof BusySpan>;

const FreeTime = z.object({
  /** Nothing is on in the whole window. */
  free: z.boolean(),
  slots: z.array(FreeSpan),
  busy: z.array(BusySpan),
  /** People whose calendars cannot be seen: nothing is known of when they are free. */
  unseen: z.array(z.string()).optional(),
});
type FreeTime = z.infer<typeof FreeTime>;

/** When the user, and whoever else is asked for, has nothing on. */
export const findFreeTime = defineTool({
  name: "calendar_find_free_time",
  service: "calendar",
  effect: "read",
  description:
    "Find when the user (and the attendees) are free. `free` says whether the whole window is; `slots` are times of the length asked for, first ones first.",
  input: FindFreeTime,
  output: FreeTime,
  entityFields: { attendees: "person" },
  async run({ timeMin, timeMax, durationMinutes, maxSlots, ...query }, provider, context) {
    const { timezone, now } = context;
    const attendees = checkRecipients(query.attendees ?? []);
    const [freeBusy, events] = await Promise.all([
      provider("GOOGLECALENDAR_FIND_FREE_SLOTS", {
        items: ["primary", ...attendees],
        time_min: timeMin,
        time_max: timeMax,
        timezone,
      }),
      listEvents(
        provider,
        { calendarId: "primary", timeMin, timeMax, timeZone: timezone },
        EVENTS_LOOKED_AT,
      ),
    ]);
    const calendars = fieldOf(freeBusy, "calendars");
    const own = busyOf(fieldOf(calendars, "primary"));
    const others = attendees.flatMap((email) =>
      busyOf(fieldOf(calendars, email)).map((span) => ({ ...span, summary: email })),
    );
    const busy = [...own.flatMap((span) => nameBusy(span, events, timezone)), ...others].toSorted(
      (a, b) => Date.parse(a.start) - Date.parse(b.start),
    );
    const unseen = attendees.filter((email) => !isSeen(fieldOf(calendars, email)));
    const fromNow = Date.parse(timeMin) < Date.parse(now) ? now : timeMin;
    const gaps = freeGaps({ ...query, timeMin: fromNow, timeMax }, busy, timezone);
    return {
      free: busy.length === 0,
      slots: slotsIn(gaps, { minutes: durationMinutes, max: maxSlots ?? DEFAULT_SLOTS, timezone }),
      busy,
      ...(unseen.length > 0 && { unseen }),
    };
  },
  title: ({ attendees = [] }) =>
    attendees.length === 0
      ? "Look for free time in your calendar"
      : `Look for a time when you and ${showArgument(attendees)} are free`,
  present({ args, output, context }) {
    const unseen = (output.unseen ?? []).map(showLine);
    const caveat =
      unseen.length === 0 ? [] : [`I can't see the calendar of ${showSeries(unseen)}.`];
    return [presentFreeTime(args, output, context), ...caveat].join("\n");
  },
});

function presentFreeTime(
  args: z.input<typeof FindFreeTime>,
  output: FreeTime,
  reader: Reader,
): string {
  const window = { start: args.timeMin, end: args.timeMax };
  const who = (args.attendees ?? []).filter((email) => !output.unseen?.includes(email));
  const subject = who.length === 0 ? "You're" : `You and ${showSeries(who.map(showLine))} are`;
  const isWhole = [args.earliest, args.latest, args.weekdaysOnly].every(
    (hours) => hours === undefined,
  );
  if (output.free && isWhole) {
    return `${subject} free ${showDays(window, reader)}.`;
  }
  const minutes = (Date.parse(window.end) - Date.parse(window.start)) / 60_000;
  if (minutes <= args.durationMinutes) {
    const busy = output.busy.map((span) => showBusy(span, window, reader));
    return busy.length === 0
      ? `${subject} free then.`
      : `${subject} busy then: ${busy.join("; ")}.`;
  }
  const gaps = freeGaps(
    { ...args, timeMin: later(args.timeMin, reader.now) },
    output.busy,
    reader.timezone,
  ).filter(
    ({ start, end }) => Date.parse(end) - Date.parse(start) >= args.durationMinutes * 60_000,
  );
  return showList(
    `${subject} free (${showZone(reader.timezone)}):`,
    gaps.slice(0, args.maxSlots ?? DEFAULT_SLOTS).map((gap) => showDays(gap, reader)),
    `${subject} not free for ${args.durationMinutes} minutes, ${showDays(window, reader)}.`,
  );
}

/** A span, by its days alone where it is made of whole ones. */
function showDays(span: Span, reader: Reader): string {
  return showSpan(toWholeDays(span, reader) ?? span, reader);
}

function later(one: string, other: string): string {
  return Date.parse(one) < Date.parse(other) ? other : one;
}

function showBusy(span: BusySpan, window: Span, reader: Reader): string {
  const isSameDay =
    isOneDay({ start: window.start, end: span.end }, reader) && isOneDay(span, reader);
  const when = isSameDay ? showClockSpan(span, reader) : showSpan(span, reader);
  return span.summary === undefined ? when : `${showLine(span.summary)} ${when}`;
}

/** A busy stretch as the events that make it up, where they are the user's own to read. */
function nameBusy(span: Span, events: readonly GoogleEvent[], timezone: string): BusySpan[] {
  const within = events
    .filter(isBusy)
    .map((event) => toCalendarEvent(event, timezone))
    .map(({ summary, ...days }) => ({
      summary,
      ...(days.allDay ? wholeDays(days, timezone) : days),
    }))
    .filter(
      ({ start, end }) =>
        Date.parse(start) < Date.parse(span.end) && Date.parse(end) > Date.parse(span.start),
    );
  const isCovered = coverage(within) >= Date.parse(span.end) - Date.parse(span.start);
  if (!isCovered) return [{ ...span, ...(within[0] && { summary: within[0].summary }) }];
  return within.map(({ start, end, summary }) => ({ start, end, summary }));
}

/** How much time these spans cover together. */
function coverage(spans: readonly Span[]): number {
  let [covered, until] = [0, 0];
  for (const { start, end } of spans.toSorted(
    (a, b) => Date.parse(a.start) - Date.parse(b.start),
  )) {
    const from = Math.max(Date.parse(start), until);
    covered += Math.max(0, Date.parse(end) - from);
    until = Math.max(until, Date.parse(end));
  }
  return covered;
}

function isBusy({ transparency, attendees }: GoogleEvent): boolean {
  const own = attendees.find(({ self }) => self);
  return transparency !== "transparent" && own?.responseStatus !== "declined";
}

function busyOf(calendar: unknown): Span[] {
  return FreeSpan.array().catch([]).parse(fieldOf(calendar, "busy"));
}

function isSeen(calendar: unknown): boolean {
  const errors = fieldOf(calendar, "errors");
  return calendar !== undefined && !(Array.isArray(errors) && errors.length > 0);
}
