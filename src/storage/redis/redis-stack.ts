import { createRequire } from "node:module";

import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { RedisSaver } from "@langchain/langgraph-checkpoint-redis";

import type { Logger } from "../../domain/logger.ts";
import { connectRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import { RedisSetupError } from "./setup-error.ts";

/** The published checkpointer, and how its connection is given up. */
export interface RedisStackCheckpointer {
  readonly checkpointer: BaseCheckpointSaver;
  readonly close: () => Promise<void>;
}

/** What the published saver calls, and the module that brings it. */
const NEEDED = { "JSON.SET": "RedisJSON", "FT.CREATE": "RediSearch" } as const;

/**
 * The published `RedisSaver`, on a connection of its own.
 * @throws RedisSetupError where Redis cannot be used, or has not the modules that the saver needs.
 */
export async function openRedisStackSaver(
  url: string,
  logger: Logger,
): Promise<RedisStackCheckpointer> {
  const redis = await connectRedis(url, logger);
  try {
    await requireModules(redis);
  } finally {
    await redis.close();
  }
  return await connectPublishedSaver(url, logger);
}

/** Connects it to a Redis that is known to have its modules. That connection may be lost without ending the process. */
export async function connectPublishedSaver(
  url: string,
  logger: Logger,
): Promise<RedisStackCheckpointer> {
  const client = clientsOfPublished().createClient({ url });
  // Without a listener a lost connection would end the process.
  client.on("error", (cause: unknown) => {
    logger.error({ err: cause }, "Redis is away, for the published checkpointer");
  });
  await client.connect();
  return {
    checkpointer: new RedisSaver(client),
    close: async () => {
      await client.disconnect();
    },
  };
}

async function requireModules(redis: Redis): Promise<void> {
  const known = await redis.send("COMMAND", "INFO", ...Object.keys(NEEDED));
  const missing = Object.values(NEEDED).filter((_, i) => !Array.isArray(known) || !known[i]);
  if (missing.length === 0) return;
  throw new RedisSetupError(
    `CHECKPOINTER=redis-stack needs Redis 8 or Redis Stack: this Redis is without ${missing.join(" and ")}. ` +
      "CHECKPOINTER=auto needs no modules.",
  );
}

type PublishedClient = Exclude<
  ConstructorParameters<typeof RedisSaver>[0],
  { nodeClient: unknown }
>;

/** The major version of node-redis that the published saver is made for, which is not ours. */
function clientsOfPublished(): { createClient(options: { url: string }): PublishedClient } {
  const require = createRequire(import.meta.resolve("@langchain/langgraph-checkpoint-redis"));
  return require("redis") as ReturnType<typeof clientsOfPublished>;
}
