import { expect, test } from "vitest";

import { createBuiltinPlanner } from "../builtin-planner.ts";

const planner = createBuiltinPlanner();

async function toolsOf(text: string): Promise<readonly string[]> {
  const outcome = await planner.plan({
    text,
    now: "2026-11-26T09:00:00-08:00",
    timezone: "America/Los_Angeles",
    user: {},
    clarifications: [],
  });
  return outcome.kind === "plan" ? outcome.plan.steps.map(({ tool }) => tool) : [];
}

test.each([
  "delete my data",
  "Delete all my data, please",
  "please erase all of my personal data",
  "delete everything you know about me",
  "Forget everything about me.",
  "forget everything you have stored about me",
  "wipe all the data you have on me",
  "forget me",
])("“%s” deletes what is kept about the user", async (text) => {
  expect(await toolsOf(text)).toEqual(["assistant_delete_data"]);
});

test.each([
  "Delete the data review",
  "delete my data meeting tomorrow",
  "Forget what you know about Dana",
  "delete everything on Friday",
  "delete all my tasks",
  "remove me from the team sync",
  "don't delete my data",
  "Add a task to delete my data",
  "Email Dana saying delete everything you know about me",
  "forget it",
  "delete my birthday party",
])("“%s” does not", async (text) => {
  expect(await toolsOf(text)).not.toContain("assistant_delete_data");
});
