import { describe, expect, test } from "vitest";

import type { Clarification, PlanOutcome } from "../../../src/domain/planner.ts";
import { createBuiltinPlanner } from "./builtin-planner.ts";
import { at, message, NOW, person, ZONE } from "./grammar-tables/expectations.ts";
import { outcomeOf } from "./grammar-tables/outcome-of.ts";

const planner = createBuiltinPlanner();
const plan = (text: string, clarifications: readonly Clarification[] = []): Promise<PlanOutcome> =>
  planner.plan({ text, now: NOW, timezone: ZONE, user: {}, clarifications });

const stepsOf = async (text: string, given: readonly Clarification[]): Promise<unknown> =>
  outcomeOf(await plan(text, given));

/** Says the command, then answers each question it leads to. */
async function converse(text: string, ...answers: string[]): Promise<PlanOutcome> {
  const clarifications: Clarification[] = [];
  let outcome = await plan(text);
  for (const answer of answers) {
    if (outcome.kind !== "clarify") throw new Error(`“${text}” asked nothing.`);
    clarifications.push({ slot: outcome.clarify.slot, answer });
    outcome = await plan(text, clarifications);
  }
  return outcome;
}

describe("what is asked for and answered completes the command", () => {
  test.each([
    [
      "Schedule a meeting with Dana tomorrow",
      ["3pm"],
      "calendar_create_event",
      { summary: "Meeting with Dana", start: at("2026-11-25", "15:00") },
    ],
    [
      "Schedule a meeting with Dana tomorrow",
      ["at 3"],
      "calendar_create_event",
      { start: at("2026-11-25", "15:00") },
    ],
    [
      "Schedule a meeting with Dana tomorrow",
      ["3"],
      "calendar_create_event",
      { start: at("2026-11-25", "15:00") },
    ],
    [
      "Schedule lunch with Dana",
      ["tomorrow at noon"],
      "calendar_create_event",
      { start: at("2026-11-25", "12:00") },
    ],
    [
      "Schedule lunch with Dana tomorrow",
      ["actually Friday at noon", "Friday at noon"],
      "calendar_create_event",
      { start: at("2026-11-27", "12:00") },
    ],
    [
      "Schedule dinner with Dana on Friday",
      ["from 7pm to 9pm"],
      "calendar_create_event",
      { start: at("2026-11-27", "19:00"), end: at("2026-11-27", "21:00") },
    ],
    [
      "create an event tomorrow at 3pm",
      ["Team sync"],
      "calendar_create_event",
      { summary: "Team sync", start: at("2026-11-25", "15:00") },
    ],
    [
      "Schedule a meeting with Dana",
      ["tomorrow", "4pm"],
      "calendar_create_event",
      { start: at("2026-11-25", "16:00") },
    ],
    ["move lunch with Dana", ["to Friday"], "calendar_update_event", { date: "2026-11-27" }],
    [
      "email Dana about the budget",
      ["The numbers are final."],
      "email_send",
      { to: [person("Dana")], subject: "The budget", body: "The numbers are final." },
    ],
    [
      'send an email saying "hello"',
      ["dana@x.com"],
      "email_send",
      { to: ["dana@x.com"], body: "hello" },
    ],
    [
      "send an email",
      ["Dana", "See you soon!"],
      "email_send",
      { to: [person("Dana")], body: "See you soon!" },
    ],
    [
      "reply to the email from Sam",
      ["Sounds good"],
      "email_reply",
      { messageId: message("email", { from: "Sam" }), body: "Sounds good" },
    ],
    ["add a task", ["buy milk tomorrow"], "tasks_create", { title: "Buy milk", due: "2026-11-25" }],
    [
      "add a contact",
      ["Mia Wong mia@corp.io"],
      "contacts_create",
      { name: "Mia Wong", email: "mia@corp.io" },
    ],
  ] as const)("%s: %s", async (text, answers, tool, args) => {
    const steps = outcomeOf(await converse(text, ...answers));
    expect(steps).toEqual([[tool, expect.objectContaining(args)]]);
  });
});

test("the days for which everything is to be deleted are asked for", async () => {
  expect(outcomeOf(await converse("cancel all my meetings", "tomorrow"))).toMatchObject([
    ["calendar_list_events", { timeMin: at("2026-11-25", "00:00") }],
    ["calendar_delete_event", { eventId: { $ref: "item.id" } }],
  ]);
});

test("a length that was said is kept when the time is answered", async () => {
  expect(
    outcomeOf(await converse("Schedule a 45 minute call with Dana", "tomorrow at 3pm")),
  ).toMatchObject([
    ["calendar_create_event", { start: at("2026-11-25", "15:00"), end: at("2026-11-25", "15:45") }],
  ]);
});

test.each([
  ["Schedule a meeting with Dana tomorrow", "whenever she likes"],
  ["Schedule a meeting with Dana", "soon"],
  ["send an email saying hello", "the usual crowd"],
  ["cancel all my meetings", "the boring ones"],
])("%s: “%s” is no answer, and the question is asked again", async (text, answer) => {
  const first = await plan(text);
  expect(await converse(text, answer)).toEqual(first);
});

test("a date that does not exist is declined with the reason, asked for or not", async () => {
  const reason = "There is no 31 February.";
  expect(await plan("Schedule lunch with Eden on February 31 at noon")).toMatchObject({ reason });
  expect(await converse("Schedule lunch with Eden", "February 31 at noon")).toMatchObject({
    reason,
  });
});

test("the details name the absolute local time", async () => {
  const outcome = await plan(
    "Schedule lunch with Eden Chan tomorrow at noon and email her the details",
  );
  expect(outcomeOf(outcome)).toMatchObject([
    ["calendar_create_event", {}],
    [
      "email_send",
      {
        to: [person("Eden Chan")],
        subject: "Lunch with Eden Chan",
        body: "Lunch with Eden Chan\nWhen: Wed 25 Nov 2026, 12:00–13:00 (America/Los_Angeles)",
      },
    ],
  ]);
});

test("a reminder that says neither of what nor when is asked for both, and one with words alone for its time", async () => {
  const first = await plan("set a reminder");
  expect(first).toMatchObject({ kind: "clarify", clarify: { slot: "0.body" } });
  const what = { slot: "0.body", answer: "to call the bank" };
  const second = await plan("set a reminder", [what]);
  expect(second).toMatchObject({ kind: "clarify", clarify: { slot: "0.when" } });
  const when = { slot: "0.when", answer: "tomorrow at 4pm" };
  expect(await stepsOf("set a reminder", [what, when])).toEqual([
    ["assistant_set_reminder", { text: "Call the bank", at: "2026-11-25T16:00:00-08:00" }],
  ]);
});

test("the hour that is answered is on the day, or in the series, that was said", async () => {
  const when = [{ slot: "0.when", answer: "9" }];
  expect(await stepsOf("remind me to call Dana tomorrow", when)).toMatchObject([
    ["assistant_set_reminder", { text: "Call Dana", at: "2026-11-25T09:00:00-08:00" }],
  ]);
  expect(await stepsOf("remind me every Monday to send the report", when)).toMatchObject([
    [
      "assistant_set_reminder",
      { at: "2026-11-30T09:00:00-08:00", recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO"] },
    ],
  ]);
});

test("what cannot be reminded of is said", async () => {
  expect(await plan("remind me 10 minutes before the standup")).toMatchObject({
    kind: "not_understood",
    reason: expect.stringContaining("not when something else happens") as string,
  });
});

test("ten thousand characters are declined, and so is nothing at all", async () => {
  expect((await plan("schedule lunch and ".repeat(600))).kind).toBe("not_understood");
  expect((await plan("")).kind).toBe("not_understood");
  expect((await plan("\u200b \u202e")).kind).toBe("not_understood");
});

test("the same words at the same moment give the same plan", async () => {
  const text = "Schedule lunch with Eden Chan tomorrow at noon and email her the details";
  expect(await plan(text)).toEqual(await plan(text));
});
