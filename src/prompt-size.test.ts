import { getEncoding } from "js-tiktoken";
import { expect, test } from "vitest";

import { commandPrompt } from "../graph/prompts/command-prompt.ts";
import { plannerPrompt } from "../graph/prompts/planner-prompt.ts";
import type { Exchange, Referent } from "./domain/conversation.ts";
import { plannable } from "./domain/tool.ts";
import { catalog } from "../tools/catalog.ts";

/** Those of OpenAI's models since GPT-4o. */
const tokens = getEncoding("o200k_base");

const found = (n: number): Referent => ({
  type: "event",
  id: `0l7kq3v9m2c5b8d1f4g6h_${n}`,
  label: "Somebody else's words",
  stepId: "list",
  effect: "read",
  start: "2026-11-25T12:00:00-08:00",
  end: "2026-11-25T13:00:00-08:00",
  people: ["somebody@example.com"],
});

const exchange: Exchange = {
  words: ["What do I have on Wednesday and Thursday, and is there room for lunch?"],
  plan: {
    goal: "Events of Wednesday and Thursday",
    steps: [
      {
        id: "list",
        tool: "calendar_list_events",
        args: { timeMin: "2026-11-25T00:00:00-08:00", timeMax: "2026-11-27T00:00:00-08:00" },
      },
    ],
  },
  meanings: {},
  referents: Array.from({ length: 25 }, (_, n) => found(n)),
  at: "2026-11-24T09:00:00-08:00",
};

test("the prompt with the whole catalog and a long conversation stays under 4,000 tokens", () => {
  const system = tokens.encode(plannerPrompt(plannable(catalog))).length;
  const command = tokens.encode(
    commandPrompt(
      {
        text: "Move the second one to Friday at 3pm and tell everybody who is invited that I am sorry",
        now: "2026-11-24T09:00:00-08:00",
        timezone: "America/Los_Angeles",
        user: { name: "Alice Moreau", email: "alice@example.com" },
        clarifications: [],
        conversation: Array.from({ length: 6 }, () => exchange),
      },
      ["calendar", "gmail", "tasks", "contacts"],
    ),
  ).length;
  console.log(`prompt: ${system} tokens of instructions and tools, ${command} of conversation`);
  expect(system + command).toBeLessThan(4_000);
});
