import { DatabaseSync } from "node:sqlite";

import type { Storage } from "../storage.ts";
import { createCacheStore } from "./cache.ts";
import { SqliteCheckpointer } from "./checkpointer.ts";
import { createInboxStore } from "./inbox.ts";
import { createOutboxStore } from "./outbox.ts";
import { migrate } from "./schema.ts";
import { createSessionStore } from "./sessions.ts";
import { createTimerStore } from "./timers.ts";
import { createUserStore } from "./users.ts";

/**
 * Opens (or makes) the embedded storage: one file, one process.
 * @throws where another process has it open, or a newer version of the program wrote it.
 */
export function openSqliteStorage({ path }: { readonly path: string }): Storage {
  const db = new DatabaseSync(path);
  // Exclusive: the runner of a session is this process alone, and a killed process leaves no lock behind. NORMAL with
  // a write-ahead log keeps every commit through `kill -9`; only a power cut may take the last ones.
  db.exec(
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
  );
  migrate(db);
  return {
    checkpointer: new SqliteCheckpointer(db),
    users: createUserStore(db),
    sessions: createSessionStore(db),
    inbox: createInboxStore(db),
    outbox: createOutboxStore(db),
    cache: createCacheStore(db),
    timers: createTimerStore(db),
    async ping() {
      db.prepare("SELECT 1").get();
    },
    async close() {
      db.close();
    },
  };
}
