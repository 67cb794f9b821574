import { z } from "zod";

import { InterventionStepId, PhoneNumber, SessionId, UserId } from "../../src/domain/ids.ts";

/** The longest command a user may write; a whole frame may be larger, for answers given as objects. */
export const MAX_MESSAGE_CHARACTERS = 8_000;

/** No answer is nested deeper; what is would exhaust the stack of whatever walks it. */
const MAX_DEPTH = 32;

const FrameId = z.string().min(1).max(200);
const Identified = z.object({ id: FrameId });

const Timezone = z.string().refine(isTimezone, "must be an IANA zone such as America/Los_Angeles");
/** A phone number as people write it, in international form. */
const WrittenNumber = z
  .string()
  .transform((text) => text.replaceAll(/[\s().-]/gu, ""))
  .pipe(PhoneNumber);
const sender = { userId: UserId.optional() };

/** Something to be done, in the user's own words. */
export const CommandFrame = z.object({
  type: z.literal("command"),
  id: FrameId.optional(),
  payload: z.object({
    ...sender,
    message: z.string().refine((text) => text.trim() !== "", "must not be empty"),
    sessionId: SessionId.optional(),
    timezone: Timezone.optional(),
    datetime: z.iso.datetime({ offset: true }).optional(),
  }),
});
export type CommandFrame = z.infer<typeof CommandFrame>;

/** An answer to a question, a word about a session, or about the user's phone. */
export const SystemFrame = z.object({
  type: z.literal("system"),
  id: FrameId.optional(),
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
    z.object({ action: z.literal("get_phone"), ...sender }),
    z.object({ action: z.literal("link_phone"), ...sender, phoneNumber: WrittenNumber }),
    z.object({
      action: z.literal("verify_phone"),
      ...sender,
      phoneNumber: WrittenNumber,
      code: z.string().regex(/^\s*\d{6}\s*$/, "must be the six digits that were texted"),
    }),
    z.object({ action: z.literal("unlink_phone"), ...sender }),
  ]),
});
export type SystemFrame = z.infer<typeof SystemFrame>;

/** Asks what time it is; with `userId`, also says who the client is. */
const PingFrame = z.object({
  type: z.literal("ping"),
  payload: z.object(sender).optional(),
});

/** What a client may send, one JSON object a text frame. Keys that are not named here are ignored. */
export const ClientFrame = z.discriminatedUnion("type", [CommandFrame, SystemFrame, PingFrame]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** A text frame as it was read; what could not be read still says whose answer the fault is, where that is legible. */
export type Decoded =
  | { readonly kind: "frame"; readonly frame: ClientFrame }
  | { readonly kind: "malformed"; readonly id: string | undefined; readonly reason: string };

/** Reads one text frame; a fault names the field. */
export function decodeFrame(text: string): Decoded {
  const malformed = (reason: string, value?: unknown): Decoded => ({
    kind: "malformed",
    id: Identified.safeParse(value).data?.id,
    reason,
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed("The frame is not JSON.");
  }
  if (isDeeperThan(value, MAX_DEPTH)) {
    return malformed(`The frame is nested more than ${MAX_DEPTH} levels deep.`, value);
  }
  const parsed = ClientFrame.safeParse(value);
  if (parsed.success) return { kind: "frame", frame: parsed.data };
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "frame"}: ${message}`,
  );
  return malformed(faults.slice(0, 5).join("; "), value);
}

/** Level by level, because a recursion is what such a frame is meant to exhaust. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= limit; depth++) {
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
