import { Overwrite } from "@langchain/langgraph";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import { isStorageFault, toAssistantError } from "../../src/domain/errors.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { PlanOutcome } from "../../src/domain/planner.ts";
import { Service } from "../../src/domain/service.ts";
import { plannable } from "../../src/domain/tool.ts";
import { recentOf } from "../conversation.ts";
import { cancellationOf, endingOf, report } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { mentionAddresses } from "../plan-language/address-mentions.ts";
import { parsePlan } from "../plan-language/parse-plan.ts";
import { askStill, askToClarify } from "../questions.ts";
import type { State, StateUpdate } from "../state.ts";
import { describeFailure } from "../wording.ts";

/**
 * Turns the command into a checked plan. Reads: command, clarifications, revision, conversation. Writes: plan, assumed,
 * question, revision (where a correction cannot be made), ending, and resets what belonged to the command before. Calls: the planner.
 */
export function createPlan({ planner, specs, accounts }: ActionPlannerDeps) {
  const toPlanWith = plannable(specs);
  return async (state: State, config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { command, clarifications, revision, conversation } = state;
    const fresh: StateUpdate = {
      plan: null,
      assumed: [],
      // What was answered about the plan that is being corrected still holds.
      meanings: revision === null ? {} : state.meanings,
      groups: revision === null ? {} : state.groups,
      question: null,
      calls: [],
      results: new Overwrite([]),
      ending: null,
      outcome: null,
    };
    try {
      const signal = cancellationOf(config);
      const ready = command.ready && {
        kind: "plan" as const,
        plan: command.ready.plan,
        assumed: command.ready.notes,
        by: { planner: "none", why: "the plan takes back what was done before" },
      };
      const outcome =
        ready ??
        (await planner.plan({
          ...command,
          clarifications,
          conversation: recentOf(conversation, command),
          ...(revision !== null && { revision: { plan: revision.plan, texts: revision.texts } }),
          connected: async () => connectedOf(await accounts.missing(command.userId, ALL_SERVICES)),
          ...(signal && { signal }),
        }));
      if (outcome.kind === "not_understood" && revision !== null) {
        return { ...fresh, ...asBefore(state, revision, outcome.reason) };
      }
      const update = { ...fresh, ...read(outcome) };
      if (outcome.kind === "plan") {
        // Whatever planned: what takes back is for an undo alone.
        const plan = parsePlan(outcome.plan, ready === undefined ? toPlanWith : specs);
        // What is taken back goes to whom it went before: nobody chose those addresses anew.
        update.plan = ready === undefined ? mentionAddresses(plan, specs) : plan;
        report(config, {
          action: "plan_created",
          detail: {
            plan: update.plan,
            titles: titlesOf(update.plan, specs),
            ...(outcome.by ?? { planner: planner.name }),
          },
        });
      }
      return update;
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      const error = toAssistantError(cause);
      if (error.code === "ERR_CANCELLED")
        return { ...fresh, ending: endingOf(cancellationOf(config)) };
      return {
        ...fresh,
        ending: { kind: "failed", code: error.code, message: describeFailure(error) },
      };
    }
  };
}

/** A correction that cannot be made changes nothing: the question it was said to is still open. */
function asBefore(
  { assumed }: State,
  { plan, texts, asked, standing }: NonNullable<State["revision"]>,
  why: string | undefined,
): StateUpdate {
  const made = texts.slice(0, -1);
  return {
    plan: standing,
    assumed,
    question: askStill(asked, why),
    revision: made.length === 0 ? null : { plan, texts: made, asked, standing },
  };
}

const ALL_SERVICES = Service.options;

function connectedOf(missing: readonly Service[]): Service[] {
  return ALL_SERVICES.filter((service) => !missing.includes(service));
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
