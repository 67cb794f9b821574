import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";

import { AssistantError } from "../src/domain/errors.ts";

/** Recurrence lines as Google keeps them, and the first time of the series they belong to. */
export interface Series {
  readonly lines: readonly string[];
  /** An RFC 3339 instant, or a date where it lasts whole days. */
  readonly start: string;
  /** The zone its hours are kept in. */
  readonly timezone: string;
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const isDay = (moment: string): boolean => /^\d{4}-\d{2}-\d{2}$/u.test(moment);

/** How often a series happens before this time of it. */
export function timesBefore(series: Series, moment: string): number {
  const until = epochOf(moment, series.timezone);
  const isBefore = (at: Temporal.ZonedDateTime): boolean => at.epochMilliseconds < until;
  return ruleOf(series).all(isBefore).filter(isBefore).length;
}

/** The lines of the series as it is when it ends before this time of it. */
export function endBefore({ lines, timezone }: Series, moment: string): string[] {
  return lines.map((line) => {
    if (!isRule(line)) return line;
    const kept = partsOf(line).filter(([name]) => name !== "UNTIL" && name !== "COUNT");
    return toLine([...kept, ["UNTIL", lastMoment(kept, moment, timezone)]]);
  });
}

/** The lines of a series that goes on from this time as the former one would have. */
export function continueFrom(series: Series, moment: string): string[] {
  const before = timesBefore(series, moment);
  return series.lines.map((line) => {
    if (!isRule(line)) return line;
    return toLine(
      partsOf(line).map(([name, value]) => [
        name,
        name === "COUNT" ? String(Math.max(1, Number(value) - before)) : value,
      ]),
    );
  });
}

/**
 * The lines of a series that happens so many days later each time. @throws ERR_TOOL_REJECTED where its rule names days
 * in a way that has no later counterpart.
 */
export function moveByDays(lines: readonly string[], days: number): string[] {
  if (days === 0) return [...lines];
  return lines.map((line) => {
    if (!isRule(line)) return line;
    const parts = partsOf(line);
    const weekly = parts.some(([name, value]) => name === "FREQ" && value === "WEEKLY");
    return toLine(
      parts.map(([name, value]) => {
        if (name === "UNTIL") return [name, shiftUntil(value, days)];
        if (!name.startsWith("BY")) return [name, value];
        const day = WEEKDAYS.indexOf(value);
        if (name !== "BYDAY" || !weekly || day === -1) {
          throw new AssistantError(
            "ERR_TOOL_REJECTED",
            "That series can be moved to another time of day, but not to another day: its rule names several days or a day of the month.",
          );
        }
        return [name, WEEKDAYS[(((day + days) % 7) + 7) % 7] ?? value];
      }),
    );
  });
}

function isRule(line: string): boolean {
  return /^RRULE[:;]/iu.test(line);
}

function partsOf(line: string): [string, string][] {
  return line
    .replace(/^RRULE[:;]/iu, "")
    .split(";")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.toUpperCase(), value];
    });
}

function toLine(parts: readonly (readonly [string, string])[]): string {
  return `RRULE:${parts.map(([name, value]) => `${name}=${value}`).join(";")}`;
}

/** Midnight before the day it ends on, as Google's own pages write it; series within a day end a second before. */
function lastMoment(
  parts: readonly (readonly [string, string])[],
  moment: string,
  timezone: string,
): string {
  if (isDay(moment)) {
    return Temporal.PlainDate.from(moment).subtract({ days: 1 }).toString().replaceAll("-", "");
  }
  const at = Temporal.Instant.from(moment).toZonedDateTimeISO(timezone);
  const isWithinDay = parts.some(
    ([name, value]) =>
      name === "BYHOUR" || (name === "FREQ" && /^(?:HOURLY|MINUTELY|SECONDLY)$/u.test(value)),
  );
  const last = (isWithinDay ? at : at.startOfDay()).subtract({ seconds: 1 }).toInstant();
  return last.toString({ smallestUnit: "second" }).replaceAll(/[-:]/gu, "");
}

function shiftUntil(until: string, days: number): string {
  const day = Temporal.PlainDate.from(until.slice(0, 8)).add({ days });
  return day.toString().replaceAll("-", "") + until.slice(8);
}

function ruleOf({ lines, start, timezone }: Series): RRuleTemporal {
  const first = isDay(start)
    ? Temporal.PlainDate.from(start).toZonedDateTime(timezone)
    : Temporal.Instant.from(start).toZonedDateTimeISO(timezone);
  const clock = first.toPlainDateTime().toString({ smallestUnit: "second" });
  return new RRuleTemporal({
    rruleString: [
      `DTSTART;TZID=${timezone}:${clock.replaceAll(/[-:]/gu, "")}`,
      ...lines.filter((line) => isRule(line)),
    ].join("\n"),
    temporal: Temporal,
    includeDtstart: true,
  });
}

function epochOf(moment: string, timezone: string): number {
  return isDay(moment)
    ? Temporal.PlainDate.from(moment).toZonedDateTime(timezone).epochMilliseconds
    : Date.parse(moment);
}
