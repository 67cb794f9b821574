import { Temporal } from "temporal-polyfill";

/** A wall clock made an instant. */
export interface ZonedInstant {
  /** RFC 3339 with the offset that holds in the zone then. */
  readonly at: string;
  /** The wall clock is skipped (the instant is after the gap) or comes twice (the instant is the first). */
  readonly dst?: "gap" | "overlap";
  /** What clocks show at that instant, `HH:MM`: differs from what was asked only in a gap. */
  readonly shown: string;
}

/** RFC 3339 to the second, with a numeric offset or `Z` in UTC. */
export function formatInstant(moment: Temporal.ZonedDateTime): string {
  const text = moment.toString({ smallestUnit: "second", timeZoneName: "never" });
  return moment.timeZoneId === "UTC" ? text.replace("+00:00", "Z") : text;
}

/** The moment an RFC 3339 text names, on the clocks of `timezone`. Throws a RangeError on anything else. */
export function momentIn(now: string, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(now).toZonedDateTimeISO(timezone);
}

/** The day it is in `timezone` at `now`, `YYYY-MM-DD`. */
export function todayIn(now: string, timezone: string): string {
  return momentIn(now, timezone).toPlainDate().toString();
}

/** The day `days` after `date`; before it where negative. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The instant at which clocks in `timezone` show `time` (`HH:MM`) on `date`, and whether they do so never or twice. */
export function instantAt(date: string, time: string, timezone: string): ZonedInstant {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const first = wall.toZonedDateTime(timezone, { disambiguation: "earlier" });
  const last = wall.toZonedDateTime(timezone, { disambiguation: "later" });
  if (first.epochMilliseconds === last.epochMilliseconds) return describe(first);
  const skipped = !first.toPlainDateTime().equals(wall);
  return skipped ? { ...describe(last), dst: "gap" } : { ...describe(first), dst: "overlap" };
}

/** The instant `minutes` of real time after an RFC 3339 instant, on the clocks of `timezone`. */
export function addMinutes(instant: string, minutes: number, timezone: string): string {
  return formatInstant(momentIn(instant, timezone).add({ minutes }));
}

/** The first instant of `date` in `timezone`, which is not midnight where clocks skip it. */
export function startOfDay(date: string, timezone: string): string {
  return formatInstant(Temporal.PlainDate.from(date).toZonedDateTime(timezone));
}

/** The end of `date` in `timezone`, exclusive: the first instant of the next day. */
export function endOfDay(date: string, timezone: string): string {
  return startOfDay(addDays(date, 1), timezone);
}

/** The last second of `date` in `timezone` as RFC 5545 writes it in UTC: `20260601T065959Z`. */
export function lastSecondUtc(date: string, timezone: string): string {
  const last = Temporal.PlainDate.from(date)
    .add({ days: 1 })
    .toZonedDateTime(timezone)
    .subtract({ seconds: 1 })
    .withTimeZone("UTC");
  return `${last.toPlainDateTime().toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "")}Z`;
}

function describe(moment: Temporal.ZonedDateTime): ZonedInstant {
  return {
    at: formatInstant(moment),
    shown: moment.toPlainTime().toString({ smallestUnit: "minute" }),
  };
}
