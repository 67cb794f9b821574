import type { Temporal } from "temporal-polyfill";

/** A stretch of the command, `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Who reads a clock, and when. */
export interface TimeContext {
  /** On the clocks of the user. */
  readonly now: Temporal.ZonedDateTime;
  /** Stretches that are names or quotations: nothing in them is a time. */
  readonly masked?: readonly Span[];
  /** Words were looked for in the past first: "mail from Friday". Default: the future. */
  readonly direction?: "future" | "past";
}

/**
 * What a command says about time, read as one: "next Thursday at half past 12 for 45 minutes". Only what was said (or
 * is stated in `assumed`) is set.
 */
export interface TimeExpression {
  /** Every stretch that was understood as time, prepositions included ("on", "at", "for"), in order: the rest is title. */
  readonly spans: readonly Span[];
  /** First (or only) day, `YYYY-MM-DD` in `timezone`. */
  readonly date?: string;
  /** Last day, inclusive, where several were meant: "this weekend", "between Monday and Wednesday". */
  readonly endDate?: string;
  /** Wall clock `HH:MM` at which it starts. */
  readonly time?: string;
  /** Wall clock `HH:MM` at which it ends; on the next day where it is before `time`. */
  readonly endTime?: string;
  readonly durationMinutes?: number;
  /** A part of the day, "tomorrow morning": bounds, not a start. */
  readonly window?: { readonly from: string; readonly to: string };
  /** A limit instead of a start: "by Friday", "before 5", "after 3", "from 2 on". */
  readonly bound?: "before" | "after";
  /** Signed minutes, for "by 30 minutes", "an hour later", "half an hour earlier": a change, not a time. */
  readonly shiftMinutes?: number;
  /** RFC 5545 lines: `RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260601T065959Z`. `date` is then the first occurrence. */
  readonly recurrence?: readonly string[];
  /** The zone the clock times are in: the user's, or one that was named ("3pm London time"). */
  readonly timezone: string;
  /** RFC 3339 instants with offset, where date and time are both known, daylight saving included. */
  readonly start?: string;
  readonly end?: string;
  /** "All day", said in so many words. */
  readonly allDay?: true;
  /** Where a clock time was said and no day: when the clock next shows it. */
  readonly upcoming?: { readonly date: string; readonly start: string; readonly end?: string };
  /** Readings that could have been others, in the user's words: "4 is read as 4 pm". */
  readonly assumed: readonly string[];
  /** The wall clock time is skipped, or comes twice, at a change of the clocks. It is said in `assumed` too. */
  readonly dst?: "gap" | "overlap";
  /** What was said cannot be: "There is no 31 February." Nothing else is to be trusted then. */
  readonly fault?: string;
}
