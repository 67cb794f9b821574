import { describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { SessionId, UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import type { InboxEntry } from "../storage.ts";
import { asHolder } from "./hold.ts";
import { KEYS } from "./keys.ts";
import { SessionLostError } from "./redis.ts";
import { RETENTION_MS } from "./retention.ts";
import { useRedis } from "./storage-rig.ts";
import type { RedisStorage } from "./storage.ts";

const alice = UserId.parse("alice");
const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());
const entryFor = (sessionId: SessionId): InboxEntry => ({
  id: crypto.randomUUID(),
  sessionId,
  at: 1,
  inbound: { kind: "command", userId: alice, channel: "websocket", text: "x" },
});
const said = (sessionId: SessionId): Omit<OutboxEntry, "seq"> => ({
  sessionId,
  userId: alice,
  at: 1,
  channels: ["sms"],
  turn: { kind: "outcome", status: "completed", message: "Done.", results: [] },
});

describe.skipIf(redisServerPath() === undefined)("two processes on one Redis", () => {
  const redis = useRedis();

  async function two(): Promise<[RedisStorage, RedisStorage]> {
    await redis.raw().sendCommand(["FLUSHALL"]);
    return [await redis.opened(), await redis.opened()];
  }

  test("take a message once, and an effect once", async () => {
    const both = await two();
    const puts = Array.from({ length: 40 }, async (_, n) =>
      both[n % 2]?.inbox.put(entryFor(newSessionId()), "key"),
    );
    expect((await Promise.all(puts)).filter((put) => put?.stored)).toHaveLength(1);
    const effect = { id: "e", userId: alice, commandId: "c", tool: "t", argsHash: "a", at: 1 };
    const claims = Array.from({ length: 40 }, async (_, n) => both[n % 2]?.effects.claim(effect));
    const kinds = (await Promise.all(claims)).map((claim) => claim?.kind);
    expect(kinds.filter((kind) => kind === "claimed")).toHaveLength(1);
  });

  test("add to one chain of actions, and to one value of the cache, at once", async () => {
    const both = await two();
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await both[n % 2]?.actions.append({
          effectId: `e${n}`,
          at: n,
          actor: alice,
          tool: "t",
          title: "Booked",
          approvalId: null,
          argsHash: "a",
          outcome: "done",
        });
        await both[n % 2]?.cache.update(alice, "n", (count) => Number(count ?? 0) + 1);
      }),
    );
    const { actions, faults, length } = await both[0].actions.historyOf(alice);
    expect({ there: actions.length, faults, length }).toEqual({
      there: 40,
      faults: [],
      length: 40,
    });
    expect(await both[1].cache.get(alice, "n")).toBe(40);
  });

  test("hold each right one at a time, and the one that died no longer than it took it for", async () => {
    const [one, other] = await two();
    expect(await one.leases.take("sending", 60_000)).toBe(true);
    expect(await one.leases.take("sending", 60_000)).toBe(true);
    expect(await other.leases.take("sending", 60_000)).toBe(false);
    await other.leases.release("sending");
    expect(await other.leases.take("sending", 60_000)).toBe(false);
    await one.leases.release("sending");
    expect(await other.leases.take("sending", 1)).toBe(true);
    await expect.poll(() => one.leases.take("sending", 60_000)).toBe(true);
  });

  test("of which one lost its session: nothing it does is stored, and what it reads is refused", async () => {
    const [one, other] = await two();
    const sessionId = newSessionId();
    await one.sessions.create({ sessionId, userId: alice });
    const hold = { key: `${KEYS.hold}${sessionId}`, fence: "1", isOver: () => false };
    await redis.raw().set(hold.key, "1");
    await asHolder(hold, async () => {
      await one.outbox.append(said(sessionId));
      await redis.raw().set(hold.key, "2");
      const effect = { id: "e", userId: alice, commandId: "c", tool: "t", argsHash: "a", at: 1 };
      for (const late of [
        async () => one.outbox.append(said(sessionId)),
        async () => one.effects.claim(effect),
        async () => one.inbox.put(entryFor(sessionId)),
        async () => one.sessions.setQuestion(sessionId, undefined),
        async () => one.cache.set(alice, "k", 1),
        async () => one.users.put({ userId: alice }),
      ])
        await expect(late()).rejects.toBeInstanceOf(SessionLostError);
    });
    expect(await other.outbox.after(sessionId, 0)).toHaveLength(1);
    expect(await other.inbox.next(sessionId)).toBeUndefined();
    expect(await other.users.get(alice)).toBeUndefined();
  });

  test("keep a session whole: all of it ends in the same moment, and use puts that off for all of it", async () => {
    const [one] = await two();
    const sessionId = newSessionId();
    await one.sessions.create({ sessionId, userId: alice });
    await one.inbox.put(entryFor(sessionId));
    await one.outbox.append(said(sessionId));
    const keys = [KEYS.session, KEYS.inbox, KEYS.messagesOf, KEYS.outbox].map(
      (prefix) => prefix + sessionId,
    );
    for (const key of keys) await redis.raw().pExpire(key, 5_000);
    await one.outbox.append(said(sessionId));
    for (const key of keys)
      expect(await redis.raw().pTTL(key), key).toBeGreaterThan(RETENTION_MS - 60_000);
  });

  test("[T10] look for nothing by walking over what there is", async () => {
    const [one, other] = await two();
    await redis.raw().sendCommand(["CONFIG", "RESETSTAT"]);
    for (const storage of [one, other]) {
      const sessionId = newSessionId();
      await storage.sessions.create({ sessionId, userId: alice });
      await storage.inbox.put(entryFor(sessionId), sessionId);
      await storage.outbox.append(said(sessionId));
      await storage.inbox.unfinishedOf(alice);
      await storage.inbox.unfinishedSessions();
      await storage.outbox.undelivered("sms");
      await storage.cache.set(alice, "k", 1);
      await storage.actions.historyOf(alice);
      await storage.erase({ ...said(sessionId), channels: [] });
    }
    const stats = await redis.raw().info("commandstats");
    expect(stats).toMatch(/cmdstat_evalsha/u);
    expect(stats).not.toMatch(/cmdstat_(?:keys|scan|hscan|sscan|zscan|randomkey)\b/u);
  });
});
