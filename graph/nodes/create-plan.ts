import { Overwrite } from "@langchain/langgraph";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import { toAssistantError } from "../../src/domain/errors.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { PlanOutcome } from "../../src/domain/planner.ts";
import { report } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { parsePlan } from "../plan-language/parse-plan.ts";
import { askToClarify } from "../questions.ts";
import type { State, StateUpdate } from "../state.ts";
import { describeFailure } from "../wording.ts";

/**
 * Turns the command into a checked plan. Reads: command, clarifications. Writes: plan, assumed, question, ending, and
 * resets what belonged to the command before. Calls: the planner.
 */
export function createPlan({ planner, specs }: ActionPlannerDeps) {
  return async (state: State, config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { command, clarifications } = state;
    const fresh: StateUpdate = {
      plan: null,
      assumed: [],
      meanings: {},
      question: null,
      calls: [],
      results: new Overwrite([]),
      ending: null,
      outcome: null,
    };
    try {
      const outcome = await planner.plan({ ...command, clarifications });
      const update = { ...fresh, ...read(outcome) };
      if (outcome.kind === "plan") {
        update.plan = parsePlan(outcome.plan, specs);
        report(config, {
          action: "plan_created",
          detail: {
            plan: update.plan,
            titles: titlesOf(update.plan, specs),
            planner: planner.name,
          },
        });
      }
      return update;
    } catch (cause) {
      const error = toAssistantError(cause);
      return {
        ...fresh,
        ending: { kind: "failed", code: error.code, message: describeFailure(error) },
      };
    }
  };
}

function read(outcome: PlanOutcome): StateUpdate {
  switch (outcome.kind) {
    case "plan":
      return { assumed: [...(outcome.assumed ?? [])] };
    case "clarify":
      return { question: askToClarify(outcome.clarify) };
    case "not_understood":
      return {
        ending: {
          kind: "not_understood",
          examples: [...outcome.examples],
          ...(outcome.reason !== undefined && { reason: outcome.reason }),
        },
      };
    default:
      return assertNever(outcome);
  }
}

function titlesOf(plan: Plan, specs: ActionPlannerDeps["specs"]): Record<string, string> {
  return Object.fromEntries(
    plan.steps.map((step) => [step.id, specs.get(step.tool)?.title(step.args) ?? step.tool]),
  );
}
