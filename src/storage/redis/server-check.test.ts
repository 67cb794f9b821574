import { randomBytes } from "node:crypto";

import { createClient } from "redis";
import { describe, expect, onTestFinished, test } from "vitest";

import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../test/support/redis-server.ts";
import { UserId } from "../../domain/ids.ts";
import { DataKeyError, openDataKeys } from "../data-key.ts";
import { KEYS } from "./keys.ts";
import { RedisSetupError } from "./setup-error.ts";
import { keepingLogger } from "./storage-rig.ts";
import { openRedisStorage } from "./storage.ts";
import type { RedisStorage, RedisStorageOptions } from "./storage.ts";

const key = randomBytes(32);
const alice = UserId.parse("alice");

async function started(...options: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...options);
  onTestFinished(async () => server.close());
  return server;
}

async function open(
  url: string,
  changed: Partial<RedisStorageOptions> = {},
): Promise<RedisStorage> {
  const storage = await openRedisStorage({
    url,
    dataKeys: openDataKeys("", [key]),
    logger: keepingLogger().logger,
    onUnreadable: () => undefined,
    requirePersistence: true,
    ...changed,
  });
  onTestFinished(async () => storage.close());
  return storage;
}

async function ask(url: string, ...command: string[]): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  await client.sendCommand(command);
  client.destroy();
}

describe.skipIf(redisServerPath() === undefined)("a Redis", () => {
  test("that is a cluster is refused, by name", async () => {
    const { url } = await started("--cluster-enabled", "yes");
    await expect(open(url)).rejects.toThrow(RedisSetupError);
    await expect(open(url)).rejects.toThrow(
      /Redis Cluster, which is not supported; use one Redis/u,
    );
  });

  test("without an append-only file is warned of, and refused where that is asked for", async () => {
    const { url } = await started("--appendonly", "no");
    await expect(open(url)).rejects.toThrow(/no append-only file.*set appendonly yes/u);
    const { lines, logger } = keepingLogger();
    await open(url, { requirePersistence: false, logger });
    expect(lines).toMatchObject([
      { level: "warn", message: expect.stringContaining("no append-only file") as string },
    ]);
  });

  test("that would evict what it must keep is warned of", async () => {
    const { url } = await started("--maxmemory-policy", "allkeys-lru");
    const { lines, logger } = keepingLogger();
    await open(url, { logger });
    expect(lines).toContainEqual({
      level: "warn",
      fields: { policy: "allkeys-lru" },
      message: expect.stringContaining("noeviction") as string,
    });
  });

  test("with another password, or none at its address, is named as that", async () => {
    const { url, port } = await started("--requirepass", "right");
    const withPassword = (password: string): string => `redis://:${password}@127.0.0.1:${port}`;
    await expect(open(withPassword("wrong"))).rejects.toThrow(/refused the user name or password/u);
    await expect(open(url)).rejects.toThrow(/takes a password/u);
    await open(withPassword("right"));
    const gone = await startRedis();
    await gone.close();
    await expect(open(gone.url)).rejects.toThrow(/nothing answers there/u);
  });

  test("that is a replica is refused while it is empty, and its ping fails later", async () => {
    const empty = await started("--replicaof", "127.0.0.1 1");
    await expect(open(empty.url)).rejects.toThrow(/takes no writes/u);
    const { url } = await started();
    const storage = await open(url);
    await storage.ping();
    await ask(url, "REPLICAOF", "127.0.0.1", "1");
    await expect(storage.ping()).rejects.toMatchObject({ code: "ERR_UNAVAILABLE" });
    await expect(storage.users.put({ userId: alice })).rejects.toMatchObject({
      code: "ERR_UNAVAILABLE",
    });
    await ask(url, "REPLICAOF", "NO", "ONE");
    await storage.ping();
  });

  test("that is full fails the ping, and takes no claim", async () => {
    const { url } = await started();
    const storage = await open(url);
    await ask(url, "CONFIG", "SET", "maxmemory", "1mb");
    await expect(storage.ping()).rejects.toMatchObject({ code: "ERR_UNAVAILABLE" });
    const effect = { id: "e", userId: alice, commandId: "c", tool: "t", argsHash: "a", at: 1 };
    await expect(storage.effects.claim(effect)).rejects.toMatchObject({ code: "ERR_UNAVAILABLE" });
    await ask(url, "CONFIG", "SET", "maxmemory", "0");
    expect(await storage.effects.claim(effect)).toEqual({ kind: "claimed" });
  });

  test("sealed with another key is refused and left as it is; several keys open it, the first seals", async () => {
    const { url } = await started();
    const first = await open(url);
    await first.users.put({ userId: alice, name: "Alice" });
    const [other, newer] = [randomBytes(32), randomBytes(32)];
    const withKeys = (...keys: Uint8Array[]) => ({ dataKeys: openDataKeys("", keys) });
    await expect(open(url, withKeys(other))).rejects.toThrow(DataKeyError);
    const none = { known: [], source: "the file", create: () => other };
    await expect(open(url, { dataKeys: none })).rejects.toThrow(DataKeyError);
    const both = await open(url, withKeys(newer, key));
    expect(await both.users.get(alice)).toEqual({ userId: alice, name: "Alice" });
    await both.cache.set(alice, "k", "sealed with the newer one");
    await expect(first.cache.get(alice, "k")).rejects.toThrow(/not sealed with a key/u);
  });

  test("in which another program keeps something under our keys is refused", async () => {
    const { url } = await started();
    await ask(url, "RPUSH", KEYS.sealing, "something else");
    await expect(open(url)).rejects.toThrow(/another program keeps something else under our keys/u);
    await ask(url, "DEL", KEYS.sealing);
    await ask(url, "SET", KEYS.sealing, "something else");
    await expect(open(url)).rejects.toThrow(DataKeyError);
  });

  test("of which many processes are the first at once gets one key of names", async () => {
    const { url } = await started();
    const all = await Promise.all(Array.from({ length: 5 }, async () => open(url)));
    expect(new Set(all.map(({ sealing }) => sealing.blind("user", "alice"))).size).toBe(1);
  });
});
