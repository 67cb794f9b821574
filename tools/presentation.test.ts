import { describe, expect, test } from "vitest";

import {
  showArgument,
  showDay,
  showMoment,
  showSeries,
  showSpan,
  showSpanWithZone,
  toWholeDays,
} from "./presentation.ts";
import { shorten, showLine, visibleText } from "./visible-text.ts";

const reader = { timezone: "America/Los_Angeles", now: "2026-11-24T09:00:00-08:00" };

describe("times as the user reads them", () => {
  test.each([
    ["2026-11-24T12:00:00-08:00", "2026-11-24T13:00:00-08:00", "Tue 24 Nov, 12:00-13:00"],
    ["2026-11-24T22:00:00-08:00", "2026-11-25T00:00:00-08:00", "Tue 24 Nov, 22:00-24:00"],
    [
      "2026-11-24T22:00:00-08:00",
      "2026-11-25T02:00:00-08:00",
      "Tue 24 Nov, 22:00 - Wed 25 Nov, 02:00",
    ],
    [
      "2026-11-24T22:00:00-08:00",
      "2026-11-27T00:00:00-08:00",
      "Tue 24 Nov, 22:00 - Thu 26 Nov, 24:00",
    ],
    ["2026-11-24T20:00:00Z", "2026-11-24T21:00:00Z", "Tue 24 Nov, 12:00-13:00"],
    ["2027-01-04T09:00:00-08:00", "2027-01-04T10:00:00-08:00", "Mon 4 Jan 2027, 09:00-10:00"],
    ["2026-11-24", "2026-11-25", "Tue 24 Nov, all day"],
    ["2026-11-24", "2026-11-27", "Tue 24 Nov - Thu 26 Nov, all day"],
    ["2026-09-01T09:00:00-07:00", "2026-09-01T09:00:00-07:00", "Tue 1 Sep, 09:00"],
  ])("%s to %s", (start, end, shown) => {
    expect(showSpan({ start, end }, reader)).toBe(shown);
  });

  test("whole days are told from part of one, whatever the clocks do", () => {
    const midnight = (day: string, offset: string) => `${day}T00:00:00${offset}`;
    const span = { start: midnight("2026-10-31", "-07:00"), end: midnight("2026-11-02", "-08:00") };
    expect(toWholeDays(span, reader)).toEqual({ start: "2026-10-31", end: "2026-11-02" });
    expect(toWholeDays({ ...span, end: "2026-11-02T01:00:00-08:00" }, reader)).toBeUndefined();
    expect(toWholeDays(span, { ...reader, timezone: "Europe/Paris" })).toBeUndefined();
  });

  test("the zone is named by its city, but not for whole days", () => {
    const noon = { start: "2026-11-24T12:00:00-08:00", end: "2026-11-24T13:00:00-08:00" };
    expect(showSpanWithZone(noon, reader)).toBe("Tue 24 Nov, 12:00-13:00 (Los Angeles)");
    expect(showSpanWithZone({ start: "2026-11-24", end: "2026-11-25" }, reader)).toBe(
      "Tue 24 Nov, all day",
    );
  });

  test("a date is the same day everywhere; an instant is the reader's day", () => {
    expect(showDay("2026-11-24", { ...reader, timezone: "Pacific/Auckland" })).toBe("Tue 24 Nov");
    expect(showMoment("2026-11-24T20:00:00Z", { ...reader, timezone: "Pacific/Auckland" })).toBe(
      "Wed 25 Nov, 09:00",
    );
  });
});

test("a mention that still stands in an argument is shown by the user's words", () => {
  expect(showArgument([{ $entity: "Eden Chan" }, "sam@acme.com"])).toBe(
    "Eden Chan and sam@acme.com",
  );
  expect(showArgument({ $ref: "find.events[0].id" })).toBe("…");
  expect(showSeries(["a", "b", "c"])).toBe("a, b and c");
});

describe("text of others", () => {
  test.each([
    ["right-to-left override", "invoice\u202Efdp.exe", "invoicefdp.exe"],
    ["zero-width space", "pay\u200Bpal", "paypal"],
    ["escape sequence", "\u001B[31mred\u001B[0m", "[31mred[0m"],
    ["byte order mark", "\uFEFFhello", "hello"],
    ["tag characters", "hi\u{E0041}\u{E0042}", "hi"],
    ["line separators", "one\u2028two\r\nthree", "one\ntwo\nthree"],
  ])("shows no %s", (_name, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test("keeps what letters and emoji need to join", () => {
    expect(visibleText("👩‍💻 می‌خواهم")).toBe("👩‍💻 می‌خواهم");
  });

  test("goes on one line, and is cut where it is too long", () => {
    expect(showLine("a\n\n b\tc ")).toBe("a b c");
    expect(shorten("👩‍👩‍👧 family", 100)).toBe("👩‍👩‍👧 family");
    expect(shorten("abcdef", 4)).toBe("abc…");
  });
});
