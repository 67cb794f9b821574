/** Resources of one kind, in memory, each change written through to where they are kept. */
export interface Collection<T> {
  readonly size: number;
  get(id: string): T | undefined;
  values(): IterableIterator<T>;
  /** Adds, or replaces the one with its id. Values are never changed in place. */
  put(value: T): void;
  delete(id: string): void;
  clear(): void;
}

/** Told of each change of a collection: the new value, or undefined where it is gone, and how to take it back. */
export type WriteThrough = (id: string, value: unknown, undo: () => void) => void;

/** Makes a collection over rows that are already kept. */
export function createCollection<T>(
  idOf: (value: T) => string,
  rows: Iterable<T>,
  write: WriteThrough,
): Collection<T> {
  const values = new Map<string, T>();
  for (const row of rows) values.set(idOf(row), row);

  const restore = (id: string, former: T | undefined) => () => {
    if (former === undefined) values.delete(id);
    else values.set(id, former);
  };
  const remove = (id: string) => {
    const former = values.get(id);
    if (former === undefined) return;
    values.delete(id);
    write(id, undefined, restore(id, former));
  };
  return {
    get size() {
      return values.size;
    },
    get: (id) => values.get(id),
    values: () => values.values(),
    put(value) {
      const id = idOf(value);
      const undo = restore(id, values.get(id));
      values.set(id, value);
      write(id, value, undo);
    },
    delete: remove,
    clear() {
      for (const id of values.keys()) remove(id);
    },
  };
}
