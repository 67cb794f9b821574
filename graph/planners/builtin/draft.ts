import type { Json, Plan } from "../../../src/domain/plan.ts";
import type { Clarify } from "../../../src/domain/planner.ts";

/** One tool call of a plan. */
type Step = Plan["steps"][number];

/** An event an earlier clause of the same sentence makes: what "the details" and "it" are. */
export interface PlannedEvent {
  readonly step: Step;
  readonly summary: string;
  readonly when: string;
  readonly location: string | undefined;
}

/** What one clause comes to. */
export interface Draft {
  readonly kind: "draft";
  readonly goal: string;
  readonly steps: readonly Step[];
  readonly reply?: string;
  readonly assumed?: readonly string[];
  /** Whom "her" and "them" mean afterwards. */
  readonly people?: readonly Json[];
  readonly event?: PlannedEvent;
  /** Its last words were free text: where the next command begins is for a strong separator to say. */
  readonly openEnded?: boolean;
}

export type Built =
  | Draft
  | {
      readonly kind: "clarify";
      readonly clarify: Clarify;
      /** What it will come to once that is known: later commands of the sentence may speak of it. */
      readonly pending?: Draft;
    }
  /** It is this rule's command, and it cannot be done; the reason is a sentence. */
  | { readonly kind: "refuse"; readonly reason: string };
