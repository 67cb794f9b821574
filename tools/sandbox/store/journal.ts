import type { Change, CollectionName } from "./database.ts";

/** A piece of work that was done on the collections in memory, and of which nothing is kept yet. */
export interface Recorded<T> {
  readonly changes: readonly Change[];
  /** What it read or wrote. */
  readonly collections: ReadonlySet<CollectionName>;
  /** What it answered. @throws what it threw */
  result(): T;
  /** Takes it back in memory. */
  undo(): void;
}

/** Follows what a transaction does. */
export interface Journal {
  read(collection: CollectionName): void;
  /** @throws where no work is recorded: it would be kept by nobody */
  write(change: Change, undo: () => void): void;
  attempt<T>(work: () => T): T;
  /** Does the work. Where it throws, it is taken back at once. */
  record<T>(work: () => T): Recorded<T>;
}

interface OpenRecord {
  readonly changes: Change[];
  readonly undos: (() => void)[];
  readonly collections: Set<CollectionName>;
}

/** Makes a journal in which nothing is recorded. */
export function createJournal(): Journal {
  let open: OpenRecord | undefined;

  function attempt<T>(work: () => T): T {
    const record = open;
    const { length } = record?.changes ?? [];
    try {
      return work();
    } catch (cause) {
      record?.changes.splice(length);
      for (const undo of record?.undos.splice(length).toReversed() ?? []) undo();
      throw cause;
    }
  }

  return {
    read(collection) {
      open?.collections.add(collection);
    },
    write(change, undo) {
      if (open === undefined) throw new Error("A collection is changed in a transaction only.");
      open.changes.push(change);
      open.undos.push(undo);
    },
    attempt,
    record<T>(work: () => T): Recorded<T> {
      if (open !== undefined) throw new Error("A transaction cannot begin inside another.");
      const record: OpenRecord = { changes: [], undos: [], collections: new Set() };
      open = record;
      const { changes, undos, collections } = record;
      const undo = (): void => {
        for (const each of undos.splice(0).toReversed()) each();
      };
      try {
        const value = attempt(work);
        return { changes, collections, undo, result: () => value };
      } catch (cause) {
        return {
          changes,
          collections,
          undo,
          result() {
            throw cause;
          },
        };
      } finally {
        open = undefined;
      }
    },
  };
}
