import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import type { ActionPreview } from "../../src/domain/consent.ts";
import { SessionId } from "../../src/domain/ids.ts";
import type { StepResult } from "../../src/domain/plan.ts";
import { askForApproval } from "../approvals.ts";
import { cancellationOf, endingOf } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { nextWave } from "../plan-language/schedule.ts";
import type { ReadyCall } from "../plan-language/schedule.ts";
import { withScopes } from "../series-scope.ts";
import type { PlannedCall, State, StateUpdate } from "../state.ts";
import { toToolCall } from "../tool-calls.ts";

/**
 * Works out which calls of the plan can be made now, and which of them need the user's yes first; the router sends each
 * to callTool, all at the same time. Reads: plan, results, meanings, clarifications, revision. Writes: calls, question
 * (where a yes is needed), results (of steps settled without a call), ending. Calls: consent.
 */
export function executeSteps(deps: ActionPlannerDeps) {
  return async (state: State, config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { specs } = deps;
    const { plan, results, meanings, clarifications, question } = state;
    if (plan === null || question !== null) return { calls: [] };
    const cancellation = cancellationOf(config);
    if (cancellation?.aborted === true) return { calls: [], ending: endingOf(cancellation) };
    const known = withScopes(plan, { meanings, clarifications, specs });
    const settled: StepResult[] = [];
    for (;;) {
      const wave = nextWave(known, [...results, ...settled], meanings, specs);
      settled.push(...wave.settled);
      const { allowed, refused, asked } = await agreedOn(deps, state, wave.calls, config);
      settled.push(...refused);
      if (asked.length > 0) {
        const former = state.revision?.asked.preview?.actions;
        return { calls: [], results: settled, question: askForApproval(asked, former) };
      }
      // Where nothing of a wave may be made, what rests on it is settled too.
      if (allowed.length > 0 || refused.length === 0) return { calls: allowed, results: settled };
    }
  };
}

interface Agreement {
  readonly allowed: PlannedCall[];
  readonly refused: readonly StepResult[];
  readonly asked: readonly ActionPreview[];
}

/** Which of the calls may be made; what the user takes back with their own word needs no other. */
async function agreedOn(
  { specs, consent }: ActionPlannerDeps,
  { command }: State,
  ready: readonly ReadyCall[],
  config: LangGraphRunnableConfig,
): Promise<Agreement> {
  const calls = ready.map((call): PlannedCall => ({ ...call, origins: [...call.origins] }));
  const writes = calls.filter(({ tool }) => specs.get(tool)?.effect === "write");
  if (writes.length === 0) return { allowed: calls, refused: [], asked: [] };
  const sessionId = SessionId.parse(config.configurable?.["thread_id"]);
  const signal = cancellationOf(config);
  const toolCalls = writes.map((call) => ({
    ...toToolCall(call, command, sessionId),
    ...(signal && { signal }),
  }));
  const verdicts = await consent.assess(toolCalls);
  const refused: StepResult[] = [];
  const asked: ActionPreview[] = [];
  for (const [i, call] of writes.entries()) {
    const { stepId, item, tool, args } = call;
    const step = { stepId, ...(item !== undefined && { item }) };
    const verdict = verdicts[i];
    if (verdict?.kind === "ask") asked.push({ ...step, ...verdict.preview });
    else if (verdict?.kind !== "allow") {
      const { code = "ERR_NOT_APPROVED", why: message = "" } = verdict ?? {};
      refused.push({ ...step, tool, args, status: "failed", error: { code, message } });
    }
  }
  if (command.ready !== undefined && asked.length > 0) {
    await consent.grant({
      userId: command.userId,
      approvalIds: asked.map((each) => each.approvalId),
    });
    asked.length = 0;
  }
  const isRefused = (call: PlannedCall): boolean =>
    refused.some(({ stepId, item }) => stepId === call.stepId && item === call.item);
  return { allowed: calls.filter((call) => !isRefused(call)), refused, asked };
}
