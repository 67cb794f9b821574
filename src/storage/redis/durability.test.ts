import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { casesOf, LONG } from "../../../test/support/counts.ts";
import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import { UserId } from "../../domain/ids.ts";
import { openDataKeys } from "../data-key.ts";
import { keepingLogger } from "./storage-rig.ts";
import { openRedisStorage } from "./storage.ts";

const alice = UserId.parse("alice");
const ROUNDS = casesOf(3, 20);
/** So many writes are under way when it is killed, and as many were acknowledged before. */
const WRITES = casesOf(500, 5_000);

describe.skipIf(redisServerPath() === undefined)("[T11] a Redis that is killed under load", () => {
  test(
    `has every write that it acknowledged when it is started again (${ROUNDS} rounds of ${WRITES} and more)`,
    LONG,
    async () => {
      const server = await startRedis();
      const { logger } = keepingLogger();
      const storage = await openRedisStorage({
        url: server.url,
        dataKeys: openDataKeys("", [randomBytes(32)]),
        logger,
        onUnreadable: () => undefined,
        requirePersistence: true,
      });
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const enough = Promise.withResolvers<void>();
        let count = 0;
        const writing = Promise.allSettled(
          Array.from({ length: 2 * WRITES }, async (_, i) => {
            const key = `${round}-${i}`;
            await storage.cache.set(alice, key, i);
            acknowledged.push(key);
            count += 1;
            if (count === WRITES) enough.resolve();
          }),
        );
        await enough.promise;
        await server.stop("SIGKILL");
        await writing;
        await server.start();
        await expect
          .poll(async () =>
            storage.ping().then(
              () => true,
              () => false,
            ),
          )
          .toBe(true);
      }
      const lost: string[] = [];
      for (const key of acknowledged)
        if ((await storage.cache.get(alice, key)) === undefined) lost.push(key);
      expect(lost).toEqual([]);
      expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * WRITES);
      await storage.close();
      await server.close();
    },
  );
});
