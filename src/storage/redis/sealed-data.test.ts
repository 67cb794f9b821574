import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { InterventionStepId, PhoneNumber, SessionId, UserId } from "../../domain/ids.ts";
import { SealError } from "../sealing.ts";
import type { Storage } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { useRedis } from "./storage-rig.ts";

const alice = UserId.parse("alice.moreau");
const bob = UserId.parse("bob");
const phoneNumber = PhoneNumber.parse("+14155550177");
const [mine, theirs] = [1, 2].map((n) =>
  SessionId.parse(`6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4${n}`),
) as [SessionId, SessionId];

/** Something in every store, for two users. */
async function fill(storage: Storage): Promise<void> {
  await storage.users.put({ userId: alice, phoneNumber, name: "canary name" });
  await storage.users.put({ userId: bob, name: "canary name" });
  for (const [sessionId, userId] of [
    [mine, alice],
    [theirs, bob],
  ] as const) {
    await storage.sessions.create({ sessionId, userId });
    await storage.sessions.setQuestion(sessionId, {
      kind: "clarify",
      reason: "canary question",
      sessionId,
      stepId: InterventionStepId.parse("intervention_0"),
      interruptId: "0".repeat(32),
      askedAt: "2026-11-24T10:00:00Z",
      expiresAt: "2026-11-25T00:00:00Z",
    });
    const link = { tokenHash: `hash ${sessionId}`, userId, expiresAt: 1e9 };
    await storage.connectLinks.put({ ...link, service: "tasks" }, 0);
    const inbound = { kind: "command", userId, channel: "sms", text: "canary words" } as const;
    const id = `message in ${sessionId}`;
    await storage.inbox.put({ id, sessionId, at: 1, inbound }, `canary key of ${userId}`);
    await storage.outbox.append(
      {
        sessionId,
        userId,
        at: 1,
        channels: ["sms"],
        turn: { kind: "outcome", status: "completed", message: "canary reply", results: [] },
      },
      id,
    );
    await storage.cache.set(userId, "canary key", `canary value of ${userId}`);
    const effect = { userId, commandId: `c ${sessionId}`, argsHash: "canary hash", at: 1 };
    await storage.effects.claim({ ...effect, tool: "canary tool", id: `canary of ${userId}` });
    await storage.effects.settle(`canary of ${userId}`, "canary output", {
      kind: "irreversible",
      why: "canary reason",
    });
    await storage.actions.append({
      effectId: `canary of ${userId}`,
      at: 1,
      actor: userId,
      tool: "canary tool",
      title: "canary title",
      approvalId: null,
      argsHash: "canary hash",
      outcome: "done",
    });
    await storage.timers.set({ id: `canary timer of ${userId}`, payload: { userId } }, 1e9);
  }
}

const WORDS = ["canary", "alice", phoneNumber, "4155550177", "clarify"];

describe.skipIf(redisServerPath() === undefined)("what is stored on Redis", () => {
  const redis = useRedis();

  async function filled() {
    await redis.raw().sendCommand(["FLUSHALL"]);
    redis.unreadable.length = 0;
    const storage = await redis.opened();
    await fill(storage);
    return storage;
  }

  test("[T5] shows no word of itself, not in a dump and not to who watches the commands", async () => {
    const watcher = connect(redis.server().port, "127.0.0.1");
    let seen = "";
    watcher.on("data", (chunk) => {
      seen += chunk.toString("latin1");
    });
    watcher.write("MONITOR\r\n");
    await once(watcher, "data");
    const storage = await filled();
    await storage.signals.signal("canary topic", "canary text");
    const mark = crypto.randomUUID();
    await redis.raw().sendCommand(["ECHO", mark]);
    while (!seen.includes(mark)) await once(watcher, "data");
    watcher.destroy();
    const [, dir] = (await redis
      .raw()
      .sendCommand(["CONFIG", "GET", "dir"])) as unknown as string[];
    await redis.raw().sendCommand(["CONFIG", "SET", "rdbcompression", "no"]);
    await redis.raw().sendCommand(["SAVE"]);
    const files = (await readdir(dir ?? "", { recursive: true, withFileTypes: true }))
      .filter((file) => file.isFile())
      .map((file) => path.join(file.parentPath, file.name));
    expect(files.map((file) => path.extname(file))).toEqual(
      expect.arrayContaining([".rdb", ".aof"]) as string[],
    );
    for (const word of WORDS) {
      expect(seen.includes(word), `${word} in the commands`).toBe(false);
      for (const file of files)
        expect((await readFile(file)).includes(word), `${word} in ${file}`).toBe(false);
    }
    expect(await storage.users.byPhoneNumber(phoneNumber)).toMatchObject({ name: "canary name" });
    expect((await storage.inbox.next(mine))?.inbound).toMatchObject({ text: "canary words" });
  });

  test("[T6] and was altered, or put in another one's place, is refused or passed over", async () => {
    const storage = await filled();
    const raw = redis.raw();
    const { blind } = storage.sealing;
    const [hers, his] = [blind("user", alice), blind("user", bob)];
    const move = async (from: string, to: string, field: string, toField = field) =>
      raw.eval(
        "return redis.call('HSET', KEYS[2], ARGV[2], redis.call('HGET', KEYS[1], ARGV[1]))",
        {
          keys: [from, to],
          arguments: [field, toField],
        },
      );
    // Bob's values in alice's places, and alice's given to him.
    await move(`${KEYS.user}${his}`, `${KEYS.user}${hers}`, "value");
    await move(`${KEYS.message}message in ${theirs}`, `${KEYS.message}message in ${mine}`, "body");
    await move(KEYS.outbox + theirs, KEYS.outbox + mine, "1");
    await move(KEYS.session + theirs, KEYS.session + mine, "user");
    await raw.zAdd(KEYS.asking + his, { score: 1, value: mine });
    await raw.hSet(KEYS.effect + blind("effect", `canary of ${alice}`), "command", `c ${theirs}`);
    await raw.eval("return redis.call('ZUNIONSTORE', KEYS[1], 2, KEYS[1], KEYS[2])", {
      keys: [`${KEYS.effectsOfCommand}c ${theirs}`, `${KEYS.effectsOfCommand}c ${mine}`],
    });
    await move(KEYS.actions + his, KEYS.actions + hers, "1");
    await raw.copy(
      `${KEYS.cache}${his}:${blind("cache", "canary key")}`,
      `${KEYS.cache}${hers}:${blind("cache", "canary key")}`,
      { REPLACE: true },
    );
    await raw.set(KEYS.phone + blind("phone", phoneNumber), his);

    await expect(storage.users.get(alice)).rejects.toBeInstanceOf(SealError);
    expect(await storage.users.byPhoneNumber(phoneNumber)).toBeUndefined();
    await expect(storage.sessions.get(mine)).rejects.toBeInstanceOf(SealError);
    await expect(storage.sessions.withOpenQuestion(bob)).rejects.toBeInstanceOf(SealError);
    await expect(storage.cache.get(alice, "canary key")).rejects.toBeInstanceOf(SealError);
    await expect(storage.effects.takeLast(bob, 0, "undo")).rejects.toBeInstanceOf(SealError);
    expect((await storage.actions.historyOf(alice)).faults).toEqual([{ seq: 1, kind: "altered" }]);
    expect(await storage.inbox.next(mine)).toBeUndefined();
    expect(await storage.outbox.undelivered("sms")).toHaveLength(1);
    expect(redis.unreadable).toHaveLength(2);
    // What came after it is not held up.
    const inbound = { kind: "command", userId: alice, channel: "sms", text: "next" } as const;
    await storage.inbox.put({ id: "next", sessionId: mine, at: 2, inbound });
    expect((await storage.inbox.next(mine))?.id).toBe("next");
  });

  test("[T6] and is foreign, of another type or missing, is an error of that call alone", async () => {
    const storage = await filled();
    const raw = redis.raw();
    await raw.del([KEYS.session + mine, KEYS.outbox + mine, `${KEYS.message}message in ${mine}`]);
    await raw.set(KEYS.session + mine, "foreign");
    await raw.set(KEYS.outbox + mine, "foreign");
    const unavailable = { code: "ERR_UNAVAILABLE" };
    await expect(storage.sessions.get(mine)).rejects.toMatchObject(unavailable);
    await expect(storage.outbox.after(mine, 0)).rejects.toMatchObject(unavailable);
    await raw.del([KEYS.session + mine, KEYS.outbox + mine]);
    expect(await storage.inbox.next(mine)).toBeUndefined();
    expect(redis.unreadable).toHaveLength(1);
    expect((await storage.sessions.get(theirs))?.userId).toBe(bob);
    await raw.hSet(KEYS.session + theirs, "count", "many");
    await expect(storage.sessions.get(theirs)).rejects.toBeInstanceOf(SealError);
  });

  test.each(["missing", "altered", "cut off"])(
    "[P19] a record of the chain that is %s is named",
    async (how) => {
      const storage = await filled();
      const key = KEYS.actions + storage.sealing.blind("user", alice);
      for (let n = 2; n <= 5; n++)
        await storage.actions.append({
          effectId: `e${n}`,
          at: n,
          actor: alice,
          tool: "t",
          title: "Booked",
          approvalId: null,
          argsHash: "a",
          outcome: "done",
        });
      const seq = how === "cut off" ? 5 : 3;
      if (how === "altered") await redis.raw().hSet(key, "3", "anything");
      else await redis.raw().hDel(key, String(seq));
      const { actions, faults, length } = await storage.actions.historyOf(alice);
      expect(faults).toEqual([{ seq, kind: how === "altered" ? "altered" : "missing" }]);
      expect({ there: actions.length, length }).toEqual({ there: 4, length: 5 });
    },
  );
});
