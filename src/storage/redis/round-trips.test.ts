import { describe, expect, onTestFinished, test } from "vitest";

import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import { connectRedis } from "./redis.ts";
import { defineScript } from "./scripts.ts";

describe.skipIf(redisServerPath() === undefined)("with a Redis of its own", () => {
  test("each command is told once: one that is sent, a script that is known, and twice where Redis has to be given it", async () => {
    const server = await startRedis();
    onTestFinished(() => server.close());
    let commands = 0;
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const redis = await connectRedis(server.url, logger, () => (commands += 1));
    onTestFinished(() => redis.close());
    await redis.send("GET", "errand:nothing");
    expect(commands).toBe(1);
    const script = defineScript("return redis.call('GET', KEYS[1])");
    await redis.run(script, ["errand:nothing"]);
    expect(commands).toBe(3);
    await redis.run(script, ["errand:nothing"]);
    expect(commands).toBe(4);
  });
});
