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

export function createHeldAccounts(cache: Pick<CacheStore, "get" | "update">): HeldAccounts {
  return {
    of: async (userId) => new Set(Ids.parse(await cache.get(userId, KEY))),
    async hold(userId, accountId) {
      await cache.update(userId, KEY, (ids) => [...new Set([...Ids.parse(ids), accountId])]);
    },
    async release(userId, accountId) {
      await cache.update(userId, KEY, (ids) => {
        const left = Ids.parse(ids).filter((id) => id !== accountId);
        return left.length === 0 ? undefined : left;
      });
    },
  };
}
