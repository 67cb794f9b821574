import { describe, expect, test } from "vitest";

import { freeGaps, slotsIn } from "./free-time.ts";

const timezone = "America/Los_Angeles";
const at = (time: string, day = "2026-11-24"): string => `${day}T${time}:00-08:00`;
const span = (from: string, to: string, day?: string) => ({
  start: at(from, day),
  end: at(to, day),
});

describe("free time", () => {
  test("is what the busy times leave of the window", () => {
    const query = { timeMin: at("09:00"), timeMax: at("17:00") };
    const busy = [span("15:00", "15:30"), span("08:00", "09:30"), span("09:15", "10:00")];
    expect(freeGaps(query, busy, timezone)).toEqual([
      span("10:00", "15:00"),
      span("15:30", "17:00"),
    ]);
  });

  test("keeps to the hours asked for on each day", () => {
    const query = {
      timeMin: at("00:00"),
      timeMax: at("00:00", "2026-11-26"),
      earliest: "09:00",
      latest: "17:00",
    };
    expect(freeGaps(query, [span("09:00", "16:00")], timezone)).toEqual([
      span("16:00", "17:00"),
      span("09:00", "17:00", "2026-11-25"),
    ]);
  });

  test("is offered in slots of the length asked for, from the quarter of an hour", () => {
    const slots = slotsIn([span("10:05", "11:20")], { minutes: 30, max: 5, timezone });
    expect(slots).toEqual([span("10:15", "10:45"), span("10:45", "11:15")]);
    expect(slotsIn([span("10:05", "10:35")], { minutes: 30, max: 5, timezone })).toEqual([
      span("10:05", "10:35"),
    ]);
    expect(slotsIn([span("09:00", "17:00")], { minutes: 60, max: 2, timezone })).toHaveLength(2);
  });
});
