import { randomBytes } from "node:crypto";

import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { createSeal } from "../sealing.ts";
import { listAll, putStep, startCheckpointerRig, threadConfig, work } from "./checkpointer-rig.ts";
import type { CheckpointerRig, Client } from "./checkpointer-rig.ts";
import { RedisCheckpointer, UnreadableThreadError } from "./checkpointer.ts";
import { asHolder } from "./hold.ts";
import { connectRedis, SessionLostError } from "./redis.ts";

const DATA = "checkpoints:data:t";
const INDEX = "checkpoints:index:t";
const seal = createSeal([randomBytes(32)]);

describe.skipIf(redisServerPath() === undefined)(
  "checkpoints that something went wrong with",
  () => {
    let rig: CheckpointerRig;
    let client: Client;

    beforeAll(async () => {
      rig = await startCheckpointerRig();
      client = rig.client;
    });
    afterAll(() => rig.close());
    beforeEach(async () => void (await client.flushAll()));

    const fieldsOf = async (kind: string): Promise<string[]> =>
      (await client.hKeys(DATA)).filter((field) => field.startsWith(kind)).toSorted();
    /** Keeps so many bytes; below zero, all but so many. */
    const cut = async (kind: string, bytes: number): Promise<void> => {
      const lua = `redis.call('HSET', KEYS[1], ARGV[1], string.sub(redis.call('HGET', KEYS[1], ARGV[1]), 1, ARGV[2]))`;
      const last = String(bytes < 0 ? bytes - 1 : bytes);
      for (const field of await fieldsOf(kind))
        await client.eval(lua, { keys: [DATA], arguments: [field, last] });
    };
    const remove = async (kind: string): Promise<void> =>
      void (await client.hDel(DATA, await fieldsOf(kind)));

    const faults: Record<string, () => Promise<unknown>> = {
      "its data is something else's": async () => {
        await client.del(DATA);
        await client.set(DATA, "not ours");
      },
      "its data is gone": () => client.del(DATA),
      "a row is gone": () => remove("b"),
      "the oldest row alone, which holds a value still in use, is gone": async () =>
        client.hDel(DATA, (await fieldsOf("b"))[0] ?? ""),
      "rows are cut": () => cut("b", 40),
      "rows are cut by a byte": () => cut("b", -1),
      "rows are empty": () => cut("b", 0),
      "rows are not ours": async () => {
        for (const field of await fieldsOf("b"))
          await client.hSet(DATA, field, '{"checkpoint":{}}');
      },
      "the names of its rows are not ours": async () => {
        for (const field of [...(await fieldsOf("h")), ...(await fieldsOf("r"))])
          await client.hSet(DATA, field, "42");
      },
      "the names of its rows are cut": async () => {
        await cut("h", 5);
        await cut("r", 5);
      },
      "a write is gone": () => remove("w"),
      "writes are cut": () => cut("w", 3),
      "the number of writes is absurd": async () => {
        for (const field of await fieldsOf("n")) await client.hSet(DATA, field, "1000000000");
      },
    };
    const forms = { "in the clear": {}, sealed: { seal } };

    describe.each(Object.entries(forms))(
      "[T6] %s, a thread is refused by name",
      (_form, options) => {
        test.each(Object.entries(faults))("where %s", async (_fault, corrupt) => {
          const saver = new RedisCheckpointer(client, options);
          await work(saver, "t", 3);
          await work(saver, "other", 3);
          await corrupt();
          const asked = saver.getTuple(threadConfig("t"));
          await expect(asked).rejects.toThrow(UnreadableThreadError);
          await expect(asked).rejects.toThrow('"t"');
          expect(await saver.getTuple(threadConfig("other"))).toBeDefined();
        });

        test("where its index is something else's, or gone, and it is listed or written", async () => {
          const saver = new RedisCheckpointer(client, options);
          const config = await work(saver, "t", 3);
          await client.del(INDEX);
          await expect(listAll(saver, threadConfig("t"))).rejects.toThrow(UnreadableThreadError);
          await client.set(INDEX, "not ours");
          await expect(listAll(saver, threadConfig("t"))).rejects.toThrow(UnreadableThreadError);
          const step = { step: 3, values: { a: 1 }, versions: { a: 9 }, changed: ["a"] };
          await expect(putStep(saver, config, step)).rejects.toThrow(UnreadableThreadError);
        });
      },
    );

    test("[T6] sealed, what was moved to another thread or checkpoint, or was never sealed, is refused", async () => {
      const saver = new RedisCheckpointer(client, { seal });
      await work(saver, "t", 3);
      await work(saver, "other", 3);
      await client.copy("checkpoints:data:other", DATA, { REPLACE: true });
      await expect(saver.getTuple(threadConfig("t"))).rejects.toThrow(UnreadableThreadError);

      await saver.deleteThread("t");
      await work(saver, "t", 3);
      const [first = "", , third = ""] = await fieldsOf("b");
      const move = `redis.call('HSET', KEYS[1], ARGV[2], redis.call('HGET', KEYS[1], ARGV[1]))`;
      await client.eval(move, { keys: [DATA], arguments: [first, third] });
      await expect(saver.getTuple(threadConfig("t"))).rejects.toThrow(UnreadableThreadError);

      await saver.deleteThread("t");
      await work(new RedisCheckpointer(client), "t", 3);
      await expect(saver.getTuple(threadConfig("t"))).rejects.toThrow(UnreadableThreadError);
    });

    test("who lost the fence changes nothing, and is told", async () => {
      let fence: { key: string; fence: string } | undefined = { key: "lease", fence: "1" };
      await client.set("lease", "1");
      const saver = new RedisCheckpointer(client, { fence: () => fence });
      const config = await work(saver, "t", 1);
      await client.set("lease", "2");
      const before = await client.hLen(DATA);
      const step = { values: { a: 1 }, versions: { a: 2 }, changed: ["a"] };
      await expect(putStep(saver, config, step)).rejects.toThrow("FENCED");
      await expect(saver.putWrites(config, [["a", 1]], "late")).rejects.toThrow("FENCED");
      await client.del("lease");
      await expect(saver.putWrites(config, [["a", 1]], "late")).rejects.toThrow("FENCED");
      expect(await client.hLen(DATA)).toBe(before);
      fence = { key: "lease", fence: "3" };
      await client.set("lease", "3");
      await saver.putWrites(config, [["a", 1]], "late");
      expect((await saver.getTuple(config))?.pendingWrites).toHaveLength(2);
    });

    test("by the way our stores call scripts, it is fenced by the session that is held", async () => {
      const redis = await connectRedis(rig.url, pino({ level: "silent" }));
      const saver = new RedisCheckpointer(redis.run);
      await client.set("lease", "1");
      await asHolder({ key: "lease", fence: "1", isOver: () => false }, async () => {
        const config = await work(saver, "t", 1);
        await client.set("lease", "2");
        await expect(saver.putWrites(config, [["a", 1]], "late")).rejects.toThrow(SessionLostError);
      });
      await client.hSet(DATA, (await fieldsOf("h"))[0] ?? "", "42");
      await expect(saver.getTuple(threadConfig("t"))).rejects.toThrow(UnreadableThreadError);
      await redis.close();
      await expect(saver.getTuple(threadConfig("t"))).rejects.toMatchObject({
        code: "ERR_UNAVAILABLE",
      });
    });

    test("what no serializer keeps is refused when it is written, not lost when it is read", async () => {
      const saver = new RedisCheckpointer(client);
      const step = { values: { a: { big: 1n } }, versions: { a: 1 }, changed: ["a"] };
      await expect(putStep(saver, threadConfig("t"), step)).rejects.toThrow("cannot be stored");
      expect(await saver.getTuple(threadConfig("t"))).toBeUndefined();
    });
  },
);
