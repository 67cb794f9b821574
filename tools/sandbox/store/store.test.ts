import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { connectRedis } from "../../../src/storage/redis/redis.ts";
import type { Redis } from "../../../src/storage/redis/redis.ts";
import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../test/support/redis-server.ts";
import type { Database } from "./database.ts";
import { openRedisDatabase } from "./redis-database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import { openStore } from "./store.ts";
import type { Store } from "./store.ts";

/** What a store promises wherever it keeps things. */
function describeStore(openDatabase: () => Database): void {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(openDatabase());
    await store.transact(() => {
      for (const id of ["a", "b", "c"]) store.workspace("alice").labels.put({ id, name: id });
    });
  });
  afterEach(() => store.close());

  const labels = (of = store) =>
    of.transact(() => [...of.workspace("alice").labels.values()].map(({ name }) => name));

  test("of work that fails nothing remains, and what was there is in its place", async () => {
    const work = store.transact(() => {
      store.workspace("alice").labels.delete("a");
      store.workspace("alice").labels.put({ id: "b", name: "changed" });
      store.workspace("bob").labels.put({ id: "d", name: "d" });
      store.clear();
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await labels()).toEqual(["a", "b", "c"]);
    expect(await store.transact(() => store.all().map(({ profile }) => profile.userId))).toEqual([
      "alice",
    ]);
  });

  test("a part that fails takes nothing else with it", async () => {
    await store.transact(() => {
      store.workspace("alice").labels.put({ id: "d", name: "d" });
      expect(() =>
        store.attempt(() => {
          store.workspace("alice").labels.delete("b");
          throw new Error("no");
        }),
      ).toThrow("no");
    });
    expect(await labels()).toEqual(["a", "b", "c", "d"]);
  });

  test("what is replaced keeps its place, what is made again comes last, after a restart too", async () => {
    await store.transact(() => {
      const { labels: all } = store.workspace("alice");
      all.delete("a");
      all.put({ id: "b", name: "changed" });
      all.put({ id: "a", name: "again" });
    });
    expect(await labels()).toEqual(["changed", "c", "again"]);
    store.close();
    const key = store.apiKey;
    store = await openStore(openDatabase());
    expect(await labels()).toEqual(["changed", "c", "again"]);
    expect(store.apiKey).toBe(key);
  });

  test("nothing is changed outside a transaction", () => {
    expect(() => store.workspace("alice").labels.put({ id: "d", name: "d" })).toThrow(
      "in a transaction only",
    );
    expect(store.workspace("alice").labels.get("d")).toBeUndefined();
  });
}

describe("a store in a file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "errand-store-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  describeStore(() => openSqliteDatabase(path.join(folder, "sandbox.sqlite")));
});

describe.skipIf(redisServerPath() === undefined)("a store in Redis", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url, { debug() {}, info() {}, warn() {}, error() {} });
  });
  afterAll(async () => {
    await redis.close();
    await server.close();
  });
  beforeEach(() => redis.send("FLUSHALL"));
  describeStore(() => openRedisDatabase(redis));
});
