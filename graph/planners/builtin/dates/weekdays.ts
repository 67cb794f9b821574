import { Temporal } from "temporal-polyfill";

import { matchAt } from "./phrase.ts";
import type { DayMeaning, Reader, Setting } from "./phrase.ts";

/** Source of a pattern for the name of a weekday, long or short. */
export const WEEKDAY =
  "monday|mon|tuesday|tues|tue|wednesday|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|sunday|sun";

const FIRST_LETTERS = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const ALSO_OTHER_WORDS = new Set(["sat", "sun", "wed", "mon"]);

/** 1 for Monday to 7 for Sunday. */
export function toWeekday(name: string): number {
  return FIRST_LETTERS.indexOf(name.slice(0, 2)) + 1;
}

/** "Monday" for 1 to "Sunday" for 7. */
export function weekdayName(weekday: number): string {
  return NAMES[weekday - 1] ?? "";
}

/** "24 November", with the year where it is not this year's. */
export function dayName(date: Temporal.PlainDate, today?: Temporal.PlainDate): string {
  const name = `${date.day} ${MONTHS[date.month - 1] ?? ""}`;
  return today === undefined || today.year === date.year ? name : `${name} ${date.year}`;
}

/** The first such weekday on or after `from`. */
export function weekdayFrom(from: Temporal.PlainDate, weekday: number): Temporal.PlainDate {
  return from.add({ days: (weekday - from.dayOfWeek + 7) % 7 });
}

/** The last such weekday on or before `from`. */
export function weekdayUpTo(from: Temporal.PlainDate, weekday: number): Temporal.PlainDate {
  return from.subtract({ days: (from.dayOfWeek - weekday + 7) % 7 });
}

/** Monday of the week of `date`: weeks run from Monday to Sunday. */
export function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

const NAMED = new RegExp(
  `(?:(?:the )?(next|this coming|this|last|past|coming|following) )?(${WEEKDAY})(?:'s)?(?![a-z0-9_])(?:(?:,| of)? (next|this|last) week(?![a-z])| (week)(?![a-z]))?`,
  "y",
);
const IN_WEEK = new RegExp(`(next|this|last) week(?: on)?,? (${WEEKDAY})(?![a-z0-9_])`, "y");

/**
 * Reads weekdays. "Next Thursday" is the Thursday of next week, whatever today is; "this Thursday" the one of this week or, when
 * that is past, the coming one; "Thursday" alone the coming one, today included.
 */
export const readWeekday: Reader = (setting, at) => {
  const inWeek = matchAt(IN_WEEK, setting.text, at);
  if (inWeek !== undefined) {
    const meaning = ofWeek(setting, inWeek[1] ?? "", toWeekday(inWeek[2] ?? ""));
    return { start: at, end: at + inWeek[0].length, meaning };
  }
  const match = matchAt(NAMED, setting.text, at);
  if (match === undefined) return undefined;
  const [whole, which, name = "", ofWhichWeek, week] = match;
  const end = at + whole.length;
  const weekday = toWeekday(name);
  if (ofWhichWeek !== undefined)
    return { start: at, end, meaning: ofWeek(setting, ofWhichWeek, weekday) };
  const meaning = which === undefined ? alone(setting, weekday) : chosen(setting, which, weekday);
  if (week !== undefined) {
    const date = weekdayFrom(setting.today.add({ days: 1 }), weekday).add({ days: 7 });
    return { start: at, end, meaning: { kind: "day", form: "weekday", date } };
  }
  return which === undefined && ALSO_OTHER_WORDS.has(name)
    ? { start: at, end, meaning, needs: "company" }
    : { start: at, end, meaning };
};

function ofWeek({ today }: Setting, which: string, weekday: number): DayMeaning {
  const weeks = which === "next" ? 1 : which === "last" ? -1 : 0;
  const date = mondayOf(today).add({ days: 7 * weeks + weekday - 1 });
  return { kind: "day", form: "weekday", date };
}

function alone({ today, direction }: Setting, weekday: number): DayMeaning {
  const date = direction === "past" ? weekdayUpTo(today, weekday) : weekdayFrom(today, weekday);
  return { kind: "day", form: "weekday-only", date };
}

function chosen({ today }: Setting, which: string, weekday: number): DayMeaning {
  const name = weekdayName(weekday);
  const ofThisWeek = mondayOf(today).add({ days: weekday - 1 });
  const ahead = Temporal.PlainDate.compare(ofThisWeek, today) > 0;
  if (which === "next") {
    const date = ofThisWeek.add({ days: 7 });
    const assumed = `"Next ${name}" is read as ${dayName(date, today)}, the ${name} of next week, not ${dayName(ofThisWeek, today)}.`;
    return { kind: "day", form: "weekday", date, ...(ahead && { assumed }) };
  }
  if (which === "last" || which === "past") {
    const date = weekdayUpTo(today.subtract({ days: 1 }), weekday);
    const recent = Temporal.PlainDate.compare(date, mondayOf(today)) >= 0;
    const assumed = `"Last ${name}" is read as ${dayName(date, today)}.`;
    const nth = { ordinal: -1, weekday };
    return { kind: "day", form: "weekday", date, nth, ...(recent && { assumed }) };
  }
  if (which === "this" && Temporal.PlainDate.compare(ofThisWeek, today) === 0)
    return { kind: "day", form: "weekday", date: today };
  return { kind: "day", form: "weekday", date: weekdayFrom(today.add({ days: 1 }), weekday) };
}
