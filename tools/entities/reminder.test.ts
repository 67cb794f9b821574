import { expect, test } from "vitest";

import { SessionId, UserId } from "../../src/domain/ids.ts";
import type { Reminder } from "../../src/domain/reminder.ts";
import { resolveReminder } from "./reminder.ts";

const timezone = "America/Los_Angeles";
const sessionId = SessionId.parse(crypto.randomUUID());
const context = {
  userId: UserId.parse("alice"),
  timezone,
  now: "2026-11-24T09:00:00-08:00",
  words: [],
};
const reminder = (id: string, at: string, more: Partial<Reminder>): Reminder => ({
  id,
  at,
  start: at,
  timezone,
  sessionId,
  channel: "websocket",
  ...more,
});
const reminders = [
  reminder("dana", "2026-11-24T17:00:00-08:00", { text: "Call Dana" }),
  reminder("sam", "2026-11-24T18:00:00-08:00", { text: "Call Sam about the budget" }),
  reminder("pills", "2026-11-25T05:00:00-08:00", { text: "Morning pills" }),
  reminder("day", "2026-11-25T08:00:00-08:00", { brief: "today" }),
];

test.each([
  ["Dana", ["dana"]],
  ["call Dana", ["dana"]],
  ["the budget", ["sam"]],
  ["6pm", ["sam"]],
  ["5pm", ["dana"]],
  ["5 o'clock", ["dana", "pills"]],
  ["morning pills", ["pills"]],
  ["my day", ["day"]],
  ["morning briefing", ["day"]],
  ["the reminder", ["dana", "sam", "pills", "day"]],
  ["Eden", []],
  ["7pm", []],
])("“%s” is %j", (words, ids) => {
  const found = resolveReminder({ $entity: words, type: "reminder" }, reminders, context);
  const options = found.kind === "ambiguous" ? found.options : [];
  const values = found.kind === "resolved" ? [found.value] : options.map(({ value }) => value);
  expect(values).toEqual(ids);
});

test("a day narrows them", () => {
  const mention = {
    $entity: "reminder",
    type: "reminder",
    timeMin: "2026-11-25T00:00:00-08:00",
    timeMax: "2026-11-25T06:00:00-08:00",
  } as const;
  expect(resolveReminder(mention, reminders, context)).toMatchObject({ value: "pills" });
});
