import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import type { Router } from "@koa/router";

import type { Clock } from "../../src/domain/clock.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { User } from "../../src/domain/user.ts";
import type { Redis } from "../../src/storage/redis/redis.ts";
import { calendarTools } from "./calendar/tools.ts";
import { contactTools, gmailContactTools } from "./contacts/tools.ts";
import { createControlRouter } from "./control.ts";
import type { OnConnected, OnUsers } from "./control.ts";
import { demoWorkspace } from "./demo-workspace.ts";
import { describeFault, replaceUser, WorkspaceDocument } from "./document.ts";
import { createFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { gmailTools } from "./gmail/tools.ts";
import { createComposioApi } from "./protocol/composio-api.ts";
import type { Database } from "./store/database.ts";
import { toUser } from "./store/profile.ts";
import { openSqliteDatabase } from "./store/sqlite-database.ts";
import { openStore } from "./store/store.ts";
import type { Store } from "./store/store.ts";
import { taskTools } from "./tasks/tools.ts";

export interface SandboxOptions {
  /** Where the workspaces are kept: one for all processes that share it; without it, a file in `dataDir`. */
  readonly redis?: Redis | undefined;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the router is mounted, as a browser reaches it. */
  readonly publicUrl: string;
  /** A document to start from, instead of the demo workspace. */
  readonly workspaceFile?: string;
  /** Told all users at the start, and whoever is given anew. */
  readonly onUsers?: OnUsers;
  /** Told when a service was connected without a browser. */
  readonly onConnected?: OnConnected;
}

/** A Google workspace, and the broker in front of it, on this machine. */
export interface Sandbox {
  readonly composioBaseUrl: string;
  readonly composioApiKey: string;
  /** The `/sandbox/*` paths: control and consent. */
  readonly router: Router;
  /** Failures to come, of the other stand-ins too. */
  readonly faults: Faults;
  close(): Promise<void>;
}

/** The document to start from is not valid; the message says where. */
export class WorkspaceError extends Error {
  override readonly name = "WorkspaceError";
}

/**
 * Starts the embedded workspace: Composio's API on a loopback port. A document is read in once, whichever process is
 * first; another one, or the first, replaces everything. @throws WorkspaceError @throws SandboxDataError
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { redis, dataDir, clock, logger, publicUrl } = options;
  const { onUsers = async () => {}, onConnected = async () => {} } = options;
  const store = await openStore(await openDatabase(redis, dataDir));
  const isGiven = await readInOnce(store, options);
  const users = await store.transact(() => {
    // Planned failures end with the process, unless there may be others.
    if (redis === undefined) store.faults.clear();
    return store.all().map(({ profile }): User => toUser(profile));
  });
  await onUsers(users, isGiven ? "given" : "kept");

  const faults = createFaults(store);
  const server = createServer(
    createComposioApi({
      store,
      tools: [...calendarTools, ...gmailTools, ...taskTools, ...contactTools, ...gmailContactTools],
      clock,
      logger,
      consentUrl: (token) => `${publicUrl}/sandbox/connect/${token}`,
    }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    composioBaseUrl: `http://127.0.0.1:${port}`,
    composioApiKey: store.apiKey,
    router: createControlRouter({ store, faults, clock, onUsers, onConnected }),
    faults,
    async close() {
      server.close();
      server.closeAllConnections();
      store.close();
    },
  };
}

async function openDatabase(redis: Redis | undefined, dataDir: string): Promise<Database> {
  if (redis === undefined) return openSqliteDatabase(path.join(dataDir, "sandbox.sqlite"));
  const { openRedisDatabase } = await import("./store/redis-database.ts");
  return openRedisDatabase(redis);
}

/** Replaces everything by the document to start from, unless what is kept began from it. Answers whether it did. */
async function readInOnce(
  store: Store,
  { workspaceFile, clock }: Pick<SandboxOptions, "workspaceFile" | "clock">,
): Promise<boolean> {
  const name = workspaceFile === undefined ? "demo" : path.resolve(workspaceFile);
  const isKept = (): boolean => store.origin.get("origin")?.name === name;
  if (await store.transact(isKept)) return false;
  const { users } =
    workspaceFile === undefined ? demoWorkspace(clock.now()) : await readDocument(workspaceFile);
  return await store.transact(() => {
    // Another process may have been faster.
    if (isKept()) return false;
    store.clear();
    for (const user of users) replaceUser(store, user, clock);
    store.origin.put({ name });
    return true;
  });
}

async function readDocument(file: string): Promise<WorkspaceDocument> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new WorkspaceError(`"${file}" cannot be read as JSON: ${problem}`, { cause });
  }
  const parsed = WorkspaceDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WorkspaceError(`"${file}" is not a workspace: ${describeFault(parsed.error)}`, {
    cause: parsed.error,
  });
}
