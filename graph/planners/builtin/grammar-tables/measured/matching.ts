import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { EntityMention } from "../../../../../src/domain/entity.ts";
import { StepReference } from "../../../../../src/domain/plan.ts";
import { ZONE } from "../expectations.ts";

/** How the measured tables compare what stands in a plan with what was meant: by meaning, not by spelling. */

/** Words that name a kind of thing, or a day that is expected as a range of time: they do not tell two things apart. */
const SAYS_NOTHING = new Set(
  `a an the my our of for from with about to at on in this that these those and re by is
   event events meeting meetings appointment appt invite invitation email emails mail message messages thread
   task tasks last latest newest recent contact contacts next today tonight tomorrow tmrw this week's
   monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun thurs`.split(
    /\s+/,
  ),
);

/** Lower case, one space, no punctuation but what addresses need. */
export const folded = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/\bw\/\s*/g, "with ")
    .replaceAll(/[^\p{L}\p{N}@+$%/'&:.-]+/gu, " ")
    .replaceAll(/[.:!?-]+(?=\s|$)/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** A name or title without the article or possessive before it. */
export const named = (text: string): string => folded(text).replace(/^(?:the|a|an|my|our) /, "");

/** The words that tell one thing from another, each once, in no order; a clock time counts as its hour. */
export function tokens(text: string): string {
  const words = folded(text)
    .replaceAll(/\b(\d\d):(\d\d)\b/g, (_all, hour, minute) => clockWords(Number(hour), minute))
    .replaceAll(/(\d{1,2})(?::?(\d\d))?\s*(?:am|pm|o'?clock)\b/g, "$1$2")
    .split(" ")
    .map((word) => word.replace(/'s$/, ""))
    .filter((word) => word !== "" && !SAYS_NOTHING.has(word));
  return [...new Set(words)].toSorted().join(" ");
}

const clockWords = (hour: number, minute: string): string =>
  `${((hour + 11) % 12) + 1}${minute === "00" ? "" : minute}`;

/** The words of a mention, of a plain string, or nothing. */
export function wordsOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const mention = EntityMention.safeParse(value);
  return mention.success ? mention.data.$entity : undefined;
}

/** True where both name the same people, in whatever order. */
export function samePeople(value: unknown, expected: readonly string[]): boolean {
  if (value === undefined) return expected.length === 0;
  if (!Array.isArray(value)) return false;
  const there = value.map((one) => named(wordsOf(one) ?? "\0")).toSorted();
  return there.join("|") === expected.map(named).toSorted().join("|");
}

/** Milliseconds of an instant or of the start of a day in the tables' zone. */
export function instantOf(value: unknown): number {
  if (typeof value !== "string") return Number.NaN;
  if (value.length > 10) return Date.parse(value);
  return Temporal.PlainDate.from(value).toZonedDateTime(ZONE).epochMilliseconds;
}

/** The date and clock time of an instant in the tables' zone. */
export function wallOf(value: string): { date: string; time?: string } {
  if (value.length <= 10) return { date: value };
  const there = Temporal.Instant.from(value).toZonedDateTimeISO(ZONE);
  return {
    date: there.toPlainDate().toString(),
    time: there.toPlainTime().toString({ smallestUnit: "minute" }),
  };
}

/** The rule without what its start says already, its parts in order. */
export function sameRecurrence(value: unknown, rule: string | undefined, start: unknown): boolean {
  if (value === undefined || rule === undefined) return value === rule;
  const lines = z.array(z.string()).length(1).safeParse(value);
  return lines.success && ruleParts(lines.data.join(), start) === ruleParts(rule, start);
}

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

function ruleParts(line: string, start: unknown): string {
  const parts = new Map(
    line
      .replace(/^RRULE:/, "")
      .split(";")
      .map((part): [string, string] => [part.replace(/=.*/, ""), part.replace(/^.*?=/, "")]),
  );
  const first = Temporal.PlainDate.from(wallOf(textOf(start)).date);
  if (parts.get("INTERVAL") === "1") parts.delete("INTERVAL");
  if (parts.get("FREQ") === "DAILY" && parts.has("BYDAY")) parts.set("FREQ", "WEEKLY");
  const days = parts.get("BYDAY")?.split(",").toSorted() ?? [];
  if (days.length > 0) parts.set("BYDAY", days.join(","));
  if (parts.get("FREQ") === "WEEKLY" && days.join() === DAYS[first.dayOfWeek - 1])
    parts.delete("BYDAY");
  if (parts.get("FREQ") !== "WEEKLY" && parts.get("BYMONTHDAY") === String(first.day))
    parts.delete("BYMONTHDAY");
  if (parts.get("BYMONTH") === String(first.month)) parts.delete("BYMONTH");
  const until = parts.get("UNTIL");
  if (until !== undefined) parts.set("UNTIL", lastDay(until));
  return [...parts]
    .map(([key, part]) => `${key}=${part}`)
    .toSorted()
    .join(";");
}

/** True where the text says the same, whatever its case and punctuation. */
export const same = (value: unknown, text: string): boolean =>
  typeof value === "string" && folded(value) === folded(text);

/** The text a value is, or none. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The result of an earlier step that stands in a value. */
export function referenceIn(value: unknown): string | undefined {
  const reference = StepReference.safeParse(value);
  return reference.success ? reference.data.$ref : undefined;
}

/** The local date of the end of a recurrence, written as a date or as an instant. */
function lastDay(until: string): string {
  const [, date = "", time] = /^(\d{8})(?:T(\d{6})Z)?$/.exec(until) ?? [];
  const day = Temporal.PlainDate.from(date);
  if (time === undefined) return day.toString();
  return day
    .toPlainDateTime(Temporal.PlainTime.from(time))
    .toZonedDateTime("UTC")
    .withTimeZone(ZONE)
    .toPlainDate()
    .toString();
}
