import { z } from "zod";

import type { ErrorCode } from "./errors.ts";
import type { UserId } from "./ids.ts";
import type { ToolCall } from "./tool.ts";

/** One thing a call will do, as the user reads it; `from` says where the value was taken from, where that matters. */
export const PreviewLine = z.object({
  label: z.string(),
  value: z.string(),
  from: z.string().optional(),
});
export type PreviewLine = z.infer<typeof PreviewLine>;

/** People to whom the user lets a kind of thing go without being asked. */
export const StandingGrant = z.object({
  kind: z.enum(["mail", "invitation"]),
  addresses: z.array(z.string()),
});
export type StandingGrant = z.infer<typeof StandingGrant>;

/** One call that needs the user's yes, rendered from the exact arguments that will run. */
export const ActionPreview = z.object({
  stepId: z.string(),
  item: z.number().int().optional(),
  tool: z.string(),
  args: z.record(z.string(), z.json()),
  /** "Send “Q3 plan” to dana@example.com" */
  title: z.string(),
  lines: z.array(PreviewLine),
  /** Full sentences: who is told, what is lost, what cannot be undone. */
  warnings: z.array(z.string()),
  /** Names these arguments of this step and nothing else: what a yes is bound to. */
  approvalId: z.string(),
  /** What may be agreed to once and for all, where that is offered. */
  standing: StandingGrant.optional(),
});
export type ActionPreview = z.infer<typeof ActionPreview>;

/** What a call shows of itself before anything but the graph knows which step it is. */
export type CallPreview = Omit<ActionPreview, "stepId" | "item">;

/** Whether a call may be made. */
export type Verdict =
  | { readonly kind: "allow" }
  /** Only with the user's yes to exactly this. */
  | { readonly kind: "ask"; readonly preview: CallPreview }
  /** Not at all, for a reason that is a sentence: not allowed, or what it is about cannot be read. */
  | { readonly kind: "refuse"; readonly code: ErrorCode; readonly why: string };

/** What the user said yes to. */
export interface Grant {
  readonly userId: UserId;
  readonly approvalIds: readonly string[];
  /** What they need not be asked about again. */
  readonly always?: readonly StandingGrant[];
}

/** Who decides what needs the user's yes, and keeps what they said. */
export interface Consent {
  /**
   * Judges calls that would be made together, in their order; reads what they are about where that matters. A call
   * whose account turns out not to be connected is allowed: making it says so.
   */
  assess(calls: readonly ToolCall[]): Promise<Verdict[]>;
  /** Keeps a yes: it holds for these calls alone, once, and for ten minutes. Durable when it returns. */
  grant(grant: Grant): Promise<void>;
}
