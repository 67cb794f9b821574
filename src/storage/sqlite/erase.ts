import type { DatabaseSync } from "node:sqlite";

import type { UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import type { Sealing } from "../sealing.ts";
import { SealError } from "../sealing.ts";

/** Tables whose rows are a session's, and the column that says whose. */
const OF_A_SESSION = {
  checkpoints: "thread_id",
  writes: "thread_id",
  outbox: "session_id",
  deliveries: "session_id",
  connect_tokens: "session_id",
} as const;

/** Tables whose rows are a user's. */
const OF_A_USER = [
  "sessions",
  "session_uses",
  "cache",
  "effects",
  "actions",
  "action_heads",
] as const;

/** What is left to be done where something of a user is deleted: all of it, and what the last word still needed. */
export interface Eraser {
  /** Runs inside the caller's transaction. */
  erase(userId: UserId, lastWord: Pick<OutboxEntry, "channels">): void;
  /** An entry that was delivered and belongs to no session any more was a last word: it goes, and whom it went to. */
  forget(entry: Pick<OutboxEntry, "sessionId" | "seq" | "userId">): void;
}

/**
 * Deletes what is kept about a user. What stays is which messages were taken in, by blinded key alone, so that one that
 * is delivered again is not carried out again.
 */
export function createEraser(db: DatabaseSync, { blind, openText, sealText }: Sealing): Eraser {
  const sessionsOf = db.prepare("SELECT session_id FROM sessions WHERE user = ?");
  const ofSession = Object.entries(OF_A_SESSION).map(([table, column]) =>
    db.prepare(`DELETE FROM ${table} WHERE ${column} = ?`),
  );
  const undone = db.prepare(
    `DELETE FROM undone WHERE undo_id IN (
       SELECT undo_id FROM undone WHERE command_id IN (SELECT command_id FROM effects WHERE user = ?))`,
  );
  const ofUser = OF_A_USER.map((table) => db.prepare(`DELETE FROM ${table} WHERE user = ?`));
  const unkeyed = db.prepare("DELETE FROM inbox WHERE session_id = ? AND dedupe IS NULL");
  const keyed = db.prepare(
    `UPDATE inbox SET id = hex(randomblob(16)), session_id = '', at = 0, inbound = x'', finished = 1
     WHERE session_id = ?`,
  );
  const timers = db.prepare("SELECT id, timer FROM timers");
  const removeTimer = db.prepare("DELETE FROM timers WHERE id = ?");
  const user = db.prepare("SELECT phone, value FROM users WHERE user = ?");
  const removeUser = db.prepare("DELETE FROM users WHERE user = ?");
  const keepNumber = db.prepare("UPDATE users SET value = ? WHERE user = ?");
  const removeLastWord = db.prepare(
    `DELETE FROM outbox WHERE session_id = ?1 AND seq = ?2
     AND NOT EXISTS (SELECT 1 FROM sessions WHERE session_id = ?1)
     AND NOT EXISTS (SELECT 1 FROM deliveries WHERE session_id = ?1 AND seq = ?2)`,
  );
  const removeWhomItWentTo = db.prepare(
    "DELETE FROM users WHERE user = ?1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE user = ?1)",
  );

  /** Timers are kept without whose they are, and are few: each is looked into. */
  function removeTimersOf(names: readonly string[]): void {
    for (const { id, timer } of timers.all()) {
      let text: string;
      try {
        text = openText(timer as Uint8Array, "timers", String(id));
      } catch (cause) {
        if (!(cause instanceof SealError)) throw cause;
        continue;
      }
      if (names.some((name) => text.includes(JSON.stringify(name)))) removeTimer.run(id as string);
    }
  }

  /** A text can only be sent to a number that is known: it goes once the last one has been sent. */
  function removeOrKeepNumber(name: string, userId: UserId, isTexted: boolean): void {
    const row = user.get(name) as { phone: string | null; value: Uint8Array } | undefined;
    if (row === undefined || row.phone === null || !isTexted) {
      removeUser.run(name);
      return;
    }
    const { phoneNumber } = JSON.parse(openText(row.value, "users", name, row.phone)) as {
      phoneNumber: string;
    };
    const left = JSON.stringify({ userId, phoneNumber });
    keepNumber.run(sealText(left, "users", name, row.phone), name);
  }

  return {
    erase(userId, { channels }) {
      const name = blind("user", userId);
      const sessionIds = sessionsOf.all(name).map((row) => row["session_id"] as string);
      for (const sessionId of sessionIds) {
        for (const statement of ofSession) statement.run(sessionId);
        unkeyed.run(sessionId);
        keyed.run(sessionId);
      }
      removeTimersOf([userId, ...sessionIds]);
      undone.run(name);
      for (const statement of ofUser) statement.run(name);
      const isTexted = channels.some((channel) => channel !== "websocket");
      removeOrKeepNumber(name, userId, isTexted);
    },
    forget({ sessionId, seq, userId }) {
      if (removeLastWord.run(sessionId, seq).changes > 0) {
        removeWhomItWentTo.run(blind("user", userId));
      }
    },
  };
}
