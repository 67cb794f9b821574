import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { cancellationOf, endingOf } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { nextWave } from "../plan-language/schedule.ts";
import { withScopes } from "../series-scope.ts";
import type { State, StateUpdate } from "../state.ts";

/**
 * Works out which calls of the plan can be made now; the router sends each to callTool, all at the same time. Reads:
 * plan, results, meanings, clarifications. Writes: calls, results (of steps settled without a call), ending. Calls: nothing.
 */
export function executeSteps({ specs }: ActionPlannerDeps) {
  return (state: State, config: LangGraphRunnableConfig): StateUpdate => {
    const { plan, results, meanings, clarifications, question } = state;
    if (plan === null || question !== null) return { calls: [] };
    const cancellation = cancellationOf(config);
    if (cancellation?.aborted === true) return { calls: [], ending: endingOf(cancellation) };
    const values = Object.fromEntries(
      Object.entries(meanings).map(([key, meaning]) => [key, meaning.map(({ value }) => value)]),
    );
    const { calls, settled } = nextWave(
      withScopes(plan, { meanings, clarifications, specs }),
      results,
      values,
      specs,
    );
    return { calls: [...calls], results: [...settled] };
  };
}
