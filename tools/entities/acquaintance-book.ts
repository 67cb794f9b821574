import { z } from "zod";

import type { MentionContext } from "../../src/domain/entity.ts";
import { toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { DELETE_DATA } from "../../src/domain/own-data.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { Acquaintance } from "../acquaintances.ts";
import type { ObservableToolbox } from "../toolbox.ts";
import { createKeptIndex } from "./kept-index.ts";
import { createNameIndex } from "./name-index.ts";
import type { NameIndex } from "./name-index.ts";

const TTL_MS = 15 * 60_000;

/** Each service's list of people, and whose writes may change it. */
const SOURCES = [
  { tool: "contacts_list_others", changedBy: "contacts" },
  { tool: "calendar_list_guests", changedBy: "calendar" },
  { tool: "email_list_correspondents", changedBy: "gmail" },
] as const;

const Listed = z.object({ people: z.array(Acquaintance) });
const People = Listed.transform(({ people }) =>
  people.map(({ email, ...person }) => ({ ...person, emails: [email] })),
);
type Person = z.infer<typeof People>[number];

/** Whom the user has had to do with, beyond their contacts. */
export interface AcquaintanceBook {
  /**
   * One list for each service that could be read: whom the user turned to, and who only turned to the user. What is not
   * connected, or does not answer in time, is left out.
   */
  all(context: MentionContext): Promise<{
    readonly own: readonly NameIndex<Person>[];
    readonly outside: readonly NameIndex<Person>[];
  }>;
}

/** Reads the lists through the toolbox and keeps them for a quarter of an hour, or until a write of ours changes one. */
export function createAcquaintanceBook({
  toolbox,
  cache,
  logger,
  read,
}: {
  readonly toolbox: ObservableToolbox;
  readonly cache: CacheStore;
  readonly logger: Logger;
  readonly read: (
    tool: string,
    args: Record<string, Json>,
    context: MentionContext,
  ) => Promise<Json>;
}): AcquaintanceBook {
  const sources = SOURCES.map(({ tool, changedBy }) => ({
    tool,
    changedBy,
    list: createKeptIndex<Person>({
      cache,
      key: `people:${tool}`,
      ttlMs: TTL_MS,
      schema: People,
      read: (context) => read(tool, {}, context),
    }),
  }));
  const split = new WeakMap<NameIndex<Person>, Halves>();

  toolbox.onWrite(async (spec, { userId }) => {
    for (const { changedBy, list } of sources) {
      if (changedBy === spec.service || spec.name === DELETE_DATA) await list.drop(userId);
    }
  });

  /** Indexed once for as long as the list is kept. */
  function halvesOf(index: NameIndex<Person>): Halves {
    const known = split.get(index);
    if (known !== undefined) return known;
    const halves = {
      own: createNameIndex(index.people.filter(({ isOwn }) => isOwn)),
      outside: createNameIndex(index.people.filter(({ isOwn }) => !isOwn)),
    };
    split.set(index, halves);
    return halves;
  }

  return {
    async all(context) {
      const lists = await Promise.all(
        sources.map(async ({ tool, list }) => {
          try {
            return [halvesOf(await list.get(context))];
          } catch (cause) {
            const { code } = toAssistantError(cause);
            if (code !== "ERR_NOT_CONNECTED") logger.warn({ code, tool }, "people not read");
            return [];
          }
        }),
      );
      const halves = lists.flat();
      return { own: halves.map(({ own }) => own), outside: halves.map(({ outside }) => outside) };
    },
  };
}

interface Halves {
  readonly own: NameIndex<Person>;
  readonly outside: NameIndex<Person>;
}
