import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { createSeal } from "../sealing.ts";
import {
  commandCounts,
  dump,
  listAll,
  putStep,
  startCheckpointerRig,
  threadConfig,
  work,
} from "./checkpointer-rig.ts";
import type { CheckpointerRig, Client } from "./checkpointer-rig.ts";
import { RedisCheckpointer } from "./checkpointer.ts";

const HOUR_MS = 3_600_000;

describe.skipIf(redisServerPath() === undefined)("threads in Redis", () => {
  let rig: CheckpointerRig;
  let client: Client;
  let saver: RedisCheckpointer;

  beforeAll(async () => {
    rig = await startCheckpointerRig();
    client = rig.client;
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    await client.flushAll();
    saver = new RedisCheckpointer(client);
  });

  const lifetimes = async (): Promise<number[]> =>
    await Promise.all((await client.keys("*:t")).map((key) => client.pTTL(key)));

  test("[T7] every write renews all that belongs to the thread", async () => {
    const kept = new RedisCheckpointer(client, { ttlMs: HOUR_MS });
    const config = await work(kept, "t", 3);
    const nested = threadConfig("t", "child:1");
    const step = { values: { a: 1 }, versions: { a: 1 }, changed: ["a"] };
    const renewing = {
      put: () => putStep(kept, config, step),
      "put in another namespace": () => putStep(kept, nested, step),
      putWrites: () => kept.putWrites(config, [["a", 1]], "task"),
    };
    for (const [name, write] of Object.entries(renewing)) {
      for (const key of await client.keys("*:t")) await client.pExpire(key, 1_000_000);
      await write();
      const left = await lifetimes();
      expect(left, name).toHaveLength(2);
      expect(Math.min(...left), name).toBeGreaterThan(1_000_000);
    }

    for (const key of await client.keys("*:t")) await client.pExpire(key, 1_000_000);
    await kept.getTuple(config);
    expect(Math.max(...(await lifetimes()))).toBeLessThanOrEqual(1_000_000);
    await new RedisCheckpointer(client, { ttlMs: HOUR_MS, renewOnRead: true }).getTuple(config);
    expect(Math.min(...(await lifetimes()))).toBeGreaterThan(1_000_000);
  });

  test("[T7] a thread that expires is whole until it is gone, and then is in no list", async () => {
    const brief = new RedisCheckpointer(client, { ttlMs: 150 });
    for (let i = 0; i < 20; i++) await work(brief, `t${i}`, 3);
    await work(saver, "for ever", 1);
    const whole = { plan: "the first step's", results: 2 };
    for (let i = 0; i < 20; i++) {
      await expect
        .poll(
          async () => {
            const tuple = await brief.getTuple(threadConfig(`t${i}`));
            if (tuple === undefined) return "gone";
            expect(tuple.checkpoint.channel_values).toEqual(whole);
            expect(tuple.pendingWrites).toHaveLength(1);
            return "whole";
          },
          { interval: 1, timeout: 10_000 },
        )
        .toBe("gone");
    }
    expect(await client.keys("*:t*")).toEqual(["checkpoints:threads"]);
    const listed = await listAll(saver, { configurable: {} });
    expect(listed.map(({ config }) => config.configurable?.["thread_id"])).toEqual(["for ever"]);
    expect(await client.zCard("checkpoints:threads")).toBe(1);
  });

  test("expired threads leave the list of threads as others are written, unasked", async () => {
    const brief = new RedisCheckpointer(client, { ttlMs: 1 });
    for (let i = 0; i < 40; i++) await work(brief, `t${i}`, 1);
    expect(await client.zCard("checkpoints:threads")).toBeLessThan(10);
  });

  test("a thread that expired while it was worked on is whole again with the next step", async () => {
    const config = await work(saver, "t", 2);
    await client.del(await client.keys("*:t"));
    await putStep(saver, config, {
      step: 2,
      values: { plan: "the first step's", results: 2 },
      versions: { plan: 1, results: 3 },
      changed: ["results"],
    });
    const tuple = await saver.getTuple(threadConfig("t"));
    expect(tuple?.checkpoint.channel_values).toEqual({ plan: "the first step's", results: 2 });
  });

  test("what had a lifetime has none once the option is gone", async () => {
    await work(new RedisCheckpointer(client, { ttlMs: HOUR_MS }), "t", 49);
    let config = await saver.getTuple(threadConfig("t")).then((tuple) => tuple?.config);
    for (const step of [49, 50]) {
      config = await putStep(saver, config as ReturnType<typeof threadConfig>, {
        step,
        values: { plan: "the first step's", results: step },
        versions: { plan: 1, results: step + 1 },
        changed: ["results"],
      });
    }
    expect(await lifetimes()).toEqual([-1, -1]);
  });

  test("[T4] threads whose ids look like parts of one another's keep to themselves", async () => {
    const ids = [
      "a",
      "a:2",
      "a:",
      ":a",
      "data:a",
      "a*",
      "*",
      "[a]",
      "a|b",
      "ä",
      "a\\",
      "a 1",
      "1:a",
    ];
    for (const [i, id] of ids.entries()) {
      for (const ns of ["", "b", ":b", "b:1|c"]) {
        const values = { who: `${id} ${ns} ${i}` };
        await putStep(saver, threadConfig(id, ns), {
          values,
          versions: { who: 1 },
          changed: ["who"],
        });
      }
    }
    for (const [i, id] of ids.entries()) {
      for (const ns of ["", "b", ":b", "b:1|c"]) {
        const tuple = await saver.getTuple(threadConfig(id, ns));
        expect(tuple?.checkpoint.channel_values).toEqual({ who: `${id} ${ns} ${i}` });
      }
    }
    const threads = async (): Promise<Record<string, string>> => {
      const { "checkpoints:threads": _all, ...each } = await dump(client);
      return each;
    };
    for (const id of ids) {
      const before = await threads();
      await saver.deleteThread(id);
      const after = await threads();
      const gone = Object.keys(before).filter((key) => !(key in after));
      expect(gone.filter((key) => key.endsWith(`:${id}`))).toEqual(gone);
      for (const key of Object.keys(after)) expect(after[key]).toBe(before[key]);
      expect(await saver.getTuple(threadConfig(id))).toBeUndefined();
    }
    expect(await client.keys("*")).toEqual([]);
  });

  test("[T1] ids that are no plain names are refused, and nothing is written", async () => {
    const bad = ["", "a\0b", "a\u0001", "a\n", "\ud800", "a".repeat(513), 7, null, {}, ["a"]];
    const step = { values: {}, versions: {}, changed: [] };
    for (const id of bad) {
      const config = threadConfig(id as string);
      await expect(putStep(saver, config, step), JSON.stringify(id)).rejects.toThrow("thread_id");
      await expect(saver.getTuple(config)).rejects.toThrow("thread_id");
      await expect(saver.deleteThread(id as string)).rejects.toThrow("thread_id");
      await expect(listAll(saver, config)).rejects.toThrow("thread_id");
    }
    for (const id of bad.slice(1, 6)) {
      await expect(
        putStep(saver, threadConfig("t"), { ...step, id: id as string }),
      ).rejects.toThrow("checkpoint_id");
      await expect(
        putStep(saver, threadConfig("t", `${JSON.stringify(id)}\0`), step),
      ).rejects.toThrow("checkpoint_ns");
      const at = { configurable: { ...threadConfig("t").configurable, checkpoint_id: "1" } };
      await expect(saver.putWrites(at, [["a", 1]], id as string)).rejects.toThrow("task_id");
    }
    expect(await client.keys("*")).toEqual([]);
  });

  test("a long thread keeps its newest fifty checkpoints, whole, and does not grow", async () => {
    await work(saver, "short", 30);
    const short = await dump(client);
    await work(saver, "long", 200);
    const [data, index] = ["checkpoints:data:long", "checkpoints:index:long"];
    const sizes = [await client.hLen(data), await client.zCard(index)];
    let config = (await saver.getTuple(threadConfig("long")))?.config as ReturnType<
      typeof threadConfig
    >;
    for (let step = 200; step < 500; step++) {
      config = await putStep(saver, config, {
        step,
        values: { plan: "the first step's", results: step },
        versions: { plan: 1, results: step + 1 },
        changed: ["results"],
      });
      await saver.putWrites(config, [["results", step]], "task");
    }
    expect([await client.hLen(data), await client.zCard(index)]).toEqual(sizes);

    const kept = await listAll(saver, threadConfig("long"));
    expect(kept.length).toBeGreaterThanOrEqual(50);
    expect(kept.length).toBeLessThanOrEqual(100);
    for (const [i, { checkpoint, pendingWrites }] of kept.entries()) {
      const step = 499 - i;
      expect(checkpoint.channel_values).toEqual({ plan: "the first step's", results: step });
      expect(pendingWrites).toEqual([["task", "results", step]]);
    }
    const after = await dump(client);
    for (const key of Object.keys(short).filter((name) => name.endsWith(":short")))
      expect(after[key]).toBe(short[key]);
  });

  test("a value that a step did not change is not written again", async () => {
    const large = "x".repeat(100_000);
    let config = threadConfig("t");
    for (let step = 0; step < 20; step++) {
      config = await putStep(saver, config, {
        step,
        values: { large, small: step },
        versions: { large: 1, small: step + 1 },
        changed: step === 0 ? ["large", "small"] : ["small"],
      });
    }
    expect(Object.values(await dump(client)).join("").length).toBeLessThan(120_000);
    const tuple = await saver.getTuple(threadConfig("t"));
    expect(tuple?.checkpoint.channel_values).toEqual({ large, small: 19 });
  });

  test("two branches that give a version to different values each keep their own", async () => {
    const versions = { a: 1, b: 1 };
    const root = await putStep(saver, threadConfig("t"), {
      values: { a: "root", b: "root" },
      versions,
      changed: ["a", "b"],
    });
    const left = await putStep(saver, root, {
      step: 1,
      values: { a: "left", b: "root" },
      versions: { a: 2, b: 1 },
      changed: ["a"],
    });
    const right = await putStep(saver, root, {
      step: 1,
      values: { a: "right", b: "root" },
      versions: { a: 2, b: 1 },
      changed: ["a"],
    });
    const further = await putStep(saver, left, {
      step: 2,
      values: { a: "left", b: "left" },
      versions: { a: 2, b: 3 },
      changed: ["b"],
    });
    const valuesAt = async (config: typeof root) =>
      (await saver.getTuple(config))?.checkpoint.channel_values;
    expect(await valuesAt(further)).toEqual({ a: "left", b: "left" });
    expect(await valuesAt(right)).toEqual({ a: "right", b: "root" });
    expect(await valuesAt(left)).toEqual({ a: "left", b: "root" });
    expect(await valuesAt(root)).toEqual({ a: "root", b: "root" });
  });

  test("a checkpoint that is put again has what it brings now, and what it brought before", async () => {
    const id = "1f0c9d80-0000-6000-8000-000000000001";
    for (const [values, changed] of [
      [{ a: 1 }, ["a"]],
      [{ a: 1, b: 2 }, ["b"]],
      [{ a: 3, b: 2 }, ["a"]],
    ] as const) {
      await putStep(saver, threadConfig("t"), { id, values, versions: { a: 1, b: 1 }, changed });
    }
    const [only, ...others] = await listAll(saver, threadConfig("t"));
    expect(only?.checkpoint.channel_values).toEqual({ a: 3, b: 2 });
    expect(others).toEqual([]);
  });

  test("a task that runs again keeps its first writes, and replaces its errors and interrupts", async () => {
    const config = await work(saver, "t", 1);
    await saver.putWrites(
      config,
      [
        ["a", 1],
        ["__interrupt__", "first"],
        ["b", 1],
      ],
      "again",
      "p",
    );
    await saver.putWrites(
      config,
      [
        ["a", 2],
        ["__interrupt__", "second"],
        ["c", 2],
        ["d", 2],
      ],
      "again",
      "p",
    );
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([
      ["task", "results", 0],
      ["again", "__interrupt__", "second"],
      ["again", "a", 1],
      ["again", "b", 1],
      ["again", "d", 2],
    ]);
  });

  test("as many writes and channels as a wide step makes are all there", async () => {
    const names = Array.from({ length: 500 }, (_, i) => `channel ${i}`);
    const versions = Object.fromEntries(names.map((name) => [name, 1]));
    const values = Object.fromEntries(names.map((name, i) => [name, { i, text: "x".repeat(i) }]));
    const config = await putStep(saver, threadConfig("t"), { values, versions, changed: names });
    const tasks = Array.from({ length: 9_000 }, (_, i) => `task ${String(i).padStart(5, "0")}`);
    await Promise.all(tasks.map((task, i) => saver.putWrites(config, [["result", i]], task)));
    const tuple = await saver.getTuple(config);
    expect(tuple?.checkpoint.channel_values).toEqual(values);
    expect(tuple?.pendingWrites).toEqual(tasks.map((task, i) => [task, "result", i]));
  });

  test("put and putWrites of one checkpoint on two connections, at once, lose nothing", async () => {
    const other = new RedisCheckpointer(await rig.connect());
    for (let i = 0; i < 300; i++) {
      const id = `1f0c9d80-0000-6000-8000-${String(i).padStart(12, "0")}`;
      const config = { configurable: { thread_id: "t", checkpoint_ns: "", checkpoint_id: id } };
      await Promise.all([
        putStep(saver, threadConfig("t"), {
          id,
          values: { i },
          versions: { i: 1 },
          changed: ["i"],
        }),
        other.putWrites(config, [["__interrupt__", i]], "asks"),
        saver.putWrites(config, [["result", i]], "acts"),
      ]);
      const tuple = await other.getTuple(config);
      expect(tuple?.checkpoint.channel_values).toEqual({ i });
      expect(tuple?.pendingWrites).toHaveLength(2);
    }
  });

  test("[T10] each call is one command, and nothing is searched for", async () => {
    const kept = new RedisCheckpointer(client, { ttlMs: HOUR_MS, renewOnRead: true });
    for (let i = 0; i < 50; i++) await work(saver, `other ${i}`, 1);
    await work(kept, "t", 1);
    await kept.getTuple(threadConfig("t"));
    await client.configResetStat();

    await work(kept, "t2", 60);
    for (let i = 0; i < 60; i++) await kept.getTuple(threadConfig("t2"));
    expect((await commandCounts(client)).get("evalsha")).toBe(180);

    await client.configResetStat();
    expect(await listAll(kept, threadConfig("t2"), { limit: 5 })).toHaveLength(5);
    expect((await commandCounts(client)).get("evalsha")).toBeLessThanOrEqual(6);
    await listAll(kept, { configurable: {} });
    await kept.deleteThread("t2");
    const counts = await commandCounts(client);
    for (const name of ["keys", "scan", "hscan", "zscan", "sscan", "eval", "hgetall"])
      expect(counts.get(name) ?? 0, name).toBe(0);
  });

  test("a Redis that forgot its scripts is told them again", async () => {
    await work(saver, "t", 1);
    await client.scriptFlush();
    expect(await saver.getTuple(threadConfig("t"))).toBeDefined();
  });

  test("[T5] sealed, what is stored holds no word of what was said", async () => {
    const canary = "Margarethe Quist";
    const sealed = new RedisCheckpointer(client, { seal: createSeal([randomBytes(32)]) });
    const say = async (to: RedisCheckpointer, id: string): Promise<void> => {
      const values = { command: { text: canary }, bytes: Buffer.from(canary) };
      const versions = { command: 1, bytes: 1 };
      const step = { values, versions, changed: Object.keys(versions) };
      const config = await putStep(to, threadConfig(id), step);
      await to.putWrites(
        config,
        [
          ["reply", canary],
          ["__interrupt__", { canary }],
        ],
        "task",
      );
    };
    await say(sealed, "t");
    expect(Object.values(await dump(client)).join("\n")).not.toMatch(/Margarethe|Quist/u);
    await say(saver, "readable");
    expect(Object.values(await dump(client)).join("\n")).toContain(canary);
  });

  test("keys begin as they are told to", async () => {
    await work(new RedisCheckpointer(client, { prefix: "errand:", ttlMs: HOUR_MS }), "t", 2);
    for (const key of await client.keys("*")) expect(key).toMatch(/^errand:checkpoints:/u);
  });
});
