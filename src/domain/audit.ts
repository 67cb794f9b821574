import { z } from "zod";

import { UserId } from "./ids.ts";
import { Channel } from "./turn.ts";

/** One attempt to change something, as it is kept for the user to ask about. */
export const Action = z.object({
  /** Names the effect: the same where the same step is come to again. */
  effectId: z.string(),
  /** Milliseconds since 1970, assistant's clock. */
  at: z.number(),
  /** Who asked for it. */
  actor: UserId,
  /** Where it was asked for; undefined where no channel was, as in Studio. */
  channel: Channel.optional(),
  tool: z.string(),
  /** What the user was told of it; of what was not done, what it was to do. */
  title: z.string(),
  /** The yes it was done with; null where it needed none. */
  approvalId: z.string().nullable(),
  /** Names the exact arguments. */
  argsHash: z.string(),
  outcome: z.enum(["done", "failed", "in_doubt"]),
});
export type Action = z.infer<typeof Action>;

/** One place in the chain of a user's actions where something is wrong. */
export interface ChainFault {
  /** The record's number, from 1. */
  readonly seq: number;
  readonly kind: "missing" | "altered";
}

/** A user's actions, oldest first, and whether that is all of them, as they were written. */
export interface ActionHistory {
  readonly actions: readonly Action[];
  readonly faults: readonly ChainFault[];
  /** How many there must be. */
  readonly length: number;
}

/** What was done for each user, in a chain: each record carries the hash of the one before. */
export interface ActionLog {
  /** Adds a record behind the user's last; the same outcome of the same effect is not added twice. Durable when it returns. */
  append(action: Action): Promise<void>;
  /** All of it, checked as it is read. */
  historyOf(userId: UserId): Promise<ActionHistory>;
}
