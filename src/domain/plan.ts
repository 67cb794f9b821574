import { z } from "zod";

/** A JSON value: all that may stand in a plan, a result or a graph state. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Stands in a plan's arguments for a value of an earlier step's result: a JMESPath expression. */
export const StepReference = z.strictObject({ $ref: z.string().min(1).max(500) });
export type StepReference = z.infer<typeof StepReference>;

/** One tool call of a plan, or one per item where it has `forEach`. */
export const PlanStep = z.strictObject({
  id: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be a name of letters, digits and _"),
  tool: z.string(),
  args: z.record(z.string(), z.json()).default({}),
  /** JMESPath to a list of earlier results; the step runs once per element, which its references call `item`. */
  forEach: z.string().max(500).optional(),
  /** JMESPath; where its value is false, null, empty or missing, the step is skipped. */
  when: z.string().max(500).optional(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** What a planner answers: see section 7 of the wire contract. Frozen once made; nothing adds a step to it. */
export const Plan = z.strictObject({
  goal: z.string().max(500),
  /** The answer itself, when nothing has to be done. */
  reply: z.string().max(4000).optional(),
  steps: z.array(PlanStep).max(20).default([]),
});
export type Plan = z.infer<typeof Plan>;

export const StepStatus = z.enum(["done", "failed", "skipped", "not_run"]);
export type StepStatus = z.infer<typeof StepStatus>;

/** What became of one step (or of one item of a `forEach` step). */
export const StepResult = z.object({
  stepId: z.string(),
  tool: z.string(),
  /** Position in the `forEach` list. */
  item: z.number().int().optional(),
  status: StepStatus,
  /** The arguments as they were sent, every mention and reference replaced. */
  args: z.record(z.string(), z.json()).optional(),
  output: z.json().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type StepResult = z.infer<typeof StepResult>;
