import { z } from "zod";

import type { MentionContext } from "../../src/domain/entity.ts";
import type { Json } from "../../src/domain/plan.ts";
import { Contact } from "../../src/domain/resources.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import type { ObservableToolbox } from "../toolbox.ts";

const KEY = "contacts";
const TTL_MS = 5 * 60_000;

const ListOutput = z.object({ contacts: z.array(Contact) });

/** Each user's contacts, read once in a while and after each change that is made through the toolbox. */
export interface ContactBook {
  /** @throws AssistantError, as reading them does */
  all(context: MentionContext): Promise<readonly Contact[]>;
}

/** Keeps contact lists for some minutes. */
export function createContactBook({
  toolbox,
  cache,
  read,
}: {
  readonly toolbox: ObservableToolbox;
  readonly cache: CacheStore;
  readonly read: (
    tool: string,
    args: Record<string, Json>,
    context: MentionContext,
  ) => Promise<Json>;
}): ContactBook {
  toolbox.onWrite(async (spec, { userId }) => {
    if (spec.service === "contacts") await cache.delete(userId, KEY);
  });
  return {
    async all(context) {
      const kept = ListOutput.safeParse(await cache.get(context.userId, KEY));
      if (kept.success) return kept.data.contacts;
      const output = await read("contacts_list", {}, context);
      await cache.set(context.userId, KEY, output, TTL_MS);
      return ListOutput.parse(output).contacts;
    },
  };
}
