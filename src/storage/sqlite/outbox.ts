import type { DatabaseSync } from "node:sqlite";

import type { OutboxEntry } from "../../domain/turn.ts";
import type { Sealing } from "../sealing.ts";
import type { OutboxStore } from "../storage.ts";
import { readable } from "./unreadable.ts";
import type { OnUnreadable } from "./unreadable.ts";
import type { Write } from "./writer.ts";

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
): OutboxStore {
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

  return {
    async append(entry, inboxId) {
      const stored = await write(() => {
        const { seq } = nextSeq.get(entry.sessionId) as { seq: number };
        const numbered: OutboxEntry = { ...entry, seq };
        const place = ["outbox", entry.sessionId, String(seq)] as const;
        const sealed = sealText(JSON.stringify(numbered), ...place);
        insert.run(entry.sessionId, seq, inboxId ?? null, sealed);
        for (const channel of entry.channels) {
          if (channel !== "websocket") queue.run(channel, entry.sessionId, seq);
        }
        return numbered;
      });
      for (const listener of listeners) listener(stored);
      return stored;
    },
    after: async (sessionId, seq) => readable(after.all(sessionId, seq), toEntry, onUnreadable),
    async lastFor(inboxId) {
      const row = last.get(inboxId);
      return row === undefined ? undefined : toEntry(row);
    },
    undelivered: async (channel) => readable(waiting.all(channel), toEntry, onUnreadable),
    markDelivered: ({ sessionId, seq }, channel) =>
      write(() => void delivered.run(channel, sessionId, seq)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
