import type { TimeExpression } from "./time-expression.ts";

/** When and where a row of the corpus is said. */
export interface Moment {
  readonly now: string;
  readonly timezone: string;
  readonly direction?: "past";
}

/**
 * What is expected of a reading. Fields of meaning that are not named must be absent; `start`, `end`, `timezone`, `rest` and `assumed`
 * are compared only where they are named. `null` for a row means: nothing in it is about time.
 */
export interface Expected extends Partial<
  Pick<
    TimeExpression,
    | "date"
    | "endDate"
    | "time"
    | "endTime"
    | "durationMinutes"
    | "window"
    | "bound"
    | "shiftMinutes"
    | "allDay"
    | "dst"
    | "start"
    | "end"
    | "timezone"
  >
> {
  readonly recurrence?: string;
  /** `upcoming.start`. */
  readonly upcoming?: string;
  /** Words of the fault sentence. */
  readonly fault?: string;
  /** The command without its phrases of time. */
  readonly rest?: string;
  /** Whether anything is stated as assumed. */
  readonly assumed?: boolean;
}

/** Where and when, what was said, what is meant. */
export type Row = readonly [Moment, string, Expected | null];

/** Tuesday before Thanksgiving, and the same looking back. */
export const LA: Moment = { now: "2026-11-24T10:20:00-08:00", timezone: "America/Los_Angeles" };
export const PAST: Moment = { ...LA, direction: "past" };
/** Wednesday; the clocks go forward on Sunday. */
export const NY: Moment = { now: "2026-03-04T10:20:00-05:00", timezone: "America/New_York" };
/** Friday; the clocks go back on Sunday. */
export const NYF: Moment = { now: "2026-10-30T15:00:00-04:00", timezone: "America/New_York" };
/** Monday; the clocks go back on Sunday. */
export const LDN: Moment = { now: "2026-10-19T09:00:00+01:00", timezone: "Europe/London" };
/** Friday; the clocks go forward on Sunday. */
export const BER: Moment = { now: "2026-03-27T18:00:00+01:00", timezone: "Europe/Berlin" };
/** Sunday. */
export const IST: Moment = { now: "2026-06-14T08:00:00+05:30", timezone: "Asia/Kolkata" };
/** The last half hour of the year, a Thursday. */
export const TYO: Moment = { now: "2026-12-31T23:30:00+09:00", timezone: "Asia/Tokyo" };
/** Saturday; the clocks go forward tonight. */
export const SYD: Moment = { now: "2026-10-03T21:00:00+10:00", timezone: "Australia/Sydney" };
/** Saturday; the clocks go back tonight, by half an hour. */
export const LHI: Moment = { now: "2026-04-04T12:00:00+11:00", timezone: "Australia/Lord_Howe" };
/** Monday. */
export const UTC: Moment = { now: "2026-02-16T12:00:00Z", timezone: "UTC" };
/** Wednesday. */
export const SAO: Moment = { now: "2026-07-15T16:45:00-03:00", timezone: "America/Sao_Paulo" };
/** Monday, the last of August. */
export const KTM: Moment = { now: "2026-08-31T07:00:00+05:45", timezone: "Asia/Kathmandu" };
