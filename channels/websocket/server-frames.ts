import { z } from "zod";

import { assertNever } from "../../src/domain/assert-never.ts";
import { InterventionStepId, PhoneNumber, SessionId } from "../../src/domain/ids.ts";
import { Intervention } from "../../src/domain/intervention.ts";
import { Plan, StepResult } from "../../src/domain/plan.ts";
import { Service } from "../../src/domain/service.ts";
import { OutcomeStatus, Progress } from "../../src/domain/turn.ts";
import type { OutboxEntry, Outcome } from "../../src/domain/turn.ts";

/** Where a frame belongs: `seq` rises by one per session. */
const place = { sessionId: SessionId, seq: z.int().positive() };

const OutcomeFrame = z.object({
  type: z.literal("command"),
  id: z.string().optional().describe("of the command this answers"),
  ...place,
  data: z.object({
    status: OutcomeStatus,
    success: z.boolean().describe("true only with status `completed`"),
    message: z.string(),
    plan: Plan.optional(),
    results: z.array(StepResult.omit({ args: true })),
    authRequired: z.literal(true).optional().describe("only with status `auth_required`"),
    authUrl: z.string().optional(),
    service: Service.optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  }),
});

const QuestionFrame = z.object({
  type: z.literal("system"),
  ...place,
  data: Intervention.pick({
    kind: true,
    reason: true,
    entity: true,
    options: true,
    preview: true,
    schema: true,
    expiresAt: true,
    authUrl: true,
    service: true,
  }).extend({
    action: z.literal("user_intervention_required"),
    sessionId: SessionId,
    stepId: InterventionStepId,
  }),
});

const NotificationFrame = z.object({
  type: z.literal("notification"),
  ...place,
  data: z.looseObject({
    action: z
      .enum([...Progress.shape.action.options, "reminder"])
      .describe("`reminder` answers no command: its `message` is what the user asked to be told"),
  }),
});

const PongFrame = z.object({
  type: z.literal("pong"),
  data: z.object({ datetime: z.iso.datetime().describe("the assistant's clock") }),
});

const PhoneFrame = z.object({
  type: z.literal("data"),
  id: z.string().optional().describe("of the frame this answers"),
  data: z.object({
    action: z.enum(["get_phone", "link_phone", "verify_phone", "unlink_phone"]),
    status: z.enum(["linked", "not_linked", "code_sent"]),
    phoneNumber: PhoneNumber.optional(),
    expiresAt: z.iso
      .datetime()
      .optional()
      .describe("until when the code that was sent can be used"),
  }),
});
export type PhoneFrame = z.infer<typeof PhoneFrame>;

/** What may be wrong with a frame. */
export const WireCode = z.enum([
  "invalid_message",
  "message_too_large",
  "unauthorized",
  "forbidden",
  "unknown_session",
  "stale_intervention",
  "rate_limited",
  "busy",
  "unavailable",
  "internal",
]);
export type WireCode = z.infer<typeof WireCode>;

const ErrorFrame = z.object({
  type: z.literal("error"),
  id: z.string().optional().describe("of the frame this answers"),
  data: z.object({
    code: WireCode,
    message: z.string(),
    retryAfterSeconds: z.int().positive().optional().describe("only with code `rate_limited`"),
  }),
});

/** What the server sends, one JSON object a text frame. */
export const ServerFrame = z.discriminatedUnion("type", [
  OutcomeFrame,
  QuestionFrame,
  NotificationFrame,
  PhoneFrame,
  PongFrame,
  ErrorFrame,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

/** One thing said to the user, as it goes over the wire. */
export function toFrame({ sessionId, seq, clientId, turn }: OutboxEntry): ServerFrame {
  switch (turn.kind) {
    case "outcome":
      return {
        type: "command",
        ...(clientId !== undefined && { id: clientId }),
        sessionId,
        seq,
        data: toOutcomeData(turn),
      };
    case "question":
      return { type: "system", sessionId, seq, data: toQuestionData(turn.intervention) };
    case "reminder": {
      const { kind: action, ...reminder } = turn;
      return { type: "notification", sessionId, seq, data: { action, ...reminder } };
    }
    case "progress":
      return {
        type: "notification",
        sessionId,
        seq,
        data: { ...turn.detail, action: turn.action },
      };
    default:
      return assertNever(turn);
  }
}

function toOutcomeData(outcome: Outcome): z.infer<typeof OutcomeFrame>["data"] {
  const { status, message, plan, results, authUrl, service, error } = outcome;
  return {
    status,
    success: status === "completed",
    message,
    ...(plan && { plan }),
    results: results.map(({ args: _args, ...report }) => report),
    ...(status === "auth_required" && {
      authRequired: true as const,
      ...(authUrl !== undefined && { authUrl }),
      ...(service && { service }),
    }),
    ...(error && { error }),
  };
}

function toQuestionData(intervention: Intervention): z.infer<typeof QuestionFrame>["data"] {
  const { sessionId, stepId, kind, reason, entity, options, preview, schema } = intervention;
  const { expiresAt, authUrl, service } = intervention;
  return {
    action: "user_intervention_required",
    sessionId,
    stepId,
    kind,
    reason,
    ...(entity && { entity }),
    ...(options && { options }),
    ...(preview && { preview }),
    ...(schema !== undefined && { schema }),
    ...(authUrl !== undefined && { authUrl }),
    ...(service && { service }),
    expiresAt,
  };
}
