import type { z } from "zod";

import type { CalendarEvent } from "../src/domain/resources.ts";
import type { ListEvents, UpdateEvent } from "./inputs.ts";
import {
  isMoment,
  isOneDay,
  showArgument,
  showClockSpan,
  showDay,
  showList,
  showMoment,
  showSpan,
  showSpanWithZone,
  showZone,
} from "./presentation.ts";
import type { Reader, Span } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

/** `Booked: Lunch with Eden Chan, Tue 24 Nov, 12:00-13:00 (Los Angeles). Guests: eden@example.com.` */
export function presentBooking(event: CalendarEvent, reader: Reader): string {
  return presentEventSentence("Booked: ", event, reader);
}

/** What an event is, when and where, who comes: one or two sentences. */
export function presentEventSentence(prefix: string, event: CalendarEvent, reader: Reader): string {
  const where = event.location === undefined ? "" : `, ${showLine(event.location)}`;
  const repeats = event.recurrence === undefined ? "" : ", repeating";
  const what = `${showLine(event.summary)}, ${showSpanWithZone(event, reader)}${repeats}${where}.`;
  return [prefix + what, ...guestsOf(event)].join(" ");
}

function guestsOf({ attendees }: CalendarEvent): string[] {
  if (attendees.length === 0) return [];
  const shown = attendees.slice(0, 10).map(({ email }) => showLine(email));
  const more = attendees.length > 10 ? ` and ${attendees.length - 10} more` : "";
  return [`Guests: ${shown.join(", ")}${more}.`];
}

/** The events of a window, one a line. */
export function presentEvents(
  args: z.input<typeof ListEvents>,
  events: readonly CalendarEvent[],
  reader: Reader,
): string {
  const window = showWindow(args, reader);
  const about = args.query === undefined ? "" : ` about “${showLine(args.query)}”`;
  if (events.length === 0) return `Nothing${about}${window.within}.`;
  const lines = events.map((event) =>
    window.isOneDay ? showInDay(event, reader) : showAnyDay(event, reader),
  );
  return showList(`${window.heading} (${showZone(reader.timezone)}):`, lines, "");
}

function showInDay(event: CalendarEvent, reader: Reader): string {
  const summary = showLine(event.summary);
  if (event.allDay) return `All day: ${summary}`;
  if (!isOneDay(event, reader)) return showAnyDay(event, reader);
  return `${showClockSpan(event, reader)} ${summary}`;
}

function showAnyDay(event: CalendarEvent, reader: Reader): string {
  return `${showSpan(event, reader)}${event.allDay ? ":" : ""} ${showLine(event.summary)}`;
}

interface ShownWindow {
  readonly heading: string;
  /** ` on Tue 24 Nov` */
  readonly within: string;
  readonly isOneDay: boolean;
}

function showWindow(args: z.input<typeof ListEvents>, reader: Reader): ShownWindow {
  const start = args.timeMin ?? reader.now;
  if (args.timeMax === undefined) {
    const heading = `From ${showMoment(start, reader)}`;
    return { heading, within: ` from ${showMoment(start, reader)} on`, isOneDay: false };
  }
  const span: Span = { start, end: args.timeMax };
  const oneDay = isOneDay(span, reader);
  if (isWholeDays(span, reader)) {
    const first = showDay(start, reader);
    if (oneDay) return { heading: first, within: ` on ${first}`, isOneDay: true };
    const last = showDay(new Date(Date.parse(span.end) - 1).toISOString(), reader);
    return {
      heading: `${first} - ${last}`,
      within: ` from ${first} to ${last}`,
      isOneDay: false,
    };
  }
  const shown = showSpan(span, reader);
  return { heading: shown, within: oneDay ? ` on ${shown}` : `, ${shown}`, isOneDay: oneDay };
}

function isWholeDays(span: Span, reader: Reader): boolean {
  const midnight = (instant: string): boolean => showMoment(instant, reader).endsWith("00:00");
  return midnight(span.start) && midnight(span.end);
}

/** What an update will do, for a list of steps. */
export function titleOfUpdate(args: Partial<z.input<typeof UpdateEvent>>, event: string): string {
  const parts = [
    ...(args.summary === undefined ? [] : [`rename to “${showArgument(args.summary)}”`]),
    ...movesOf(args),
    ...(args.durationMinutes === undefined
      ? []
      : [`make ${showArgument(args.durationMinutes)} minutes long`]),
    ...(args.location === undefined ? [] : [`set place to ${showArgument(args.location)}`]),
    ...(args.description === undefined ? [] : ["change description"]),
    ...(args.addAttendees === undefined ? [] : [`invite ${showArgument(args.addAttendees)}`]),
    ...(args.removeAttendees === undefined ? [] : [`remove ${showArgument(args.removeAttendees)}`]),
  ];
  return parts.length === 0 ? `Change ${event}` : `Change ${event}: ${parts.join(", ")}`;
}

function movesOf({ start, end, date, time, shiftMinutes }: Partial<z.input<typeof UpdateEvent>>) {
  if (typeof shiftMinutes === "number") {
    const minutes = Math.abs(shiftMinutes);
    return [`move ${minutes} minutes ${shiftMinutes < 0 ? "earlier" : "later"}`];
  }
  if (isMoment(start)) return [`move to ${showWallClock(start)}`];
  if (date !== undefined || time !== undefined) {
    const day = isMoment(date) ? showWallClock(date) : date;
    const target = [day, time].filter((part) => part !== undefined).map(showArgument);
    return [`move to ${target.join(", ")}`];
  }
  return start === undefined && end === undefined ? [] : ["change its time"];
}

/** A moment as it is written: a title is made before it is known who reads it, and the user's own zone is in it. */
function showWallClock(moment: string): string {
  const wall = moment.replace(/(?:Z|[+-]\d{2}:\d{2})$/u, "");
  const reader = { timezone: "UTC", now: moment };
  return wall.includes("T") ? showMoment(`${wall}Z`, reader) : showMoment(wall, reader);
}

/** The event as it now is, after the change it had. */
export function presentUpdate(
  args: z.input<typeof UpdateEvent>,
  event: CalendarEvent,
  reader: Reader,
): string {
  const { start, end, date, time, shiftMinutes } = args;
  const isMoved = [start, end, date, time, shiftMinutes].some((change) => change !== undefined);
  return presentEventSentence(isMoved ? "Moved: " : "Changed: ", event, reader);
}
