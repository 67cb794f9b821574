import { Command, INTERRUPT } from "@langchain/langgraph";

import type { SessionId, UserId } from "../src/domain/ids.ts";
import type { InterventionAnswer, Question } from "../src/domain/intervention.ts";
import type { Outcome, Progress } from "../src/domain/turn.ts";
import type { ActionPlanner } from "./action-planner.ts";
import type { RunConfigurable } from "./dependencies.ts";
import type { PlannerCommand } from "./state.ts";

/** How a run came to rest. */
export type Rest =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "question"; readonly interruptId: string; readonly question: Question }
  /** Nothing was left to run. */
  | { readonly kind: "nothing" };

/** What a run is begun or taken up with. */
export type RunInput =
  | { readonly kind: "start"; readonly command: PlannerCommand }
  | { readonly kind: "answer"; readonly interruptId: string; readonly answer: InterventionAnswer }
  /** Goes on from the last checkpoint, after a crash. */
  | { readonly kind: "continue" };

/** Where a session's thread stands, as its last checkpoint says. */
export interface Standing {
  readonly command?: PlannerCommand;
  readonly userId?: UserId;
  readonly pending?: { readonly interruptId: string; readonly question: Question };
  readonly outcome?: Outcome;
  /** Nodes are waiting to run, and not for an answer. */
  readonly unfinished: boolean;
}

/** More supersteps than this are a plan that goes round in circles. */
const RECURSION_LIMIT = 250;

/**
 * Runs the graph on a session's thread until it ends or asks. `sync` durability: what is told has been stored.
 * @throws what a node throws; nodes settle what they can foresee themselves.
 */
export async function runPlanner(
  planner: ActionPlanner,
  sessionId: SessionId,
  input: RunInput,
  onProgress: (progress: Progress) => Promise<void>,
  cancellation: AbortSignal,
): Promise<Rest> {
  const stream = await planner.stream(toGraphInput(input), {
    configurable: { ...threadOf(sessionId), cancellation },
    streamMode: ["custom", "updates"],
    durability: "sync",
    recursionLimit: RECURSION_LIMIT,
  });
  let rest: Rest = { kind: "nothing" };
  // Leaving this loop early would abort the run.
  for await (const [mode, chunk] of stream as AsyncIterable<[string, Record<string, unknown>]>) {
    if (mode === "custom") await onProgress(chunk as Progress);
    else rest = restOf(chunk) ?? rest;
  }
  return rest;
}

export async function standingOf(planner: ActionPlanner, sessionId: SessionId): Promise<Standing> {
  const snapshot = await planner.getState({ configurable: threadOf(sessionId) });
  const { command, outcome } = snapshot.values as {
    command?: PlannerCommand;
    outcome?: Outcome | null;
  };
  // A parallel task that has finished still lists the interrupt it was answered on.
  const [interrupt] = snapshot.tasks
    .filter((task) => (task as { result?: unknown }).result === undefined)
    .flatMap((task) => task.interrupts);
  return {
    ...(command && { command, userId: command.userId }),
    ...(outcome && { outcome }),
    ...(interrupt?.id !== undefined && {
      pending: { interruptId: interrupt.id, question: interrupt.value as Question },
    }),
    // Not `next`: a node whose writes are stored is no longer in it, though its checkpoint is still to be written.
    unfinished: snapshot.tasks.length > 0 && interrupt === undefined,
  };
}

function toGraphInput(input: RunInput): Parameters<ActionPlanner["stream"]>[0] {
  switch (input.kind) {
    case "start":
      return { command: input.command, clarifications: [], revision: null };
    case "answer":
      return new Command({ resume: { [input.interruptId]: input.answer } });
    case "continue":
      return null;
  }
}

/** Strict: an id that is not pending is an error instead of being taken for the answer itself. */
function threadOf(sessionId: SessionId): RunConfigurable & { __pregel_strict_resume: true } {
  return { thread_id: sessionId, __pregel_strict_resume: true };
}

function restOf(update: Record<string, unknown>): Rest | undefined {
  const [interrupt] = (update[INTERRUPT] ?? []) as { id: string; value: Question }[];
  if (interrupt !== undefined) {
    return { kind: "question", interruptId: interrupt.id, question: interrupt.value };
  }
  const { outcome } = (update["synthesizeReply"] ?? {}) as { outcome?: Outcome };
  return outcome && { kind: "outcome", outcome };
}
