import type { Json } from "../../src/domain/plan.ts";
import type { CacheStore } from "../../src/storage/storage.ts";

/** A cache of a test's own; values expire by its clock. */
export function createMemoryCache(now: () => number = Date.now): CacheStore {
  const values = new Map<string, { readonly value: Json; readonly until: number }>();
  const read = (name: string): Json | undefined => {
    const found = values.get(name);
    return found !== undefined && found.until > now() ? found.value : undefined;
  };
  const keep = (name: string, value: Json, ttlMs = Infinity): void =>
    void values.set(name, { value, until: now() + ttlMs });
  return {
    get: async (userId, key) => read(`${userId} ${key}`),
    set: async (userId, key, value, ttlMs) => keep(`${userId} ${key}`, value, ttlMs),
    delete: async (userId, key) => void values.delete(`${userId} ${key}`),
    async take(userId, key) {
      const value = read(`${userId} ${key}`);
      values.delete(`${userId} ${key}`);
      return value;
    },
    async update(userId, key, change, ttlMs) {
      const value = change(read(`${userId} ${key}`));
      if (value === undefined) values.delete(`${userId} ${key}`);
      else keep(`${userId} ${key}`, value, ttlMs);
      return value;
    },
  };
}
