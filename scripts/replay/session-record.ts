import { z } from "zod";

import { Action } from "../../src/domain/audit.ts";
import { Plan, StepResult } from "../../src/domain/plan.ts";

/** What came in: a user's message, or a wake-up of the program's own. */
export const Message = z.object({
  id: z.string(),
  /** Milliseconds since 1970, assistant's clock. */
  at: z.number(),
  inbound: z.looseObject({ kind: z.string() }),
});
export type Message = z.infer<typeof Message>;

/** What was told, as it is stored. */
export const Told = z.object({
  seq: z.number(),
  at: z.number(),
  turn: z.looseObject({ kind: z.string() }),
});
export type Told = z.infer<typeof Told>;

/** A question as the graph asked it. */
export const Asked = z.looseObject({
  kind: z.string(),
  reason: z.string(),
  entity: z.object({ type: z.string(), value: z.string() }).optional(),
});
export type Asked = z.infer<typeof Asked>;

/** One state of the graph that can be gone back to. */
export const StoredCheckpoint = z.object({
  id: z.string(),
  step: z.number(),
  /** When it was written, by the machine's own clock. */
  ts: z.string(),
  commandId: z.string().optional(),
  /** The nodes that led to it; none where a message did. */
  ran: z.array(z.string()),
  /** The nodes that come next. */
  next: z.array(z.string()),
  /** The state fields that are otherwise than before, with their new values. */
  changed: z.record(z.string(), z.json()),
  /** The question it waited at. */
  asked: z.object({ interruptId: z.string(), question: Asked }).optional(),
  /** What the node said that could not be run. */
  failed: z.string().optional(),
});
export type StoredCheckpoint = z.infer<typeof StoredCheckpoint>;

/** One command, as its newest checkpoint leaves it. */
export const CommandRecord = z.object({
  id: z.string(),
  text: z.string(),
  now: z.string(),
  timezone: z.string(),
  plan: Plan.optional(),
  assumed: z.array(z.string()),
  results: z.array(StepResult),
  questions: z.array(Asked),
  outcome: z.looseObject({ status: z.string(), message: z.string() }).optional(),
});
export type CommandRecord = z.infer<typeof CommandRecord>;

/** The name of the document's form: one that reads it knows what it has. */
export const SESSION_FORMAT = "errand-session/1";

/** All that is stored of a session, oldest first. */
export const SessionRecord = z.object({
  format: z.literal(SESSION_FORMAT),
  sessionId: z.string(),
  userId: z.string(),
  messages: z.array(Message),
  told: z.array(Told),
  commands: z.array(CommandRecord),
  effects: z.array(Action.extend({ actor: z.string() })),
  checkpoints: z.array(StoredCheckpoint),
});
export type SessionRecord = z.infer<typeof SessionRecord>;
