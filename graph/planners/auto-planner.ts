import { toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { PlannedBy, Planner, PlanOutcome, PlanRequest } from "../../src/domain/planner.ts";
import { MODEL_SLOT } from "../prompts/command-prompt.ts";

export interface PlannerPolicy {
  readonly builtin: Planner;
  /** Undefined where no model is configured, or none is wanted. */
  readonly llm: Planner | undefined;
  /** `auto`: the built-in planner where it is certain; `llm`: the model whenever it answers. */
  readonly prefer: "auto" | "llm";
  readonly logger: Logger;
}

const UNREACHABLE =
  "I couldn't reach the language model just now, and without it I didn't understand that, so I did nothing. Please try again in a moment, or say it more simply.";

/**
 * Chooses who plans a command, says who did and why, and carries on with the built-in planner where the model cannot be reached.
 */
export function createAutoPlanner({ builtin, llm, prefer, logger }: PlannerPolicy): Planner {
  async function choose(request: PlanRequest): Promise<PlanOutcome> {
    if (llm === undefined)
      return by(await builtin.plan(request), builtin, "no language model is used");
    const mustAskModel = request.clarifications.some(({ slot }) => slot.startsWith(MODEL_SLOT));
    if (prefer === "auto" && !mustAskModel) {
      const outcome = await builtin.plan(request);
      if (outcome.kind !== "not_understood") return by(outcome, builtin, "it is certain");
    }
    const why =
      prefer === "llm"
        ? "PLANNER=llm"
        : mustAskModel
          ? "it had asked"
          : "the built-in one is not certain";
    try {
      return by(await llm.plan(request), llm, why);
    } catch (cause) {
      if (toAssistantError(cause).code !== "ERR_MODEL_UNAVAILABLE") throw cause;
      logger.warn(
        { err: cause },
        "the language model is not available; the built-in planner carries on",
      );
      const outcome = await builtin.plan(request);
      const carriedOn = "the language model could not be reached";
      return outcome.kind === "not_understood"
        ? by({ ...outcome, reason: UNREACHABLE }, builtin, carriedOn)
        : by(outcome, builtin, carriedOn);
    }
  }

  return {
    name: prefer,
    async plan(request) {
      const began = performance.now();
      let outcome: PlanOutcome;
      try {
        outcome = await choose(request);
      } catch (cause) {
        const { code } = toAssistantError(cause);
        if (code === "ERR_INTERNAL") logger.error({ err: cause }, "planning failed");
        throw cause;
      }
      const ms = Math.round(performance.now() - began);
      logger.info({ ...outcome.by, outcome: outcome.kind, ms }, "planned");
      return outcome;
    },
  };
}

function by(outcome: PlanOutcome, { name }: Planner, why: string): PlanOutcome {
  const planned: PlannedBy = { planner: name, why };
  return { ...outcome, by: planned };
}
