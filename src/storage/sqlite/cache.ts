import type { DatabaseSync } from "node:sqlite";

import type { UserId } from "../../domain/ids.ts";
import type { Json } from "../../domain/plan.ts";
import type { Sealing } from "../sealing.ts";
import type { CacheStore } from "../storage.ts";
import type { Write } from "./writer.ts";

/** So many values are written from one clearing of what has expired to the next. */
const EXPIRED_EVERY = 100;

export function createCacheStore(db: DatabaseSync, write: Write, sealing: Sealing): CacheStore {
  const { blind, sealText, openText } = sealing;
  const get = db.prepare(
    "SELECT value FROM cache WHERE user = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
  );
  const set = db.prepare(
    "INSERT OR REPLACE INTO cache (user, key, value, expires_at) VALUES (?, ?, ?, ?)",
  );
  const expire = db.prepare("DELETE FROM cache WHERE expires_at <= ?");
  const remove = db.prepare("DELETE FROM cache WHERE user = ? AND key = ?");
  const nameOf = (userId: UserId, key: string): [user: string, key: string] => [
    blind("user", userId),
    blind("cache", key),
  ];

  let writesToExpiry = EXPIRED_EVERY;

  function put(name: [user: string, key: string], sealed: Uint8Array, ttlMs?: number): void {
    set.run(...name, sealed, expiryOf(ttlMs));
    writesToExpiry -= 1;
    if (writesToExpiry > 0) return;
    writesToExpiry = EXPIRED_EVERY;
    expire.run(Date.now());
  }

  function valueOf(name: [user: string, key: string]): Json | undefined {
    const value = get.get(...name, Date.now())?.["value"] as Uint8Array | undefined;
    return value && (JSON.parse(openText(value, "cache", ...name)) as Json);
  }

  const sealedIn = (name: [user: string, key: string], value: Json): Uint8Array =>
    sealText(JSON.stringify(value), "cache", ...name);

  return {
    get: async (userId, key) => valueOf(nameOf(userId, key)),
    set(userId, key, value, ttlMs) {
      const name = nameOf(userId, key);
      const sealed = sealedIn(name, value);
      return write(() => put(name, sealed, ttlMs));
    },
    delete: (userId, key) => write(() => void remove.run(...nameOf(userId, key))),
    take(userId, key) {
      const name = nameOf(userId, key);
      return write(() => {
        const value = valueOf(name);
        if (value !== undefined) remove.run(...name);
        return value;
      });
    },
    update(userId, key, change, ttlMs) {
      const name = nameOf(userId, key);
      return write(() => {
        const value = change(valueOf(name));
        if (value === undefined) remove.run(...name);
        else put(name, sealedIn(name, value), ttlMs);
        return value;
      });
    },
  };
}

function expiryOf(ttlMs: number | undefined): number | null {
  return ttlMs === undefined ? null : Date.now() + ttlMs;
}
