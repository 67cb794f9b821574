import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";

import { AssistantError } from "../../src/domain/errors.ts";
import type { Reminder } from "../../src/domain/reminder.ts";

/** Told more often than that, nobody would read them. */
const SHORTEST_REPEAT_MS = 60_000;
/** Times of a series that are looked at to see how often it comes. */
const TIMES_LOOKED_AT = 10;
const MOST_YEARS_AHEAD = 10;
const MOST_TIMES = 1_000;

type Times = Pick<Reminder, "at" | "start" | "recurrence" | "timezone">;

/** When a reminder is told after this instant (milliseconds since 1970), RFC 3339; undefined where it is over then. */
export function timeAfter(
  { recurrence, start, timezone }: Times,
  instant: number,
): string | undefined {
  if (recurrence === undefined) return undefined;
  const [line = ""] = recurrence;
  // Hours and minutes are counted as they pass, days and more by the clock on the wall.
  const stepMs = stepWithinDay(line);
  const zone = stepMs === undefined ? timezone : "UTC";
  const from = stepMs === undefined ? Date.parse(start) : nearTo(instant, start, line, stepMs);
  const after = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  const series = wallSeries(line, first);
  let wall = after.toPlainDateTime();
  for (;;) {
    const next = series.next(wall.toZonedDateTime("UTC"), false);
    if (next === null) return undefined;
    wall = next.toPlainDateTime();
    const at = wall.toZonedDateTime(zone);
    // An hour that comes twice, looked for between the two: its first time is past.
    if (at.epochMilliseconds > instant) {
      const own = at.withTimeZone(timezone);
      return own.toString({ timeZoneName: "never", smallestUnit: "second" });
    }
  }
}

/** How far apart the times of a series are that repeats within the day; undefined where it does not. */
function stepWithinDay(line: string): number | undefined {
  const unit = /FREQ=(HOURLY|MINUTELY)/u.exec(line)?.[1];
  const interval = Number(/INTERVAL=(\d+)/u.exec(line)?.[1] ?? 1);
  return unit === undefined ? undefined : interval * (unit === "HOURLY" ? 3_600_000 : 60_000);
}

/** A time of the series just before this instant, to count from: all that came before need not be gone through. */
function nearTo(instant: number, start: string, line: string, stepMs: number): number {
  const first = Date.parse(start);
  if (line.includes("COUNT=") || instant <= first) return first;
  return first + Math.floor((instant - first) / stepMs) * stepMs;
}

/**
 * The series as clocks on a wall show it, each read as if it were UTC: a day on which the clocks skip its hour is a day of
 * it all the same.
 */
function wallSeries(line: string, start: Temporal.ZonedDateTime): RRuleTemporal {
  const rule = line.replace(/UNTIL=(\d{8}T\d{6}Z)/u, (_whole, until: string) => {
    const last = Temporal.Instant.from(until).toZonedDateTimeISO(start.timeZoneId);
    return `UNTIL=${toBasic(last.toPlainDateTime())}Z`;
  });
  return new RRuleTemporal({
    rruleString: `DTSTART:${toBasic(start.toPlainDateTime())}Z\n${rule}`,
    temporal: Temporal,
    includeDtstart: true,
  });
}

function toBasic(wall: Temporal.PlainDateTime): string {
  return wall.toString({ smallestUnit: "second" }).replaceAll(/[-:]/gu, "");
}

/**
 * Checks that it is told in time to come, and not too often. `now` in RFC 3339.
 * @throws AssistantError ERR_INVALID_ARGUMENTS
 */
export function checkTimes(times: Times, now: string): void {
  const first = Date.parse(times.at);
  if (first < Date.parse(now)) throw wrong("That time has already passed.");
  const farthest = Temporal.Instant.from(now)
    .toZonedDateTimeISO(times.timezone)
    .add({ years: MOST_YEARS_AHEAD });
  if (first > farthest.epochMilliseconds) {
    throw wrong(`I keep reminders for up to ${MOST_YEARS_AHEAD} years.`);
  }
  if (times.recurrence === undefined) return;
  if (Number(/COUNT=(\d+)/u.exec(times.recurrence.join())?.[1] ?? 1) > MOST_TIMES) {
    throw wrong(`I can remind you of one thing ${MOST_TIMES} times at most, or without an end.`);
  }
  let before = first;
  for (let looked = 0; looked < TIMES_LOOKED_AT; looked++) {
    const next = readNext(times, before);
    if (next === undefined) return;
    if (Date.parse(next) - before < SHORTEST_REPEAT_MS) {
      throw wrong("I can't remind you more often than once a minute.");
    }
    before = Date.parse(next);
  }
}

function readNext(times: Times, after: number): string | undefined {
  try {
    return timeAfter(times, after);
  } catch (cause) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", "I can't make out how often that is.", {
      cause,
    });
  }
}

function wrong(message: string): AssistantError {
  return new AssistantError("ERR_INVALID_ARGUMENTS", message);
}
