import { AssistantError, toAssistantError } from "../../../src/domain/errors.ts";
import type { Plan } from "../../../src/domain/plan.ts";
import type { Planner, PlanOutcome, PlanRequest } from "../../../src/domain/planner.ts";
import type { Service } from "../../../src/domain/service.ts";
import type { ToolSpec } from "../../../src/domain/tool.ts";
import type { ModelClient } from "../../model/model-client.ts";
import { ModelFailure } from "../../model/model-failure.ts";
import { parsePlan } from "../../plan-language/parse-plan.ts";
import { commandPrompt, MODEL_SLOT, repairPrompt } from "../../prompts/command-prompt.ts";
import { plannerPrompt } from "../../prompts/planner-prompt.ts";
import { knownThings } from "../../prompts/things.ts";
import { examplesNear } from "../builtin/examples.ts";
import { ANSWER_SHAPE, readAnswer } from "./answer.ts";
import { senseFaults } from "./sense-faults.ts";
import { settlePlan } from "./settle-plan.ts";

/** Further questions of a model about one command are not passed on. */
const MOST_QUESTIONS = 4;

export interface LlmPlannerOptions {
  readonly client: ModelClient;
  readonly specs: ReadonlyMap<string, ToolSpec>;
  /** How long a plan may take, its repair included. Default: 30 s. */
  readonly deadlineMs?: number;
}

/**
 * A planner that asks a language model: once, and once more with what was wrong where the answer cannot be used. What is still
 * wrong then is not understood. The model is shown the user's own words and nothing that somebody else wrote.
 * Throws AssistantError ERR_MODEL_UNAVAILABLE where the model gives no answer, and ERR_CANCELLED.
 */
export function createLlmPlanner({
  client,
  specs,
  deadlineMs = 30_000,
}: LlmPlannerOptions): Planner {
  const system = plannerPrompt(specs);

  async function plan(request: PlanRequest): Promise<PlanOutcome> {
    const endsAt = performance.now() + deadlineMs;
    const command = commandPrompt(request, await connectedServices(request));
    const ask = (
      purpose: "plan" | "repair",
      turns: readonly (readonly ["human" | "ai", string])[],
    ) =>
      client.askForJson(
        {
          purpose,
          system,
          turns,
          signal: request.signal,
          timeoutMs: Math.max(1, endsAt - performance.now()),
        },
        ANSWER_SHAPE,
      );

    const first = await answered(() => ask("plan", [["human", command]]));
    if (first.kind === "refused") return notUnderstood(request, REFUSED);
    const judged = judge(first.text, request, specs);
    if (judged.kind === "outcome") return judged.outcome;

    const second = await answered(() =>
      ask("repair", [
        ["human", command],
        ["ai", first.text === "" ? "(cut off)" : first.text],
        ["human", repairPrompt(judged.fault)],
      ]),
    );
    if (second.kind === "refused") return notUnderstood(request, REFUSED);
    const repaired = judge(second.text, request, specs);
    return repaired.kind === "outcome" ? repaired.outcome : notUnderstood(request);
  }

  return { name: "llm", plan };
}

const REFUSED = "The language model would not plan that.";

type Answered = { readonly kind: "text"; readonly text: string } | { readonly kind: "refused" };

async function answered(ask: () => Promise<string>): Promise<Answered> {
  try {
    return { kind: "text", text: await ask() };
  } catch (cause) {
    if (!(cause instanceof ModelFailure)) throw cause;
    if (cause.kind === "refused") return { kind: "refused" };
    if (cause.kind === "cut_off") return { kind: "text", text: "" };
    if (cause.kind === "cancelled")
      throw new AssistantError("ERR_CANCELLED", "Cancelled.", { cause });
    throw new AssistantError("ERR_MODEL_UNAVAILABLE", "The language model could not be reached.", {
      cause,
    });
  }
}

type Judgement =
  | { readonly kind: "outcome"; readonly outcome: PlanOutcome }
  | { readonly kind: "fault"; readonly fault: string };

/** What an answer comes to, once checked against the tools, the clock and the user's words. */
function judge(
  text: string,
  request: PlanRequest,
  specs: ReadonlyMap<string, ToolSpec>,
): Judgement {
  const read = readAnswer(text);
  if (read.kind === "fault") return read;
  const { answer } = read;
  switch (answer.answer) {
    case "not_understood":
      return { kind: "outcome", outcome: notUnderstood(request, answer.reason) };
    case "clarify": {
      const asked = request.clarifications.filter(({ slot }) => slot.startsWith(MODEL_SLOT));
      if (asked.length >= MOST_QUESTIONS)
        return { kind: "outcome", outcome: notUnderstood(request) };
      const { question } = answer;
      const options = answer.options.map((option) => ({ value: option, label: option }));
      const clarify = {
        slot: `${MODEL_SLOT}${question}`,
        question,
        ...(options.length > 0 && { options }),
      };
      return { kind: "outcome", outcome: { kind: "clarify", clarify } };
    }
    case "plan": {
      const { answer: _answer, assumed, ...given } = answer;
      const { plan, faults } = settlePlan(given, specs, knownThings(request.conversation ?? []));
      const all = [
        ...faults,
        ...shapeFaults(plan, specs),
        ...senseFaults(plan, { ...request, specs, words: wordsOf(request) }),
      ];
      return all.length > 0
        ? { kind: "fault", fault: all.join("; ") }
        : {
            kind: "outcome",
            outcome: { kind: "plan", plan, ...(assumed.length > 0 && { assumed }) },
          };
    }
  }
}

function shapeFaults(plan: Plan, specs: ReadonlyMap<string, ToolSpec>): string[] {
  try {
    parsePlan(plan, specs);
    return [];
  } catch (cause) {
    return [toAssistantError(cause).message];
  }
}

/** Everything the user said, as far as it is known here, and their own address. */
function wordsOf({
  text,
  clarifications,
  revision,
  conversation = [],
  user,
}: PlanRequest): string[] {
  return [
    text,
    ...clarifications.map(({ answer }) => answer),
    ...(revision?.texts ?? []),
    ...conversation.flatMap(({ words }) => words),
    ...(user.email === undefined ? [] : [user.email]),
  ];
}

/** The connected services; null where it cannot be told, which does not keep a plan from being made. */
async function connectedServices({ connected }: PlanRequest): Promise<readonly Service[] | null> {
  try {
    return (await connected?.()) ?? null;
  } catch {
    return null;
  }
}

function notUnderstood({ text }: PlanRequest, reason?: string): PlanOutcome {
  return {
    kind: "not_understood",
    examples: examplesNear(text),
    ...(reason !== undefined && { reason }),
  };
}
