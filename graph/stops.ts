import type { Clock } from "../src/domain/clock.ts";
import type { SessionId, UserId } from "../src/domain/ids.ts";
import type { CacheStore, InboxEntry } from "../src/storage/storage.ts";

/** Longer than anything waits in an inbox. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** What users stopped: kept until the stop has been dealt with, so that a crash does not lose it. */
export interface Stops {
  /** Everything that session was asked for until now is stopped. Durable when it returns. */
  add(userId: UserId, sessionId: SessionId): Promise<void>;
  /** Whether this message came before a stop. */
  covers(userId: UserId, entry: InboxEntry): Promise<boolean>;
  /** The stop that this message is has been dealt with; a later one stands. */
  clear(userId: UserId, entry: InboxEntry): Promise<void>;
}

export function createStops({
  cache,
  clock,
}: {
  readonly cache: CacheStore;
  readonly clock: Clock;
}): Stops {
  const keyOf = (sessionId: SessionId): string => `stopped:${sessionId}`;
  return {
    add: (userId, sessionId) => cache.set(userId, keyOf(sessionId), clock.now(), KEPT_MS),
    async covers(userId, { sessionId, at }) {
      const stoppedAt = await cache.get(userId, keyOf(sessionId));
      return typeof stoppedAt === "number" && at <= stoppedAt;
    },
    async clear(userId, { sessionId, at }) {
      const stoppedAt = await cache.get(userId, keyOf(sessionId));
      if (typeof stoppedAt === "number" && stoppedAt <= at)
        await cache.delete(userId, keyOf(sessionId));
    },
  };
}
