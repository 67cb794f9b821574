import { startOpenAIServer } from "../test/support/openai-server.ts";
import type { Script } from "../test/support/openai-server.ts";
import type { RunPlanner } from "./run-set.ts";

/** The planners a run can be held with, by name. */
export const planners = new Map<string, () => Promise<RunPlanner>>([
  ["builtin", async () => ({ env: { PLANNER: "builtin" }, close: async () => {} })],
  ["scripted", openScriptedModel],
]);

/** The LLM planner on a server that answers, call by call, what the turn's scenario says a right model answers. */
async function openScriptedModel(): Promise<RunPlanner> {
  let answers: unknown[] = [];
  const server = await startOpenAIServer({
    script: ({ mode }): Script => {
      // The first mode the planner tries; nothing else is asked of this model.
      if (mode !== "json_schema") return { status: 400, message: `no ${mode} here` };
      return answers.length === 0
        ? { refusal: "The scenario has no further answer for this turn." }
        : { answer: answers.shift() };
    },
  });
  return {
    env: { PLANNER: "llm", OPENAI_BASE_URL: server.baseUrl, OPENAI_MODEL: "scripted" },
    onTurn: ({ model }) => {
      answers = [...model];
    },
    close: async () => server.close(),
  };
}
