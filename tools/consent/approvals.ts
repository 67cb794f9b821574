import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Grant } from "../../src/domain/consent.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { digest } from "../digest.ts";
import type { Look } from "./look.ts";

/** How long a yes holds: what it was given to is done at once, or not. */
const HOLDS_MS = 10 * 60_000;

/** What each user said yes to. */
export interface ApprovalBook {
  grant(grant: Grant): Promise<void>;
  holds(userId: UserId, approvalId: string): Promise<boolean>;
}

/**
 * Keeps each yes for ten minutes. It is good for one step of one command, and that step is carried out once: the ledger
 * of effects sees to it.
 */
export function createApprovalBook(cache: CacheStore, clock: Clock): ApprovalBook {
  return {
    async grant({ userId, approvalIds }) {
      const until = clock.now() + HOLDS_MS;
      // At once: together they are one commit.
      const kept = approvalIds.map((id) => cache.set(userId, keyOf(id), until, HOLDS_MS));
      await Promise.all(kept);
    },
    async holds(userId, id) {
      const until = await cache.get(userId, keyOf(id));
      return typeof until === "number" && clock.now() < until;
    },
  };
}

/** Names one step with its exact arguments and what it is about: a yes to anything else has another name. */
export function approvalIdOf(
  { context, idempotencyKey, tool, args }: ToolCall,
  look: Look,
): string {
  const about = z.json().parse(JSON.parse(JSON.stringify(look)));
  return digest([context.userId, idempotencyKey, tool, { ...args }, about]);
}

function keyOf(approvalId: string): string {
  return `approval:${approvalId}`;
}
