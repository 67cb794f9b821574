import type { PlanStep } from "../../../../../src/domain/plan.ts";
import { referenceIn } from "./matching.ts";

/** One step a plan must hold, with how to tell that it is there. */
export interface ExpectedStep {
  readonly tool: string;
  /** What is expected, for the list of what went wrong. */
  readonly says: string;
  readonly fits: (step: PlanStep) => boolean;
}

/**
 * What a command may lead to. Where the first is "clarify" or "decline", the command is not answerable: no step may
 * come of it, unless another alternative allows one.
 */
export type Alternative = ExpectedStep | readonly ExpectedStep[] | "reply" | "clarify" | "decline";
export type MeasuredRow = readonly [text: string, ...Alternative[]];

export type Args = PlanStep["args"];

/** A step of this tool whose arguments fit. */
export const expected = (
  tool: string,
  what: object,
  fits: (args: Args, step: PlanStep) => boolean,
): ExpectedStep => ({
  tool,
  says: `${tool} ${JSON.stringify(what)}`,
  fits: (step) => fits(step.args, step),
});

/** A step that runs once for every result of an earlier one. */
export const each = (
  tool: string,
  key: string,
  more: (args: Args) => boolean = () => true,
): ExpectedStep =>
  expected(
    tool,
    { forEach: true },
    (args, step) =>
      step.forEach !== undefined && referenceIn(args[key]) !== undefined && more(args),
  );
