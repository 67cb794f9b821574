import type { Router } from "@koa/router";

import type { TwilioAccount } from "../channels/sms/twilio-account.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config.ts";
import type { Clock } from "./domain/clock.ts";
import type { UserId } from "./domain/ids.ts";
import type { Logger } from "./domain/logger.ts";
import type { Service } from "./domain/service.ts";
import type { Faults } from "../tools/sandbox/faults.ts";
import type { ReachableModel } from "./planning.ts";
import type { Redis } from "./storage/redis/redis.ts";
import type { UserStore } from "./storage/storage.ts";

/** How the outside services are reached. Whether one is real or stands on this machine shows nowhere but in its address. */
export interface Providers {
  readonly composio: { readonly apiKey: string; readonly baseUrl: string | undefined };
  readonly twilio: TwilioAccount;
  /** Undefined where no language model is configured. */
  readonly model: ReachableModel | undefined;
  /** The sandbox's own pages and controls, where it is on. */
  readonly routers: readonly Router[];
  close(): Promise<void>;
}

/** Starts what stands in for each service that has no keys. What a configuration does not use is not even loaded. */
export async function startProviders(
  { composio, twilio, model, dataDir, sandboxWorkspace }: Config,
  {
    redis,
    users,
    clock,
    logger,
    publicUrl,
    onConnected,
  }: {
    /** Where what stands in for a service keeps its data, if many processes share it. */
    readonly redis?: Redis | undefined;
    readonly users: UserStore;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly publicUrl: string;
    /** Told when the sandbox connects an account without a browser. */
    readonly onConnected: (userId: UserId, service: Service) => Promise<void>;
  },
): Promise<Providers> {
  const sandbox = composio === undefined ? await readingData(startWorkspace) : undefined;
  const phone = twilio === undefined ? await readingData(startPhoneSimulator) : undefined;

  async function startWorkspace() {
    const { startSandbox, WorkspaceError } = await import("../tools/sandbox/sandbox.ts");
    try {
      return await startSandbox({
        redis,
        dataDir,
        clock,
        logger,
        publicUrl,
        ...(sandboxWorkspace !== undefined && { workspaceFile: sandboxWorkspace }),
        // The sandbox stands in for signing up as well: its users, their numbers and zones are the program's users. What
        // became of them since, a phone that was linked or unlinked, is not undone by the next start.
        async onUsers(all, how) {
          for (const user of all) {
            if (how === "given" || (await users.get(user.userId)) === undefined)
              await users.put(user);
          }
        },
        onConnected,
      });
    } catch (cause) {
      if (!(cause instanceof WorkspaceError)) throw cause;
      throw new ConfigError([`SANDBOX_WORKSPACE: ${cause.message}`]);
    }
  }

  async function startPhoneSimulator() {
    const { startPhone } = await import("../tools/sandbox/phone/phone.ts");
    return await startPhone({
      redis,
      dataDir,
      clock,
      logger,
      publicUrl: () => publicUrl,
      ...(sandbox && { faults: sandbox.faults }),
    });
  }

  async function readingData<T>(start: () => Promise<T>): Promise<T> {
    try {
      return await start();
    } catch (cause) {
      const { SandboxDataError } = await import("../tools/sandbox/data-error.ts");
      if (!(cause instanceof SandboxDataError)) throw cause;
      const where = redis === undefined ? "DATA_DIR" : "REDIS_URL";
      throw new ConfigError([`${where}: what is kept there for the sandbox: ${cause.message}.`]);
    }
  }

  // There is no stand-in for a model; but where failures can be planned, its requests pass where they happen.
  const forwarding =
    model !== undefined && sandbox !== undefined
      ? await startForwardingServer(model.baseUrl, sandbox.faults)
      : undefined;

  async function startForwardingServer(upstream: string | undefined, faults: Faults) {
    const { startForwarding } = await import("../tools/sandbox/openai/forwarding-server.ts");
    return await startForwarding({ upstream, faults, logger });
  }

  const account = twilio ?? phone;
  if (account === undefined) throw new Error("There is neither Twilio nor a stand-in for it.");
  return {
    composio: composio ?? {
      apiKey: sandbox?.composioApiKey ?? "",
      baseUrl: sandbox?.composioBaseUrl,
    },
    twilio: account,
    model: model && {
      ...model,
      ...(forwarding && { baseUrl: forwarding.baseUrl }),
      isOpenAI: isOpenAI(model.baseUrl),
    },
    routers: [...(sandbox ? [sandbox.router] : []), ...(phone ? [phone.router] : [])],
    async close() {
      await forwarding?.close();
      await phone?.close();
      await sandbox?.close();
    },
  };
}

function isOpenAI(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || new URL(baseUrl).hostname === "api.openai.com";
}
