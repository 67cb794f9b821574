import path from "node:path";

import { MemorySaver } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import type { Config } from "./config.ts";
import type { Logger } from "./domain/logger.ts";
import { openDataKeys } from "./storage/data-key.ts";
import type { Redis } from "./storage/redis/redis.ts";
import type { Storage } from "./storage/storage.ts";

/** Everything that must survive, and where checkpoints are kept. */
export interface OpenStorage {
  readonly storage: Storage;
  readonly checkpointer: BaseCheckpointSaver;
  /** Where all processes meet; undefined where there is one process. */
  readonly redis: Redis | undefined;
  close(): Promise<void>;
}

/**
 * Opens the storage that is configured; the other one is not even loaded.
 * @throws StorageInUseError, DataKeyError, RedisSetupError
 */
export async function openStorage(
  config: Config,
  logger: Logger,
  /** Told of each command that Redis is sent. */
  onCommand?: () => void,
): Promise<OpenStorage> {
  const dataKeys = openDataKeys(config.dataDir, config.dataKeys);
  const onUnreadable = (cause: unknown): void =>
    logger.error({ err: cause }, "a stored value was altered");
  if (config.redis === undefined) {
    const { openSqliteStorage } = await import("./storage/sqlite/storage.ts");
    const file = path.join(config.dataDir, "errand.sqlite");
    const storage = openSqliteStorage({ path: file, dataKeys, onUnreadable });
    const checkpointer =
      config.checkpointer === "memory" ? new MemorySaver() : storage.checkpointer;
    return { storage, checkpointer, redis: undefined, close: () => storage.close() };
  }
  const { url, requirePersistence } = config.redis;
  const { openRedisStorage } = await import("./storage/redis/storage.ts");
  const published =
    config.checkpointer === "redis-stack"
      ? await (await import("./storage/redis/redis-stack.ts")).openRedisStackSaver(url, logger)
      : undefined;
  const storage = await openRedisStorage({
    url,
    requirePersistence,
    dataKeys,
    logger,
    onUnreadable,
    ...(onCommand && { onCommand }),
    ...(published && { checkpointer: published.checkpointer }),
  });
  return {
    storage,
    checkpointer: storage.checkpointer,
    redis: storage.redis,
    async close() {
      await storage.close();
      await published?.close();
    },
  };
}
