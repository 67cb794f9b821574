import { DatabaseSync } from "node:sqlite";

/** One change of one resource: `body` undefined where it is gone. */
interface Change {
  readonly owner: string;
  readonly kind: string;
  readonly id: string;
  readonly body: string | undefined;
}

export interface Row {
  readonly owner: string;
  readonly kind: string;
  readonly id: string;
  readonly body: string;
}

/** Where resources are kept, one row each. */
export interface Database {
  rows(): Iterable<Row>;
  /** Notes a change; durable once the transaction it is part of has ended. */
  write(change: Change, undo: () => void): void;
  /** Everything written by `work` is kept, or, where it throws, none of it, in memory as well. */
  transact<T>(work: () => T): T;
  close(): void;
}

/** Opens the file. A process that is killed loses no ended transaction: WAL pages are the operating system's by then. */
export function openDatabase(file: string): Database {
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

  let open: { readonly changes: Change[]; readonly undos: (() => void)[] } | undefined;

  const keep = (changes: readonly Change[]) => {
    if (changes.length === 0) return;
    database.exec("BEGIN IMMEDIATE");
    try {
      for (const { owner, kind, id, body } of changes) {
        if (body === undefined) remove.run(owner, kind, id);
        else put.run(owner, kind, id, body);
      }
      database.exec("COMMIT");
    } catch (cause) {
      database.exec("ROLLBACK");
      throw cause;
    }
  };

  const transact = <T>(work: () => T): T => {
    if (open !== undefined) return work();
    const transaction = { changes: [] as Change[], undos: [] as (() => void)[] };
    open = transaction;
    try {
      const result = work();
      keep(transaction.changes);
      return result;
    } catch (cause) {
      for (const undo of transaction.undos.toReversed()) undo();
      throw cause;
    } finally {
      open = undefined;
    }
  };

  return {
    *rows() {
      for (const { owner, kind, id, body } of all.iterate()) {
        yield { owner: String(owner), kind: String(kind), id: String(id), body: String(body) };
      }
    },
    write(change, undo) {
      transact(() => {
        open?.changes.push(change);
        open?.undos.push(undo);
      });
    },
    transact,
    close: () => database.close(),
  };
}
