import type { DatabaseSync } from "node:sqlite";

import type { OutboxEntry } from "../../domain/turn.ts";
import type { Sealing } from "../sealing.ts";
import type { OutboxStore } from "../storage.ts";
import type { Eraser } from "./erase.ts";
import { readable } from "../unreadable.ts";
import type { OnUnreadable } from "../unreadable.ts";
import type { Write } from "./writer.ts";

/** The outbox, with what ends it for a user. */
export interface SqliteOutboxStore extends OutboxStore {
  /** Deletes all that is kept about the entry's user, this and every other entry included, and tells it. */
  appendLast(entry: Omit<OutboxEntry, "seq">): Promise<void>;
}

interface Row {
  readonly session_id: string;
  readonly seq: number;
  readonly entry: Uint8Array;
}

export function createOutboxStore(
  db: DatabaseSync,
  write: Write,
  { sealText, openText }: Sealing,
  onUnreadable: OnUnreadable,
  eraser: Eraser,
): SqliteOutboxStore {
  const nextSeq = db.prepare(
    "SELECT coalesce(max(seq), 0) + 1 AS seq FROM outbox WHERE session_id = ?",
  );
  const insert = db.prepare(
    "INSERT INTO outbox (session_id, seq, inbox_id, entry) VALUES (?, ?, ?, ?)",
  );
  const queue = db.prepare("INSERT INTO deliveries (channel, session_id, seq) VALUES (?, ?, ?)");
  const after = db.prepare("SELECT * FROM outbox WHERE session_id = ? AND seq > ? ORDER BY seq");
  const last = db.prepare("SELECT * FROM outbox WHERE inbox_id = ? ORDER BY seq DESC LIMIT 1");
  const waiting = db.prepare(
    `SELECT o.* FROM deliveries d JOIN outbox o USING (session_id, seq) WHERE d.channel = ? ORDER BY d.position`,
  );
  const delivered = db.prepare(
    "DELETE FROM deliveries WHERE channel = ? AND session_id = ? AND seq = ?",
  );
  const listeners = new Set<(entry: OutboxEntry) => void>();

  function toEntry(row: unknown): OutboxEntry {
    const { session_id: sessionId, seq, entry } = row as Row;
    return JSON.parse(openText(entry, "outbox", sessionId, String(seq))) as OutboxEntry;
  }

  /** Stores it and, where it must be delivered, has it wait for that. Runs inside a transaction. */
  function add(entry: Omit<OutboxEntry, "seq">, seq: number, inboxId: string | null): OutboxEntry {
    const numbered: OutboxEntry = { ...entry, seq };
    const place = ["outbox", entry.sessionId, String(seq)] as const;
    const sealed = sealText(JSON.stringify(numbered), ...place);
    insert.run(entry.sessionId, seq, inboxId, sealed);
    for (const channel of entry.channels) {
      if (channel !== "websocket") queue.run(channel, entry.sessionId, seq);
    }
    return numbered;
  }

  function tell(entry: OutboxEntry): OutboxEntry {
    for (const listener of listeners) listener(entry);
    return entry;
  }

  return {
    async append(entry, inboxId) {
      const stored = await write(() => {
        const { seq } = nextSeq.get(entry.sessionId) as { seq: number };
        return add(entry, seq, inboxId ?? null);
      });
      return tell(stored);
    },
    async appendLast(entry) {
      const told = await write(() => {
        const { seq } = nextSeq.get(entry.sessionId) as { seq: number };
        eraser.erase(entry.userId, entry);
        const isDelivered = entry.channels.every((channel) => channel === "websocket");
        return isDelivered ? { ...entry, seq } : add(entry, seq, null);
      });
      tell(told);
    },
    after: async (sessionId, seq) => readable(after.all(sessionId, seq), toEntry, onUnreadable),
    async lastFor(inboxId) {
      const row = last.get(inboxId);
      return row === undefined ? undefined : toEntry(row);
    },
    undelivered: async (channel) => readable(waiting.all(channel), toEntry, onUnreadable),
    markDelivered: (entry, channel) =>
      write(() => {
        delivered.run(channel, entry.sessionId, entry.seq);
        eraser.forget(entry);
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
