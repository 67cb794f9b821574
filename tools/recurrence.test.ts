import { describe, expect, test } from "vitest";

import { continueFrom, endBefore, moveByDays, timesBefore } from "./recurrence.ts";

const timezone = "America/Los_Angeles";
const series = (rule: string, start = "2026-10-20T10:00:00-07:00") => ({
  lines: [`RRULE:${rule}`],
  start,
  timezone,
});

describe("a series cut in two", () => {
  test("ends at the midnight before, by the clock of its own zone, also where clocks changed since", () => {
    const weekly = series("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270601T065959Z");
    expect(endBefore(weekly, "2026-11-24T10:00:00-08:00")).toEqual([
      "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261124T075959Z",
    ]);
    expect(endBefore(weekly, "2026-10-27T10:00:00-07:00")).toEqual([
      "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261027T065959Z",
    ]);
  });

  test("of whole days ends on the day before", () => {
    expect(endBefore(series("FREQ=DAILY", "2026-10-20"), "2026-11-01")).toEqual([
      "RRULE:FREQ=DAILY;UNTIL=20261031",
    ]);
  });

  test("within a day ends a second before", () => {
    expect(endBefore(series("FREQ=HOURLY"), "2026-10-20T12:00:00-07:00")).toEqual([
      "RRULE:FREQ=HOURLY;UNTIL=20261020T185959Z",
    ]);
  });

  test("of so many times goes on for what is left of them, and until the same end", () => {
    const ten = series("FREQ=WEEKLY;COUNT=10");
    expect(timesBefore(ten, "2026-11-03T10:00:00-08:00")).toBe(2);
    expect(continueFrom(ten, "2026-11-03T10:00:00-08:00")).toEqual(["RRULE:FREQ=WEEKLY;COUNT=8"]);
    expect(continueFrom(series("FREQ=DAILY;UNTIL=20270101T000000Z"), ten.start)).toEqual([
      "RRULE:FREQ=DAILY;UNTIL=20270101T000000Z",
    ]);
  });

  test("the first time of a series has none before it", () => {
    expect(timesBefore(series("FREQ=WEEKLY;BYDAY=TU"), "2026-10-20T10:00:00-07:00")).toBe(0);
  });
});

describe("a series moved to another day", () => {
  test("of the week says so in its rule", () => {
    expect(moveByDays(["RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20270101T000000Z"], 3)).toEqual([
      "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270104T000000Z",
    ]);
    expect(moveByDays(["RRULE:FREQ=WEEKLY;BYDAY=MO"], -1)).toEqual(["RRULE:FREQ=WEEKLY;BYDAY=SU"]);
    expect(moveByDays(["RRULE:FREQ=WEEKLY"], 1)).toEqual(["RRULE:FREQ=WEEKLY"]);
  });

  test.each(["FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYMONTHDAY=1"])(
    "is refused where %s has no such other day, but not another hour",
    (rule) => {
      expect(() => moveByDays([`RRULE:${rule}`], 1)).toThrow("not to another day");
      expect(moveByDays([`RRULE:${rule}`], 0)).toEqual([`RRULE:${rule}`]);
    },
  );
});
