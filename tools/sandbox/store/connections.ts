import { z } from "zod";

import type { Service } from "../../../src/domain/service.ts";
import type { Collection } from "./collection.ts";

/** How a connection is said to be in a workspace document. */
export const ConnectionStatus = z.enum(["active", "none", "expired", "revoked"]);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

/** One grant, as Composio keeps it. */
export interface Account {
  readonly id: string;
  readonly userId: string;
  readonly service: Service;
  readonly authConfigId: string;
  readonly status: "INITIATED" | "ACTIVE" | "FAILED" | "EXPIRED";
  /** Whose Google account it is, where it is not the user's own: on the consent page one may choose any. */
  readonly email?: string;
  /** Google took the grant back. Composio does not know: the account still reads ACTIVE. */
  readonly revoked: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Lets one toolkit be connected. */
export interface AuthConfig {
  readonly id: string;
  readonly service: Service;
  readonly name: string;
  readonly createdAt: number;
}

/** A consent page that was asked for. */
export interface Link {
  readonly token: string;
  readonly accountId: string;
  readonly callbackUrl: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Connections {
  readonly accounts: Collection<Account>;
  readonly authConfigs: Collection<AuthConfig>;
  readonly links: Collection<Link>;
}

const isPending = (account: Account) => account.status === "INITIATED";

/** Every account of a user for a service, newest first. */
export function accountsOf(connections: Connections, userId: string, service: Service): Account[] {
  return [...connections.accounts.values()]
    .filter((account) => account.userId === userId && account.service === service)
    .toReversed();
}

/** How the service stands for this user, the best of several accounts counting. */
export function connectionStatus(
  connections: Connections,
  userId: string,
  service: Service,
): ConnectionStatus {
  const accounts = accountsOf(connections, userId, service);
  if (accounts.some(({ status, revoked }) => status === "ACTIVE" && !revoked)) return "active";
  if (accounts.some(({ revoked }) => revoked)) return "revoked";
  return accounts.some(({ status }) => status === "EXPIRED") ? "expired" : "none";
}

/** The auth config of a service, made where there is none. */
export function authConfigFor(
  connections: Connections,
  service: Service,
  make: () => AuthConfig,
): AuthConfig {
  for (const config of connections.authConfigs.values()) {
    if (config.service === service) return config;
  }
  const config = make();
  connections.authConfigs.put(config);
  return config;
}

/** Puts a service of a user into a state. Accounts that wait on a consent page go on waiting. */
export function setConnection(
  connections: Connections,
  account: Account,
  status: ConnectionStatus,
): void {
  const { userId, service } = account;
  if (connectionStatus(connections, userId, service) === status) return;
  const settled = accountsOf(connections, userId, service).filter((each) => !isPending(each));
  const kept = status === "none" ? undefined : settled[0];
  for (const each of settled) if (each !== kept) connections.accounts.delete(each.id);
  if (status === "none") return;
  connections.accounts.put({
    ...(kept ?? account),
    status: status === "expired" ? "EXPIRED" : "ACTIVE",
    revoked: status === "revoked",
    updatedAt: account.updatedAt,
  });
}
