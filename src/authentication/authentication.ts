import type { Router } from "@koa/router";

import { fixedSecret, openSecretFile } from "./secrets.ts";
import { createAuthenticate } from "./tokens.ts";
import type { TokenKeys } from "./tokens.ts";
import type { Config } from "../config.ts";
import type { Authentication } from "../domain/authentication.ts";
import { AssistantError } from "../domain/errors.ts";
import type { Logger } from "../domain/logger.ts";
import type { CacheStore } from "../storage/storage.ts";
import { createTickets, createTicketsRouter, isTicket } from "./tickets.ts";

/** How callers prove who they are, with what serves it: tokens anywhere, tickets from pages. */
export interface OpenAuthentication extends Authentication {
  readonly router: Router;
  close(): void;
}

/** @throws ConfigError where the file of secrets cannot be used. */
export async function openAuthentication(
  { audience, ...source }: NonNullable<Config["auth"]>,
  cache: CacheStore,
  logger: Logger,
): Promise<OpenAuthentication> {
  const keys = await keysOf(source, logger);
  const authenticate = createAuthenticate(keys, audience);
  const tickets = createTickets(cache, Date.now);
  return {
    async prove(credential) {
      if (!isTicket(credential)) return await authenticate(credential);
      const token = await tickets.redeem(credential);
      if (token === undefined)
        throw new AssistantError("ERR_FORBIDDEN", "The ticket is not valid.");
      return await authenticate(token);
    },
    onKeysChanged: (listener) =>
      keys.kind === "secrets" ? keys.secrets.onChange(listener) : () => undefined,
    router: createTicketsRouter(authenticate, tickets),
    close: () => {
      if (keys.kind === "secrets") keys.secrets.close();
    },
  };
}

async function keysOf(
  { secret, secretFile, jwksUrl }: Omit<NonNullable<Config["auth"]>, "audience">,
  logger: Logger,
): Promise<TokenKeys> {
  if (jwksUrl !== undefined) return { kind: "jwks", url: jwksUrl };
  if (secretFile !== undefined)
    return { kind: "secrets", secrets: await openSecretFile(secretFile, logger) };
  return { kind: "secrets", secrets: fixedSecret(secret ?? "") };
}
