import { describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { SessionId, UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import { TOLD_KEPT } from "./fan-out.ts";
import { KEYS } from "./keys.ts";
import { keepingLogger, useRedis } from "./storage-rig.ts";
import type { RedisStorage } from "./storage.ts";

const alice = UserId.parse("alice");
const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());
const said = (sessionId: SessionId, at = 1): Omit<OutboxEntry, "seq"> => ({
  sessionId,
  userId: alice,
  at,
  channels: [],
  turn: { kind: "outcome", status: "completed", message: "Done.", results: [] },
});

/** All that a storage is told, until so much was told. */
function heard(storage: RedisStorage, count: number): Promise<readonly OutboxEntry[]> {
  const all: OutboxEntry[] = [];
  return new Promise((resolve) => {
    storage.outbox.subscribe((entry) => {
      all.push(entry);
      if (all.length === count) resolve(all);
    });
  });
}

describe.skipIf(redisServerPath() === undefined)(
  "what processes on one Redis tell one another",
  () => {
    const redis = useRedis();

    test("turns reach all of them in one order, which is each session's own", async () => {
      const [one, two] = [await redis.opened(), await redis.opened()];
      const sessions = [newSessionId(), newSessionId()];
      const both = [heard(one, 80), heard(two, 80)];
      const appends = Array.from({ length: 40 }, (_, n) =>
        sessions.map(async (sessionId) =>
          (n % 2 === 0 ? one : two).outbox.append(said(sessionId, n)),
        ),
      );
      await Promise.all(appends.flat());
      const [first, second] = await Promise.all(both);
      expect(second).toEqual(first);
      for (const sessionId of sessions) {
        const seqs = first?.filter((entry) => entry.sessionId === sessionId).map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
        expect(await two.outbox.after(sessionId, 0)).toEqual(
          first?.filter((entry) => entry.sessionId === sessionId),
        );
      }
    });

    test("a process whose connections are cut misses nothing, and hears nothing twice", async () => {
      const { lines, logger } = keepingLogger();
      const [teller, listener] = [await redis.opened(), await redis.opened({ logger })];
      const sessionId = newSessionId();
      const told = heard(listener, 60);
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 10; n++) await teller.outbox.append(said(sessionId));
        await redis.raw().sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
        // This one was cut as well; whether the listener is back before it or after makes no difference.
        await new Promise<void>((resolve) => {
          const stop = teller.redis.onReady(() => {
            stop();
            resolve();
          });
        });
        for (let n = 0; n < 10; n++) await teller.outbox.append(said(sessionId));
      }
      const seqs = (await told).map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      expect(lines.filter(({ message }) => message.includes("did not hear"))).toEqual([]);
    });

    test("what was told and is gone when a process comes back is logged as missed", async () => {
      const { lines, logger } = keepingLogger();
      const [teller, listener] = [await redis.opened(), await redis.opened({ logger })];
      const sessionId = newSessionId();
      const before = heard(listener, 1);
      await teller.outbox.append(said(sessionId));
      await before;
      const after = heard(listener, 1);
      // All in one go, so that the listener reads nothing in between.
      await redis.raw().eval(
        `local last = redis.call('XREVRANGE', KEYS[1], '+', '-')[1][2]
       for n = 1, 7 do redis.call('XADD', KEYS[1], '*', 'n', redis.call('INCR', KEYS[2]), 's', '', 'q', '', 'e', '') end
       redis.call('XTRIM', KEYS[1], 'MAXLEN', 0)`,
        { keys: [KEYS.told, KEYS.tellings] },
      );
      await teller.outbox.append(said(sessionId));
      await after;
      expect(lines).toMatchObject([{ level: "error", fields: { missed: 7 } }]);
    });

    test("what they are told is kept for a while only", async () => {
      const storage = await redis.opened();
      const fill = `for n = 1, 20000 do redis.call('XADD', KEYS[1], '*', 'n', '1', 's', '', 'q', '', 'e', '') end`;
      await redis.raw().eval(fill, { keys: [KEYS.told] });
      await storage.outbox.append(said(newSessionId()));
      expect(await redis.raw().xLen(KEYS.told)).toBeLessThan(TOLD_KEPT * 1.1);
      await redis.raw().del(KEYS.told);
    });

    test("a turn that was altered or is foreign is passed over, and a listener that fails holds up nobody", async () => {
      const storage = await redis.opened();
      const sessionId = newSessionId();
      redis.unreadable.length = 0;
      storage.outbox.subscribe(() => {
        throw new Error("not now");
      });
      const told = heard(storage, 2);
      await storage.outbox.append(said(sessionId));
      await redis.raw().eval(
        `local entry = redis.call('XREVRANGE', KEYS[1], '+', '-')[1][2][8]
       local n = redis.call('INCR', KEYS[2])
       redis.call('XADD', KEYS[1], '*', 'n', n, 's', ARGV[1], 'q', '9', 'e', entry)
       redis.call('XADD', KEYS[1], '*', 'what', 'ever')`,
        { keys: [KEYS.told, KEYS.tellings], arguments: [sessionId] },
      );
      await storage.outbox.append(said(sessionId));
      expect((await told).map(({ seq }) => seq)).toEqual([1, 2]);
      expect(redis.unreadable).toHaveLength(2);
    });

    test("a signal reaches every process that listens to its topic, the sender too", async () => {
      const all = [await redis.opened(), await redis.opened()];
      const heardBy = all.map(
        (storage) =>
          new Promise<string>((resolve) => {
            storage.signals.onSignal("stop", resolve);
            storage.signals.onSignal("other", () => resolve("the wrong topic"));
          }),
      );
      await all[0]?.signals.signal("stop", "session 1");
      expect(await Promise.all(heardBy)).toEqual(["session 1", "session 1"]);
    });
  },
);
