import { z } from "zod";

import type { StandingGrant } from "../../src/domain/consent.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import type { Examined } from "./examine.ts";

/** To whom each user said that a kind of thing may always go without asking. */
export interface StandingBook {
  /** Whether all of it was agreed to once and for all. */
  covers(userId: UserId, wanted: StandingGrant): Promise<boolean>;
  add(userId: UserId, granted: StandingGrant): Promise<void>;
  all(userId: UserId): Promise<Readonly<Record<string, readonly string[]>>>;
  /** From now on everything is asked about again. */
  clear(userId: UserId): Promise<void>;
}

const KEY = "always";
const Stored = z.record(z.string(), z.array(z.string()));

/** Keeps them until the user wants to be asked again. */
export function createStandingBook(cache: CacheStore): StandingBook {
  const toGrants = (stored: Json | undefined): z.infer<typeof Stored> =>
    Stored.safeParse(stored).data ?? {};
  const read = async (userId: UserId): Promise<z.infer<typeof Stored>> =>
    toGrants(await cache.get(userId, KEY));
  return {
    async covers(userId, { kind, addresses }) {
      const known = (await read(userId))[kind] ?? [];
      return addresses.length > 0 && addresses.every((address) => known.includes(address));
    },
    async add(userId, { kind, addresses }) {
      await cache.update(userId, KEY, (stored) => {
        const grants = toGrants(stored);
        return { ...grants, [kind]: [...new Set([...(grants[kind] ?? []), ...addresses])] };
      });
    },
    all: read,
    clear: (userId) => cache.delete(userId, KEY),
  };
}

const KINDS: ReadonlyMap<string, StandingGrant["kind"]> = new Map([
  ["email_send", "mail"],
  ["calendar_create_event", "invitation"],
]);

/**
 * What a yes to this call may be given for once and for all: writing to, or inviting, people whom the user named or knows.
 * Nobody whose address somebody else brought in, and nothing that changes or removes what is there.
 */
export function standingFor(
  tool: string,
  { recipients }: Pick<Examined, "recipients">,
): StandingGrant | undefined {
  const kind = KINDS.get(tool);
  const isTheirs = recipients.every(
    ({ origin }) => origin !== undefined && origin.kind !== "outside",
  );
  if (kind === undefined || recipients.length === 0 || !isTheirs) return undefined;
  return { kind, addresses: recipients.map(({ address }) => address.toLowerCase()) };
}
