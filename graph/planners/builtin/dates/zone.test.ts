import { expect, test } from "vitest";

import {
  addDays,
  addMinutes,
  endOfDay,
  instantAt,
  lastSecondUtc,
  startOfDay,
  todayIn,
} from "./zone.ts";

test("a wall clock that is skipped moves forward, and says so", () => {
  expect(instantAt("2026-03-08", "02:30", "America/New_York")).toEqual({
    at: "2026-03-08T03:30:00-04:00",
    shown: "03:30",
    dst: "gap",
  });
});

test("a wall clock that comes twice is the first one, and says so", () => {
  expect(instantAt("2026-11-01", "01:30", "America/New_York")).toEqual({
    at: "2026-11-01T01:30:00-04:00",
    shown: "01:30",
    dst: "overlap",
  });
});

test("an ordinary wall clock says nothing about the change of clocks", () => {
  expect(instantAt("2026-11-24", "15:00", "Asia/Kathmandu")).toEqual({
    at: "2026-11-24T15:00:00+05:45",
    shown: "15:00",
  });
});

test("a day begins after midnight where the clocks skip midnight", () => {
  expect(startOfDay("2026-04-24", "Africa/Cairo")).toBe("2026-04-24T01:00:00+03:00");
});

test("the day of a change has 25 hours from start to end", () => {
  expect(startOfDay("2026-10-25", "Europe/Berlin")).toBe("2026-10-25T00:00:00+02:00");
  expect(endOfDay("2026-10-25", "Europe/Berlin")).toBe("2026-10-26T00:00:00+01:00");
});

test("today is the user's, not the server's", () => {
  expect(todayIn("2026-11-24T23:30:00Z", "Asia/Tokyo")).toBe("2026-11-25");
  expect(todayIn("2026-11-24T23:30:00Z", "America/Los_Angeles")).toBe("2026-11-24");
});

test("days are counted on the calendar and minutes in real time", () => {
  expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
  expect(addMinutes("2026-11-01T01:30:00-04:00", 60, "America/New_York")).toBe(
    "2026-11-01T01:30:00-05:00",
  );
});

test("the end of a recurrence is the last second of its day, in UTC", () => {
  expect(lastSecondUtc("2026-05-31", "America/Los_Angeles")).toBe("20260601T065959Z");
});
