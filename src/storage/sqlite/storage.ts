import { DatabaseSync } from "node:sqlite";

import type { Storage } from "../storage.ts";
import { createCacheStore } from "./cache.ts";
import { SqliteCheckpointer } from "./checkpointer.ts";
import { createEffectStore } from "./effects.ts";
import { createInboxStore } from "./inbox.ts";
import { createOutboxStore } from "./outbox.ts";
import { migrate } from "./schema.ts";
import { createSessionStore } from "./sessions.ts";
import { createTimerStore } from "./timers.ts";
import { createUserStore } from "./users.ts";
import { createWriter } from "./writer.ts";

/** The file belongs to another process that runs. */
export class StorageInUseError extends Error {
  override readonly name = "StorageInUseError";
}

/**
 * Opens (or makes) the embedded storage: one file, one process.
 * @throws StorageInUseError where another process has it open; Error where a newer version of the program wrote it.
 */
export function openSqliteStorage({ path }: { readonly path: string }): Storage {
  const db = openExclusively(path);
  const { write, flush } = createWriter(db);
  return {
    checkpointer: new SqliteCheckpointer(db, write),
    users: createUserStore(db, write),
    sessions: createSessionStore(db, write),
    inbox: createInboxStore(db, write),
    outbox: createOutboxStore(db, write),
    cache: createCacheStore(db, write),
    effects: createEffectStore(db, write),
    timers: createTimerStore(db, write),
    async ping() {
      db.prepare("SELECT 1").get();
    },
    async close() {
      flush();
      db.close();
    },
  };
}

/** SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

function openExclusively(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    // Exclusive: the runner of a session is this process alone, and a killed process leaves no lock behind. NORMAL with
    // a write-ahead log keeps every commit through `kill -9`; only a power cut may take the last ones.
    db.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;",
    );
    migrate(db);
    return db;
  } catch (cause) {
    db.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new StorageInUseError(`${path} is in use by another process.`, { cause });
  }
}
