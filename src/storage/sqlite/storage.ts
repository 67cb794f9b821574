import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

import type { DataKeys } from "../data-key.ts";
import { DATA_KEY_BYTES } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { LeaseStore, Storage } from "../storage.ts";
import { createActionLog } from "./actions.ts";
import { createCacheStore } from "./cache.ts";
import { SqliteCheckpointer } from "./checkpointer.ts";
import { createConnectLinkStore } from "./connect-links.ts";
import { createEffectStore } from "./effects.ts";
import { createEraser } from "./erase.ts";
import { createInboxStore } from "./inbox.ts";
import { createOutboxStore } from "./outbox.ts";
import { openSealing } from "./open-sealing.ts";
import { createSessionQueue } from "./queue.ts";
import { migrate } from "./schema.ts";
import { sealAnew } from "./sealed-columns.ts";
import { createSessionStore } from "./sessions.ts";
import { createTimerStore } from "./timers.ts";
import type { OnUnreadable } from "../unreadable.ts";
import { createUserStore } from "./users.ts";
import { createWriter } from "./writer.ts";

/** The file belongs to another process that runs. */
export class StorageInUseError extends Error {
  override readonly name = "StorageInUseError";
}

export interface SqliteStorageOptions {
  readonly path: string;
  /** Default: a key that nobody keeps, for data that is not opened again. */
  readonly dataKeys?: DataKeys;
  /** Told of stored values that were altered, and are passed over. */
  readonly onUnreadable?: OnUnreadable;
}

/**
 * Opens (or makes) the embedded storage: one file, one process, nothing in it readable without the data key.
 * @throws StorageInUseError where another process has it open; DataKeyError where the key is not the one it was sealed
 * with; Error where a newer version of the program wrote it.
 */
export function openSqliteStorage({
  path,
  dataKeys = UNKEPT_KEY,
  onUnreadable = () => {},
}: SqliteStorageOptions): Storage {
  const { db, sealing } = openExclusively(path, dataKeys);
  const { write, flush } = createWriter(db);
  const inbox = createInboxStore(db, write, sealing, onUnreadable);
  const outbox = createOutboxStore(db, write, sealing, onUnreadable, createEraser(db, sealing));
  return {
    checkpointer: new SqliteCheckpointer(db, write, sealing),
    users: createUserStore(db, write, sealing),
    sessions: createSessionStore(db, write, sealing),
    connectLinks: createConnectLinkStore(db, write, sealing),
    inbox,
    outbox,
    cache: createCacheStore(db, write, sealing),
    effects: createEffectStore(db, write, sealing),
    actions: createActionLog(db, write, sealing),
    timers: createTimerStore(db, write, sealing),
    leases: SOLE_HOLDER,
    queue: createSessionQueue(inbox),
    async erase(lastWord) {
      // Else what was deleted would stay in pages that are free now, and in the log.
      db.exec("PRAGMA secure_delete = ON");
      await outbox.appendLast(lastWord);
      db.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE);");
    },
    async ping() {
      db.prepare("SELECT 1").get();
    },
    async close() {
      flush();
      db.close();
    },
  };
}

/** The file is this process's alone, and so is every right. */
const SOLE_HOLDER: LeaseStore = { take: async () => true, release: async () => undefined };

const UNKEPT_KEY: DataKeys = {
  known: [],
  source: "the key",
  create: () => randomBytes(DATA_KEY_BYTES),
};

/** SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

function openExclusively(
  path: string,
  dataKeys: DataKeys,
): { readonly db: DatabaseSync; readonly sealing: Sealing } {
  const db = new DatabaseSync(path);
  try {
    // Exclusive: the runner of a session is this process alone, and a killed process leaves no lock behind. NORMAL with
    // a write-ahead log keeps every commit through `kill -9`; only a power cut may take the last ones.
    db.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;",
    );
    const { sealing, keyIsNew } = openSealing(db, dataKeys);
    migrate(db, sealing);
    if (keyIsNew) sealAnew(db, sealing);
    return { db, sealing };
  } catch (cause) {
    db.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new StorageInUseError(`${path} is in use by another process.`, { cause });
  }
}
