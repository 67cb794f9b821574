import type { DatabaseSync } from "node:sqlite";

import type { SessionId, UserId } from "../../domain/ids.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { InboxEntry, InboxStore } from "../storage.ts";
import { readable } from "../unreadable.ts";
import type { OnUnreadable } from "../unreadable.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly id: string;
  readonly session_id: string;
  readonly at: number;
  readonly inbound: Uint8Array;
}

/** Whose session it is for; null where there is no such session yet. */
interface Owned {
  readonly user: string | null;
}

export function createInboxStore(
  db: DatabaseSync,
  write: Write,
  sealing: Sealing,
  onUnreadable: OnUnreadable,
): InboxStore {
  const { blind, sealText, openText } = sealing;
  const insert = db.prepare(
    `INSERT INTO inbox (id, session_id, dedupe, at, inbound) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dedupe) DO NOTHING`,
  );
  const byKey = db.prepare("SELECT * FROM inbox WHERE dedupe = ?");
  const next = db.prepare(
    "SELECT * FROM inbox WHERE session_id = ? AND finished = 0 ORDER BY position LIMIT 1",
  );
  // What was deleted since is an empty value.
  const history = db.prepare(
    "SELECT * FROM inbox WHERE session_id = ? AND length(inbound) > 0 ORDER BY position",
  );
  const finish = db.prepare("UPDATE inbox SET finished = 1 WHERE id = ?");
  const setAside = db.prepare("UPDATE inbox SET finished = 2 WHERE id = ?");
  const unfinished = db.prepare(
    "SELECT session_id FROM inbox WHERE finished = 0 GROUP BY session_id ORDER BY min(position)",
  );
  // Until its first message is stored a session has no row, and only the message says whose it is.
  const unfinishedOf = db.prepare(
    `SELECT i.*, s.user FROM inbox i LEFT JOIN sessions s USING (session_id)
     WHERE i.finished = 0 AND (s.user = ? OR s.user IS NULL) ORDER BY i.position`,
  );
  const use = db.prepare(
    `INSERT INTO session_uses (user, channel, session_id, used)
     VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) FROM inbox))
     ON CONFLICT (user, channel) DO UPDATE SET session_id = excluded.session_id, used = excluded.used`,
  );

  function toEntry(row: unknown): InboxEntry {
    const { id, session_id: sessionId, at, inbound } = row as Row;
    return {
      id,
      sessionId: sessionId as SessionId,
      at,
      inbound: JSON.parse(openText(inbound, "inbox", id, sessionId)) as InboxEntry["inbound"],
    };
  }

  /** The entry that came first with a key; of one that was deleted since, nothing is known but that it came. */
  function toEarlier(row: unknown): InboxEntry | undefined {
    const { length } = (row as Row | undefined)?.inbound ?? [];
    return length === 0 ? undefined : toEntry(row);
  }

  function isOf(row: Row & Owned, userId: UserId): boolean {
    if (row.user !== null) return true;
    const { inbound } = toEntry(row);
    return "userId" in inbound && inbound.userId === userId;
  }

  return {
    put: (entry, dedupeKey) =>
      write(() => {
        const { id, sessionId, at, inbound } = entry;
        const dedupe = dedupeKey === undefined ? null : blind("dedupe", dedupeKey);
        const sealed = sealText(JSON.stringify(inbound), "inbox", id, sessionId);
        const { changes } = insert.run(id, sessionId, dedupe, at, sealed);
        if (changes === 0) return { stored: false, entry: toEarlier(byKey.get(dedupe)) ?? entry };
        if ("channel" in inbound)
          use.run(blind("user", inbound.userId), inbound.channel, sessionId);
        return { stored: true, entry };
      }),
    async next(sessionId) {
      for (;;) {
        const row = next.get(sessionId);
        if (row === undefined) return undefined;
        try {
          return toEntry(row);
        } catch (cause) {
          // Altered: it says nothing any more that could be done, and holds up what came after it.
          if (!(cause instanceof SealError)) throw cause;
          await write(() => void setAside.run((row as unknown as Row).id));
          onUnreadable(cause);
        }
      }
    },
    finish: (id) => write(() => void finish.run(id)),
    history: async (sessionId) => readable(history.all(sessionId), toEntry, onUnreadable),
    unfinishedSessions: async () => unfinished.all().map((row) => row["session_id"] as SessionId),
    async unfinishedOf(userId) {
      const rows = unfinishedOf.all(blind("user", userId)) as unknown as (Row & Owned)[];
      const read = readable(rows, (row) => ({ row, isHis: isOf(row, userId) }), onUnreadable);
      const oldest = new Map<SessionId, string>();
      for (const { row, isHis } of read) {
        const sessionId = row.session_id as SessionId;
        if (isHis && !oldest.has(sessionId)) oldest.set(sessionId, row.id);
      }
      return [...oldest].map(([sessionId, entryId]) => ({ sessionId, entryId }));
    },
  };
}
