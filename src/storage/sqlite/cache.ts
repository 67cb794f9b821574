import type { DatabaseSync } from "node:sqlite";

import type { Json } from "../../domain/plan.ts";
import type { CacheStore } from "../storage.ts";
import type { Write } from "./writer.ts";

export function createCacheStore(db: DatabaseSync, write: Write): CacheStore {
  const get = db.prepare(
    "SELECT value FROM cache WHERE user_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
  );
  const set = db.prepare(
    "INSERT OR REPLACE INTO cache (user_id, key, value, expires_at) VALUES (?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM cache WHERE user_id = ? AND key = ?");

  return {
    async get(userId, key) {
      const row = get.get(userId, key, Date.now());
      return row === undefined ? undefined : (JSON.parse(row["value"] as string) as Json);
    },
    set(userId, key, value, ttlMs) {
      const expiresAt = ttlMs === undefined ? null : Date.now() + ttlMs;
      return write(() => void set.run(userId, key, JSON.stringify(value), expiresAt));
    },
    delete: (userId, key) => write(() => void remove.run(userId, key)),
  };
}
