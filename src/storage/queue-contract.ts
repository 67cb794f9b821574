import { describe, expect, onTestFinished, test } from "vitest";

import { SessionId, UserId } from "../domain/ids.ts";
import type { HeldSession, SessionWorker, Storage } from "./storage.ts";

const alice = UserId.parse("alice");
const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());

/** Puts a message into a session's inbox. Answers its id. */
export async function put(storage: Storage, sessionId: SessionId): Promise<string> {
  const id = crypto.randomUUID();
  const inbound = { kind: "command", userId: alice, channel: "websocket", text: "1" } as const;
  await storage.inbox.put({ id, sessionId, at: 1, inbound });
  return id;
}

/** Works through the inbox, as a worker must; `on` is asked for each message and may wait. */
export function workerOn(
  storage: Storage,
  on: (entryId: string, held: HeldSession) => Promise<void>,
  interrupt: SessionWorker["interrupt"] = () => undefined,
): SessionWorker {
  return {
    interrupt,
    async work(held) {
      for (;;) {
        const entry = await storage.inbox.next(held.sessionId);
        if (entry === undefined) return;
        await on(entry.id, held);
        await storage.inbox.finish(entry.id);
      }
    },
  };
}

/** What every implementation of the session queue promises, as tests. `open` answers an empty storage. */
export function describeQueue(name: string, open: () => Promise<Storage>): void {
  async function started(
    on: (entryId: string, held: HeldSession) => Promise<void>,
    { storage, interrupt }: { storage?: Storage; interrupt?: SessionWorker["interrupt"] } = {},
  ) {
    const own = storage ?? (await open());
    if (storage === undefined) onTestFinished(async () => own.close());
    const stop = await own.queue.start(workerOn(own, on, interrupt));
    onTestFinished(stop);
    return { storage: own, stop };
  }

  /** Resolves with what was worked on, once that is so many. */
  function worked(count: number) {
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<string[]>();
    return {
      all: promise,
      note: (entryId: string) => {
        if (done.push(entryId) === count) resolve(done);
      },
    };
  }

  describe(`the queue of sessions, in ${name}`, () => {
    test("gives a session to one at a time, message after message, and sessions side by side", async () => {
      const [first, second] = [newSessionId(), newSessionId()];
      const { all, note } = worked(30);
      const busy = new Map<SessionId, number>();
      let together = 0;
      const { storage } = await started(async (entryId, { sessionId }) => {
        busy.set(sessionId, (busy.get(sessionId) ?? 0) + 1);
        together = Math.max(together, busy.size);
        expect(busy.get(sessionId)).toBe(1);
        await new Promise(setImmediate);
        busy.delete(sessionId);
        note(entryId);
      });
      const ids: string[] = [];
      for (let i = 0; i < 30; i++) {
        const sessionId = i % 2 === 0 ? first : second;
        ids.push(await put(storage, sessionId));
        await storage.queue.wake(sessionId);
      }
      expect((await all).toSorted()).toEqual(ids.toSorted());
      expect(together).toBeGreaterThan(0);
    });

    test("takes up what was put there before anybody worked", async () => {
      const storage = await open();
      onTestFinished(async () => storage.close());
      const sessionId = newSessionId();
      const id = await put(storage, sessionId);
      expect(await storage.queue.depth()).toBe(1);
      const { all, note } = worked(1);
      await started(async (entryId) => note(entryId), { storage });
      expect(await all).toEqual([id]);
    });

    test("takes a session up again, to be recovered, where the work on it failed", async () => {
      const { all, note } = worked(1);
      const recovering: boolean[] = [];
      const { storage } = await started(async (entryId, { isRecovering }) => {
        recovering.push(isRecovering);
        if (recovering.length === 1) throw new Error("Storage is away.");
        note(entryId);
      });
      const sessionId = newSessionId();
      const id = await put(storage, sessionId);
      await storage.queue.wake(sessionId);
      expect(await all).toEqual([id]);
      expect(recovering).toEqual([false, true]);
    });

    test("lets whoever works on a session know that it is to stop", async () => {
      const begun = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      const interrupted: SessionId[] = [];
      const interrupt = (sessionId: SessionId): void => {
        interrupted.push(sessionId);
        stopped.resolve();
      };
      const { storage } = await started(
        async () => {
          begun.resolve();
          await stopped.promise;
        },
        { interrupt },
      );
      const sessionId = newSessionId();
      await put(storage, sessionId);
      await storage.queue.wake(sessionId);
      await begun.promise;
      await storage.queue.interrupt(sessionId);
      expect(interrupted).toEqual([sessionId]);
    });

    test("is stopped once what was begun has ended, and begins nothing more", async () => {
      const begun = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const done: string[] = [];
      const { storage, stop } = await started(async (entryId) => {
        begun.resolve();
        await release.promise;
        done.push(entryId);
      });
      const [first, second] = [newSessionId(), newSessionId()];
      const id = await put(storage, first);
      await storage.queue.wake(first);
      await begun.promise;
      const isStopped = stop();
      await put(storage, second);
      await storage.queue.wake(second);
      release.resolve();
      await isStopped;
      expect(done).toEqual([id]);
      expect(await storage.queue.depth()).toBe(1);
    });
  });
}
