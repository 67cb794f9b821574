import { z } from "zod";

import { EntityOption, EntityType } from "../../src/domain/entity.ts";
import type { EntityMention } from "../../src/domain/entity.ts";
import type { UserId } from "../../src/domain/ids.ts";
import { withoutDeterminer } from "../../src/domain/people-words.ts";
import type { Json } from "../../src/domain/plan.ts";
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
  const read = async (userId: UserId): Promise<z.infer<typeof Stored>> =>
    toAliases(await cache.get(userId, KEY));

  return {
    find: async (userId, mention) => (await read(userId))[aliasKey(mention.type, mention.$entity)],
    async put(userId, alias) {
      const key = aliasKey(alias.type, alias.words);
      await cache.update(userId, KEY, (stored) => ({ ...toAliases(stored), [key]: alias }));
    },
    all: async (userId) => Object.values(await read(userId)),
    async forget(userId, isMeant) {
      let forgotten: readonly Alias[] = [];
      await cache.update(userId, KEY, (stored) => {
        const entries = Object.entries(toAliases(stored));
        forgotten = entries.flatMap(([, alias]) => (isMeant(alias) ? [alias] : []));
        return Object.fromEntries(entries.filter(([, alias]) => !isMeant(alias)));
      });
      return forgotten;
    },
  };
}

function toAliases(stored: Json | undefined): z.infer<typeof Stored> {
  return Stored.safeParse(stored).data ?? {};
}

/** The same for `mom`, `my mom` and `Mom`. */
export function aliasKey(type: EntityType, words: string): string {
  return `${type}:${wordsOf(withoutDeterminer(words)).join(" ")}`;
}
