import type { DatabaseSync } from "node:sqlite";

/** Does a piece of writing, whole or not at all; resolves with what it answers once it is durable. */
export type Write = <T>(work: () => T) => Promise<T>;

interface Pending {
  run(): void;
  settle(): void;
  reject(cause: unknown): void;
}

export interface Writer {
  readonly write: Write;
  /** Writes what is waiting, now. */
  readonly flush: () => void;
}

/**
 * Gathers what sessions want to write at the same time into one transaction ("group commit"): a commit costs more than
 * most of what is in it. Where a piece fails, all are done once more, each behind a savepoint of its own, so that it takes
 * no other along: a savepoint costs half of what a piece does, and hardly a piece ever fails.
 */
export function createWriter(db: DatabaseSync): Writer {
  const [begin, commit, rollback, savepoint, release, undo] = [
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT piece",
    "RELEASE piece",
    "ROLLBACK TO piece",
  ].map((sql) => db.prepare(sql));
  let waiting: Pending[] = [];

  function flush(): void {
    const pieces = waiting;
    waiting = [];
    if (pieces.length === 0) return;
    try {
      if (!together(pieces)) apart(pieces);
    } catch (cause) {
      abandon();
      for (const piece of pieces) piece.reject(cause);
    }
  }

  /** False where a piece failed; nothing is written then. */
  function together(pieces: readonly Pending[]): boolean {
    begin?.run();
    try {
      for (const piece of pieces) piece.run();
    } catch {
      abandon();
      return false;
    }
    commit?.run();
    for (const piece of pieces) piece.settle();
    return true;
  }

  function apart(pieces: readonly Pending[]): void {
    const written: Pending[] = [];
    begin?.run();
    for (const piece of pieces) {
      savepoint?.run();
      try {
        piece.run();
        written.push(piece);
      } catch (cause) {
        undo?.run();
        piece.reject(cause);
      }
      release?.run();
    }
    commit?.run();
    for (const piece of written) piece.settle();
  }

  function abandon(): void {
    // Closed in the meantime: nothing was begun, and there is nothing left to ask.
    if (db.isOpen && db.isTransaction) rollback?.run();
  }

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        let result: ReturnType<typeof work>;
        waiting.push({
          run() {
            result = work();
          },
          settle: () => resolve(result),
          reject,
        });
        if (waiting.length === 1) setImmediate(flush);
      }),
    flush,
  };
}
