import { readFile } from "node:fs/promises";
import path from "node:path";

import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { describeStorage } from "../storage-contract.ts";
import { useRedis } from "./storage-rig.ts";

/** The line an operator copies. */
async function documentedRights(): Promise<string[]> {
  const file = path.join(import.meta.dirname, "../../../docs/redis.md");
  const line = /^ACL SETUSER errand (?<rights>.*)$/mu.exec(await readFile(file, "utf8"));
  return line?.groups?.["rights"]?.split(" ") ?? [];
}

describe.skipIf(redisServerPath() === undefined)(
  "[T14] a Redis user with the documented rights",
  () => {
    const redis = useRedis();
    let user: ReturnType<typeof createClient>;

    const url = (): string => redis.server().url.replace("redis://", "redis://errand:a-password@");
    beforeAll(async () => {
      const rights = await documentedRights();
      const given = rights.map((right) => (right.startsWith(">") ? ">a-password" : right));
      await redis.raw().sendCommand(["ACL", "SETUSER", "errand", ...given]);
      user = createClient({ url: url() });
      await user.connect();
    });
    afterAll(() => user.destroy());

    describeStorage("Redis with least privilege", async () => {
      await redis.raw().sendCommand(["FLUSHALL"]);
      return await redis.openAnother({ url: url(), requirePersistence: true });
    });

    test.each([
      "FLUSHALL",
      "CONFIG GET *",
      "KEYS *",
      "MONITOR",
      "SHUTDOWN",
      "GET other",
      "SET other 1",
    ])("may not do %s", async (command) => {
      await expect(user.sendCommand(command.split(" "))).rejects.toThrow(/NOPERM/u);
    });
  },
);
