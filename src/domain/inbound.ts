import { z } from "zod";

import { InterventionStepId, SessionId, UserId } from "./ids.ts";
import { Channel } from "./turn.ts";

const origin = { userId: UserId, channel: Channel };
/** The question that was open in its session when it came: words answer that one and no later one. */
const asked = InterventionStepId.optional();

/** One thing a user (or a timer, or a finished account connection) says to a session. Stored before it is acknowledged. */
export const Inbound = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("command"),
    ...origin,
    text: z.string(),
    sessionId: SessionId.optional(),
    /** The sender's own id for it; a second message with the same one is the same message. */
    clientId: z.string().optional(),
    timezone: z.string().optional(),
    /** What the user's clock said, RFC 3339. */
    datetime: z.string().optional(),
    asked,
  }),
  /** Free text that answers the newest open question where it reads as an answer, and is a command otherwise. */
  z.object({
    kind: z.literal("text"),
    ...origin,
    text: z.string(),
    asked,
    clientId: z.string().optional(),
    /** When it was written, where that was a while ago; RFC 3339. */
    datetime: z.string().optional(),
  }),
  z.object({
    kind: z.literal("answer"),
    ...origin,
    sessionId: SessionId,
    stepId: InterventionStepId,
    value: z.json(),
    clientId: z.string().optional(),
  }),
  z.object({
    kind: z.literal("cancel"),
    ...origin,
    sessionId: SessionId,
    clientId: z.string().optional(),
  }),
  z.object({
    kind: z.literal("undo"),
    ...origin,
    sessionId: SessionId.optional(),
    clientId: z.string().optional(),
  }),
]);
export type Inbound = z.infer<typeof Inbound>;
