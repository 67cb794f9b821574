import { describe, expect, test } from "vitest";

import { HELD } from "./dates-corpus.held.ts";
import { LA } from "./dates-corpus.ts";
import type { Row } from "./dates-corpus.ts";
import { TUNED } from "./dates-corpus.tuned.ts";
import { readTime } from "./read-time.ts";
import type { TimeExpression } from "./time-expression.ts";

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

function rest(text: string, { spans }: TimeExpression): string {
  const left = spans
    .toReversed()
    .reduce((kept, { start, end }) => `${kept.slice(0, start)} ${kept.slice(end)}`, text);
  return left.replaceAll(/\s+/g, " ").trim();
}

function expectRow([moment, text, expected]: Row): void {
  const read = readTime(text, moment);
  if (expected === null) {
    expect(read).toBeUndefined();
    return;
  }
  if (read === undefined) expect.unreachable("nothing was read");
  const { recurrence, upcoming, fault, rest: left, assumed, ...fields } = expected;
  if (fault !== undefined) {
    expect(read.fault).toContain(fault);
    return;
  }
  expect(read.fault).toBeUndefined();
  const said = Object.fromEntries(
    MEANING.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  );
  const understood = Object.fromEntries(
    MEANING.flatMap((key) => (read[key] === undefined ? [] : [[key, read[key]]])),
  );
  expect({ ...understood, recurrence: read.recurrence?.join("\n") }).toEqual({
    ...said,
    recurrence,
  });
  for (const key of ["start", "end", "timezone"] as const) {
    if (fields[key] !== undefined) expect(read[key]).toBe(fields[key]);
  }
  if (upcoming !== undefined) expect(read.upcoming?.start).toBe(upcoming);
  if (left !== undefined) expect(rest(text, read)).toBe(left);
  if (assumed !== undefined) expect(read.assumed.length > 0).toBe(assumed);
}

describe("what people say about time", () => {
  test.each(TUNED)("%o: %s", (...row) => expectRow(row));
});

describe("what people say about time, in sentences the reader was not tuned on", () => {
  test.each(HELD)("%o: %s", (...row) => expectRow(row));
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
    expect(() => readTime(text, LA)).not.toThrow();
  });

  test("what a name or a quotation covers is not a time", () => {
    const text = "lunch with Friday Okoro tomorrow";
    const start = text.indexOf("Friday Okoro");
    const read = readTime(text, { ...LA, masked: [{ start, end: start + "Friday Okoro".length }] });
    expect(read?.date).toBe("2026-11-25");
    expect(read && rest(text, read)).toBe("lunch with Friday Okoro");
  });
});
