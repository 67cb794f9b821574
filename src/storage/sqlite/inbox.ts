import type { DatabaseSync } from "node:sqlite";

import type { SessionId } from "../../domain/ids.ts";
import type { InboxEntry, InboxStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly id: string;
  readonly session_id: string;
  readonly at: number;
  readonly inbound: string;
}

export function createInboxStore(db: DatabaseSync, write: Write): InboxStore {
  const insert = db.prepare(
    `INSERT INTO inbox (id, session_id, dedupe_key, at, inbound) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dedupe_key) DO NOTHING`,
  );
  const byKey = db.prepare("SELECT * FROM inbox WHERE dedupe_key = ?");
  const next = db.prepare(
    "SELECT * FROM inbox WHERE session_id = ? AND finished = 0 ORDER BY position LIMIT 1",
  );
  const finish = db.prepare("UPDATE inbox SET finished = 1 WHERE id = ?");
  const unfinished = db.prepare(
    "SELECT session_id FROM inbox WHERE finished = 0 GROUP BY session_id ORDER BY min(position)",
  );
  const use = db.prepare(
    `INSERT INTO session_uses (user_id, channel, session_id, used)
     VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) FROM inbox))
     ON CONFLICT (user_id, channel) DO UPDATE SET session_id = excluded.session_id, used = excluded.used`,
  );

  return {
    put: (entry, dedupeKey) =>
      write(() => {
        const { id, sessionId, at, inbound } = entry;
        const { changes } = insert.run(
          id,
          sessionId,
          dedupeKey ?? null,
          at,
          JSON.stringify(inbound),
        );
        if (changes === 0) {
          return { stored: false, entry: toEntry(byKey.get(dedupeKey ?? null)) ?? entry };
        }
        if ("channel" in inbound) use.run(inbound.userId, inbound.channel, sessionId);
        return { stored: true, entry };
      }),
    next: async (sessionId) => toEntry(next.get(sessionId)),
    finish: (id) => write(() => void finish.run(id)),
    unfinishedSessions: async () => unfinished.all().map((row) => row["session_id"] as SessionId),
  };
}

function toEntry(row: unknown): InboxEntry | undefined {
  if (row === undefined) return undefined;
  const { id, session_id: sessionId, at, inbound } = row as Row;
  return {
    id,
    sessionId: sessionId as SessionId,
    at,
    inbound: JSON.parse(inbound) as InboxEntry["inbound"],
  };
}
