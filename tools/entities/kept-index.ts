import { AsyncLocalStorage } from "node:async_hooks";

import { z } from "zod";

import type { MentionContext } from "../../src/domain/entity.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { createNameIndex } from "./name-index.ts";
import type { Named, NameIndex } from "./name-index.ts";

/** A list of people of each user, read once in a while and kept ready to be looked up in. */
export interface KeptIndex<T extends Named> {
  /** @throws AssistantError, as reading the list does */
  get(context: MentionContext): Promise<NameIndex<T>>;
  /** The list may have changed: it is read anew when it is next asked for. */
  drop(userId: UserId): Promise<void>;
}

/** More users' lists than this are not held in memory at once: the one longest unused goes. */
const MOST_IN_MEMORY = 100;

/**
 * Keeps each list for `ttlMs`, in the cache that all processes share and, indexed, in this one. A small stamp beside
 * the list tells whether the index in memory is still of it.
 */
export function createKeptIndex<T extends Named>({
  cache,
  key,
  ttlMs,
  schema,
  read,
}: {
  readonly cache: CacheStore;
  readonly key: string;
  readonly ttlMs: number;
  readonly schema: z.ZodType<readonly T[]>;
  readonly read: (context: MentionContext) => Promise<Json>;
}): KeptIndex<T> {
  const stampKey = `${key}:stamp`;
  // What one session begins to read, others wait for: it is no part of that session's work, and does not end with it.
  const outsideSessions = AsyncLocalStorage.snapshot();
  const inMemory = new Map<UserId, { readonly stamp: string; readonly index: NameIndex<T> }>();
  const reading = new Map<UserId, Promise<NameIndex<T>>>();

  function remember(userId: UserId, stamp: string, index: NameIndex<T>): NameIndex<T> {
    inMemory.delete(userId);
    inMemory.set(userId, { stamp, index });
    const [oldest] = inMemory.keys();
    if (inMemory.size > MOST_IN_MEMORY && oldest !== undefined) inMemory.delete(oldest);
    return index;
  }

  async function kept(userId: UserId): Promise<NameIndex<T> | undefined> {
    const stamp = z.string().safeParse(await cache.get(userId, stampKey)).data;
    if (stamp === undefined) return undefined;
    const known = inMemory.get(userId);
    if (known?.stamp === stamp) return remember(userId, stamp, known.index);
    const list = schema.safeParse(await cache.get(userId, key));
    return list.success ? remember(userId, stamp, createNameIndex(list.data)) : undefined;
  }

  async function readAnew(context: MentionContext): Promise<NameIndex<T>> {
    const { userId } = context;
    const list = await read(context);
    const index = createNameIndex(schema.parse(list));
    // Dropped while it was being read: what was read may be what was there before.
    if (reading.get(userId) === undefined) return index;
    const stamp = crypto.randomUUID();
    await cache.set(userId, key, list, ttlMs);
    await cache.set(userId, stampKey, stamp, ttlMs);
    return remember(userId, stamp, index);
  }

  return {
    async get(context) {
      const { userId } = context;
      const known = await kept(userId);
      if (known !== undefined) return known;
      const underWay = reading.get(userId);
      if (underWay !== undefined) return await underWay;
      const begun = outsideSessions(readAnew, context).finally(() => {
        if (reading.get(userId) === begun) reading.delete(userId);
      });
      reading.set(userId, begun);
      return await begun;
    },
    async drop(userId) {
      reading.delete(userId);
      inMemory.delete(userId);
      await cache.delete(userId, stampKey);
      await cache.delete(userId, key);
    },
  };
}
