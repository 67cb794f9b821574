import type { Temporal } from "temporal-polyfill";

import type { FoldedText } from "./folded-text.ts";

/** What every reader of phrases may know: the folded command, and when and where it is read. */
export interface Setting {
  readonly folded: FoldedText;
  readonly text: string;
  readonly now: Temporal.ZonedDateTime;
  readonly today: Temporal.PlainDate;
  readonly direction: "future" | "past";
  /** Month before day, in "11/4". */
  readonly monthFirst: boolean;
}

/** A clock time as said: with only `bare` hours one to twelve, morning or afternoon is still open. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly bare: boolean;
  readonly assumed?: string;
}

/** A length of time as said. */
export interface Amount {
  readonly months: number;
  readonly days: number;
  readonly minutes: number;
}

/** Bounds within a day, `HH:MM`. */
export interface DayWindow {
  readonly from: string;
  readonly to: string;
}

/** How often, as RFC 5545 parts. */
export interface Rule {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval?: number;
  readonly byDay?: readonly string[];
  readonly byMonthDay?: number;
  readonly byMonth?: number;
}

/** A day, or several. */
export interface DayMeaning {
  readonly kind: "day";
  readonly date: Temporal.PlainDate;
  readonly endDate?: Temporal.PlainDate;
  /** What kind of name it had: decides what may be merged with it, and how it rolls over at the end of a range. */
  readonly form: "weekday" | "weekday-only" | "calendar" | "ordinal" | "nth" | "period" | "named";
  readonly nth?: { readonly ordinal: number; readonly weekday: number };
  readonly window?: DayWindow;
  readonly assumed?: string;
}

/** What a phrase means by itself. */
export type Meaning =
  | DayMeaning
  | { readonly kind: "clock"; readonly clock: Clock; readonly onwards?: true }
  | { readonly kind: "clock-range"; readonly from: Clock; readonly to: Clock }
  | { readonly kind: "moment"; readonly at: Temporal.ZonedDateTime }
  | { readonly kind: "window"; readonly window: DayWindow }
  | { readonly kind: "duration"; readonly amount: Amount; readonly repeats: boolean }
  | { readonly kind: "shift"; readonly minutes: number }
  | {
      readonly kind: "rule";
      readonly rule: Rule;
      readonly window?: DayWindow;
      readonly assumed?: string;
    }
  | { readonly kind: "times"; readonly count: number }
  | { readonly kind: "zone"; readonly timezone: string; readonly assumed?: string }
  | { readonly kind: "all-day" }
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "fault"; readonly fault: string };

/** Small words that say how the next phrase is meant. */
export type Link =
  | "on"
  | "at"
  | "in"
  | "for"
  | "from"
  | "to"
  | "until"
  | "through"
  | "before"
  | "after"
  | "starting"
  | "between"
  | "and"
  | "about";

/** A phrase in the folded text, `[start, end)`. */
export interface Phrase {
  readonly start: number;
  readonly end: number;
  readonly meaning: Meaning;
  /** What must stand beside it for it to be about time at all: "sat", "may" and "morning" are other things too. */
  readonly needs?: "company" | "clock" | "link" | "day";
}

/** Reads the phrase of one subject that begins exactly at `at`, or nothing. */
export type Reader = (setting: Setting, at: number) => Phrase | undefined;

/** Matches a sticky pattern exactly at `at`. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
