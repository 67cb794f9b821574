import { describe, expect, test } from "vitest";

import { HELD } from "./dates-corpus.held.ts";
import { LA } from "./dates-corpus.ts";
import type { Moment, Row } from "./dates-corpus.ts";
import { TUNED } from "./dates-corpus.tuned.ts";
import { readTime } from "./read-time.ts";
import type { TimeContext, TimeExpression } from "./time-expression.ts";
import { momentIn } from "./zone.ts";

const MEANING = [
  "date",
  "endDate",
  "time",
  "endTime",
  "durationMinutes",
  "window",
  "bound",
  "shiftMinutes",
  "allDay",
  "dst",
] as const;

const contextOf = ({ now, timezone, ...moment }: Moment): TimeContext => ({
  now: momentIn(now, timezone),
  ...moment,
});

function rest(text: string, { spans }: TimeExpression): string {
  const left = spans
    .toReversed()
    .reduce((kept, { start, end }) => `${kept.slice(0, start)} ${kept.slice(end)}`, text);
  return left.replaceAll(/\s+/g, " ").trim();
}

/** What a row says, and what was read in its place: as far as the row says anything. */
function compare([moment, text, expected]: Row): { expected: unknown; read: unknown } {
  const read = readTime(text, contextOf(moment));
  if (expected === null || read === undefined) return { expected, read: read ?? null };
  const { recurrence, upcoming, fault, rest: left, assumed, ...fields } = expected;
  if (fault !== undefined) {
    return { expected: { fault: true }, read: { fault: read.fault?.includes(fault) } };
  }
  const said = Object.fromEntries(
    MEANING.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  );
  const understood = Object.fromEntries(
    MEANING.flatMap((key) => (read[key] === undefined ? [] : [[key, read[key]]])),
  );
  const ifSaid = (value: unknown, of: unknown): unknown => (value === undefined ? undefined : of);
  return {
    expected: {
      ...said,
      recurrence,
      start: fields.start,
      end: fields.end,
      timezone: fields.timezone,
      upcoming,
      rest: left,
      assumed,
      fault: undefined,
    },
    read: {
      ...understood,
      recurrence: read.recurrence?.join("\n"),
      start: ifSaid(fields.start, read.start),
      end: ifSaid(fields.end, read.end),
      timezone: ifSaid(fields.timezone, read.timezone),
      upcoming: ifSaid(upcoming, read.upcoming?.start),
      rest: ifSaid(left, rest(text, read)),
      assumed: ifSaid(assumed, read.assumed.length > 0),
      fault: read.fault,
    },
  };
}

describe("what people say about time", () => {
  test.each(TUNED)("%o: %s", (...row) => {
    const { expected, read } = compare(row);
    expect(read).toEqual(expected);
  });
});

describe("what people say about time, in sentences the reader was not tuned on", () => {
  test.each(HELD)("%o: %s", (...row) => {
    const { expected, read } = compare(row);
    expect(read).toEqual(expected);
  });
});

describe("any text at all", () => {
  test.each([
    ["an endless name", "a".repeat(10_000)],
    ["an endless number", "1".repeat(10_000)],
    ["endless spaces", `tomorrow${" ".repeat(10_000)}at 3pm`],
    ["endless commas", `tomorrow${",".repeat(10_000)}at 3pm`],
    ["the same day two thousand times", "may 4 ".repeat(2_000)],
    ["words without end", "every other second of the day after ".repeat(300)],
    ["a wall of zero-width text", "\u200b".repeat(10_000)],
    ["broken surrogates", "\ud83c tomorrow \udf89"],
    ["only small words", "by the from to until at ".repeat(500)],
    ["nested quotes", '"“"“'.repeat(2_500)],
    ["dashes", "1-".repeat(5_000)],
    ["nothing", ""],
  ])("%s is read without a crash", (_name, text) => {
    expect(() => readTime(text, contextOf(LA))).not.toThrow();
  });

  test("what a name or a quotation covers is not a time", () => {
    const text = "lunch with Friday Okoro tomorrow";
    const start = text.indexOf("Friday Okoro");
    const read = readTime(text, {
      ...contextOf(LA),
      masked: [{ start, end: start + "Friday Okoro".length }],
    });
    expect(read?.date).toBe("2026-11-25");
    expect(read && rest(text, read)).toBe("lunch with Friday Okoro");
  });
});
