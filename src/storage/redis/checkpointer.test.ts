import { randomBytes } from "node:crypto";

import { deltaChannelHistoryTests, validate } from "@langchain/langgraph-checkpoint-validation";
import { createClient } from "redis";
import { afterAll, beforeAll, describe } from "vitest";

import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../test/support/redis-server.ts";
import { createSeal } from "../sealing.ts";
import { RedisCheckpointer } from "./checkpointer.ts";
import type { RedisCheckpointerOptions } from "./checkpointer.ts";

describe.skipIf(redisServerPath() === undefined)("the checkpointer on Redis", () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;

  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  const seal = createSeal([randomBytes(32)]);
  const forms: Record<string, RedisCheckpointerOptions> = {
    "in the clear": {},
    "sealed, for an hour": { seal, ttlMs: 3_600_000 },
  };
  describe.each(Object.entries(forms))("[D21] LangGraph's own validation, %s", (name, options) => {
    const initializer = {
      checkpointerName: `the Redis checkpointer, ${name}`,
      createCheckpointer: async () => {
        await client.flushAll();
        return new RedisCheckpointer(client, options);
      },
    };
    validate(initializer);
    deltaChannelHistoryTests(initializer);
  });
});
