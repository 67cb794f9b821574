import { startOpenAIServer } from "../test/support/openai-server.ts";
import type { Script } from "../test/support/openai-server.ts";
import { openModelGate } from "./model-gate.ts";
import type { RecordedCall } from "./recording.ts";
import type { RunPlanner } from "./run-set.ts";

/** The planners a run can be held with. `llm` and `auto` ask a model: a real one, or its recording. */
export const PLANNER_NAMES = ["builtin", "scripted", "llm", "auto"] as const;
export type PlannerName = (typeof PLANNER_NAMES)[number];

/** A model on a server that speaks the OpenAI API, and what is kept of it or taken from what was kept. */
export interface ModelSource {
  readonly model: string;
  readonly apiKey: string;
  /** OpenAI itself where undefined. */
  readonly baseUrl: string | undefined;
  /** Told the calls of each case that counts. */
  readonly record?: (calls: readonly RecordedCall[]) => Promise<void>;
  /** Answers come from here, and from nowhere else. */
  readonly replayed?: ReadonlyMap<string, readonly RecordedCall[]>;
}

const OPENAI = "https://api.openai.com/v1";

/** Opens a planner, once a lane. */
export async function openPlanner(name: PlannerName, source: ModelSource): Promise<RunPlanner> {
  switch (name) {
    case "builtin":
      return { env: { PLANNER: "builtin" }, close: async () => {} };
    case "scripted":
      return await openScriptedModel();
    case "llm":
    case "auto":
      return await openRealModel(name, source);
  }
}

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

/** A planner that asks a real model, or its recording, through a gate of the lane's own. */
async function openRealModel(name: "llm" | "auto", source: ModelSource): Promise<RunPlanner> {
  const { model, apiKey, baseUrl, record, replayed } = source;
  const gate = await openModelGate({ upstream: baseUrl ?? OPENAI, ...(replayed && { replayed }) });
  return {
    env: {
      PLANNER: name,
      OPENAI_BASE_URL: gate.baseUrl,
      OPENAI_MODEL: model,
      // A server of one's own may want none, but the program sends one only where it is not empty.
      ...(apiKey !== "" && { OPENAI_API_KEY: apiKey }),
    },
    onCase: gate.begin,
    outOfOrder: gate.outOfOrder,
    ...(replayed !== undefined && { faultOfCase: gate.stale }),
    ...(record !== undefined && { onKept: async () => record(gate.calls()) }),
    ...((baseUrl === undefined || baseUrl === OPENAI) && { pricedAs: model }),
    close: gate.close,
  };
}
