import { toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import { fieldOf } from "../provider-data.ts";
import type { Provider, ProviderCall } from "../provider.ts";
import { createAccounts } from "./accounts.ts";
import { lazyClient } from "./client.ts";
import type { ComposioOptions } from "./client.ts";
import { createHeldAccounts } from "./held-accounts.ts";
import { holderOf } from "./holder.ts";
import { toRefusalError, toRequestError } from "./errors.ts";
import { TOOLKITS } from "./toolkits.ts";

/** The Google services through Composio: one POST for each call, and none of the SDK's own retries. */
export function createComposioProvider({
  cache,
  logger,
  ...options
}: ComposioOptions & {
  /** Remembers which accounts are held back. */
  readonly cache: CacheStore;
  readonly logger: Logger;
}): Provider {
  const client = lazyClient(options);
  const accounts = createAccounts(client, createHeldAccounts(cache), logger);

  const post = async (call: ProviderCall, accountId: string): Promise<unknown> => {
    const { userId, service, slug, args, signal } = call;
    const { tools } = await client();
    const result = await tools
      .execute(
        slug,
        {
          arguments: args,
          user_id: userId,
          connected_account_id: accountId,
          version: TOOLKITS[service].version,
        },
        { maxRetries: 0, ...(signal && { signal }) },
      )
      .catch((cause: unknown) => {
        throw toRequestError(cause, service);
      });
    if (!result.successful) throw toRefusalError(result, service);
    return fieldOf(result.data, "response_data") ?? result.data;
  };

  return {
    accounts: {
      ...accounts,
      async held(userId, service) {
        const id = await accounts.heldId(userId, service);
        if (id === undefined) return undefined;
        return { id, holder: await holderOf(service, (call) => post({ ...call, userId }, id)) };
      },
    },
    async execute(call) {
      const { userId, service } = call;
      const accountId = await accounts.activeId(userId, service);
      try {
        return await post(call, accountId);
      } catch (cause) {
        if (toAssistantError(cause).code !== "ERR_NOT_CONNECTED") throw cause;
        await accounts.markDead(userId, service, accountId);
        // Nothing was done. What was remembered may be out of date: the user may have connected anew elsewhere.
        const [missing] = await accounts.missing(userId, [service]);
        if (missing !== undefined) throw cause;
        return post(call, await accounts.activeId(userId, service));
      }
    },
  };
}
