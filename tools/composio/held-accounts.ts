import { z } from "zod";

import type { UserId } from "../../src/domain/ids.ts";
import type { CacheStore } from "../../src/storage/storage.ts";

/** Which accounts came by a link and were not admitted yet: Composio may call them active, and no call is made with them. */
export interface HeldAccounts {
  of(userId: UserId): Promise<ReadonlySet<string>>;
  hold(userId: UserId, accountId: string): Promise<void>;
  release(userId: UserId, accountId: string): Promise<void>;
}

const KEY = "accounts:held";
const Ids = z.array(z.string()).catch([]);

export function createHeldAccounts(cache: Pick<CacheStore, "get" | "set">): HeldAccounts {
  const read = async (userId: UserId): Promise<string[]> => Ids.parse(await cache.get(userId, KEY));
  return {
    of: async (userId) => new Set(await read(userId)),
    async hold(userId, accountId) {
      await cache.set(userId, KEY, [...new Set([...(await read(userId)), accountId])]);
    },
    async release(userId, accountId) {
      const ids = await read(userId);
      if (!ids.includes(accountId)) return;
      await cache.set(
        userId,
        KEY,
        ids.filter((id) => id !== accountId),
      );
    },
  };
}
