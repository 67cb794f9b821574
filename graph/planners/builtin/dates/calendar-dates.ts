import { Chrono } from "chrono-node";
import * as english from "chrono-node/en";
import { Temporal } from "temporal-polyfill";

import { matchAt } from "./phrase.ts";
import type { Phrase, Reader, Setting } from "./phrase.ts";
import { dayName } from "./weekdays.ts";

/** The parsers that read a written date and nothing else: what chrono makes of clocks and weekdays is not wanted. */
const DATE_PARSERS = new Set([
  "ENMonthNameLittleEndianParser",
  "ENMonthNameMiddleEndianParser",
  "ENYearMonthDayParser",
  "SlashDateFormatParser",
  "ISOFormatParser",
]);

function dateChrono(littleEndian: boolean): Chrono {
  const { parsers } = english.configuration.createConfiguration(true, littleEndian);
  return new Chrono({
    parsers: parsers.filter((parser) => DATE_PARSERS.has(parser.constructor.name)),
    refiners: [],
  });
}

const MONTH_FIRST = dateChrono(false);
const DAY_FIRST = dateChrono(true);

const MONTH =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const STARTS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LIKE_A_DATE = new RegExp(
  `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}(?!\\d)|\\d{1,2}/\\d{1,2}(?![\\d/%])|\\d{1,2}(?:st|nd|rd|th)?(?: ?(?:-|to) ?\\d{1,2}(?:st|nd|rd|th)?)?(?: of)?,? (?:${MONTH})(?![a-z])|(?:${MONTH})\\.?,? (?:the )?\\d{1,2}(?:st|nd|rd|th)?(?!\\d|:\\d|[ap]m| [ap]m|%)|[a-z]+(?:[- ][a-z]+)? of (?:${MONTH})(?![a-z])`,
  "y",
);
const IMPOSSIBLE = new RegExp(
  `(?:(${MONTH}) (3[2-9])|(3[2-9])(?:st|nd|rd|th)? (?:of )?(${MONTH}))(?![\\w:])`,
  "y",
);
const DOTTED_DAY = new RegExp(`(\\d{1,2})\\.(\\d{1,2})\\.(?!\\d)`, "y");
const MEASURED = /^ ?(?:of |cups?|kg|kilos?|pounds?|lbs?|tsp|tbsp|inch|miles?|hours?|an? )/;

const HOUR_AFTER_DAY =
  /(?<=[a-z]\.? \d{1,2}(?:st|nd|rd|th)?|\d(?:st|nd|rd|th)? [a-z]+) (?:1?\d|2[0-4])$/;

/** The name of a month as its number, 1 to 12. */
export function toMonth(name: string): number {
  return STARTS.indexOf(name.slice(0, 3)) + 1;
}

/** Source of a pattern for the name of a month, long or short. */
export const MONTH_NAME = MONTH;

/** Reads written dates: "Nov 24", "24th of November 2026", "11/24", "2026-11-24", "24.11.2026", "May 4-6". */
export const readCalendarDate: Reader = (setting, at) => {
  const from = setting.text.startsWith("the ", at) ? at + 4 : at;
  const phrase = readWritten(setting, from);
  return phrase && { ...phrase, start: at };
};

const readWritten: Reader = (setting, at) => {
  const { text } = setting;
  const impossible = matchAt(IMPOSSIBLE, text, at);
  if (impossible !== undefined) {
    const [whole, month, day, dayFirst, monthLast] = impossible;
    return faulty(
      at,
      at + whole.length,
      `${day ?? dayFirst ?? ""} ${nameOf(month ?? monthLast ?? "")}`,
    );
  }
  const dotted = matchAt(DOTTED_DAY, text, at);
  if (dotted !== undefined && Number(dotted[1]) <= 31 && Number(dotted[2]) <= 12)
    return dated(setting, at, at + dotted[0].length, {
      day: Number(dotted[1]),
      month: Number(dotted[2]),
    });
  const like = matchAt(LIKE_A_DATE, text, at);
  if (like === undefined) return undefined;
  const slash = like[0].includes("/") && !/^\d{4}/.test(like[0]);
  if (
    slash &&
    (like[0] === "24/7" || MEASURED.test(text.slice(at + like[0].length, at + like[0].length + 10)))
  )
    return undefined;
  const part = text.slice(at, at + 48).replace(/^([a-z]+\.?),? the /, "$1 ");
  const shortened = Math.min(48, text.length - at) - part.length;
  // Only numbers leave the order open; told "day first", chrono would take the day of "Jan 10" for a year.
  const chrono = setting.monthFirst || /[a-z]/.test(like[0]) ? MONTH_FIRST : DAY_FIRST;
  const reference = new Date(setting.now.epochMilliseconds);
  const [first] = chrono.parse(part, reference);
  // "Nov 30 10-11am": the hour after a day is no year.
  const hour = first?.index === 0 ? HOUR_AFTER_DAY.exec(first.text)?.[0] : undefined;
  const [result] =
    hour === undefined
      ? [first]
      : chrono.parse(part.slice(0, first?.text.length).slice(0, -hour.length), reference);
  if (result === undefined || result.index !== 0) return undefined;
  const said = result.text;
  const day = result.start.isCertain("day") ? result.start.get("day") : undefined;
  const month = result.start.isCertain("month") ? result.start.get("month") : undefined;
  if (typeof day !== "number" || typeof month !== "number") return undefined;
  const year = result.start.isCertain("year") ? (result.start.get("year") ?? undefined) : undefined;
  const end = at + trimmed(said) + shortened;
  const lastDay = result.end?.get("day") ?? undefined;
  const lastMonth = result.end?.get("month") ?? undefined;
  const open = slash && !setting.monthFirst && day <= 12 && month <= 12 && day !== month;
  return dated(setting, at, end, {
    day,
    month,
    ...(year !== undefined && { year }),
    ...(typeof lastDay === "number" &&
      typeof lastMonth === "number" && { last: { day: lastDay, month: lastMonth } }),
    ...(open && { said: like[0] }),
  });
};

function trimmed(text: string): number {
  return text.replace(/t\d.*$/, "").trimEnd().length;
}

interface WrittenDate {
  readonly day: number;
  readonly month: number;
  readonly year?: number;
  readonly last?: { readonly day: number; readonly month: number };
  /** The written form, where the order of day and month was ours to choose. */
  readonly said?: string;
}

function dated(setting: Setting, start: number, end: number, written: WrittenDate): Phrase {
  const { today, text } = setting;
  const said = text.slice(start, end);
  if (written.month < 1 || written.month > 12) return faulty(start, end, said);
  const date = resolveYear(setting, written.day, written.month, written.year);
  if (date === undefined) {
    const year = written.year === undefined ? "" : ` ${written.year}`;
    return faulty(start, end, `${written.day} ${nameOf(STARTS[written.month - 1] ?? "")}${year}`);
  }
  const endDate =
    written.last &&
    resolveYear(
      { ...setting, today: date, direction: "future" },
      written.last.day,
      written.last.month,
    );
  if (written.last !== undefined && endDate === undefined)
    return faulty(
      start,
      end,
      `${written.last.day} ${nameOf(STARTS[written.last.month - 1] ?? "")}`,
    );
  const far = written.year === undefined && date.since(today, { largestUnit: "day" }).days > 300;
  const assumed =
    written.said === undefined
      ? `${dayName(date)} is read as ${dayName(date)} ${date.year}.`
      : `${written.said} is read as ${dayName(date)} ${date.year}, day first.`;
  return {
    start,
    end,
    meaning: {
      kind: "day",
      form: "calendar",
      date,
      ...(endDate !== undefined && { endDate }),
      ...((far || written.said !== undefined) && { assumed }),
    },
  };
}

/** The day in its year; without one, the nearest such day ahead, or behind when looking back. Nothing if it never comes. */
function resolveYear(
  { today, direction }: Setting,
  day: number,
  month: number,
  year?: number,
): Temporal.PlainDate | undefined {
  if (year !== undefined) return dayIn(year, month, day);
  const step = direction === "past" ? -1 : 1;
  for (let away = 0; away <= 8; away += 1) {
    const date = dayIn(today.year + step * away, month, day);
    if (date !== undefined && Temporal.PlainDate.compare(date, today) * step >= 0) return date;
  }
  return undefined;
}

function dayIn(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (day < 1 || day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return undefined;
  return Temporal.PlainDate.from({ year, month, day });
}

function nameOf(month: string): string {
  const date = Temporal.PlainDate.from({ year: 2000, month: Math.max(1, toMonth(month)), day: 1 });
  return dayName(date).slice(2);
}

function faulty(start: number, end: number, what: string): Phrase {
  return { start, end, meaning: { kind: "fault", fault: `There is no ${what}.` } };
}
