import { describe, expect, onTestFinished, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { SessionId } from "../../domain/ids.ts";
import { describeQueue, put, workerOn } from "../queue-contract.ts";
import { describeTimers } from "../storage-contract.ts";
import type { HeldSession } from "../storage.ts";
import { asHolder } from "./hold.ts";
import { KEYS } from "./keys.ts";
import { useRedis } from "./storage-rig.ts";

const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());

describe.skipIf(redisServerPath() === undefined)("sessions and timers on Redis", () => {
  const redis = useRedis();
  describeQueue("Redis", redis.openEmpty);
  describeTimers("Redis", redis.openEmpty);

  /** Two processes on one Redis; each begins to work when its worker is given. */
  async function two() {
    const first = await redis.openEmpty();
    const second = await redis.openAnother();
    onTestFinished(async () => {
      await first.close();
      await second.close();
    });
    return { first, second };
  }

  test("of two processes, one works on a session, and together they do all there is to do", async () => {
    const { first, second } = await two();
    const busy = new Set<SessionId>();
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const by = new Set<string>();
    const workerOf = (name: string, storage: typeof first) =>
      workerOn(storage, async (entryId, { sessionId }) => {
        expect(busy.has(sessionId)).toBe(false);
        busy.add(sessionId);
        by.add(name);
        await new Promise((later) => setTimeout(later, 1));
        busy.delete(sessionId);
        if (done.push(entryId) === 200) resolve();
      });
    onTestFinished(await first.queue.start(workerOf("first", first)));
    onTestFinished(await second.queue.start(workerOf("second", second)));
    const sessions = Array.from({ length: 20 }, newSessionId);
    const ids: string[] = [];
    for (let i = 0; i < 200; i++) {
      const sessionId = sessions[i % 20] ?? newSessionId();
      const storage = i % 3 === 0 ? first : second;
      ids.push(await put(storage, sessionId));
      await storage.queue.wake(sessionId);
    }
    await promise;
    expect(done.toSorted()).toEqual(ids.toSorted());
    expect([...by].toSorted()).toEqual(["first", "second"]);
  });

  test("[D4] whoever lost a session stores nothing more for it, and another one recovers it", async () => {
    const { first, second } = await two();
    const begun = Promise.withResolvers<HeldSession>();
    const goOn = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<unknown>();
    const sessionId = newSessionId();
    const claim = (storage: typeof first) =>
      storage.effects.claim({
        id: "late",
        userId: "alice" as never,
        commandId: "c",
        tool: "t",
        argsHash: "a",
        at: 1,
      });
    const recovered = Promise.withResolvers<readonly [string, boolean]>();
    const workerOf = (storage: typeof first) =>
      workerOn(storage, async (entryId, held) => {
        if (held.isRecovering) return recovered.resolve([entryId, held.isRecovering]);
        begun.resolve(held);
        await goOn.promise;
        await claim(storage).then(refused.resolve, refused.resolve);
        throw new Error("lost");
      });
    onTestFinished(await first.queue.start(workerOf(first)));
    onTestFinished(await second.queue.start(workerOf(second)));
    const id = await put(first, sessionId);
    await first.queue.wake(sessionId);
    const { lost } = await begun.promise;
    // As if it had stood still for longer than its hold lasts.
    await redis.raw().del(KEYS.hold + sessionId);
    expect(await recovered.promise).toEqual([id, true]);
    goOn.resolve();
    expect(await refused.promise).toMatchObject({ code: "ERR_SESSION_LOST" });
    if (!lost.aborted) await new Promise((aborted) => lost.addEventListener("abort", aborted));
    expect(await claim(second)).toEqual({ kind: "claimed" });
  });

  test("[D4] an answer that comes when a process's own time is up is none, whatever Redis says", async () => {
    const { first } = await two();
    const key = `${KEYS.hold}late`;
    await redis.raw().set(key, "1");
    const read = (isOver: boolean) =>
      asHolder({ key, fence: "1", isOver: () => isOver }, () => first.sessions.get(newSessionId()));
    expect(await read(false)).toBeUndefined();
    await expect(read(true)).rejects.toMatchObject({ code: "ERR_SESSION_LOST" });
  });

  test("a stop reaches whoever works on the session, wherever", async () => {
    const { first, second } = await two();
    const begun = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const interrupted: SessionId[] = [];
    const sessionId = newSessionId();
    onTestFinished(
      await first.queue.start(
        workerOn(
          first,
          async () => {
            begun.resolve();
            await stopped.promise;
          },
          (id) => {
            interrupted.push(id);
            stopped.resolve();
          },
        ),
      ),
    );
    await put(second, sessionId);
    await second.queue.wake(sessionId);
    await begun.promise;
    await second.queue.interrupt(sessionId);
    expect(interrupted).toEqual([sessionId]);
  });

  test("what jobs there were may be lost: each message is found in its inbox, and each timer is told", async () => {
    const { first, second } = await two();
    const sessionId = newSessionId();
    const id = await put(first, sessionId);
    await first.queue.wake(sessionId);
    await second.timers.set({ id: "t", payload: "told" }, 50);
    for (const key of await redis.raw().keys(`${KEYS.jobs}:*`)) await redis.raw().del(key);
    const done = Promise.withResolvers<string>();
    onTestFinished(
      await first.queue.start(workerOn(first, async (entryId) => done.resolve(entryId))),
    );
    const told = Promise.withResolvers<unknown>();
    onTestFinished(first.timers.start(async ({ payload }) => told.resolve(payload)));
    expect(await done.promise).toBe(id);
    expect(await told.promise).toBe("told");
  });

  test("of two processes, one tells a timer, and what was set for a user goes with them", async () => {
    const { first, second } = await two();
    await first.timers.set({ id: "gone", payload: { userId: "alice" } }, 20);
    await first.timers.set({ id: "bob's", payload: { userId: "bob" } }, 20);
    await first.erase({
      sessionId: newSessionId(),
      userId: "alice" as never,
      at: 1,
      channels: [],
      turn: { kind: "outcome", status: "completed", message: "Gone.", results: [] },
    });
    const told: string[] = [];
    const all = Promise.withResolvers<void>();
    for (const storage of [first, second]) {
      const stop = storage.timers.start(async ({ id }) => {
        told.push(id);
        if (id === "last") all.resolve();
      });
      onTestFinished(stop);
    }
    for (let i = 0; i < 20; i++) await second.timers.set({ id: `t${i}`, payload: i }, i);
    await second.timers.set({ id: "last", payload: null }, 100);
    await all.promise;
    const expected = ["bob's", "last", ...Array.from({ length: 20 }, (_, i) => `t${i}`)];
    expect(told.toSorted()).toEqual(expected.toSorted());
  });
});
