import { Temporal } from "temporal-polyfill";

import type { ToolContext } from "../src/domain/tool.ts";
import { showLine } from "./visible-text.ts";

/** For whom a time is written: their zone, and the year that needs no saying. */
export type Reader = Pick<ToolContext, "timezone" | "now">;

interface Parts {
  readonly date: string;
  readonly day: string;
  readonly year: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format;
}

function partsOf(instant: string, timeZone: string): Parts {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatIn(timeZone).formatToParts(new Date(instant))) {
    parts[type] = value;
  }
  const day = `${parts.weekday} ${parts.day} ${parts.month}`;
  return {
    day,
    year: parts.year ?? "",
    date: `${day} ${parts.year}`,
    time: `${parts.hour}:${parts.minute}`,
  };
}

const isDay = (moment: string): boolean => /^\d{4}-\d{2}-\d{2}$/u.test(moment);

/** `Tue 24 Nov`, with the year where it is not the reader's own. Takes an instant or a date. */
export function showDay(moment: string, { timezone, now }: Reader): string {
  const { day, date, year } = isDay(moment) ? partsOf(moment, "UTC") : partsOf(moment, timezone);
  return year === partsOf(now, timezone).year ? day : date;
}

/** `15:00` in the reader's zone. */
export function showTime(instant: string, { timezone }: Reader): string {
  return partsOf(instant, timezone).time;
}

/** `Tue 24 Nov, 15:00`; a date alone is shown as its day. */
export function showMoment(moment: string, reader: Reader): string {
  const day = showDay(moment, reader);
  return isDay(moment) ? day : `${day}, ${showTime(moment, reader)}`;
}

/** `Tue 24 Nov 2026 at 15:00`: a moment for somebody who reads it at another time. */
export function showDateAndTime(instant: string, { timezone }: Reader): string {
  const { date, time } = partsOf(instant, timezone);
  return `${date} at ${time}`;
}

/** `Los Angeles`: how a zone is called in brackets after a time. */
export function showZone(timezone: string): string {
  return (timezone.split("/").at(-1) ?? timezone).replaceAll("_", " ");
}

export interface Span {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

/** `Tue 24 Nov, 12:00-13:00`, `Tue 24 Nov, 22:00 - Wed 25 Nov, 02:00`, `Tue 24 Nov, all day`. */
export function showSpan({ start, end }: Span, reader: Reader): string {
  const first = showDay(start, reader);
  if (isDay(start)) {
    const last = showDay(lastDayOf({ start, end }), reader);
    return first === last ? `${first}, all day` : `${first} - ${last}, all day`;
  }
  if (isInstantOnly({ start, end })) return showMoment(start, reader);
  if (isOneDay({ start, end }, reader)) return `${first}, ${showClockSpan({ start, end }, reader)}`;
  const until = showMoment(end, reader);
  // A span until midnight touches nothing of the day that begins then.
  const last = until.endsWith(", 00:00") ? `${showDay(lastInstantOf(end), reader)}, 24:00` : until;
  return `${showMoment(start, reader)} - ${last}`;
}

/** From the first midnight to the last of some days: those days, as all-day events have them; undefined otherwise. */
export function toWholeDays({ start, end }: Span, { timezone }: Reader): Span | undefined {
  const [first, last] = [start, end].map((instant) => dayAtMidnight(instant, timezone));
  return first === undefined || last === undefined || first === last
    ? undefined
    : { start: first, end: last };
}

function dayAtMidnight(instant: string, timezone: string): string | undefined {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(timezone);
  return at.equals(at.startOfDay()) ? at.toPlainDate().toString() : undefined;
}

function lastInstantOf(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString();
}

/** `12:00-13:00`; until midnight is `22:00-24:00`. */
export function showClockSpan({ start, end }: Span, reader: Reader): string {
  const until = showTime(end, reader);
  return `${showTime(start, reader)}-${until === "00:00" ? "24:00" : until}`;
}

/** True where a span begins and ends on the same day of the reader's, midnight at its end included. */
export function isOneDay({ start, end }: Span, reader: Reader): boolean {
  if (isDay(start)) return lastDayOf({ start, end }) <= start;
  const beforeEnd = new Date(Math.max(Date.parse(start), Date.parse(end) - 1)).toISOString();
  return partsOf(start, reader.timezone).date === partsOf(beforeEnd, reader.timezone).date;
}

function isInstantOnly({ start, end }: Span): boolean {
  return Date.parse(start) === Date.parse(end);
}

function lastDayOf({ start, end }: Span): string {
  const last = new Date(Date.parse(end) - 1).toISOString().slice(0, 10);
  return last < start ? start : last;
}

/** A span with the name of the zone it is told in. All-day spans are the same everywhere and name none. */
export function showSpanWithZone(span: Span, reader: Reader): string {
  const shown = showSpan(span, reader);
  return isDay(span.start) ? shown : `${shown} (${showZone(reader.timezone)})`;
}

/** `Tue 24 Nov 2026, 12:00-13:00 (Los Angeles, UTC-08:00)`: a span that nobody can take for another. */
export function showDateSpan(span: Span, { timezone }: Pick<Reader, "timezone">): string {
  // With no year of the reader's own, every date is shown with its year.
  const shown = showSpan(span, { timezone, now: "0001-01-01T00:00:00Z" });
  if (isDay(span.start)) return shown;
  const offset = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    timeZoneName: "longOffset",
  })
    .formatToParts(new Date(span.start))
    .find(({ type }) => type === "timeZoneName")?.value;
  const place = showZone(timezone);
  const told = place === "UTC" ? place : `${place}, ${offset?.replace("GMT", "UTC") ?? "UTC"}`;
  return `${shown} (${told})`;
}

/** Lines with a dash each, under a heading; the sentence instead where there is none. */
export function showList(heading: string, lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : [heading, ...lines.map((line) => `- ${line}`)].join("\n");
}

/** `a`, `a and b`, `a, b and c`. */
export function showSeries(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/**
 * What stands in an argument, in words: a mention by the user's own words, a value that an earlier step will give as
 * "…", anything else as text on one line.
 */
export function showArgument(value: unknown): string {
  if (Array.isArray(value)) return showSeries(value.map(showArgument));
  if (typeof value === "object" && value !== null) {
    return "$entity" in value ? showArgument(value.$entity) : "…";
  }
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? showLine(value) : "…";
}

/** An argument that holds a moment. */
export function isMoment(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}
