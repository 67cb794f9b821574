import type { EntityOption } from "./entity.ts";
import type { Plan } from "./plan.ts";

/** What the user answered to an earlier `clarify` question of the same command. */
export interface Clarification {
  /** The slot the planner asked for, in its own words: opaque to everybody else. */
  readonly slot: string;
  readonly answer: string;
}

/** One command, in the user's own words: a plan is made of nothing else. */
export interface PlanRequest {
  readonly text: string;
  /** RFC 3339 with the offset of `timezone`. */
  readonly now: string;
  /** IANA zone. */
  readonly timezone: string;
  readonly user: { readonly name?: string | undefined; readonly email?: string | undefined };
  /** Answers so far, oldest first. */
  readonly clarifications: readonly Clarification[];
}

/** An essential that the command left out, such as a time or a recipient. */
export interface Clarify {
  readonly slot: string;
  /** The question, ready to be shown: "What time should it start?" */
  readonly question: string;
  readonly options?: readonly EntityOption[];
}

export type PlanOutcome =
  | {
      readonly kind: "plan";
      readonly plan: Plan;
      /** What was assumed in reading the command, said back with the reply: "I took 4 as 4 pm." */
      readonly assumed?: readonly string[];
    }
  | { readonly kind: "clarify"; readonly clarify: Clarify }
  | {
      readonly kind: "not_understood";
      /** Two or three commands that would work, near to what was asked where possible. */
      readonly examples: readonly string[];
      /** What stood in the way, where it can be said in a sentence: "There is no 31 February." */
      readonly reason?: string;
    };

/** Turns one command into a plan. Never answers half a command: what it cannot wholly place, it declines. */
export interface Planner {
  readonly name: string;
  plan(request: PlanRequest): Promise<PlanOutcome>;
}
