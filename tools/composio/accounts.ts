import { AsyncLocalStorage } from "node:async_hooks";

import { AssistantError } from "../../src/domain/errors.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { SERVICE_TITLES, Service } from "../../src/domain/service.ts";
import type { ConnectedAccounts } from "../../src/domain/tool.ts";
import { createAuthConfigs } from "./auth-configs.ts";
import type { ComposioClient } from "./client.ts";
import { toRequestError } from "./errors.ts";
import type { HeldAccounts } from "./held-accounts.ts";
import { TOOLKITS } from "./toolkits.ts";

/** A connected account as Composio lists it. */
type Account = Awaited<ReturnType<ComposioClient["connectedAccounts"]["list"]>>["items"][number];

/** The accounts of users, with what only the adapter asks for. */
export interface Accounts extends Omit<ConnectedAccounts, "held"> {
  /** The newest account of a service that is active and held back. */
  heldId(userId: UserId, service: Service): Promise<string | undefined>;
  /** The account that calls are made with. @throws ERR_NOT_CONNECTED */
  activeId(userId: UserId, service: Service): Promise<string>;
  /** Notes that Google no longer takes this account, whatever Composio says of it. */
  markDead(userId: UserId, service: Service, accountId: string): Promise<void>;
}

/** What is remembered of one user: the account of each service that has an active one. */
type ActiveAccounts = ReadonlyMap<Service, Account>;

const USERS_REMEMBERED = 10_000;
const SERVICES = Service.options;

/**
 * The users' accounts: one request lists all of a user's, and the answer is remembered. That a service is missing is
 * never remembered, since the user may connect it at any time.
 */
export function createAccounts(
  client: () => Promise<ComposioClient>,
  heldAccounts: HeldAccounts,
  logger: Logger,
): Accounts {
  const authConfigId = createAuthConfigs(client);
  // What one session begins to list, others wait for: it is no part of that session's work, and does not end with it.
  const outsideSessions = AsyncLocalStorage.snapshot();
  const remembered = new Map<UserId, Promise<ActiveAccounts>>();
  /** Dead accounts by id, with the version of them that was seen to be dead: a later one may be alive. */
  const dead = new Map<string, string>();
  const isDead = ({ id, updated_at }: Account): boolean => dead.get(id) === updated_at;

  async function list(userId: UserId, services: readonly Service[]): Promise<Account[]> {
    const { connectedAccounts } = await client();
    const toolkits = services.map((service) => TOOLKITS[service].slug);
    const query = { user_ids: [userId], toolkit_slugs: toolkits, limit: 100 };
    const found = await connectedAccounts.list(query).catch((cause: unknown) => {
      const error = toRequestError(cause, services[0] ?? "calendar");
      throw error.code === "ERR_OUTCOME_UNKNOWN"
        ? new AssistantError("ERR_TOOL_UNAVAILABLE", "Composio could not be reached.", { cause })
        : error;
    });
    return found.items;
  }

  async function fetchActive(userId: UserId): Promise<ActiveAccounts> {
    const [all, held] = await Promise.all([list(userId, SERVICES), heldAccounts.of(userId)]);
    const accounts = all
      .filter((account) => account.status === "ACTIVE" && !isDead(account))
      .filter(({ id }) => !held.has(id))
      .toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
    return new Map(
      accounts.flatMap((account) => {
        const service = SERVICES.find((each) => TOOLKITS[each].slug === account.toolkit.slug);
        return service === undefined ? [] : [[service, account]];
      }),
    );
  }

  function recall(userId: UserId): Promise<ActiveAccounts> {
    const known = remembered.get(userId) ?? outsideSessions(fetchActive, userId);
    // Put back last, so that who has not been seen for longest is forgotten first.
    remembered.delete(userId);
    remembered.set(userId, known);
    known.catch(() => {
      if (remembered.get(userId) === known) remembered.delete(userId);
    });
    const [oldest] = remembered.keys();
    if (remembered.size > USERS_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return known;
  }

  async function active(userId: UserId, services: readonly Service[]): Promise<ActiveAccounts> {
    const wasKnown = remembered.has(userId);
    const known = await recall(userId);
    if (!wasKnown || services.every((service) => known.has(service))) return known;
    remembered.delete(userId);
    return recall(userId);
  }

  /** Leaves nothing of an account at Composio; that it could not be deleted stops nothing. */
  async function remove(userId: UserId, { id }: Pick<Account, "id">): Promise<void> {
    const { connectedAccounts } = await client();
    await connectedAccounts
      .delete(id)
      .catch((cause: unknown) => logger.warn({ err: cause }, "an account could not be deleted"));
    dead.delete(id);
    await heldAccounts.release(userId, id);
  }

  return {
    async missing(userId, services) {
      if (services.length === 0) return [];
      const accounts = await active(userId, services);
      return services.filter((service) => !accounts.has(service));
    },

    async activeId(userId, service) {
      const account = (await active(userId, [service])).get(service);
      if (account !== undefined) return account.id;
      const message = `${SERVICE_TITLES[service]} is not connected.`;
      throw new AssistantError("ERR_NOT_CONNECTED", message, { service });
    },

    async markDead(userId, service, accountId) {
      const account = (await remembered.get(userId))?.get(service);
      remembered.delete(userId);
      if (account?.id === accountId) dead.set(accountId, account.updated_at);
    },

    async verify(userId, service) {
      remembered.delete(userId);
      return (await recall(userId)).has(service);
    },

    async link(userId, service, callbackUrl) {
      const { link } = await client();
      const [configId, accounts, held] = await Promise.all([
        authConfigId(service),
        list(userId, [service]),
        heldAccounts.of(userId),
      ]);
      // One that was connected and never admitted is of no more use than a dead one: this link replaces it.
      const useless = accounts.filter(
        (each) =>
          UNUSABLE.has(each.status) ||
          isDead(each) ||
          (each.status === "ACTIVE" && held.has(each.id)),
      );
      await Promise.all(useless.map(async (each) => remove(userId, each)));
      remembered.delete(userId);
      // Created directly and not by `connectedAccounts.link`: that refuses users who have an account, and keeps the
      // time of expiry to itself.
      const made = await link
        .create({ auth_config_id: configId, user_id: userId, callback_url: callbackUrl })
        .catch((cause: unknown) => {
          throw toRequestError(cause, service);
        });
      await heldAccounts.hold(userId, made.connected_account_id);
      return { url: made.redirect_url, expiresAt: made.expires_at };
    },

    async heldId(userId, service) {
      const held = await heldAccounts.of(userId);
      if (held.size === 0) return undefined;
      const usable = (await list(userId, [service])).filter(
        ({ id, status }) => status === "ACTIVE" && held.has(id),
      );
      return usable.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0]?.id;
    },

    async admit(userId, accountId) {
      await heldAccounts.release(userId, accountId);
      remembered.delete(userId);
    },

    async discard(userId, accountId) {
      await remove(userId, { id: accountId });
      remembered.delete(userId);
    },
  };
}

const UNUSABLE: ReadonlySet<Account["status"]> = new Set(["EXPIRED", "FAILED", "REVOKED"]);
