import type { DatabaseSync } from "node:sqlite";

import type { Sealing } from "../sealing.ts";
import { sealPlainData } from "./seal-plain-data.ts";

// Tables of long rows keep their rowid: rows are then added at the end, where a commit has few pages to write.

/** The first version that holds no readable words. */
const SEALED_SINCE = 3;

/** SQL, or what changes the rows themselves. */
type Migration = string | ((db: DatabaseSync, sealing: Sealing) => void);

/** One entry a version, run once each, in order; the file remembers in `user_version` how far it is. */
const MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE users (
    user_id TEXT PRIMARY KEY, phone_number TEXT UNIQUE, value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, question TEXT, asked_at TEXT,
    question_count INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_asking ON sessions (user_id, asked_at) WHERE question IS NOT NULL;

  CREATE TABLE session_uses (
    user_id TEXT NOT NULL, channel TEXT NOT NULL, session_id TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE connect_tokens (token TEXT PRIMARY KEY, session_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE inbox (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL, dedupe_key TEXT UNIQUE,
    at REAL NOT NULL, inbound TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX inbox_unfinished ON inbox (session_id, position) WHERE finished = 0;

  CREATE TABLE outbox (
    session_id TEXT NOT NULL, seq INTEGER NOT NULL, inbox_id TEXT, entry TEXT NOT NULL,
    PRIMARY KEY (session_id, seq)
  ) STRICT;
  CREATE INDEX outbox_answers ON outbox (inbox_id, seq) WHERE inbox_id IS NOT NULL;

  CREATE TABLE deliveries (
    position INTEGER PRIMARY KEY, channel TEXT NOT NULL, session_id TEXT NOT NULL, seq INTEGER NOT NULL,
    UNIQUE (channel, session_id, seq)
  ) STRICT;

  CREATE TABLE cache (
    user_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at REAL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE timers (id TEXT PRIMARY KEY, due_at REAL NOT NULL, payload TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX timers_due ON timers (due_at);

  CREATE TABLE checkpoints (
    thread_id TEXT NOT NULL, ns TEXT NOT NULL, id TEXT NOT NULL, parent_id TEXT,
    type TEXT NOT NULL, checkpoint BLOB NOT NULL, metadata_type TEXT NOT NULL, metadata BLOB NOT NULL,
    PRIMARY KEY (thread_id, ns, id)
  ) STRICT;
  CREATE TABLE channel_values (
    thread_id TEXT NOT NULL, ns TEXT NOT NULL, channel TEXT NOT NULL, version TEXT NOT NULL,
    type TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (thread_id, ns, channel, version)
  ) STRICT;
  CREATE TABLE writes (
    thread_id TEXT NOT NULL, ns TEXT NOT NULL, checkpoint_id TEXT NOT NULL, task_id TEXT NOT NULL, idx INTEGER NOT NULL,
    task_path TEXT NOT NULL, channel TEXT NOT NULL, type TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (thread_id, ns, checkpoint_id, task_id, idx)
  ) STRICT;
  `,
  `
  CREATE TABLE effects (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, command_id TEXT NOT NULL, tool TEXT NOT NULL, args_hash TEXT NOT NULL,
    at REAL NOT NULL, output TEXT, undo TEXT
  ) STRICT;
  CREATE INDEX effects_of_user ON effects (user_id, at);
  CREATE INDEX effects_of_command ON effects (command_id);
  -- A command that was taken back, or that takes another one back.
  CREATE TABLE undone (command_id TEXT PRIMARY KEY, undo_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  sealPlainData,
  `
  CREATE TABLE actions (
    user TEXT NOT NULL, seq INTEGER NOT NULL, effect TEXT NOT NULL UNIQUE, record BLOB NOT NULL,
    PRIMARY KEY (user, seq)
  ) STRICT;
  CREATE TABLE action_heads (user TEXT PRIMARY KEY, head BLOB NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  DROP TABLE connect_tokens;
  -- A link whose token was used has a state instead, which only the browser that used it can bring back.
  CREATE TABLE connect_links (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL, purpose BLOB NOT NULL, expires_at REAL NOT NULL,
    state_hash TEXT UNIQUE, browser_hash TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX connect_links_expiry ON connect_links (expires_at);
  `,
  "CREATE INDEX cache_expiry ON cache (expires_at) WHERE expires_at IS NOT NULL;",
];

/** Brings a database file up to this version of the program. @throws where a newer version wrote it. */
export function migrate(db: DatabaseSync, sealing: Sealing): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as {
    user_version: number;
  };
  if (version > MIGRATIONS.length) {
    throw new Error(`The data was written by a newer version of Errand (schema ${version}).`);
  }
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i < version) continue;
    db.exec("BEGIN IMMEDIATE");
    if (typeof migration === "string") db.exec(migration);
    else migration(db, sealing);
    db.exec(`PRAGMA user_version = ${i + 1}; COMMIT;`);
  }
  if (version > 0 && version < SEALED_SINCE) eraseFreePages(db);
}

/** What was plain is still in pages that are free now, and in the write-ahead log. */
function eraseFreePages(db: DatabaseSync): void {
  db.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
}
