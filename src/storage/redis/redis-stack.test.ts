import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../test/support/redis-server.ts";
import { connectPublishedSaver, openRedisStackSaver } from "./redis-stack.ts";
import { RedisSetupError } from "./setup-error.ts";

describe.skipIf(redisServerPath() === undefined)("the published checkpointer", () => {
  let server: RedisServer;
  const logger = pino({ level: "silent" });

  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(() => server.close());

  test("is refused on a Redis without its modules, in one line that says what to do", async () => {
    const asked = openRedisStackSaver(server.url, logger);
    await expect(asked).rejects.toThrow(RedisSetupError);
    await expect(asked).rejects.toThrow(
      /^CHECKPOINTER=redis-stack needs .* without RedisJSON and RediSearch\. CHECKPOINTER=auto .*\.$/u,
    );
  });

  test("does not end the process when its Redis is lost", async () => {
    const error = vi.fn<(details: object, message: string) => void>();
    const { checkpointer, close } = await connectPublishedSaver(
      server.url,
      Object.assign(pino({ level: "silent" }), { error }),
    );
    const config = { configurable: { thread_id: "t" } };
    expect(await checkpointer.getTuple(config)).toBeUndefined();
    await server.stop("SIGKILL");
    await vi.waitFor(() => expect(error).toHaveBeenCalled());
    await server.start();
    await vi.waitFor(
      async () => expect(await checkpointer.getTuple(config)).toBeUndefined(),
      10_000,
    );
    await close();
  });
});
