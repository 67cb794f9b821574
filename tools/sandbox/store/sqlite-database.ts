import { DatabaseSync } from "node:sqlite";

import type { Change, Database } from "./database.ts";
import { createJournal } from "./journal.ts";

/** Opens the file. A process that is killed loses no ended transaction: WAL pages are the operating system's by then. */
export function openSqliteDatabase(file: string): Database {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS resource (
      owner TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (owner, kind, id)
    ) STRICT;
  `);
  const put = database.prepare(
    "INSERT INTO resource VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
  );
  const remove = database.prepare("DELETE FROM resource WHERE owner = ? AND kind = ? AND id = ?");
  // In order of insertion, so that collections keep theirs across a restart.
  const all = database.prepare("SELECT owner, kind, id, body FROM resource ORDER BY rowid");
  const journal = createJournal();

  const keep = (changes: readonly Change[]) => {
    if (changes.length === 0) return;
    database.exec("BEGIN IMMEDIATE");
    try {
      for (const { collection, id, body } of changes) {
        const { owner, kind } = collection;
        if (body === undefined) remove.run(owner, kind, id);
        else put.run(owner, kind, id, body);
      }
      database.exec("COMMIT");
    } catch (cause) {
      database.exec("ROLLBACK");
      throw cause;
    }
  };

  return {
    ...journal,
    follow(replica) {
      for (const { owner, kind, id, body } of all.iterate()) {
        const collection = { owner: String(owner), kind: String(kind) };
        replica.apply({ collection, id: String(id), body: String(body) });
      }
    },
    async transact(work) {
      const recorded = journal.record(work);
      try {
        keep(recorded.changes);
      } catch (cause) {
        recorded.undo();
        throw cause;
      }
      return recorded.result();
    },
    close: () => database.close(),
  };
}
