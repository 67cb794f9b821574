import { z } from "zod";

import { SessionId, UserId } from "./ids.ts";
import { Intervention } from "./intervention.ts";
import { Plan, StepResult } from "./plan.ts";
import { Service } from "./service.ts";

export const Channel = z.enum(["websocket", "sms"]);
export type Channel = z.infer<typeof Channel>;

export const OutcomeStatus = z.enum([
  "completed",
  "partial",
  "failed",
  "auth_required",
  "cancelled",
  "expired",
  "not_understood",
]);
export type OutcomeStatus = z.infer<typeof OutcomeStatus>;

/** How a command ended, or, with `auth_required`, where it waits. */
export const Outcome = z.object({
  kind: z.literal("outcome"),
  status: OutcomeStatus,
  message: z.string(),
  plan: Plan.optional(),
  results: z.array(StepResult).default([]),
  authUrl: z.string().optional(),
  service: Service.optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** One sign of progress; `detail` is what clients get beside `action`. */
export const Progress = z.object({
  kind: z.literal("progress"),
  action: z.enum([
    "command_started",
    "plan_created",
    "step_started",
    "step_retrying",
    "step_finished",
    "intervention_resolved",
    "message_delta",
  ]),
  detail: z.record(z.string(), z.unknown()),
});
export type Progress = z.infer<typeof Progress>;

/** What the user asked to be told at this time; it answers no message. */
export const ReminderTurn = z.object({
  kind: z.literal("reminder"),
  reminderId: z.string(),
  message: z.string(),
  /** Whether it is told later than it should have been. */
  isLate: z.boolean(),
});
export type ReminderTurn = z.infer<typeof ReminderTurn>;

/** One thing said to the user. */
export const Turn = z.discriminatedUnion("kind", [
  Outcome,
  Progress,
  ReminderTurn,
  z.object({ kind: z.literal("question"), intervention: Intervention }),
]);
export type Turn = z.infer<typeof Turn>;

/** A turn as it is stored and sent: in order within its session, and never changed. */
export const OutboxEntry = z.object({
  sessionId: SessionId,
  userId: UserId,
  /** Rises by one per session, from 1. */
  seq: z.number().int().positive(),
  /** Milliseconds since 1970, assistant's clock. */
  at: z.number(),
  /** The command this belongs to, by the client's own id for it. */
  clientId: z.string().optional(),
  /** Channels beside the open sockets that this must reach. */
  channels: z.array(Channel),
  turn: Turn,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;
