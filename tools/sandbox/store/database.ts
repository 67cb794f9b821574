/** Names a collection: whose it is (`""`: everybody's), and what it holds. */
export interface CollectionName {
  readonly owner: string;
  readonly kind: string;
}

/** One change of one resource: `body`, its JSON, is undefined where it is gone. */
export interface Change {
  readonly collection: CollectionName;
  readonly id: string;
  readonly body: string | undefined;
}

/** What is kept, in memory. */
export interface Replica {
  /** Takes over a change that was not made here. @throws SandboxDataError */
  apply(change: Change): void;
  /** Forgets everything: all that is kept is about to be told anew. */
  clear(): void;
}

/** Where resources are kept, one row each, while all work is done on the replica of them in memory. */
export interface Database {
  /** Names the replica: from here on it is told what is kept, in order of insertion. */
  follow(replica: Replica): void;
  /** Notes that the transaction depends on what is in a collection, and on what is not. */
  read(collection: CollectionName): void;
  /** Notes a change as part of the transaction. */
  write(change: Change, undo: () => void): void;
  /** A part of a transaction of which, where it throws, nothing remains. */
  attempt<T>(work: () => T): T;
  /**
   * Everything written by `work` is kept when this resolves, or, where it throws, none of it, in memory as well; no other
   * work is done in between, in this process or another. `work` is run again where another process was first, so it must
   * do nothing but read and write collections.
   */
  transact<T>(work: () => T): Promise<T>;
  close(): void;
}
