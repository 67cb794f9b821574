import { ReducedValue, StateSchema } from "@langchain/langgraph";
import type { Overwrite } from "@langchain/langgraph";
import { z } from "zod";

import { Exchange } from "../src/domain/conversation.ts";
import { EntityOption, Mention } from "../src/domain/entity.ts";
import { UserId } from "../src/domain/ids.ts";
import { Question } from "../src/domain/intervention.ts";
import { Plan, StepResult } from "../src/domain/plan.ts";
import { SourcedValue } from "../src/domain/provenance.ts";
import { Channel, Outcome } from "../src/domain/turn.ts";

/** What one run is about: the user's words, and the clock and zone they are read by. */
export const PlannerCommand = z.object({
  /** The same when a run is taken up again after a crash: names every effect of the run. */
  id: z.string(),
  text: z.string(),
  userId: UserId,
  /** IANA zone. */
  timezone: z.string(),
  /** RFC 3339 with the zone's offset. */
  now: z.string(),
  user: z.object({ name: z.string().optional(), email: z.string().optional() }).default({}),
  clientId: z.string().optional(),
  channel: Channel.optional(),
  /** A plan that is made already, with what is to be said beside it: no planner is asked. */
  ready: z.object({ plan: Plan, notes: z.array(z.string()) }).optional(),
});
export type PlannerCommand = z.infer<typeof PlannerCommand>;

/** One call of the wave that is running. */
export const PlannedCall = z.object({
  stepId: z.string(),
  tool: z.string(),
  item: z.number().int().optional(),
  args: z.record(z.string(), z.json()),
  /** Where those of the values come from that the plan does not spell out. */
  origins: z.array(SourcedValue).default([]),
});
export type PlannedCall = z.infer<typeof PlannedCall>;

/** Why a run ends without having done its whole plan. */
export const Ending = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("not_understood"),
    examples: z.array(z.string()),
    reason: z.string().optional(),
  }),
  z.object({ kind: z.literal("failed"), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal("cancelled") }),
  z.object({ kind: z.literal("expired") }),
]);
export type Ending = z.infer<typeof Ending>;

/**
 * All that a run keeps. Plain JSON, so that any checkpoint saver keeps it as it is. Everything but the conversation
 * belongs to one command and is reset by createPlan; the thread outlives it.
 */
export const ActionPlannerState = new StateSchema({
  command: PlannerCommand,
  clarifications: z.array(z.object({ slot: z.string(), answer: z.string() })).default([]),
  /** What the user corrected while a question was open; the plan it corrects is not carried out. */
  revision: z
    .object({
      /** Before the first correction. */
      plan: Plan.nullable(),
      texts: z.array(z.string()),
      /** What the newest correction was said to, and the plan as it stood: where it cannot be made, both still stand. */
      asked: Question,
      standing: Plan.nullable(),
    })
    .nullable()
    .default(null),
  plan: Plan.nullable().default(null),
  /** How the command was read where it could have been read otherwise. */
  assumed: z.array(z.string()).default([]),
  /** What each mention means, by `mentionKey`: one thing, or everybody in a group. */
  meanings: z.record(z.string(), z.array(EntityOption)).default({}),
  /** Who the user said is in a group, by the group's `mentionKey`, while not all of them are known. */
  groups: z
    .record(z.string(), z.object({ mention: Mention, members: z.array(Mention) }))
    .default({}),
  /** What has to be asked before the run can go on. Several calls may find an account missing at once: the last one asks. */
  question: new ReducedValue(Question.nullable().default(null), {
    inputSchema: Question.nullable(),
    reducer: (_current, next) => next,
  }),
  /** The calls of the wave that is running. */
  calls: z.array(PlannedCall).default([]),
  results: new ReducedValue(z.array(StepResult).default([]), {
    inputSchema: z.array(StepResult),
    reducer: (current, next) => [...current, ...next],
  }),
  ending: Ending.nullable().default(null),
  outcome: Outcome.nullable().default(null),
  /** The session's last commands and what came of them, oldest first. */
  conversation: z.array(Exchange).default([]),
});

export type State = typeof ActionPlannerState.State;
/** What a node answers: some state fields. */
export type StateUpdate = Partial<
  Omit<State, "results"> & { results: StepResult[] | Overwrite<StepResult[]> }
>;
