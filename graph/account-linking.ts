import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import type { Clock } from "../src/domain/clock.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { Service } from "../src/domain/service.ts";
import type { ConnectedAccounts, HeldAccount } from "../src/domain/tool.ts";
import type {
  CacheStore,
  ConnectLink,
  ConnectLinkStore,
  UserStore,
} from "../src/storage/storage.ts";

/** What the user has to do before a service can be used. */
export type Invitation =
  | { readonly kind: "link"; readonly url: string }
  /** An account was connected, and whose it is has to be settled. */
  | {
      readonly kind: "confirm";
      readonly account: ConfirmableAccount;
      /** The address the user is known by. */
      readonly known: string | undefined;
    };

/** A connected account of which the user is to say whether it is to be used. */
export interface ConfirmableAccount {
  readonly id: string;
  readonly address?: string | undefined;
}

/** What became of connecting an account. */
export interface Ending {
  readonly userId: UserId;
  readonly service: Service;
  /** `doubtful`: connected, and the user is asked whether it is the right one. */
  readonly kind: "connected" | "doubtful" | "not_connected";
}

/** How users connect accounts: by our own links, each for one user, one service and one browser. */
export interface AccountLinking {
  /** What is to be asked of a user whose service is not connected. */
  invite(userId: UserId, service: Service): Promise<Invitation>;
  /** The user's word on an account that was in doubt. */
  decide(userId: UserId, account: ConfirmableAccount, allowed: boolean): Promise<void>;
  /** What a link is for; looking uses nothing up. Undefined for one that is forged, used or old. */
  look(token: string): Promise<{ readonly userId: UserId; readonly service: Service } | undefined>;
  /** Follows a link, once: where the browser goes, and the secret that this browser alone is to bring back. */
  begin(token: string): Promise<{ readonly url: string; readonly browser: Browser } | undefined>;
  /** The browser came back. Undefined where it is not the one that began, or is late, or was here before. */
  finish(state: string, secret: string): Promise<Ending | undefined>;
  /** A service may have been connected in another way: takes in what a link brought, as if its browser had come back. */
  settle(userId: UserId, service: Service): Promise<Ending>;
  /** When the user last connected this service, in milliseconds since 1970. */
  lastConnected(userId: UserId, service: Service): Promise<number | undefined>;
}

/** A secret kept by one browser, under a name that its own link alone uses. */
export interface Browser {
  readonly name: string;
  readonly secret: string;
}

const LINK_MS = 10 * 60_000;
const SECRET_BYTES = 32;
const Addresses = z.array(z.string()).catch([]);
const ACCEPTED = "accounts:accepted-addresses";

export function createAccountLinking(options: {
  readonly accounts: ConnectedAccounts;
  readonly links: ConnectLinkStore;
  readonly users: UserStore;
  readonly cache: CacheStore;
  readonly clock: Clock;
  /** Where `/connect/:token` and `/oauth/callback` are served. */
  readonly publicUrl: string;
}): AccountLinking {
  const { accounts, links, users, cache, clock, publicUrl } = options;

  /** The user's addresses: the one they are known by, and those they said are theirs. */
  async function addressesOf(userId: UserId): Promise<{ known?: string; all: readonly string[] }> {
    const known = (await users.get(userId))?.email;
    const accepted = Addresses.parse(await cache.get(userId, ACCEPTED));
    return known === undefined ? { all: accepted } : { known, all: [known, ...accepted] };
  }

  /** Whether an account may be used without asking. */
  async function isExpected(userId: UserId, { holder }: HeldAccount): Promise<boolean> {
    if (holder.kind !== "address") return holder.kind === "untold";
    const { all } = await addressesOf(userId);
    return all.length === 0 || all.some((own) => isSame(own, holder.address));
  }

  /** The first address that a user connects is the one they are known by from then on. */
  async function learnAddress(userId: UserId, { holder }: HeldAccount): Promise<void> {
    const user = await users.get(userId);
    if (holder.kind !== "address" || user?.email !== undefined) return;
    await users.put({ ...user, userId, email: holder.address });
  }

  async function settle(userId: UserId, service: Service): Promise<Ending> {
    const held = await accounts.held(userId, service);
    if (held !== undefined) {
      if (!(await isExpected(userId, held))) return { userId, service, kind: "doubtful" };
      await learnAddress(userId, held);
      await accounts.admit(userId, held.id);
    }
    const active = await accounts.verify(userId, service);
    if (active) await cache.set(userId, connectedKey(service), clock.now());
    return { userId, service, kind: active ? "connected" : "not_connected" };
  }

  return {
    async invite(userId, service) {
      const held = await accounts.held(userId, service);
      if (held !== undefined && !(await isExpected(userId, held))) {
        const { id, holder } = held;
        const address = holder.kind === "address" ? holder.address : undefined;
        const { known } = await addressesOf(userId);
        return { kind: "confirm", account: { id, address }, known };
      }
      const token = newSecret();
      const expiresAt = clock.now() + LINK_MS;
      await links.put({ tokenHash: toHash(token), userId, service, expiresAt }, clock.now());
      return { kind: "link", url: `${publicUrl}/connect/${token}` };
    },

    async decide(userId, { id, address }, allowed) {
      if (!allowed) return await accounts.discard(userId, id);
      if (address !== undefined) {
        await cache.update(userId, ACCEPTED, (accepted) => [
          ...new Set([...Addresses.parse(accepted), address]),
        ]);
      }
      await accounts.admit(userId, id);
    },

    look: async (token) => links.get(toHash(token), clock.now()),

    async begin(token) {
      const [state, secret] = [newSecret(), newSecret()];
      const begun = { stateHash: toHash(state), browserHash: toHash(secret) };
      const now = clock.now();
      const tokenHash = toHash(token);
      const before = await links.get(tokenHash, now);
      const link = await links.begin(tokenHash, { ...begun, expiresAt: now + LINK_MS }, now);
      if (link === undefined || before === undefined) return undefined;
      const callback = new URL(`${publicUrl}/oauth/callback`);
      callback.searchParams.set("state", state);
      const { url } = await linkOrRestore(link, before, callback);
      return { url, browser: { name: nameOf(state), secret } };
    },

    async finish(state, secret) {
      const link = await links.finish(toHash(state), toHash(secret), clock.now());
      return link && (await settle(link.userId, link.service));
    },

    settle,

    async lastConnected(userId, service) {
      return z.number().safeParse(await cache.get(userId, connectedKey(service))).data;
    },
  };

  /** A link that led nowhere, because the provider did not answer, can be followed again. */
  async function linkOrRestore(
    { userId, service }: ConnectLink,
    before: ConnectLink,
    callback: URL,
  ): Promise<{ readonly url: string }> {
    try {
      return await accounts.link(userId, service, callback.href);
    } catch (cause) {
      await links.put(before, clock.now());
      throw cause;
    }
  }
}

/** Under which name the browser that began with this state keeps its secret. */
export function nameOf(state: string): string {
  return `errand-connect-${toHash(state).slice(0, 12)}`;
}

const connectedKey = (service: Service): string => `accounts:connected:${service}`;

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

function toHash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
