import { describe, expect, onTestFinished, test } from "vitest";

import { InterventionStepId, PhoneNumber, SessionId, UserId } from "../domain/ids.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { Intervention } from "../domain/intervention.ts";
import type { OutboxEntry, Turn } from "../domain/turn.ts";
import type { Undo } from "../domain/undo.ts";
import type { Effect, InboxEntry, Storage, Timer, Wake } from "./storage.ts";

/** Opens a storage for one test. */
function opener(open: () => Promise<Storage>): () => Promise<Storage> {
  return async () => {
    const storage = await open();
    onTestFinished(async () => storage.close());
    return storage;
  };
}

/** What a subscriber is told, and a promise of the first so many of it. */
function listening(storage: Storage, count: number) {
  const told: OutboxEntry[] = [];
  const all = Promise.withResolvers<readonly OutboxEntry[]>();
  const stop = storage.outbox.subscribe((entry) => {
    told.push(entry);
    if (told.length === count) all.resolve(told);
  });
  onTestFinished(stop);
  return { told, all: all.promise, stop };
}

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());
const say = (
  userId: UserId,
  text: string,
  channel: "websocket" | "sms" = "websocket",
): Inbound => ({
  kind: "command",
  userId,
  channel,
  text,
});
const entry = (sessionId: SessionId, inbound: Inbound | Wake): InboxEntry => ({
  id: crypto.randomUUID(),
  sessionId,
  at: 1,
  inbound,
});
const done: Turn = { kind: "outcome", status: "completed", message: "Done.", results: [] };
const question = (sessionId: SessionId, n: number, askedAt: string): Intervention => ({
  kind: "clarify",
  reason: "?",
  sessionId,
  stepId: InterventionStepId.parse(`intervention_${n}`),
  interruptId: "0".repeat(32),
  askedAt,
  expiresAt: "2026-11-25T00:00:00Z",
});

/** What every implementation of the storage port promises, timers apart, as tests. `open` answers an empty storage. */
export function describeStorage(name: string, open: () => Promise<Storage>): void {
  const opened = opener(open);

  describe(`users, in ${name}`, () => {
    test("are found by id and by number, and a number is one user's", async () => {
      const { users } = await opened();
      const phoneNumber = PhoneNumber.parse("+14155550100");
      await users.put({ userId: alice, phoneNumber, timezone: "Europe/Berlin" });
      expect(await users.byPhoneNumber(phoneNumber)).toEqual({
        userId: alice,
        phoneNumber,
        timezone: "Europe/Berlin",
      });
      await users.put({ userId: bob, phoneNumber });
      expect(await users.byPhoneNumber(phoneNumber)).toEqual({ userId: bob, phoneNumber });
      expect(await users.get(alice)).toEqual({ userId: alice, timezone: "Europe/Berlin" });
      expect(await users.get(UserId.parse("carol"))).toBeUndefined();
    });
  });

  describe(`the inbox, in ${name}`, () => {
    test("tells what came for a session, oldest first, done with or not", async () => {
      const { inbox } = await opened();
      const sessionId = newSessionId();
      const all = ["1", "2", "3"].map((text) => entry(sessionId, say(alice, text)));
      for (const one of all) await inbox.put(one, one.id);
      await inbox.put(entry(newSessionId(), say(bob, "4")), "other");
      await inbox.finish(all[0]?.id ?? "");
      expect(await inbox.history(sessionId)).toEqual(all);
      expect(await inbox.history(newSessionId())).toEqual([]);
    });

    test("gives a session's entries out in order, each until it is finished", async () => {
      const { inbox } = await opened();
      const sessionId = newSessionId();
      const [first, second] = [
        entry(sessionId, say(alice, "1")),
        entry(sessionId, say(alice, "2")),
      ];
      await inbox.put(first);
      await inbox.put(second);
      await inbox.put(entry(newSessionId(), say(bob, "3")));
      expect(await inbox.next(sessionId)).toEqual(first);
      expect(await inbox.next(sessionId)).toEqual(first);
      await inbox.finish(first.id);
      expect(await inbox.next(sessionId)).toEqual(second);
      await inbox.finish(second.id);
      expect(await inbox.next(sessionId)).toBeUndefined();
      expect(await inbox.unfinishedSessions()).toHaveLength(1);
    });

    test("takes a message once, finished or not", async () => {
      const { inbox } = await opened();
      const first = entry(newSessionId(), say(alice, "1"));
      expect((await inbox.put(first, "key")).stored).toBe(true);
      await inbox.finish(first.id);
      const second = await inbox.put(entry(newSessionId(), say(alice, "1")), "key");
      expect(second).toEqual({ stored: false, entry: first });
    });

    test("of many at once with one key, one is stored", async () => {
      const { inbox } = await opened();
      const puts = Array.from({ length: 50 }, () =>
        inbox.put(entry(newSessionId(), say(alice, "1")), "key"),
      );
      const stored = (await Promise.all(puts)).filter((put) => put.stored);
      expect(stored).toHaveLength(1);
    });
  });

  describe(`what is unfinished, in ${name}`, () => {
    test("is known by user, the longest waiting first, also before its session is made", async () => {
      const { inbox, sessions } = await opened();
      const [first, second] = [newSessionId(), newSessionId()];
      await sessions.create({ sessionId: second, userId: alice });
      const entries = [
        entry(first, say(alice, "1")),
        entry(second, { kind: "expire", stepId: "intervention_0" }),
        entry(second, say(alice, "2")),
      ];
      for (const one of [...entries, entry(newSessionId(), say(bob, "3"))]) await inbox.put(one);
      const [one, wake, two] = entries.map(({ id }) => id) as [string, string, string];
      const all = [
        { sessionId: first, entryId: one },
        { sessionId: second, entryId: wake },
      ];
      expect(await inbox.unfinishedOf(alice)).toEqual(all);
      await sessions.create({ sessionId: first, userId: alice });
      expect(await inbox.unfinishedOf(alice)).toEqual(all);
      await inbox.finish(wake);
      await inbox.finish(one);
      expect(await inbox.unfinishedOf(alice)).toEqual([{ sessionId: second, entryId: two }]);
      await inbox.finish(two);
      expect(await inbox.unfinishedOf(alice)).toEqual([]);
      expect(await inbox.unfinishedOf(UserId.parse("carol"))).toEqual([]);
    });
  });

  describe(`sessions, in ${name}`, () => {
    test("have at most one open question, and the newest comes first", async () => {
      const { sessions } = await opened();
      const [older, newer] = [newSessionId(), newSessionId()];
      for (const sessionId of [older, newer]) await sessions.create({ sessionId, userId: alice });
      await sessions.setQuestion(newer, question(newer, 0, "2026-11-24T10:00:01Z"));
      await sessions.setQuestion(older, question(older, 0, "2026-11-24T10:00:00Z"));
      expect((await sessions.withOpenQuestion(alice)).map(({ sessionId }) => sessionId)).toEqual([
        newer,
        older,
      ]);
      expect(await sessions.withOpenQuestion(bob)).toEqual([]);
      await sessions.setQuestion(newer, undefined);
      expect(await sessions.get(newer)).toEqual({
        sessionId: newer,
        userId: alice,
        questionCount: 1,
      });
    });

    test("open questions are counted over all users, each once", async () => {
      const { sessions } = await opened();
      const before = await sessions.countOpenQuestions();
      const [first, second] = [newSessionId(), newSessionId()];
      await sessions.create({ sessionId: first, userId: alice });
      await sessions.create({ sessionId: second, userId: bob });
      await sessions.setQuestion(first, question(first, 0, "2026-11-24T10:00:00Z"));
      await sessions.setQuestion(first, question(first, 1, "2026-11-24T10:00:01Z"));
      await sessions.setQuestion(second, question(second, 0, "2026-11-24T10:00:02Z"));
      expect(await sessions.countOpenQuestions()).toBe(before + 2);
      await sessions.setQuestion(first, undefined);
      await sessions.setQuestion(first, undefined);
      expect(await sessions.countOpenQuestions()).toBe(before + 1);
    });

    test("creating one again changes nothing", async () => {
      const { sessions } = await opened();
      const sessionId = newSessionId();
      await sessions.create({ sessionId, userId: alice });
      await sessions.setQuestion(sessionId, question(sessionId, 0, "2026-11-24T10:00:00Z"));
      await sessions.create({ sessionId, userId: alice });
      expect((await sessions.get(sessionId))?.question?.stepId).toBe("intervention_0");
    });

    test("the latest is the one a message last came for, by channel", async () => {
      const { sessions, inbox } = await opened();
      const [byText, bySocket] = [newSessionId(), newSessionId()];
      for (const sessionId of [byText, bySocket])
        await sessions.create({ sessionId, userId: alice });
      await inbox.put(entry(byText, say(alice, "1", "sms")));
      await inbox.put(entry(bySocket, say(alice, "2")));
      expect((await sessions.latest(alice))?.sessionId).toBe(bySocket);
      expect((await sessions.latest(alice, "sms"))?.sessionId).toBe(byText);
      expect(await sessions.latest(bob)).toBeUndefined();
    });
  });

  describe(`links to connect accounts, in ${name}`, () => {
    const link = { tokenHash: "t", userId: alice, service: "tasks", expiresAt: 100 } as const;
    const begun = { stateHash: "s", browserHash: "b", expiresAt: 200 };

    test("are looked at any number of times, and begun once", async () => {
      const { connectLinks } = await opened();
      await connectLinks.put(link, 0);
      for (let i = 0; i < 3; i++) expect(await connectLinks.get("t", 50)).toEqual(link);
      const tries = Array.from({ length: 20 }, (_, i) =>
        connectLinks.begin("t", { ...begun, stateHash: `s${i}` }, 50),
      );
      const taken = (await Promise.all(tries)).filter((found) => found !== undefined);
      expect(taken).toMatchObject([{ userId: alice, service: "tasks" }]);
      expect(await connectLinks.get("t", 50)).toBeUndefined();
    });

    test("are finished once, in time, and by the browser that began them", async () => {
      const { connectLinks } = await opened();
      await connectLinks.put(link, 0);
      await connectLinks.begin("t", begun, 50);
      expect(await connectLinks.finish("s", "another", 60)).toBeUndefined();
      expect(await connectLinks.finish("another", "b", 60)).toBeUndefined();
      expect(await connectLinks.finish("s", "b", 200)).toBeUndefined();
      expect(await connectLinks.finish("s", "b", 199)).toMatchObject({ userId: alice });
      expect(await connectLinks.finish("s", "b", 199)).toBeUndefined();
    });

    test("come to an end, and can be made usable again before", async () => {
      const { connectLinks } = await opened();
      await connectLinks.put(link, 0);
      expect(await connectLinks.get("t", 100)).toBeUndefined();
      expect(await connectLinks.begin("t", begun, 100)).toBeUndefined();
      await connectLinks.begin("t", begun, 50);
      await connectLinks.put(link, 60);
      expect(await connectLinks.get("t", 70)).toEqual(link);
    });
  });

  describe(`the outbox, in ${name}`, () => {
    const said = (sessionId: SessionId, channels: ("sms" | "websocket")[] = []) => ({
      sessionId,
      userId: alice,
      at: 1,
      channels,
      turn: done,
    });

    test("numbers a session's entries from 1, without a gap, also when they come at once", async () => {
      const storage = await opened();
      const { outbox } = storage;
      const sessionId = newSessionId();
      const first = listening(storage, 21);
      const others = listening(storage, 22);
      await Promise.all(Array.from({ length: 20 }, () => outbox.append(said(sessionId))));
      await outbox.append(said(newSessionId()));
      await first.all;
      first.stop();
      await outbox.append(said(sessionId));
      await others.all;
      const seqs = first.told.filter((one) => one.sessionId === sessionId).map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect((await outbox.after(sessionId, 18)).map(({ seq }) => seq)).toEqual([19, 20, 21]);
    });

    test("keeps what a channel must deliver until it is delivered", async () => {
      const { outbox } = await opened();
      const sessionId = newSessionId();
      const first = await outbox.append(said(sessionId, ["sms", "websocket"]));
      await outbox.append(said(sessionId));
      const third = await outbox.append(said(sessionId, ["sms"]));
      expect(await outbox.undelivered("sms")).toEqual([first, third]);
      await outbox.markDelivered(first, "sms");
      expect(await outbox.undelivered("sms")).toEqual([third]);
    });

    test("knows the last word on a message", async () => {
      const { outbox } = await opened();
      const sessionId = newSessionId();
      await outbox.append(said(sessionId), "m1");
      const last = await outbox.append(said(sessionId), "m1");
      await outbox.append(said(sessionId));
      expect(await outbox.lastFor("m1")).toEqual(last);
      expect(await outbox.lastFor("m2")).toBeUndefined();
    });
  });

  describe(`the cache, in ${name}`, () => {
    test("keeps each user's own values, and lets them expire", async () => {
      const { cache } = await opened();
      await cache.set(alice, "k", { a: [1] });
      await cache.set(bob, "k", "bob's", 0);
      expect(await cache.get(alice, "k")).toEqual({ a: [1] });
      expect(await cache.get(bob, "k")).toBeUndefined();
      await cache.delete(alice, "k");
      expect(await cache.get(alice, "k")).toBeUndefined();
    });
  });

  describe(`the cache, changed in ${name}`, () => {
    test("gives a value out once, however many ask for it at once", async () => {
      const { cache } = await opened();
      await cache.set(alice, "k", "v");
      const taken = await Promise.all(Array.from({ length: 20 }, () => cache.take(alice, "k")));
      expect(taken.filter((value) => value !== undefined)).toEqual(["v"]);
      expect(await cache.get(alice, "k")).toBeUndefined();
    });

    test("loses none of many changes at once, and may delete by one", async () => {
      const { cache } = await opened();
      const add = (n: number) =>
        cache.update(alice, "k", (all) => [...((all ?? []) as number[]), n]);
      await Promise.all(Array.from({ length: 20 }, async (_, n) => add(n)));
      const all = (await cache.get(alice, "k")) as number[];
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
      expect(await cache.update(alice, "k", () => undefined)).toBeUndefined();
      expect(await cache.get(alice, "k")).toBeUndefined();
    });
  });

  describe(`the ledger of effects, in ${name}`, () => {
    const effect: Effect = {
      id: "session:command:create",
      userId: alice,
      commandId: "command",
      tool: "calendar_create_event",
      argsHash: "a",
      at: 5,
    };

    const deleteIt: Undo = {
      kind: "reversible",
      calls: [{ tool: "calendar_delete_event", args: { eventId: "e1" } }],
    };

    test("gives an effect to one claimant, and then what came of it to all", async () => {
      const { effects } = await opened();
      const claims = await Promise.all(Array.from({ length: 20 }, () => effects.claim(effect)));
      expect(claims.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
      expect(claims.filter(({ kind }) => kind === "in_doubt")).toHaveLength(19);
      expect(await effects.claim({ ...effect, at: 9 })).toEqual({ kind: "in_doubt", at: 5 });
      await effects.settle(effect.id, { event: { id: "e1" } }, deleteIt);
      expect(await effects.claim(effect)).toEqual({
        kind: "done",
        output: { event: { id: "e1" } },
      });
      expect(await effects.claim({ ...effect, id: "another" })).toEqual({ kind: "claimed" });
    });

    test("lets a released effect be claimed again, but not one that was carried out", async () => {
      const { effects } = await opened();
      await effects.claim(effect);
      await effects.release(effect.id);
      expect(await effects.claim(effect)).toEqual({ kind: "claimed" });
      await effects.settle(effect.id, null, deleteIt);
      await effects.release(effect.id);
      expect(await effects.claim(effect)).toEqual({ kind: "done", output: null });
    });

    test("gives out what the last command did, newest first, once, and again to the same undo", async () => {
      const { effects } = await opened();
      const doing = async (commandId: string, step: string, at: number, undo: Undo) => {
        const id = `${commandId}:${step}`;
        await effects.claim({ ...effect, id, commandId, at });
        await effects.settle(id, null, undo);
      };
      const sent: Undo = { kind: "irreversible", why: "It was sent." };
      await doing("first", "a", 10, deleteIt);
      await doing("second", "a", 20, deleteIt);
      await doing("second", "b", 20, sent);
      await effects.claim({ ...effect, id: "third:a", commandId: "third", at: 30 });

      expect(await effects.takeLast(bob, 0, "undo-b")).toEqual([]);
      expect(await effects.takeLast(alice, 0, "undo-1")).toEqual([sent, deleteIt]);
      expect(await effects.takeLast(alice, 0, "undo-1")).toEqual([sent, deleteIt]);
      await doing("undo-1", "a", 40, deleteIt);
      expect(await effects.takeLast(alice, 11, "undo-2")).toEqual([]);
      expect(await effects.takeLast(alice, 0, "undo-2")).toEqual([deleteIt]);
      expect(await effects.takeLast(alice, 0, "undo-3")).toEqual([]);
    });

    test("knows an effect that is claimed with other arguments", async () => {
      const { effects } = await opened();
      await effects.claim(effect);
      expect(await effects.claim({ ...effect, argsHash: "b" })).toEqual({ kind: "mismatch" });
    });
  });

  test(`a write after ${name} was closed is refused, not lost in silence`, async () => {
    const storage = await open();
    await storage.close();
    await expect(storage.users.put({ userId: alice })).rejects.toBeInstanceOf(Error);
  });
}

/** What the timers of every implementation promise, as tests. */
export function describeTimers(name: string, open: () => Promise<Storage>): void {
  const opened = opener(open);

  describe(`timers, in ${name}`, () => {
    /** Resolves once so many have fired. */
    function firing(
      storage: Storage,
      count: number,
      onDue?: (timer: Timer) => void,
    ): Promise<Timer[]> {
      return new Promise((resolve) => {
        const fired: Timer[] = [];
        const stop = storage.timers.start(async (timer) => {
          onDue?.(timer);
          fired.push(timer);
          if (fired.length === count) resolve(fired);
        });
        onTestFinished(stop);
      });
    }

    test("fire in order of when they are due, also those that were due before anybody watched", async () => {
      const storage = await opened();
      await storage.timers.set({ id: "a", payload: 1 }, -1000);
      const fired = firing(storage, 3);
      await storage.timers.set({ id: "c", payload: 3 }, 20);
      await storage.timers.set({ id: "b", payload: 2 }, 10);
      expect((await fired).map(({ payload }) => payload)).toEqual([1, 2, 3]);
    });

    test("setting one again moves it; one that was cancelled does not fire", async () => {
      const storage = await opened();
      await storage.timers.set({ id: "a", payload: "early" }, 5);
      await storage.timers.set({ id: "a", payload: "late" }, 15);
      await storage.timers.set({ id: "b", payload: "never" }, 5);
      await storage.timers.cancel("b");
      await storage.timers.set({ id: "c", payload: "last" }, 30);
      expect((await firing(storage, 2)).map(({ payload }) => payload)).toEqual(["late", "last"]);
    });

    test("that were due when the watching stopped are told to who watches next", async () => {
      const storage = await opened();
      for (const id of ["a", "b"]) await storage.timers.set({ id, payload: id }, -1000);
      const first = Promise.withResolvers<void>();
      const told = Promise.withResolvers<void>();
      const stop = storage.timers.start(async () => {
        told.resolve();
        await first.promise;
      });
      await told.promise;
      stop();
      first.resolve();
      // Writes are done in order: with these, the round that was under way has ended.
      for (let i = 0; i < 3; i++) await storage.users.put({ userId: alice });
      expect((await firing(storage, 1)).map(({ payload }) => payload)).toEqual(["b"]);
    });

    test("cancelled while an earlier one is told do not fire", async () => {
      const storage = await opened();
      for (const id of ["a", "b"]) await storage.timers.set({ id, payload: id }, -1000);
      await storage.timers.set({ id: "c", payload: "c" }, -500);
      const told: string[] = [];
      await new Promise<void>((resolve) => {
        const stop = storage.timers.start(async ({ id }) => {
          told.push(id);
          if (id === "a") await storage.timers.cancel("b");
          if (id === "c") resolve();
        });
        onTestFinished(stop);
      });
      expect(told).toEqual(["a", "c"]);
    });

    test("are told again where telling failed, and hold up no others", async () => {
      const storage = await opened();
      await storage.timers.set({ id: "a", payload: "a" }, -1000);
      await storage.timers.set({ id: "b", payload: "b" }, -500);
      const failing = ["a"];
      const fired = await firing(storage, 2, ({ id }) => {
        if (id === failing.shift()) throw new Error("not now");
      });
      expect(fired.map(({ payload }) => payload)).toEqual(["b", "a"]);
    });
  });
}
