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

/** A collection, and how it learns what is kept or was changed by others: nothing of that is written. */
export interface KeptCollection<T> extends Collection<T> {
  /** Takes over one row; undefined where it is gone. @throws where it is no value of this collection */
  take(id: string, value: unknown): void;
  forget(): void;
}

/** Told what is done with a collection. */
export interface CollectionObserver {
  read(): void;
  /** The new value, or undefined where it is gone, and how to take it back. */
  write(id: string, value: unknown, undo: () => void): void;
}

/** Makes an empty collection. */
export function createCollection<T>(
  idOf: (value: T) => string,
  observer: CollectionObserver,
): KeptCollection<T> {
  let values = new Map<string, T>();
  /** When each was added: what is put back after a delete has its former place again. */
  const orders = new Map<string, number>();
  let added = 0;
  let isInOrder = true;

  const set = (id: string, value: T) => {
    if (!values.has(id)) orders.set(id, added++);
    values.set(id, value);
  };
  const unset = (id: string) => {
    values.delete(id);
    orders.delete(id);
  };
  /** Answers how what is about to happen to a value is taken back. */
  const undoing = (id: string) => {
    const former = values.get(id);
    const order = orders.get(id);
    return () => {
      if (former === undefined || order === undefined) return unset(id);
      isInOrder &&= values.has(id);
      values.set(id, former);
      orders.set(id, order);
    };
  };
  const remove = (id: string) => {
    observer.read();
    if (!values.has(id)) return;
    observer.write(id, undefined, undoing(id));
    unset(id);
  };
  const inOrder = () => {
    if (isInOrder) return values;
    const place = (id: string) => orders.get(id) ?? 0;
    values = new Map([...values].toSorted(([a], [b]) => place(a) - place(b)));
    isInOrder = true;
    return values;
  };
  return {
    get size() {
      observer.read();
      return values.size;
    },
    get(id) {
      observer.read();
      return values.get(id);
    },
    values() {
      observer.read();
      return inOrder().values();
    },
    put(value) {
      observer.read();
      const id = idOf(value);
      observer.write(id, value, undoing(id));
      set(id, value);
    },
    delete: remove,
    clear() {
      observer.read();
      for (const id of values.keys()) remove(id);
    },
    take(id, value) {
      if (value === undefined) {
        unset(id);
        return;
      }
      // Whoever wrote it: its values carry their own ids.
      if (idOf(value as T) !== id) throw new TypeError("it does not have the id it is kept under");
      set(id, value as T);
    },
    forget() {
      values.clear();
      orders.clear();
      isInOrder = true;
    },
  };
}
