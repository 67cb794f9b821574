import { expect, test } from "vitest";

import type { Plan } from "../../../../src/domain/plan.ts";
import type { PlanOutcome } from "../../../../src/domain/planner.ts";
import { createBuiltinPlanner } from "../builtin-planner.ts";
import { at, NOW, person, ZONE } from "../grammar-tables/expectations.ts";
import { outcomeOf } from "../grammar-tables/outcome-of.ts";

const planner = createBuiltinPlanner();
const CREATE = "calendar_create_event";
const SEND = "email_send";

/** Plans the command, then each correction as it is said while a question about the plan is open. */
async function corrected(text: string, ...texts: string[]): Promise<PlanOutcome> {
  const request = { text, now: NOW, timezone: ZONE, user: {}, clarifications: [] };
  const first = await planner.plan(request);
  const plan: Plan | null = first.kind === "plan" ? first.plan : null;
  return await planner.plan({ ...request, revision: { plan, texts } });
}

const LUNCH = "Schedule lunch with Eden Chan tomorrow at noon";
const MAIL = 'Email Dana saying "See you there"';
const lunch = (day: string, from: string, to: string, more: object = {}): unknown => [
  [
    CREATE,
    {
      summary: "Lunch with Eden Chan",
      start: at(day, from),
      end: at(day, to),
      attendees: [person("Eden Chan")],
      ...more,
    },
  ],
];

test.each<[string, string[], unknown]>([
  [LUNCH, ["actually Friday"], lunch("2026-11-27", "12:00", "13:00")],
  [LUNCH, ["make it 4pm"], lunch("2026-11-25", "16:00", "17:00")],
  [LUNCH, ["make it 1"], lunch("2026-11-25", "13:00", "14:00")],
  [LUNCH, ["wait, 3 not 2"], lunch("2026-11-25", "15:00", "16:00")],
  [LUNCH, ["for two hours"], lunch("2026-11-25", "12:00", "14:00")],
  [LUNCH, ["an hour later"], lunch("2026-11-25", "13:00", "14:00")],
  [LUNCH, ["actually Friday at 1pm"], lunch("2026-11-27", "13:00", "14:00")],
  [LUNCH, ["actually Friday", "no, make it 1:30pm"], lunch("2026-11-27", "13:30", "14:30")],
  [LUNCH, ["an hour later", "an hour later"], lunch("2026-11-25", "14:00", "15:00")],
  [LUNCH, ["same time next week"], lunch("2026-12-02", "12:00", "13:00")],
  [
    LUNCH,
    ["and invite Dana"],
    lunch("2026-11-25", "12:00", "13:00", { attendees: [person("Eden Chan"), person("Dana")] }),
  ],
  [LUNCH, ["at Tartine"], lunch("2026-11-25", "12:00", "13:00", { location: "Tartine" })],
  [
    LUNCH,
    ["no, with Sam Ortiz instead"],
    [[CREATE, { summary: "Lunch with Sam Ortiz", attendees: [person("Sam Ortiz")] }]],
  ],
  [
    LUNCH,
    ["actually Friday and invite Dana"],
    lunch("2026-11-27", "12:00", "13:00", { attendees: [person("Eden Chan"), person("Dana")] }),
  ],
  [LUNCH, ["call it Catch-up"], [[CREATE, { summary: "Catch-up" }]]],
  [
    "Schedule dinner with Dana on Friday at 7pm",
    ["make it 8"],
    [[CREATE, { start: at("2026-11-27", "20:00") }]],
  ],
  [
    `${LUNCH} and email her the details`,
    ["actually Friday"],
    [
      [CREATE, { start: at("2026-11-27", "12:00") }],
      [
        SEND,
        {
          body: "Lunch with Eden Chan\nWhen: Fri 27 Nov 2026, 12:00–13:00 (America/Los_Angeles)",
        },
      ],
    ],
  ],
  [
    `${LUNCH} and email her the details`,
    ["no, with Sam Ortiz instead"],
    [
      [CREATE, { attendees: [person("Sam Ortiz")] }],
      [SEND, { to: [person("Sam Ortiz")], subject: "Lunch with Sam Ortiz" }],
    ],
  ],
  [MAIL, ["and cc Raj"], [[SEND, { to: [person("Dana")], cc: [person("Raj")] }]]],
  [MAIL, ["no, to Sam"], [[SEND, { to: [person("Sam")], body: "See you there" }]]],
  ["add buy milk to my tasks", ["for Friday"], [["tasks_create", { due: "2026-11-27" }]]],
  [
    "move the design review to Friday",
    ["actually Monday"],
    [["calendar_update_event", { date: "2026-11-30" }]],
  ],
  // Before there is a plan: an answer where it answers, else a change of what will be.
  ["Schedule lunch with Dana tomorrow", ["actually Friday"], "clarify"],
  [
    "Schedule lunch with Dana tomorrow",
    ["actually Friday at 1pm"],
    [[CREATE, { start: at("2026-11-27", "13:00"), attendees: [person("Dana")] }]],
  ],
  [
    "Schedule a meeting with Dana tomorrow",
    ["no, with Sam Ortiz instead", "make it 3pm"],
    [[CREATE, { start: at("2026-11-25", "15:00"), attendees: [person("Sam Ortiz")] }]],
  ],
  // What cannot be told, or cannot be, changes nothing.
  [LUNCH, ["and cc Dana"], "decline"],
  [LUNCH, ["actually yesterday"], "decline"],
  [LUNCH, ["actually the blue one"], "decline"],
  [LUNCH, ["Raj instead of Dana"], "decline"],
  [MAIL, ["make it 4pm"], "decline"],
  [
    "book coffee with Sam tomorrow at 10am, then book dinner with Dana on Friday at 7pm",
    ["make it 8"],
    "decline",
  ],
])("%s | %j", async (text, texts, expected) => {
  expect({ outcome: outcomeOf(await corrected(text, ...texts)) }).toMatchObject({
    outcome: expected,
  });
});
