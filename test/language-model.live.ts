import { describe, expect, test } from "vitest";

import { createModelClient } from "../graph/model/model-client.ts";
import { createLlmPlanner } from "../graph/planners/llm/llm-planner.ts";
import { catalog } from "../tools/catalog.ts";
import { loadConfig } from "../src/config.ts";

/** Against the language model that the environment configures: run by LIVE_OPENAI=1, and skipped where there is none. */
const { model } = loadConfig(process.env);

/** Commands that no grammar was written for, the tools their plans need, and the one that acts. */
const commands: readonly (readonly [string, string])[] = [
  ["Block an hour on Thursday afternoon from 2 for thinking, nobody else", "calendar_create_event"],
  ["Push tomorrow's dentist thing back by half an hour", "calendar_update_event"],
  ["Drop Dana a line that the slides are ready", "email_send"],
  ["Don't let me forget to renew the passport, it has to happen by Friday", "tasks_create"],
  ["Who wrote to me since yesterday that I haven't looked at?", "email_search"],
];

describe.skipIf(model === undefined)("the configured language model", () => {
  test.each(commands)("plans: %s", async (text, tool) => {
    if (model === undefined) return;
    const client = createModelClient({ ...model, isOpenAI: model.baseUrl === undefined });
    const planner = createLlmPlanner({ client, specs: catalog });
    const outcome = await planner.plan({
      text,
      now: "2026-11-24T09:00:00-08:00",
      timezone: "America/Los_Angeles",
      user: { name: "Alice Moreau", email: "alice@example.com" },
      clarifications: [],
    });
    if (outcome.kind !== "plan") throw new Error(`No plan but ${JSON.stringify(outcome)}`);
    expect(outcome.plan.steps.map((step) => step.tool)).toContain(tool);
  });
});
