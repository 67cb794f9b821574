import type { DatabaseSync, SQLInputValue } from "node:sqlite";

import type { Seal } from "../sealing.ts";

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The columns that name a row; with the table they are the place of its value. */
  readonly key: readonly string[];
  /** Columns that belong to the place beside the row's name. */
  readonly bound?: readonly string[];
  /** Tells several sealed columns of one table apart. */
  readonly part?: string;
}

/** Every sealed column there is, and what makes up the place of its values. */
const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "users", column: "value", key: ["user"], bound: ["phone"] },
  { table: "sessions", column: "owner", key: ["session_id"], bound: ["user"], part: "owner" },
  { table: "sessions", column: "question", key: ["session_id"], bound: ["user"], part: "question" },
  { table: "inbox", column: "inbound", key: ["id"], bound: ["session_id"] },
  { table: "outbox", column: "entry", key: ["session_id", "seq"] },
  { table: "cache", column: "value", key: ["user", "key"] },
  { table: "timers", column: "timer", key: ["id"] },
  { table: "effects", column: "outcome", key: ["id"], bound: ["user", "command_id"] },
  {
    table: "checkpoints",
    column: "body",
    key: ["thread_id", "ns", "id", "version"],
    bound: ["parent_id"],
  },
  {
    table: "writes",
    column: "body",
    key: ["thread_id", "ns", "checkpoint_id", "task_id", "batch"],
  },
  { table: "actions", column: "record", key: ["user", "seq"] },
  { table: "action_heads", column: "head", key: ["user"] },
  { table: "sealing", column: "blind_key", key: [] },
];

/** Seals everything anew with the first key, whole or not at all: the keys after it are not needed any more. */
export function sealAnew(db: DatabaseSync, seal: Seal): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    for (const sealed of SEALED_COLUMNS) sealColumnAnew(db, seal, sealed);
    db.exec("COMMIT");
  } catch (cause) {
    db.exec("ROLLBACK");
    throw cause;
  }
}

function sealColumnAnew(
  db: DatabaseSync,
  seal: Seal,
  { table, column, key, bound = [], part }: SealedColumn,
): void {
  const named = ["1", ...key.map((name) => `${name} = ?`)].join(" AND ");
  const one = db.prepare(`SELECT * FROM ${table} WHERE ${named}`);
  const update = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${named}`);
  const keys = db.prepare(
    `SELECT ${["1", ...key].join(", ")} FROM ${table} WHERE ${column} IS NOT NULL`,
  );
  for (const names of keys.all()) {
    const values = key.map((name) => names[name] as SQLInputValue);
    const row = one.get(...values);
    if (row === undefined) continue;
    const place = [...key, ...bound].map((name) => String(row[name] ?? ""));
    const at = [table, ...place, ...(part === undefined ? [] : [part])] as const;
    update.run(seal.seal(seal.open(row[column] as Uint8Array, ...at), ...at), ...values);
  }
}
