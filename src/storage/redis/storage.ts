import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import type { Logger } from "../../domain/logger.ts";
import type { DataKeys } from "../data-key.ts";
import type { Sealing } from "../sealing.ts";
import type { Storage } from "../storage.ts";
import type { OnUnreadable } from "../unreadable.ts";
import { createActionLog } from "./actions.ts";
import { createCacheStore } from "./cache.ts";
import { RedisCheckpointer } from "./checkpointer.ts";
import { createConnectLinkStore } from "./connect-links.ts";
import { createEffectStore } from "./effects.ts";
import { createErase } from "./erase.ts";
import { openFanOut } from "./fan-out.ts";
import type { FanOut } from "./fan-out.ts";
import { createInboxStore } from "./inbox.ts";
import { KEYS } from "./keys.ts";
import { createLeaseStore } from "./leases.ts";
import { openSealing } from "./open-sealing.ts";
import { createNumbering, createOutboxStore } from "./outbox.ts";
import { createSessionQueue } from "./queue.ts";
import { connectRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import { checkServer, toServerFault } from "./server-check.ts";
import { RETENTION_MS } from "./retention.ts";
import { createSessionStore } from "./sessions.ts";
import { createTimerStore } from "./timers.ts";
import { createUserStore } from "./users.ts";

export interface RedisStorageOptions {
  readonly url: string;
  readonly dataKeys: DataKeys;
  readonly logger: Logger;
  /** Told of stored values that were altered, and are passed over. */
  readonly onUnreadable: OnUnreadable;
  /** Whether a Redis that forgets at its restart is refused, or only warned of. */
  readonly requirePersistence: boolean;
  /** Keeps checkpoints elsewhere than in plain Redis. */
  readonly checkpointer?: BaseCheckpointSaver;
  /** Told of each command that is sent. */
  readonly onCommand?: () => void;
}

/** Storage that many processes share, with what they say to one another. */
export interface RedisStorage extends Storage {
  readonly redis: Redis;
  readonly sealing: Sealing;
  readonly signals: Pick<FanOut, "signal" | "onSignal">;
}

/** A ping leaves something behind for so long. */
const PING_KEPT_MS = 1_000;

/**
 * Opens the storage on Redis: any number of processes, nothing in it readable without the data key.
 * @throws RedisSetupError where the server cannot be used; DataKeyError where the key is not the one it was sealed with.
 */
export async function openRedisStorage({
  url,
  dataKeys,
  logger,
  onUnreadable,
  requirePersistence,
  onCommand,
  ...given
}: RedisStorageOptions): Promise<RedisStorage> {
  const redis = await connectRedis(url, logger, onCommand);
  try {
    await checkServer(redis, logger, requirePersistence);
    const sealing = await openSealing(redis, dataKeys);
    const fanOut = await openFanOut(redis, sealing, logger, onUnreadable);
    const appendNumbered = createNumbering(sealing);
    const checkpointer =
      given.checkpointer ??
      new RedisCheckpointer(redis.run, {
        prefix: KEYS.checkpoints,
        ttlMs: RETENTION_MS,
        seal: sealing,
      });
    const inbox = createInboxStore(redis, sealing, onUnreadable);
    const timers = await createTimerStore(redis, sealing, logger);
    const queue = await createSessionQueue({ redis, inbox, signals: fanOut, logger });
    return {
      redis,
      sealing,
      signals: fanOut,
      checkpointer,
      timers,
      queue,
      inbox,
      users: createUserStore(redis, sealing),
      sessions: createSessionStore(redis, sealing),
      connectLinks: createConnectLinkStore(redis, sealing),
      outbox: createOutboxStore(redis, sealing, fanOut, appendNumbered, onUnreadable),
      cache: createCacheStore(redis, sealing),
      effects: createEffectStore(redis, sealing),
      actions: createActionLog(redis, sealing),
      leases: createLeaseStore(redis, sealing),
      erase: createErase(redis, sealing, appendNumbered, {
        deleteThread: (sessionId) => checkpointer.deleteThread(sessionId),
        async deleteTimers(userId, sessionIds) {
          for (const owner of [userId, ...sessionIds]) await timers.cancelOf(owner);
        },
      }),
      async ping() {
        // One that answers but takes no writes is of no use: it is full, or a replica, or its disk fails.
        await redis.send("SET", KEYS.ping, "1", "PX", PING_KEPT_MS);
      },
      async close() {
        await queue.close();
        await timers.close();
        const stopped = fanOut.stop();
        await redis.close();
        await stopped;
      },
    };
  } catch (cause) {
    await redis.close();
    throw toServerFault(cause);
  }
}
