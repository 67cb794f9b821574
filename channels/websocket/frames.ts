import { z } from "zod";

import { assertNever } from "../../src/domain/assert-never.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import { InterventionStepId, SessionId, UserId } from "../../src/domain/ids.ts";
import type { Intervention } from "../../src/domain/intervention.ts";
import type { Outcome, OutboxEntry } from "../../src/domain/turn.ts";

/** The longest command a user may write; a whole frame may be larger, for answers given as objects. */
export const MAX_MESSAGE_CHARACTERS = 8_000;

const Timezone = z.string().refine(isTimezone, "must be an IANA zone such as America/Los_Angeles");
const sender = { userId: UserId.optional() };

const CommandFrame = z.object({
  type: z.literal("command"),
  id: z.string().min(1).max(200).optional(),
  payload: z.object({
    ...sender,
    message: z.string().refine((text) => text.trim() !== "", "must not be empty"),
    sessionId: SessionId.optional(),
    timezone: Timezone.optional(),
    datetime: z.iso.datetime({ offset: true }).optional(),
  }),
});

const SystemFrame = z.object({
  type: z.literal("system"),
  id: z.string().min(1).max(200).optional(),
  payload: z.discriminatedUnion("action", [
    z.object({
      action: z.literal("intervention_response"),
      ...sender,
      sessionId: SessionId,
      stepId: InterventionStepId,
      resolvedValue: z.json(),
    }),
    z.object({ action: z.literal("cancel"), ...sender, sessionId: SessionId }),
    z.object({ action: z.literal("undo"), ...sender, sessionId: SessionId.optional() }),
    z.object({
      action: z.literal("subscribe"),
      ...sender,
      sessionId: SessionId,
      afterSeq: z.int().min(0).default(0),
    }),
  ]),
});

const PingFrame = z.object({
  type: z.literal("ping"),
  payload: z.object(sender).optional(),
});

/** What a client may send, one JSON object a text frame. Keys that are not named here are ignored. */
export const ClientFrame = z.discriminatedUnion("type", [CommandFrame, SystemFrame, PingFrame]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** What the server sends. `id` where it answers a command, `sessionId` and `seq` where it belongs to a session. */
export const ServerFrame = z.object({
  type: z.enum(["command", "system", "notification", "data", "pong", "error"]),
  id: z.string().optional(),
  sessionId: SessionId.optional(),
  seq: z.int().positive().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type ServerFrame = z.infer<typeof ServerFrame>;

/** @throws AssistantError ERR_INVALID_MESSAGE that names the field. */
export function decodeFrame(text: string): ClientFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AssistantError("ERR_INVALID_MESSAGE", "The frame is not JSON.", { cause });
  }
  const parsed = ClientFrame.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "frame"}: ${message}`,
  );
  throw new AssistantError("ERR_INVALID_MESSAGE", faults.slice(0, 5).join("; "));
}

/** One thing said to the user, as it goes over the wire. */
export function toFrame({ sessionId, seq, clientId, turn }: OutboxEntry): ServerFrame {
  const base = { sessionId, seq };
  switch (turn.kind) {
    case "outcome":
      return {
        type: "command",
        ...(clientId !== undefined && { id: clientId }),
        ...base,
        data: toOutcomeData(turn),
      };
    case "question":
      return { type: "system", ...base, data: toQuestionData(turn.intervention) };
    case "progress":
      return { type: "notification", ...base, data: { action: turn.action, ...turn.detail } };
    default:
      return assertNever(turn);
  }
}

function toOutcomeData({
  status,
  message,
  plan,
  results,
  authUrl,
  service,
  error,
}: Outcome): ServerFrame["data"] {
  return {
    status,
    success: status === "completed",
    message,
    ...(plan && { plan }),
    results: results.map(
      ({ stepId, tool, status: stepStatus, item, output, error: stepError }) => ({
        stepId,
        tool,
        status: stepStatus,
        ...(item !== undefined && { item }),
        ...(output !== undefined && { output }),
        ...(stepError && { error: stepError }),
      }),
    ),
    ...(status === "auth_required" && { authRequired: true, authUrl, service }),
    ...(error && { error }),
  };
}

function toQuestionData(intervention: Intervention): ServerFrame["data"] {
  const { sessionId, stepId, kind, reason, entity, options, schema, expiresAt, authUrl, service } =
    intervention;
  return {
    action: "user_intervention_required",
    sessionId,
    stepId,
    kind,
    reason,
    ...(entity && { entity }),
    ...(options && { options }),
    ...(schema !== undefined && { schema }),
    ...(authUrl !== undefined && { authUrl }),
    ...(service && { service }),
    expiresAt,
  };
}

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
