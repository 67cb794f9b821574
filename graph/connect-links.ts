import { randomBytes } from "node:crypto";

import type { ConnectedAccounts } from "../src/domain/tool.ts";
import type { SessionStore } from "../src/storage/storage.ts";
import type { ActionPlannerDeps } from "./dependencies.ts";

/**
 * Makes account-connection links that lead back to the session that waits for them: the callback carries a token of
 * 128 random bits, and the token is stored before the link is given out.
 */
export function createConnectLinks({
  accounts,
  sessions,
  callbackUrl,
}: {
  readonly accounts: Pick<ConnectedAccounts, "link">;
  readonly sessions: Pick<SessionStore, "setConnectToken">;
  /** Where the browser ends; `state` is added to its query. */
  readonly callbackUrl: () => string;
}): ActionPlannerDeps["linkAccount"] {
  return async ({ userId, sessionId, service }) => {
    const token = randomBytes(16).toString("base64url");
    await sessions.setConnectToken(sessionId, token);
    const callback = new URL(callbackUrl());
    callback.searchParams.set("state", token);
    return await accounts.link(userId, service, callback.href);
  };
}
