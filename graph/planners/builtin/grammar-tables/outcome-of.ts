import { assertNever } from "../../../../src/domain/assert-never.ts";
import type { PlanOutcome } from "../../../../src/domain/planner.ts";

/** An outcome as the rows of the tables write it. */
export function outcomeOf(outcome: PlanOutcome): unknown {
  switch (outcome.kind) {
    case "clarify":
      return "clarify";
    case "not_understood":
      return "decline";
    case "plan":
      return outcome.plan.steps.length === 0
        ? "reply"
        : outcome.plan.steps.map(({ tool, args }) => [tool, args]);
    default:
      return assertNever(outcome);
  }
}
