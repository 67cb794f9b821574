import type { DatabaseSync } from "node:sqlite";

import type { Sealing } from "../sealing.ts";
import { packValues } from "../packed/packed-values.ts";
import type { Named } from "../packed/packed-values.ts";
import { batchesOf, packWrites } from "../packed/packed-writes.ts";
import type { PackedWrite } from "../packed/packed-writes.ts";

/** The tables as they are where nothing readable is stored. */
const SEALED_TABLES = `
  CREATE TABLE users (user TEXT PRIMARY KEY, phone TEXT UNIQUE, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, user TEXT NOT NULL, owner BLOB NOT NULL, question BLOB, asked_at TEXT,
    question_count INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_asking ON sessions (user, asked_at) WHERE question IS NOT NULL;
  CREATE INDEX sessions_of_user ON sessions (user);

  CREATE TABLE session_uses (
    user TEXT NOT NULL, channel TEXT NOT NULL, session_id TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (user, channel)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE connect_tokens (token TEXT PRIMARY KEY, session_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE inbox (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL, dedupe TEXT UNIQUE,
    at REAL NOT NULL, inbound BLOB NOT NULL, finished INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX inbox_unfinished ON inbox (session_id, position) WHERE finished = 0;

  CREATE TABLE outbox (
    session_id TEXT NOT NULL, seq INTEGER NOT NULL, inbox_id TEXT, entry BLOB NOT NULL,
    PRIMARY KEY (session_id, seq)
  ) STRICT;
  CREATE INDEX outbox_answers ON outbox (inbox_id, seq) WHERE inbox_id IS NOT NULL;

  CREATE TABLE cache (
    user TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, expires_at REAL, PRIMARY KEY (user, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE timers (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, due_at REAL NOT NULL, timer BLOB NOT NULL
  ) STRICT;
  CREATE INDEX timers_due ON timers (due_at);

  CREATE TABLE effects (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, command_id TEXT NOT NULL, tool TEXT NOT NULL, args_hash TEXT NOT NULL,
    at REAL NOT NULL, outcome BLOB
  ) STRICT;
  CREATE INDEX effects_of_user ON effects (user, at);
  CREATE INDEX effects_of_command ON effects (command_id);

  -- A checkpoint, with the values it brought, all of one version; without "versions", values alone.
  CREATE TABLE checkpoints (
    thread_id TEXT NOT NULL, ns TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, parent_id TEXT, versions TEXT,
    body BLOB NOT NULL, PRIMARY KEY (thread_id, ns, id, version)
  ) STRICT;
  CREATE TABLE writes (
    thread_id TEXT NOT NULL, ns TEXT NOT NULL, checkpoint_id TEXT NOT NULL, task_id TEXT NOT NULL,
    batch INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (thread_id, ns, checkpoint_id, task_id, batch)
  ) STRICT;
`;

const REMADE = [
  "users",
  "sessions",
  "session_uses",
  "connect_tokens",
  "inbox",
  "outbox",
  "cache",
  "timers",
  "effects",
  "checkpoints",
  "channel_values",
  "writes",
];

const INDEXES = [
  "sessions_asking",
  "inbox_unfinished",
  "outbox_answers",
  "timers_due",
  "effects_of_user",
  "effects_of_command",
];

/** Seals what versions 1 and 2 of the schema kept in readable form. Runs inside the caller's transaction. */
export function sealPlainData(db: DatabaseSync, sealing: Sealing): void {
  for (const index of INDEXES) db.exec(`DROP INDEX ${index}`);
  for (const table of REMADE) db.exec(`ALTER TABLE ${table} RENAME TO plain_${table}`);
  db.exec(SEALED_TABLES);
  for (const seal of [sealUsers, sealSessions, sealMessages, sealKept, sealEffects, sealThreads]) {
    seal(db, sealing);
  }
  for (const table of REMADE) db.exec(`DROP TABLE plain_${table}`);
}

interface PlainUser {
  readonly user_id: string;
  readonly phone_number: string | null;
  readonly value: string;
}

function sealUsers(db: DatabaseSync, { blind, sealText }: Sealing): void {
  const insert = db.prepare("INSERT INTO users VALUES (?, ?, ?)");
  for (const { user_id: userId, phone_number: phone, value } of rowsOf(
    db,
    "users",
  ) as readonly PlainUser[]) {
    const user = blind("user", userId);
    const phoneName = phone === null ? null : blind("phone", phone);
    insert.run(user, phoneName, sealText(value, "users", user, phoneName ?? ""));
  }
}

interface PlainSession {
  readonly session_id: string;
  readonly user_id: string;
  readonly question: string | null;
  readonly asked_at: string | null;
  readonly question_count: number;
}

interface PlainUse {
  readonly user_id: string;
  readonly channel: string;
  readonly session_id: string;
  readonly used: number;
}

interface PlainToken {
  readonly token: string;
  readonly session_id: string;
}

function sealSessions(db: DatabaseSync, { blind, sealText }: Sealing): void {
  const insert = db.prepare("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)");
  for (const row of rowsOf(db, "sessions") as readonly PlainSession[]) {
    const { session_id: id, user_id: userId, question } = row;
    const user = blind("user", userId);
    const owner = sealText(userId, "sessions", id, user, "owner");
    const asked = question === null ? null : sealText(question, "sessions", id, user, "question");
    insert.run(id, user, owner, asked, row.asked_at, row.question_count);
  }
  const use = db.prepare("INSERT INTO session_uses VALUES (?, ?, ?, ?)");
  for (const row of rowsOf(db, "session_uses") as readonly PlainUse[]) {
    use.run(blind("user", row.user_id), row.channel, row.session_id, row.used);
  }
  const give = db.prepare("INSERT INTO connect_tokens VALUES (?, ?)");
  for (const { token, session_id: sessionId } of rowsOf(
    db,
    "connect_tokens",
  ) as readonly PlainToken[]) {
    give.run(blind("connect", token), sessionId);
  }
}

interface PlainInbound {
  readonly position: number;
  readonly id: string;
  readonly session_id: string;
  readonly dedupe_key: string | null;
  readonly at: number;
  readonly inbound: string;
  readonly finished: number;
}

interface PlainEntry {
  readonly session_id: string;
  readonly seq: number;
  readonly inbox_id: string | null;
  readonly entry: string;
}

function sealMessages(db: DatabaseSync, { blind, sealText }: Sealing): void {
  const insert = db.prepare("INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const row of rowsOf(db, "inbox") as readonly PlainInbound[]) {
    const { position, id, session_id: sessionId, dedupe_key: key, at, finished } = row;
    const dedupe = key === null ? null : blind("dedupe", key);
    const inbound = sealText(row.inbound, "inbox", id, sessionId);
    insert.run(position, id, sessionId, dedupe, at, inbound, finished);
  }
  const say = db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?)");
  for (const { session_id: sessionId, seq, inbox_id, entry } of rowsOf(
    db,
    "outbox",
  ) as readonly PlainEntry[]) {
    say.run(sessionId, seq, inbox_id, sealText(entry, "outbox", sessionId, String(seq)));
  }
}

interface PlainCached {
  readonly user_id: string;
  readonly key: string;
  readonly value: string;
  readonly expires_at: number | null;
}

interface PlainTimer {
  readonly id: string;
  readonly due_at: number;
  readonly payload: string;
}

function sealKept(db: DatabaseSync, { blind, sealText }: Sealing): void {
  const keep = db.prepare("INSERT INTO cache VALUES (?, ?, ?, ?)");
  for (const { user_id: userId, key, value, expires_at } of rowsOf(
    db,
    "cache",
  ) as readonly PlainCached[]) {
    const name = [blind("user", userId), blind("cache", key)] as const;
    keep.run(...name, sealText(value, "cache", ...name), expires_at);
  }
  const set = db.prepare("INSERT INTO timers (id, due_at, timer) VALUES (?, ?, ?)");
  for (const { id, due_at: dueAt, payload } of rowsOf(db, "timers") as readonly PlainTimer[]) {
    const name = blind("timer", id);
    const timer = JSON.stringify({ id, payload: JSON.parse(payload) as unknown });
    set.run(name, dueAt, sealText(timer, "timers", name));
  }
}

interface PlainEffect {
  readonly id: string;
  readonly user_id: string;
  readonly command_id: string;
  readonly tool: string;
  readonly args_hash: string;
  readonly at: number;
  readonly output: string | null;
  readonly undo: string | null;
}

function sealEffects(db: DatabaseSync, { blind, sealText }: Sealing): void {
  const insert = db.prepare("INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const row of rowsOf(db, "effects", "rowid") as readonly PlainEffect[]) {
    const { output, undo, command_id: commandId, tool, at } = row;
    const id = blind("effect", row.id);
    const args = blind("arguments", row.args_hash);
    const user = blind("user", row.user_id);
    const place = ["effects", id, user, commandId] as const;
    const outcome =
      output === null ? null : sealText(`{"output":${output},"undo":${undo}}`, ...place);
    insert.run(id, user, commandId, tool, args, at, outcome);
  }
}

interface PlainCheckpoint {
  readonly thread_id: string;
  readonly ns: string;
  readonly id: string;
  readonly parent_id: string | null;
  readonly type: string;
  readonly checkpoint: Uint8Array;
  readonly metadata_type: string;
  readonly metadata: Uint8Array;
}

interface PlainValue {
  readonly thread_id: string;
  readonly ns: string;
  readonly channel: string;
  readonly version: string;
  readonly type: string;
  readonly value: Uint8Array;
}

interface PlainWrite extends Omit<PlainValue, "version"> {
  readonly checkpoint_id: string;
  readonly task_id: string;
  readonly task_path: string;
  readonly idx: number;
}

function rowsOf(db: DatabaseSync, table: string, order = "1"): readonly unknown[] {
  return db.prepare(`SELECT * FROM plain_${table} ORDER BY ${order}`).all();
}

function sealThreads(db: DatabaseSync, { seal }: Sealing): void {
  const checkpoints = rowsOf(db, "checkpoints") as readonly PlainCheckpoint[];
  const put = db.prepare("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const row of checkpoints) {
    const { thread_id: threadId, ns, id, parent_id: parentId } = row;
    const { channel_versions: versions } = JSON.parse(Buffer.from(row.checkpoint).toString()) as {
      channel_versions: Record<string, string | number>;
    };
    const body = packValues([
      ["checkpoint", row.type, row.checkpoint],
      ["metadata", row.metadata_type, row.metadata],
    ]);
    const key = [threadId, ns, id, ""] as const;
    const list = JSON.stringify([...new Set(Object.values(versions).map(String))]);
    put.run(...key, parentId, list, seal(body, "checkpoints", ...key, parentId ?? ""));
  }

  const values = rowsOf(db, "channel_values") as readonly PlainValue[];
  const nameOf = ({ thread_id, ns, version }: PlainValue): string =>
    JSON.stringify([thread_id, ns, version]);
  for (const [name, brought] of Map.groupBy(values, nameOf)) {
    const [threadId, ns, version] = JSON.parse(name) as [string, string, string];
    const body = packValues(
      brought.map(({ channel, type, value }): Named => [`channel:${channel}`, type, value]),
    );
    // Which checkpoint brought them was not kept: the empty id comes before all.
    const key = [threadId, ns, "", version] as const;
    put.run(...key, null, null, seal(body, "checkpoints", ...key, ""));
  }

  const putWrites = db.prepare("INSERT INTO writes VALUES (?, ?, ?, ?, ?, ?)");
  const writes = rowsOf(db, "writes") as readonly PlainWrite[];
  const taskOf = ({ thread_id, ns, checkpoint_id, task_id }: PlainWrite): string =>
    JSON.stringify([thread_id, ns, checkpoint_id, task_id]);
  for (const [name, ofTask] of Map.groupBy(writes, taskOf)) {
    const key = JSON.parse(name) as [string, string, string, string];
    const packed = ofTask.map(({ idx, channel, task_path: taskPath, type, value }): PackedWrite => {
      return { idx, channel, taskPath, value: [type, value] };
    });
    for (const [batch, brought] of batchesOf(packed)) {
      putWrites.run(...key, batch, seal(packWrites(brought), "writes", ...key, String(batch)));
    }
  }
}
