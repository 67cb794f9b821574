import { z } from "zod";

import { EntityOption, EntityType } from "../../src/domain/entity.ts";
import type { EntityMention } from "../../src/domain/entity.ts";
import type { UserId } from "../../src/domain/ids.ts";
import { withoutDeterminer } from "../../src/domain/people-words.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { wordsOf } from "./words.ts";

/** What a user once said that some words mean. */
export const Alias = z.object({
  type: EntityType,
  /** The words as the user used them. */
  words: z.string(),
  /** Several where the words name a group. */
  meaning: z.array(EntityOption.pick({ value: true, label: true })).min(1),
});
export type Alias = z.infer<typeof Alias>;

type Mention = EntityMention & { readonly type: EntityType };

/** Each user's own words for people and places, as the user told them: never from anything read elsewhere. */
export interface AliasBook {
  find(userId: UserId, mention: Mention): Promise<Alias | undefined>;
  put(userId: UserId, alias: Alias): Promise<void>;
  /** Oldest first. */
  all(userId: UserId): Promise<readonly Alias[]>;
  /** Drops those for which `isMeant` holds, and answers them. */
  forget(userId: UserId, isMeant: (alias: Alias) => boolean): Promise<readonly Alias[]>;
}

const KEY = "aliases";
const Stored = z.record(z.string(), Alias);

/** Keeps them until they are forgotten, one document a user. */
export function createAliasBook(cache: CacheStore): AliasBook {
  const changing = new Map<UserId, Promise<unknown>>();

  async function read(userId: UserId): Promise<z.infer<typeof Stored>> {
    const stored = Stored.safeParse(await cache.get(userId, KEY));
    return stored.success ? stored.data : {};
  }

  /** One change of a user's document at a time: each is made to what the one before left. */
  function change<T>(userId: UserId, work: () => Promise<T>): Promise<T> {
    const next = (changing.get(userId) ?? Promise.resolve()).then(work, work);
    changing.set(userId, next);
    const settled = (): void => {
      if (changing.get(userId) === next) changing.delete(userId);
    };
    next.then(settled, settled);
    return next;
  }

  return {
    find: async (userId, mention) => (await read(userId))[aliasKey(mention.type, mention.$entity)],
    put: (userId, alias) =>
      change(userId, async () => {
        const key = aliasKey(alias.type, alias.words);
        await cache.set(userId, KEY, { ...(await read(userId)), [key]: alias });
      }),
    all: async (userId) => Object.values(await read(userId)),
    forget: (userId, isMeant) =>
      change(userId, async () => {
        const entries = Object.entries(await read(userId));
        const kept = entries.filter(([, alias]) => !isMeant(alias));
        if (kept.length < entries.length) await cache.set(userId, KEY, Object.fromEntries(kept));
        return entries.flatMap(([, alias]) => (isMeant(alias) ? [alias] : []));
      }),
  };
}

/** The same for `mom`, `my mom` and `Mom`. */
export function aliasKey(type: EntityType, words: string): string {
  return `${type}:${wordsOf(withoutDeterminer(words)).join(" ")}`;
}
