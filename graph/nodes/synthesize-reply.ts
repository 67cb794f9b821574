import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import type { Plan, PlanStep, StepResult } from "../../src/domain/plan.ts";
import type { Outcome, OutcomeStatus } from "../../src/domain/turn.ts";
import { withExchange } from "../conversation.ts";
import { cancellationOf, report } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { dependenciesOf } from "../plan-language/schedule.ts";
import type { Ending, State, StateUpdate } from "../state.ts";
import { inertText } from "../synthesis/plain-text.ts";
import { isWorthPhrasing } from "../synthesis/worth-phrasing.ts";

/**
 * Says what came of it, from what is now there and not from what was meant. Reads: plan, results, ending, assumed.
 * Writes: outcome, conversation. Calls: the phraser, where it is of use and nothing was to be changed.
 */
export function synthesizeReply(deps: ActionPlannerDeps) {
  return async (state: State, config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { plan, ending, assumed } = state;
    const results = inPlanOrder(plan, state.results);
    const status = statusOf(ending, results);
    const done = results.filter((result) => result.status === "done");
    const failed = results.find((result) => result.status === "failed");
    const found = describeResults(deps, state, results);
    const phrased =
      status === "completed"
        ? await phrase(deps, state, done, found.join("\n"), config)
        : undefined;
    const sentences = [
      ...(plan?.reply !== undefined && plan.steps.length === 0 ? [plan.reply] : []),
      ...(ending === null ? [] : [describeEnding(ending, plan, done.length > 0)]),
      ...(phrased === undefined ? found : [phrased]),
      ...(done.length > 0 ? assumed : []),
    ];
    const error =
      ending?.kind === "failed" ? { code: ending.code, message: ending.message } : failed?.error;
    const outcome: Outcome = {
      kind: "outcome",
      status,
      message: inertText(sentences.join("\n")),
      results,
      ...(plan !== null && { plan }),
      ...(error !== undefined && { error }),
    };
    return { outcome, calls: [], conversation: withExchange(state, results, deps.specs) };
  };
}

/** The findings in a model's words; undefined where the templates' stand. */
async function phrase(
  { phraser, specs }: ActionPlannerDeps,
  { plan, command }: State,
  done: readonly StepResult[],
  reply: string,
  config: LangGraphRunnableConfig,
): Promise<string | undefined> {
  const { text: asked, now, timezone } = command;
  if (phraser === undefined || plan === null) return undefined;
  if (done.length === 0 || !isWorthPhrasing(plan, { asked, reply }, specs)) return undefined;
  const signal = cancellationOf(config);
  const findings = done.map(({ tool, output }) => ({ tool, output: output ?? null }));
  return await phraser.phrase(
    { asked, reply, findings, now, timezone, ...(signal && { signal }) },
    (delta) => report(config, { action: "message_delta", detail: { delta } }),
  );
}

function statusOf(ending: Ending | null, results: readonly StepResult[]): OutcomeStatus {
  if (ending !== null) return ending.kind;
  const undone = results.filter(({ status }) => status === "failed" || status === "not_run");
  if (undone.length === 0) return "completed";
  return undone.length === results.length ? "failed" : "partial";
}

function describeEnding(ending: Ending, plan: Plan | null, somethingDone: boolean): string {
  const about = plan === null ? "" : `: ${plan.goal}`;
  switch (ending.kind) {
    case "not_understood": {
      const examples = ending.examples.map((example) => `- ${example}`).join("\n");
      return `${ending.reason ?? "I didn't understand all of that, so I did nothing."}\nYou could say, for example:\n${examples}`;
    }
    case "failed":
      return ending.message;
    case "cancelled":
      return somethingDone
        ? `Stopped${about}. This was already done:`
        : `Cancelled${about}. Nothing was done.`;
    case "expired":
      return somethingDone
        ? `I didn't hear back in time, so I stopped${about}. This was already done:`
        : `I didn't hear back in time, so nothing was done${about}.`;
    default:
      return assertNever(ending);
  }
}

function describeResults(
  deps: ActionPlannerDeps,
  state: State,
  results: readonly StepResult[],
): string[] {
  const { plan, command } = state;
  if (plan === null) return [];
  const context = { userId: command.userId, timezone: command.timezone, now: command.now };
  const silent = stepsOnlyUsed(plan, results, deps);
  return results.flatMap((result) => {
    const spec = deps.specs.get(result.tool);
    if (spec === undefined) return [];
    switch (result.status) {
      case "done":
        if (silent.has(result.stepId)) return [];
        return [spec.present({ args: result.args ?? {}, output: result.output ?? null, context })];
      case "failed":
        return [
          `I couldn't do this: ${spec.title(result.args ?? argsOf(plan, result))}. ${result.error?.message ?? ""}`.trim(),
        ];
      case "not_run":
        return [`Not done: ${spec.title(result.args ?? argsOf(plan, result))}.`];
      case "skipped":
        return [];
      default:
        return [];
    }
  });
}

/** Reads whose only purpose was a later step that did run: their findings are not news. */
function stepsOnlyUsed(
  plan: Plan,
  results: readonly StepResult[],
  { specs }: ActionPlannerDeps,
): Set<string> {
  const ran = (step: PlanStep): boolean =>
    results.some(({ stepId, status }) => stepId === step.id && status !== "skipped");
  const used = new Set(plan.steps.filter(ran).flatMap((step) => [...dependenciesOf(step)]));
  return new Set(
    plan.steps
      .filter((step) => specs.get(step.tool)?.effect === "read" && used.has(step.id))
      .map(({ id }) => id),
  );
}

function argsOf(plan: Plan, result: StepResult): PlanStep["args"] {
  return plan.steps.find((step) => step.id === result.stepId)?.args ?? {};
}

function inPlanOrder(plan: Plan | null, results: readonly StepResult[]): StepResult[] {
  const position = new Map(plan?.steps.map((step, i) => [step.id, i]));
  return results.toSorted(
    (a, b) =>
      (position.get(a.stepId) ?? 0) - (position.get(b.stepId) ?? 0) ||
      (a.item ?? 0) - (b.item ?? 0),
  );
}
