import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import { expect, onTestFinished, test } from "vitest";

import { InterventionStepId, PhoneNumber, SessionId, UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import { openDataKeys } from "../data-key.ts";
import type { Storage } from "../storage.ts";
import { openSqliteStorage } from "./storage.ts";

type Row = Readonly<Record<string, unknown>>;
type LastWord = Omit<OutboxEntry, "seq">;

function lastWord(
  userId: UserId,
  sessionId: SessionId,
  channels: ("sms" | "websocket")[],
): LastWord {
  const turn = { kind: "outcome", status: "completed", message: "Gone.", results: [] } as const;
  return { sessionId, userId, at: 1, channels, turn: { ...turn, results: [] } };
}

/** Something of this user in every table. */
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
  for (const key of [undefined, `key of ${userId}`]) {
    const inbound = { kind: "command", userId, channel: "sms", text: "words" } as const;
    await storage.inbox.put({ id: crypto.randomUUID(), sessionId, at: 1, inbound }, key);
  }
  await storage.outbox.append(lastWord(userId, sessionId, ["sms"]));
  await storage.cache.set(userId, "aliases", "mom");
  await storage.timers.set({ id: `question:${sessionId}`, payload: { sessionId } }, 1e9);
  await storage.timers.set({ id: `of ${userId}`, payload: { userId } }, 1e9);
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
  const checkpoint = {
    ...emptyCheckpoint(),
    id: uuid6(0),
    channel_values: { plan: "p" },
    channel_versions: { plan: 1 },
  };
  const kept = await storage.checkpointer.put(
    { configurable: { thread_id: sessionId, checkpoint_ns: "" } },
    checkpoint,
    { source: "loop", step: 0, parents: {} },
    { plan: 1 },
  );
  await storage.checkpointer.putWrites(kept, [["plan", "w"]], "task");
}

/** All rows of all tables, as they lie in the file. */
function rowsOf(file: string): Record<string, Row[]> {
  const db = new DatabaseSync(file);
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM ${String(name)}`).all()]);
  db.close();
  return Object.fromEntries(rows) as Record<string, Row[]>;
}

async function newOptions() {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-erase-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return {
    path: path.join(folder, "errand.sqlite"),
    dataKeys: openDataKeys(folder, [randomBytes(32)]),
  };
}

// Names of which one begins, ends or contains another.
const NAMES = ["alice", "alice2", "alic", "Alice", "alice.b", "al", "malice", "alice+example.com"];
const PAIRS = NAMES.flatMap((gone) =>
  NAMES.filter((name) => name !== gone).map((stays) => ({ gone, stays })),
);

test.each(PAIRS)("[T4] deleting $gone leaves $stays byte for byte", async ({ gone, stays }) => {
  const options = await newOptions();
  const sessions = [1, 2].map(() => SessionId.parse(crypto.randomUUID()));
  const [goneUser, staysUser] = [UserId.parse(gone), UserId.parse(stays)];
  const storage = openSqliteStorage(options);
  await fill(storage, staysUser, sessions[1] as SessionId, 2);
  await storage.close();
  const before = rowsOf(options.path);
  for (const [table, rows] of Object.entries(before)) expect(rows.length, table).toBeGreaterThan(0);

  const again = openSqliteStorage(options);
  await fill(again, goneUser, sessions[0] as SessionId, 1);
  await again.erase(lastWord(goneUser, sessions[0] as SessionId, ["websocket"]));
  await again.close();
  const after = rowsOf(options.path);
  // That a message with this key was taken in is all that is left, and it says nothing.
  const isTombstone = (row: Row): boolean => row["session_id"] === "" && row["at"] === 0;
  const tombstones = (after["inbox"] ?? []).filter(isTombstone);
  expect(tombstones).toHaveLength(1);
  expect(tombstones[0]?.["inbound"]).toEqual(new Uint8Array());
  expect({ ...after, inbox: after["inbox"]?.filter((row) => !isTombstone(row)) }).toEqual(before);
});

test("[T8] what is deleted is told once more where it must be delivered, and then nothing is left", async () => {
  const options = await newOptions();
  const sessionId = SessionId.parse(crypto.randomUUID());
  const user = UserId.parse("alice");
  const storage = openSqliteStorage(options);
  await fill(storage, user, sessionId, 1);
  const told: OutboxEntry[] = [];
  storage.outbox.subscribe((entry) => told.push(entry));
  await storage.erase(lastWord(user, sessionId, ["sms", "websocket"]));
  expect(told).toHaveLength(1);
  expect(await storage.outbox.undelivered("sms")).toEqual(told);
  expect(await storage.users.get(user)).toEqual({
    userId: user,
    phoneNumber: PhoneNumber.parse("+14155551001"),
  });
  await storage.outbox.markDelivered(told[0] as OutboxEntry, "sms");
  expect(await storage.users.get(user)).toBeUndefined();
  // A message that is delivered again is still known to have come.
  const inbound = { kind: "command", userId: user, channel: "sms", text: "words" } as const;
  const repeated = { id: crypto.randomUUID(), sessionId, at: 1, inbound };
  expect((await storage.inbox.put(repeated, "key of alice")).stored).toBe(false);
  // Once more is harmless.
  await storage.erase(lastWord(user, sessionId, ["websocket"]));
  await storage.close();
  const left = Object.entries(rowsOf(options.path)).filter(([, rows]) => rows.length > 0);
  expect(left.map(([table]) => table).toSorted()).toEqual(["inbox", "sealing"]);
});
