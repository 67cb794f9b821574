import { expect, test } from "vitest";

import { createBuiltinPlanner } from "../builtin-planner.ts";

const planner = createBuiltinPlanner();

async function stepsOf(text: string) {
  const outcome = await planner.plan({
    text,
    now: "2026-11-26T09:00:00-08:00",
    timezone: "America/Los_Angeles",
    user: {},
    clarifications: [],
  });
  return outcome.kind === "plan" ? outcome.plan.steps.map(({ tool, args }) => [tool, args]) : [];
}

const day = (from: string, to: string) => ({
  timeMin: `2026-11-${from}T00:00:00-08:00`,
  timeMax: `2026-11-${to}T00:00:00-08:00`,
});

test.each([
  ["What did you do today?", day("26", "27")],
  ["what have you done today", day("26", "27")],
  ["what did you do yesterday?", day("25", "26")],
  ["Show me everything you did on Tuesday", day("24", "25")],
  ["What changes did you make today?", day("26", "27")],
  ["what did you do for me", {}],
  ["list your actions", {}],
  ["hey, what have you been up to?", {}],
])("“%s” asks for what the assistant did", async (text, args) => {
  expect(await stepsOf(text)).toEqual([["assistant_list_actions", args]]);
});

test.each(["What have you done this week?", "what did you do this week"])(
  "“%s” begins on Monday",
  async (text) => {
    const [[tool, args] = []] = await stepsOf(text);
    expect(tool).toBe("assistant_list_actions");
    expect(args).toMatchObject({ timeMin: "2026-11-23T00:00:00-08:00" });
  },
);

test.each([
  "What did I do today?",
  "what did Sam do today",
  "What have you heard from Dana?",
  "what did you do with the budget file",
  "Email Dana what you did today",
])("“%s” does not", async (text) => {
  expect((await stepsOf(text)).map(([tool]) => tool)).not.toContain("assistant_list_actions");
});
