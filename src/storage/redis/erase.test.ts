import { MemorySaver } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { InterventionStepId, PhoneNumber, SessionId, UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import type { Storage } from "../storage.ts";
import { asHolder } from "./hold.ts";
import { KEYS } from "./keys.ts";
import { SessionLostError } from "./redis.ts";
import { contentsOf, useRedis } from "./storage-rig.ts";

type LastWord = Omit<OutboxEntry, "seq">;

function lastWord(
  userId: UserId,
  sessionId: SessionId,
  channels: ("sms" | "websocket")[],
): LastWord {
  const turn = { kind: "outcome", status: "completed", message: "Gone.", results: [] } as const;
  return { sessionId, userId, at: 1, channels, turn: { ...turn, results: [] } };
}

const newSessionId = (): SessionId => SessionId.parse(crypto.randomUUID());

/** Something of this user in every store. */
async function fill(storage: Storage, userId: UserId, sessionId: SessionId, number: number) {
  const phoneNumber = PhoneNumber.parse(`+1415555${1000 + number}`);
  await storage.users.put({ userId, phoneNumber });
  await storage.sessions.create({ sessionId, userId });
  await storage.sessions.setQuestion(sessionId, {
    kind: "clarify",
    reason: "?",
    sessionId,
    stepId: InterventionStepId.parse("intervention_0"),
    interruptId: "0".repeat(32),
    askedAt: "2026-11-24T10:00:00Z",
    expiresAt: "2026-11-25T00:00:00Z",
  });
  const link = { tokenHash: `token of ${userId}`, userId, expiresAt: 1e9 };
  await storage.connectLinks.put({ ...link, service: "calendar" }, 1);
  const begun = { stateHash: `state of ${userId}`, browserHash: "b", expiresAt: 1e9 };
  await storage.connectLinks.put({ ...link, tokenHash: `begun by ${userId}`, service: "tasks" }, 1);
  await storage.connectLinks.begin(`begun by ${userId}`, begun, 1);
  for (const key of [undefined, `key of ${userId}`]) {
    const inbound = { kind: "command", userId, channel: "sms", text: "words" } as const;
    const id = crypto.randomUUID();
    await storage.inbox.put({ id, sessionId, at: 1, inbound }, key);
    await storage.outbox.append(lastWord(userId, sessionId, ["sms"]), id);
  }
  await storage.cache.set(userId, "aliases", "mom");
  await storage.cache.set(userId, "people", [], 1e6);
  const effect = { userId, tool: "t", argsHash: "h", at: number };
  for (const commandId of [`first of ${userId}`, `second of ${userId}`]) {
    await storage.effects.claim({ ...effect, id: `${commandId}:step`, commandId });
    await storage.effects.settle(`${commandId}:step`, "out", { kind: "irreversible", why: "-" });
  }
  await storage.effects.takeLast(userId, 0, `undo of ${userId}`);
  await storage.actions.append({
    effectId: `of ${userId}`,
    at: 1,
    actor: userId,
    tool: "t",
    title: "Booked",
    approvalId: null,
    argsHash: "h",
    outcome: "done",
  });
}

// Names of which one begins, ends or contains another.
const NAMES = ["alice", "alice2", "alic", "Alice", "alice.b", "al", "malice", "alice+example.com"];
const PAIRS = NAMES.flatMap((gone) =>
  NAMES.filter((name) => name !== gone).map((stays) => ({ gone, stays })),
);
/** What belongs to nobody: counts, jobs that only say where to look, and what is told, which ends by itself. */
const isNobodys = (key: string): boolean =>
  /-count$|^errand:(?:told|sealing|fence|begun|jobs:.*)$/u.test(key);

describe.skipIf(redisServerPath() === undefined)("deleting a user's data on Redis", () => {
  const redis = useRedis();

  async function keptOfUsers(): Promise<Record<string, string>> {
    const all = Object.entries(await contentsOf(redis.raw()));
    return Object.fromEntries(all.filter(([key]) => !isNobodys(key)));
  }

  async function openEmpty(changed: Parameters<typeof redis.opened>[0] = {}) {
    await redis.raw().sendCommand(["FLUSHALL"]);
    return await redis.opened(changed);
  }

  test.each(PAIRS)("[T4] deleting $gone leaves $stays byte for byte", async ({ gone, stays }) => {
    const [goneUser, staysUser] = [UserId.parse(gone), UserId.parse(stays)];
    const sessionId = newSessionId();
    const storage = await openEmpty();
    await fill(storage, staysUser, newSessionId(), 2);
    const before = await keptOfUsers();
    await fill(storage, goneUser, sessionId, 1);
    await storage.erase(lastWord(goneUser, sessionId, ["websocket"]));
    const after = Object.entries(await keptOfUsers());
    // That a message with this key was taken in is all that is left, and it says nothing.
    const left = after.filter(([key]) => before[key] === undefined);
    expect(left).toEqual([[expect.stringMatching(`^${KEYS.dedupe}`), '""']]);
    expect(Object.fromEntries(after.filter(([key]) => before[key] !== undefined))).toEqual(before);
    const told = await redis.raw().sendCommand(["XRANGE", KEYS.told, "-", "+"]);
    // The other one's two turns, and the last word.
    expect(told).toHaveLength(3);
  });

  test("[T8] what is deleted is told once more where it must be delivered, and then nothing is left", async () => {
    const sessionId = newSessionId();
    const user = UserId.parse("alice");
    const storage = await openEmpty();
    await fill(storage, user, sessionId, 1);
    const told = Promise.withResolvers<OutboxEntry>();
    storage.outbox.subscribe((entry) => {
      if (entry.seq === 3) told.resolve(entry);
    });
    await storage.erase(lastWord(user, sessionId, ["sms", "websocket"]));
    expect(await storage.outbox.undelivered("sms")).toEqual([await told.promise]);
    expect(await storage.users.get(user)).toEqual({
      userId: user,
      phoneNumber: PhoneNumber.parse("+14155551001"),
    });
    await storage.outbox.markDelivered(await told.promise, "sms");
    expect(await storage.users.get(user)).toBeUndefined();
    // A message that is delivered again is still known to have come.
    const inbound = { kind: "command", userId: user, channel: "sms", text: "words" } as const;
    const repeated = { id: crypto.randomUUID(), sessionId, at: 1, inbound };
    expect(await storage.inbox.put(repeated, "key of alice")).toEqual({
      stored: false,
      entry: repeated,
    });
    // Once more is harmless.
    await storage.erase(lastWord(user, sessionId, ["websocket"]));
    expect(Object.keys(await keptOfUsers())).toEqual([expect.stringMatching(`^${KEYS.dedupe}`)]);
  });

  test("takes the checkpoints and timers along, also where it was broken off between", async () => {
    const [user, sessionId] = [UserId.parse("alice"), newSessionId()];
    const deleted: string[] = [];
    let isDown = true;
    class FailingSaver extends MemorySaver {
      override async deleteThread(threadId: string): Promise<void> {
        if (isDown) throw new Error("away");
        deleted.push(threadId);
      }
    }
    const storage = await openEmpty({ checkpointer: new FailingSaver() });
    await fill(storage, user, sessionId, 1);
    await storage.timers.set({ id: "t", payload: { userId: user } }, 1e9);
    const word = lastWord(user, sessionId, ["websocket"]);
    await expect(storage.erase(word)).rejects.toThrow("away");
    expect(await storage.sessions.get(sessionId)).toBeDefined();
    isDown = false;
    await storage.erase(word);
    expect(deleted[0]).toBe(sessionId);
    expect(await storage.sessions.get(sessionId)).toBeUndefined();
    expect(await redis.raw().exists([KEYS.timersDue, KEYS.timers])).toBe(0);
  });

  test("who works on a session of theirs writes nothing more, but for who deletes", async () => {
    const user = UserId.parse("alice");
    const [own, other] = [newSessionId(), newSessionId()];
    const storage = await openEmpty();
    await fill(storage, user, own, 1);
    await fill(storage, user, other, 1);
    const holdOf = (id: SessionId) => ({
      key: `${KEYS.hold}${id}`,
      fence: `of ${id}`,
      isOver: () => false,
    });
    for (const id of [own, other]) await redis.raw().set(holdOf(id).key, holdOf(id).fence);
    await asHolder(holdOf(own), async () => {
      await storage.erase(lastWord(user, own, ["websocket"]));
      await storage.inbox.finish("what was under way");
    });
    const late = asHolder(holdOf(other), async () =>
      storage.outbox.append(lastWord(user, other, [])),
    );
    await expect(late).rejects.toBeInstanceOf(SessionLostError);
    expect(await storage.outbox.after(other, 0)).toEqual([]);
  });
});
