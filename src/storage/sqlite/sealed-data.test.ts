import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import { describe, expect, onTestFinished, test } from "vitest";

import { PhoneNumber, SessionId, UserId } from "../../domain/ids.ts";
import { DataKeyError, openDataKeys } from "../data-key.ts";
import { SealError } from "../sealing.ts";
import type { Storage } from "../storage.ts";
import { openSqliteStorage } from "./storage.ts";

const alice = UserId.parse("alice.moreau");
const bob = UserId.parse("bob");
const phoneNumber = PhoneNumber.parse("+14155550177");
const sessions = [1, 2].map((n) => SessionId.parse(`6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4${n}`));
const [mine, theirs] = sessions as readonly string[] as [string, string];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-sealed-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

function open(folder: string, ...keys: Uint8Array[]): Storage {
  const file = path.join(folder, "errand.sqlite");
  return openSqliteStorage({ path: file, dataKeys: openDataKeys(folder, keys) });
}

const message = (userId: UserId, sessionId: SessionId) => ({
  id: `message-in-${sessionId}`,
  sessionId,
  at: 1,
  inbound: { kind: "command", userId, channel: "websocket", text: "canary words" } as const,
});

/** One row or more in every table, for two users. */
async function fill(storage: Storage): Promise<void> {
  await storage.users.put({ userId: alice, phoneNumber, name: "canary name" });
  for (const [i, userId] of [alice, bob].entries()) {
    const sessionId = sessions[i] as SessionId;
    await storage.sessions.create({ sessionId, userId });
    await storage.sessions.setQuestion(sessionId, {
      kind: "clarify",
      reason: "canary question",
      sessionId,
      stepId: "intervention_0" as never,
      interruptId: "0".repeat(32),
      askedAt: "2026-11-24T10:00:00Z",
      expiresAt: "2026-11-25T00:00:00Z",
    });
    await storage.connectLinks.put(
      { tokenHash: `hash${i}`, userId, service: "tasks", expiresAt: 1e9 },
      0,
    );
    await storage.inbox.put(message(userId, sessionId), `canary key of ${userId}`);
    await storage.outbox.append({
      sessionId,
      userId,
      at: 1,
      channels: ["sms"],
      turn: { kind: "outcome", status: "completed", message: "canary reply", results: [] },
    });
    await storage.cache.set(userId, "canary key", `canary value of ${userId}`);
    await storage.timers.set({ id: `canary timer of ${userId}`, payload: "canary payload" }, 1e9);
    const effect = { userId, commandId: "c", tool: "t", argsHash: "canary hash", at: 1 };
    await storage.effects.claim({ ...effect, id: `canary step of ${userId}` });
    await storage.effects.settle(`canary step of ${userId}`, "canary output", {
      kind: "irreversible",
      why: "canary reason",
    });
    const config = { configurable: { thread_id: sessionId, checkpoint_ns: "" } };
    const checkpoint = {
      ...emptyCheckpoint(),
      id: uuid6(0),
      channel_values: { plan: `canary plan of ${userId}` },
      channel_versions: { plan: 1 },
    };
    const kept = await storage.checkpointer.put(
      config,
      checkpoint,
      { source: "loop", step: 0, parents: {} },
      { plan: 1 },
    );
    await storage.checkpointer.putWrites(kept, [["plan", "canary write"]], "task");
  }
}

/** Everything that is read back of what `fill` wrote for alice. */
async function readBack(storage: Storage): Promise<unknown> {
  const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: mine } });
  return {
    user: await storage.users.byPhoneNumber(phoneNumber),
    session: await storage.sessions.get(sessions[0] as SessionId),
    link: await storage.connectLinks.get("hash0", 0),
    asking: await storage.sessions.withOpenQuestion(alice),
    latest: await storage.sessions.latest(alice),
    message: await storage.inbox.next(sessions[0] as SessionId),
    turns: await storage.outbox.after(sessions[0] as SessionId, 0),
    cached: await storage.cache.get(alice, "canary key"),
    values: tuple?.checkpoint.channel_values,
    writes: tuple?.pendingWrites,
  };
}

describe("what is stored", () => {
  test("[T5] is read back whole, and shows no word of itself in any file", async () => {
    const folder = await newFolder();
    const storage = open(folder);
    await fill(storage);
    const before = await readBack(storage);
    expect(JSON.stringify(before).match(/canary/gu)?.length).toBeGreaterThan(7);
    for (const closing of [false, true]) {
      if (closing) await storage.close();
      for (const name of await readdir(folder)) {
        const bytes = await readFile(path.join(folder, name));
        for (const word of ["canary", "alice", phoneNumber, "4155550177", "clarify"])
          expect(bytes.includes(word), `${word} in ${name}`).toBe(false);
      }
    }
    expect((await stat(path.join(folder, "data.key"))).mode & 0o777).toBe(0o600);
    const again = open(folder);
    onTestFinished(async () => again.close());
    expect(await readBack(again)).toEqual(before);
  });

  test("[T6] and was altered, or put in another one's place, is refused", async () => {
    const folder = await newFolder();
    const key = randomBytes(32);
    const storage = open(folder, key);
    await fill(storage);
    await storage.close();
    const db = new DatabaseSync(path.join(folder, "errand.sqlite"));
    // Bob's sealed values in alice's rows, her phone number and her commands given to him, one bit of her question.
    for (const [table, column, hers, his] of [
      ["inbox", "inbound", `session_id = '${mine}'`, `session_id = '${theirs}'`],
      ["outbox", "entry", `session_id = '${mine}'`, `session_id = '${theirs}'`],
      ["checkpoints", "body", `thread_id = '${mine}'`, `thread_id = '${theirs}'`],
      ["writes", "body", `thread_id = '${mine}'`, `thread_id = '${theirs}'`],
    ] as const)
      db.exec(
        `UPDATE ${table} SET ${column} = (SELECT ${column} FROM ${table} WHERE ${his}) WHERE ${hers}`,
      );
    const { user: bobsName } = db
      .prepare("SELECT user FROM sessions WHERE session_id = ?")
      .get(theirs) as { user: string };
    const { question } = db
      .prepare("SELECT question FROM sessions WHERE session_id = ?")
      .get(mine) as { question: Uint8Array };
    question[40] = (question[40] ?? 0) ^ 1;
    db.prepare("UPDATE sessions SET question = ? WHERE session_id = ?").run(question, mine);
    db.prepare("UPDATE sessions SET user = ? WHERE session_id = ?").run(bobsName, mine);
    db.prepare("UPDATE session_uses SET session_id = ?").run(theirs);
    db.prepare("UPDATE users SET phone = phone || 'x'").run();
    db.prepare("UPDATE effects SET user = ?").run(bobsName);
    db.close();

    const passedOver: SealError[] = [];
    const again = openSqliteStorage({
      path: path.join(folder, "errand.sqlite"),
      dataKeys: openDataKeys(folder, [key]),
      onUnreadable: (cause) => passedOver.push(cause),
    });
    onTestFinished(async () => again.close());
    const config = { configurable: { thread_id: mine } };
    await expect(again.checkpointer.getTuple(config)).rejects.toBeInstanceOf(SealError);
    await expect(again.sessions.get(sessions[0] as SessionId)).rejects.toBeInstanceOf(SealError);
    await expect(again.sessions.withOpenQuestion(bob)).rejects.toBeInstanceOf(SealError);
    await expect(again.users.get(alice)).rejects.toBeInstanceOf(SealError);
    expect(await again.sessions.latest(alice)).toBeUndefined();
    await expect(again.effects.takeLast(bob, 0, "undo")).rejects.toBeInstanceOf(SealError);
    // A message that was altered holds up none that came after it, nor what others are to be told.
    expect(await again.inbox.next(sessions[0] as SessionId)).toBeUndefined();
    expect(await again.outbox.undelivered("sms")).toHaveLength(1);
    expect(passedOver).toHaveLength(2);
  });
});

describe("the data key", () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];

  test("that is wrong, or lost, is said, and nothing is changed", async () => {
    const folder = await newFolder();
    const storage = open(folder, first);
    await fill(storage);
    const before = await readBack(storage);
    await storage.close();
    const file = path.join(folder, "errand.sqlite");
    const sealed = await readFile(file);
    expect(() => open(folder, second)).toThrow(DataKeyError);
    expect(() => open(folder)).toThrow(DataKeyError);
    expect(await readFile(file)).toEqual(sealed);
    expect(await readdir(folder)).not.toContain("data.key");
    const again = open(folder, first);
    onTestFinished(async () => again.close());
    expect(await readBack(again)).toEqual(before);
  });

  test("is replaced by naming the new one before the old one, once", async () => {
    const folder = await newFolder();
    const storage = open(folder, first);
    await fill(storage);
    const before = await readBack(storage);
    await storage.close();
    for (const keys of [[second, first], [second]]) {
      const later = open(folder, ...keys);
      expect(await readBack(later)).toEqual(before);
      await later.close();
    }
    expect(() => open(folder, first)).toThrow(DataKeyError);
  });
});
