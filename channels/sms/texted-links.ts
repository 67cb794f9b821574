import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Service } from "../../src/domain/service.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { toLinkStandsText } from "./wording.ts";

/** When a user last connected a service, in milliseconds since 1970. */
export type LastConnected = (userId: UserId, service: Service) => Promise<number | undefined>;

/** Holds back links: a grant that comes and goes must not text one after the other. */
export interface TextedLinks {
  /** What to text in place of this entry, where it would bring a second link for a service within the hour. */
  instead(entry: OutboxEntry): Promise<string | undefined>;
  /** This entry was texted as it is. */
  setTexted(entry: OutboxEntry): Promise<void>;
}

const HOUR_MS = 60 * 60_000;

const Texted = z.object({ at: z.number(), authUrl: z.string() });

/** One link an hour for each user and service, and another at once where the last one has done its work. */
export function createTextedLinks({
  cache,
  lastConnected,
  clock,
}: {
  readonly cache: CacheStore;
  readonly lastConnected: LastConnected;
  readonly clock: Clock;
}): TextedLinks {
  const toKey = (service: Service): string => `sms:link:${service}`;

  return {
    async instead({ userId, turn }) {
      const asked = linkIn(turn);
      if (asked === undefined) return undefined;
      const texted = Texted.safeParse(await cache.get(userId, toKey(asked.service))).data;
      if (texted === undefined || texted.authUrl === asked.authUrl) return undefined;
      if (clock.now() - texted.at >= HOUR_MS) return undefined;
      const connectedAt = await lastConnected(userId, asked.service);
      if (connectedAt !== undefined && connectedAt >= texted.at) return undefined;
      return toLinkStandsText(asked.service);
    },
    async setTexted({ userId, turn }) {
      const asked = linkIn(turn);
      if (asked === undefined) return;
      const { service, authUrl } = asked;
      await cache.set(userId, toKey(service), { at: clock.now(), authUrl }, HOUR_MS);
    },
  };
}

function linkIn(turn: OutboxEntry["turn"]) {
  if (turn.kind !== "question" || turn.intervention.kind !== "authorize") return undefined;
  const { service, authUrl } = turn.intervention;
  return service === undefined || authUrl === undefined ? undefined : { service, authUrl };
}
