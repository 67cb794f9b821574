import type { Json } from "./plan.ts";

/** One tool call that takes an effect back. */
export interface ReverseCall {
  readonly tool: string;
  readonly args: { readonly [name: string]: Json };
}

/** How one effect is taken back: by these calls, in order, or not at all, for a reason that is a sentence. */
export type Undo =
  | { readonly kind: "reversible"; readonly calls: readonly ReverseCall[] }
  | { readonly kind: "irreversible"; readonly why: string };
