import type { z } from "zod";

import type { CalendarEvent } from "../src/domain/resources.ts";
import type { SeriesScope } from "../src/domain/series-scope.ts";
import type { CreateEvent, ListEvents, UpdateEvent } from "./inputs.ts";
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
export function presentBooking(
  { timezone }: Pick<z.input<typeof CreateEvent>, "timezone">,
  event: CalendarEvent,
  reader: Reader,
): string {
  return presentEventSentence("Booked: ", event, reader, timezone);
}

/** What stands for an event in a title: the user's own words for it, never its id. */
export function nameOfEvent(eventId: unknown): string {
  return typeof eventId === "string" ? "the event" : `“${showArgument(eventId)}”`;
}

/** `all of `: how much of a series a step is about, before its name. */
export function ofScope(scope: SeriesScope | undefined): string {
  if (scope === "following") return "this and all following of ";
  return scope === "all" ? "all of " : "";
}

/** ` this and all following`: how much of a series was changed, after the verb. */
export function showScope(scope: SeriesScope | undefined): string {
  if (scope === "following") return " this and all following";
  return scope === "all" ? " the whole series" : "";
}

/**
 * What an event is, when and where, who comes: one or two sentences. `zone` is one beside the reader's own in which its
 * time is told as well.
 */
export function presentEventSentence(
  prefix: string,
  event: CalendarEvent,
  reader: Reader,
  zone?: string,
): string {
  const where = event.location === undefined ? "" : `, ${showLine(event.location)}`;
  const repeats = event.recurrence === undefined ? "" : ", repeating";
  const elsewhere = zone === undefined ? "" : showElsewhere(event, reader, zone);
  const when = showSpanWithZone(event, reader) + elsewhere;
  const what = `${showLine(event.summary)}, ${when}${repeats}${where}.`;
  const link = event.videoLink === undefined ? [] : [`Video call: ${showLine(event.videoLink)}`];
  return [prefix + what, ...guestsOf(event), ...link].join(" ");
}

/** `, which is 09:00-10:00 in London`, with its day where that is another one. */
function showElsewhere(event: CalendarEvent, reader: Reader, zone: string): string {
  const there = { timezone: zone, now: reader.now };
  if (event.allDay || showMoment(event.start, there) === showMoment(event.start, reader)) return "";
  const isSameDay =
    isOneDay(event, there) && showDay(event.start, there) === showDay(event.start, reader);
  const shown = isSameDay ? showClockSpan(event, there) : showSpan(event, there);
  return `, which is ${shown} in ${showZone(zone)}`;
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
    ...(args.extendMinutes === undefined ? [] : [showExtension(args.extendMinutes)]),
    ...(args.videoLink === undefined ? [] : ["add a video link"]),
    ...(args.location === undefined ? [] : [`set place to ${showArgument(args.location)}`]),
    ...(args.description === undefined ? [] : ["change description"]),
    ...(args.appendDescription === undefined ? [] : ["add a note"]),
    ...(args.recurrence === undefined ? [] : ["change how it repeats"]),
    ...(args.addAttendees === undefined ? [] : [`invite ${showArgument(args.addAttendees)}`]),
    ...(args.removeAttendees === undefined ? [] : [`remove ${showArgument(args.removeAttendees)}`]),
  ];
  const what = ofScope(args.scope) + event;
  return parts.length === 0 ? `Change ${what}` : `Change ${what}: ${parts.join(", ")}`;
}

function showExtension(minutes: unknown): string {
  if (typeof minutes !== "number") return "change its length";
  return `make ${Math.abs(minutes)} minutes ${minutes < 0 ? "shorter" : "longer"}`;
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
  const verb = isMoved ? "Moved" : "Changed";
  return presentEventSentence(`${verb}${showScope(args.scope)}: `, event, reader, args.timezone);
}
