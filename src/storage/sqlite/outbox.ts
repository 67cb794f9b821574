import type { DatabaseSync } from "node:sqlite";

import type { OutboxEntry } from "../../domain/turn.ts";
import type { OutboxStore } from "../storage.ts";
import type { Write } from "./writer.ts";

export function createOutboxStore(db: DatabaseSync, write: Write): OutboxStore {
  const nextSeq = db.prepare(
    "SELECT coalesce(max(seq), 0) + 1 AS seq FROM outbox WHERE session_id = ?",
  );
  const insert = db.prepare(
    "INSERT INTO outbox (session_id, seq, inbox_id, entry) VALUES (?, ?, ?, ?)",
  );
  const queue = db.prepare("INSERT INTO deliveries (channel, session_id, seq) VALUES (?, ?, ?)");
  const after = db.prepare(
    "SELECT entry FROM outbox WHERE session_id = ? AND seq > ? ORDER BY seq",
  );
  const last = db.prepare("SELECT entry FROM outbox WHERE inbox_id = ? ORDER BY seq DESC LIMIT 1");
  const waiting = db.prepare(
    `SELECT o.entry FROM deliveries d JOIN outbox o USING (session_id, seq) WHERE d.channel = ? ORDER BY d.position`,
  );
  const delivered = db.prepare(
    "DELETE FROM deliveries WHERE channel = ? AND session_id = ? AND seq = ?",
  );
  const listeners = new Set<(entry: OutboxEntry) => void>();

  return {
    async append(entry, inboxId) {
      const stored = await write(() => {
        const { seq } = nextSeq.get(entry.sessionId) as { seq: number };
        const numbered: OutboxEntry = { ...entry, seq };
        insert.run(entry.sessionId, seq, inboxId ?? null, JSON.stringify(numbered));
        for (const channel of entry.channels) {
          if (channel !== "websocket") queue.run(channel, entry.sessionId, seq);
        }
        return numbered;
      });
      for (const listener of listeners) listener(stored);
      return stored;
    },
    after: async (sessionId, seq) => after.all(sessionId, seq).map(toEntry),
    async lastFor(inboxId) {
      const row = last.get(inboxId);
      return row === undefined ? undefined : toEntry(row);
    },
    undelivered: async (channel) => waiting.all(channel).map(toEntry),
    markDelivered: ({ sessionId, seq }, channel) =>
      write(() => void delivered.run(channel, sessionId, seq)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function toEntry(row: unknown): OutboxEntry {
  return JSON.parse((row as { entry: string }).entry) as OutboxEntry;
}
