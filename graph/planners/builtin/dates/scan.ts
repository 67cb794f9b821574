import { readCalendarDate } from "./calendar-dates.ts";
import { readBareHour, readClockTime } from "./clock-times.ts";
import { readHoliday } from "./holidays.ts";
import { readLink } from "./links.ts";
import { readMonth, readNthWeekday } from "./months.ts";
import { readPartOfDay } from "./parts-of-day.ts";
import { matchAt } from "./phrase.ts";
import type { DayMeaning, Phrase, Reader, Setting } from "./phrase.ts";
import { readRecurrence } from "./recurrence.ts";
import { createAmountReader } from "./relative-amounts.ts";
import type { DayReader } from "./relative-amounts.ts";
import { readRelativeDay } from "./relative-days.ts";
import { readWeekday } from "./weekdays.ts";
import { readZone } from "./zones.ts";

/** Nobody means more phrases of time than this in one clause; it keeps reading a wall of text cheap. */
const MOST_PHRASES = 48;

const DAY_READERS: readonly Reader[] = [
  readCalendarDate,
  readWeekday,
  readRelativeDay,
  readHoliday,
  readNthWeekday,
  readMonth,
];

const READERS: readonly Reader[] = [
  ...DAY_READERS,
  createAmountReader((setting, at) => readDay(setting, at)),
  readRecurrence,
  readClockTime,
  readPartOfDay,
  readZone,
  readAllDay,
  readLink,
];

const ALL_DAY = /(?:for )?(?:all|the whole|the entire|whole|full)[- ]day(?: long)?(?![a-z])/y;

/** Every phrase of time in the text, in order and without overlap; the longest reading of each place counts. */
export function scanPhrases(setting: Setting): Phrase[] {
  const { text } = setting;
  const phrases: Phrase[] = [];
  let at = 0;
  while (at < text.length && phrases.length < MOST_PHRASES) {
    const last = phrases.at(-1);
    const phrase = startsWord(text, at)
      ? (readAfter(setting, last, at) ?? longest(setting, at))
      : readDash(text, last, at);
    if (phrase !== undefined) phrases.push(phrase);
    at = phrase?.end ?? at + 1;
  }
  return phrases;
}

function longest(setting: Setting, at: number): Phrase | undefined {
  let best: Phrase | undefined;
  for (const read of READERS) {
    const phrase = read(setting, at);
    if (phrase !== undefined && phrase.end > (best?.end ?? at)) best = phrase;
  }
  return best;
}

/** "By 5", "until 4", "Thursday 8": a number that is an hour because of what stands before it. */
function readAfter(setting: Setting, last: Phrase | undefined, at: number): Phrase | undefined {
  if (last === undefined || at !== last.end + 1 || !/[0-9a-z]/.test(setting.text.charAt(at)))
    return undefined;
  const { meaning } = last;
  const said = setting.text.slice(last.start, last.end);
  const linked =
    meaning.kind === "link" && /^(?:before|after|until|to|starting)$/.test(meaning.link);
  const dayed =
    meaning.kind === "day" &&
    (meaning.form.startsWith("weekday") || /^(?:today|tomorrow|tonight)$/.test(said));
  if (!linked && !(dayed && /\d/.test(setting.text.charAt(at)))) return undefined;
  const hour = readBareHour(setting, at, linked);
  const better = hour && longest(setting, at);
  return better !== undefined && better.end > (hour?.end ?? 0) ? better : hour;
}

/** The dash of "Mon-Wed", which is a "to" only after a day. */
function readDash(text: string, last: Phrase | undefined, at: number): Phrase | undefined {
  if (text.charAt(at) !== "-" || last?.meaning.kind !== "day" || at - last.end > 1)
    return undefined;
  return { start: at, end: at + 1, meaning: { kind: "link", link: "to" } };
}

const readDay: DayReader = (setting, at) => {
  let best: { meaning: DayMeaning; end: number } | undefined;
  for (const read of DAY_READERS) {
    const phrase = read(setting, at);
    if (phrase?.meaning.kind === "day" && phrase.end > (best?.end ?? at))
      best = { meaning: phrase.meaning, end: phrase.end };
  }
  return best;
};

function readAllDay({ text }: Setting, at: number): Phrase | undefined {
  const match = matchAt(ALL_DAY, text, at);
  return match && { start: at, end: at + match[0].length, meaning: { kind: "all-day" } };
}

function startsWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const digit = unit >= 48 && unit <= 57;
  if (!digit && !(unit >= 97 && unit <= 122) && unit !== 64) return false;
  const before = at === 0 ? " " : text.charAt(at - 1);
  if (/[\p{L}\p{N}_$£€#%+\\]/u.test(before)) return false;
  const earlier = at < 2 ? " " : text.charAt(at - 2);
  if (digit)
    return (
      !(/[.,:/-]/.test(before) && /[a-z0-9]/.test(earlier)) && !(before === "-" && earlier === " ")
    );
  return !(/[./'@]/.test(before) && /[a-z0-9]/.test(earlier));
}
