import { Temporal } from "temporal-polyfill";

import { AssistantError } from "../../src/domain/errors.ts";
import type { Reminder } from "../../src/domain/reminder.ts";
import { nextTime } from "../recurrence.ts";

/** Told more often than that, nobody would read them. */
const SHORTEST_REPEAT_MS = 60_000;
/** Times of a series that are looked at to see how often it comes. */
const TIMES_LOOKED_AT = 10;
const MOST_YEARS_AHEAD = 10;

type Times = Pick<Reminder, "at" | "start" | "recurrence" | "timezone">;

/** When a reminder is told after this instant (milliseconds since 1970), RFC 3339; undefined where it is over then. */
export function timeAfter(
  { recurrence, start, timezone }: Times,
  instant: number,
): string | undefined {
  return recurrence === undefined
    ? undefined
    : nextTime({ lines: recurrence, start, timezone }, instant);
}

/**
 * Checks that it is told in time to come, and not too often. `now` in RFC 3339.
 * @throws AssistantError ERR_INVALID_ARGUMENTS
 */
export function checkTimes(times: Times, now: string): void {
  const first = Date.parse(times.at);
  if (first <= Date.parse(now)) throw wrong("That time has already passed.");
  const farthest = Temporal.Instant.from(now)
    .toZonedDateTimeISO(times.timezone)
    .add({ years: MOST_YEARS_AHEAD });
  if (first > farthest.epochMilliseconds) {
    throw wrong(`I keep reminders for up to ${MOST_YEARS_AHEAD} years.`);
  }
  if (times.recurrence === undefined) return;
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
