import type { Exchange } from "./conversation.ts";
import type { EntityOption } from "./entity.ts";
import type { Plan } from "./plan.ts";
import type { Service } from "./service.ts";

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
  /** What the session did before, oldest first: what "it" and "the second one" may mean. */
  readonly conversation?: readonly Exchange[];
  /** Set where the user corrected the command while a question about it was open. */
  readonly revision?: Revision;
  /** The services whose accounts are connected; asked for only by who needs to know. */
  readonly connected?: () => Promise<readonly Service[]>;
  /** Aborted when the user cancels. */
  readonly signal?: AbortSignal;
}

/** A correction of a command that is not carried out yet: "actually Friday". */
export interface Revision {
  /** The plan as it stood; nothing of it has been done. Null where there was none yet. */
  readonly plan: Plan | null;
  /** What the user said instead of answering, oldest first. */
  readonly texts: readonly string[];
}

/** Which planner answered, and why that one: told with the plan, and logged. */
export interface PlannedBy {
  readonly planner: string;
  readonly why: string;
}

/** An essential that the command left out, such as a time or a recipient. */
export interface Clarify {
  readonly slot: string;
  /** The question, ready to be shown: "What time should it start?" */
  readonly question: string;
  readonly options?: readonly EntityOption[];
  /** The answer is itself the text that is missing, whatever it says: a message's body. */
  readonly verbatim?: boolean;
}

export type PlanOutcome = { readonly by?: PlannedBy } & (
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
    }
);

/** Turns one command into a plan. Never answers half a command: what it cannot wholly place, it declines. */
export interface Planner {
  readonly name: string;
  plan(request: PlanRequest): Promise<PlanOutcome>;
}
