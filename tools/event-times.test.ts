import { describe, expect, test } from "vitest";

import { changedTimes, checkTimes, toLocal } from "./event-times.ts";

const zone = "America/Los_Angeles";
const lunch = { start: "2026-11-24T12:00:00-08:00", end: "2026-11-24T13:30:00-08:00" };
const offsite = { start: "2026-11-24", end: "2026-11-26" };

describe("moving an event", () => {
  test.each([
    [
      "to a start keeps its length",
      { start: "2026-11-25T09:00:00-08:00" },
      "2026-11-25T09:00:00-08:00",
      "2026-11-25T10:30:00-08:00",
    ],
    [
      "to a day keeps its time",
      { date: "2026-11-27" },
      "2026-11-27T12:00:00-08:00",
      "2026-11-27T13:30:00-08:00",
    ],
    [
      "to a day in summer time keeps its wall clock",
      { date: "2026-07-01" },
      "2026-07-01T12:00:00-07:00",
      "2026-07-01T13:30:00-07:00",
    ],
    [
      "to a time keeps its day",
      { time: "16:00" },
      "2026-11-24T16:00:00-08:00",
      "2026-11-24T17:30:00-08:00",
    ],
    [
      "to a day and a time",
      { date: "2026-11-27", time: "16:00" },
      "2026-11-27T16:00:00-08:00",
      "2026-11-27T17:30:00-08:00",
    ],
    ["later", { shiftMinutes: 30 }, "2026-11-24T12:30:00-08:00", "2026-11-24T14:00:00-08:00"],
    ["earlier", { shiftMinutes: -60 }, "2026-11-24T11:00:00-08:00", "2026-11-24T12:30:00-08:00"],
    [
      "to another length keeps its start",
      { durationMinutes: 45 },
      "2026-11-24T12:00:00-08:00",
      "2026-11-24T12:45:00-08:00",
    ],
    ["to whole days", { start: "2026-11-25" }, "2026-11-25", "2026-11-26"],
  ])("%s", (_name, changes, start, end) => {
    expect(changedTimes(lunch, changes, zone)).toEqual({ start, end });
  });

  test("of whole days keeps how many; with a time it becomes an hour", () => {
    expect(changedTimes(offsite, { date: "2026-12-01" }, zone)).toEqual({
      start: "2026-12-01",
      end: "2026-12-03",
    });
    expect(changedTimes(offsite, { shiftMinutes: 1440 }, zone)).toEqual({
      start: "2026-11-25",
      end: "2026-11-27",
    });
    expect(changedTimes(offsite, { time: "10:00" }, zone)).toEqual({
      start: "2026-11-24T10:00:00-08:00",
      end: "2026-11-24T11:00:00-08:00",
    });
  });

  test("without a change of time is none", () => {
    expect(changedTimes(lunch, {}, zone)).toBeUndefined();
  });
});

test("an event that ends before it begins, or that mixes days and times, is refused", () => {
  expect(() => checkTimes({ start: lunch.end, end: lunch.start })).toThrow("end after it begins");
  expect(() => checkTimes({ start: "2026-11-24", end: lunch.end })).toThrow("time of day");
});

test("the local time of an instant has no offset", () => {
  expect(toLocal("2026-11-24T20:00:00Z", zone)).toBe("2026-11-24T12:00:00");
});
