/** Does a task once all earlier ones of the same key have ended, whatever became of them. */
export type InOrder<Key> = <T>(key: Key, task: () => Promise<T>) => Promise<T>;

/** Tasks of one key one after the other, of several side by side. */
export function createInOrder<Key>(): InOrder<Key> {
  const last = new Map<Key, Promise<unknown>>();
  return async (key, task) => {
    const current = (last.get(key) ?? Promise.resolve()).then(task);
    const settled = current.catch(() => undefined);
    last.set(key, settled);
    try {
      return await current;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}
