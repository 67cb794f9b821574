import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { SessionRunner } from "../../graph/session-runner.ts";
import { loadConfig } from "../../src/config.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { joinAssistant } from "../../src/join.ts";
import { startProviders } from "../../src/providers.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { openSqliteDatabase } from "../../tools/sandbox/store/sqlite-database.ts";
import { openStore } from "../../tools/sandbox/store/store.ts";

/** What a session is run on again: an assistant of its own, with storage and a sandbox that nobody else has. */
export interface RerunRig {
  readonly storage: Storage;
  readonly runner: SessionRunner;
  close(): Promise<void>;
}

export interface RerunRigOptions {
  /** The environment, with what is to be otherwise. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A copy of the sandbox's file. */
  readonly workspace: string | undefined;
  /** Whether to go on with that as it is, instead of beginning anew from what it began from. */
  readonly isKept: boolean;
  /** Another document to begin from. */
  readonly document: string | undefined;
  /** Passed on what the storage's inbox is done with. */
  readonly onFinished: (entryId: string) => void;
}

/** Real accounts and shared storage: nothing of a rerun reaches them. */
const NEVER = [
  "COMPOSIO_API_KEY",
  "COMPOSIO_BASE_URL",
  "TWILIO_ACCOUNT_SID",
  "TWILIO_AUTH_TOKEN",
  "TWILIO_PHONE_NUMBER",
  "REDIS_URL",
  "CHECKPOINTER",
  "DATA_KEY",
  "SANDBOX",
  "NODE_ENV",
  "HOST",
  "PUBLIC_URL",
];

/** Joins the assistant as the program does, without channels, in a folder that goes with it. @throws ConfigError */
export async function openRerunRig({
  env,
  clock,
  logger,
  workspace,
  isKept,
  document,
  onFinished,
}: RerunRigOptions): Promise<RerunRig> {
  const given = document ?? (workspace && (await originOf(workspace)));
  const own = { ...env, ...Object.fromEntries(NEVER.map((name) => [name, ""])) };
  const asked = loadConfig({ ...own, ...(given !== undefined && { SANDBOX_WORKSPACE: given }) });
  const dataDir = mkdtempSync(path.join(tmpdir(), "errand-rerun-"));
  const config = { ...asked, dataDir };
  if (workspace !== undefined && isKept) takeOver(workspace, dataDir);
  const opened = openSqliteStorage({ path: path.join(dataDir, "errand.sqlite") });
  const inbox: Storage["inbox"] = {
    ...opened.inbox,
    async finish(id) {
      await opened.inbox.finish(id);
      onFinished(id);
    },
  };
  const storage: Storage = { ...opened, inbox };
  // Nothing is opened in a browser here.
  const publicUrl = "http://127.0.0.1";
  const providers = await startProviders(config, {
    users: storage.users,
    clock,
    logger,
    publicUrl,
    onConnected: async () => undefined,
  }).catch(async (cause: unknown) => {
    await opened.close();
    rmSync(dataDir, { recursive: true, force: true });
    throw cause;
  });
  const { runner } = joinAssistant({
    config,
    storage,
    checkpointer: storage.checkpointer,
    providers,
    publicUrl,
    canText: async () => false,
    clock,
    logger,
  });
  return {
    storage,
    runner,
    async close() {
      await runner.close();
      await providers.close();
      await opened.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The document that a kept workspace began from; undefined where that is the demo. */
async function originOf(workspace: string): Promise<string | undefined> {
  const store = await openStore(openSqliteDatabase(workspace));
  const name = store.origin.get("origin")?.name;
  store.close();
  return name === "demo" ? undefined : name;
}

function takeOver(workspace: string, dataDir: string): void {
  const file = path.join(dataDir, "sandbox.sqlite");
  for (const log of ["", "-wal"].filter((each) => existsSync(workspace + each)))
    copyFileSync(workspace + log, file + log);
}
