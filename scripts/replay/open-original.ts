import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { createClient } from "redis";

import type { Config } from "../../src/config.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { openStorage } from "../../src/open-storage.ts";
import { DataKeyError } from "../../src/storage/data-key.ts";
import { KEYS } from "../../src/storage/redis/keys.ts";
import { RedisSetupError } from "../../src/storage/redis/setup-error.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { ReplayError } from "./replay-error.ts";

/** What a program stored, to be read. */
export interface Original {
  readonly storage: Storage;
  readonly checkpointer: Storage["checkpointer"];
  /** A copy of the sandbox's file, where there is one. */
  readonly workspace: string | undefined;
  close(): Promise<void>;
}

const STORAGE_FILE = "errand.sqlite";

/**
 * Opens what is configured without writing to it: a file is copied first and the copy is opened, because opening brings
 * data up to date; of a Redis only what was there before is read. @throws ReplayError
 */
export async function openOriginal(config: Config, logger: Logger): Promise<Original> {
  return config.redis === undefined
    ? await openCopy(config, logger)
    : await openRedis(config, config.redis.url, logger);
}

async function openCopy(config: Config, logger: Logger): Promise<Original> {
  const { dataDir } = config;
  if (!existsSync(path.join(dataDir, STORAGE_FILE)))
    throw new ReplayError(`DATA_DIR: there is no ${STORAGE_FILE} in ${path.resolve(dataDir)}.`);
  const files = (await readdir(dataDir)).filter((name) => COPIED.test(name));
  const copy = mkdtempSync(path.join(tmpdir(), "errand-replay-"));
  const remove = (): void => rmSync(copy, { recursive: true, force: true });
  try {
    whileNobodyWrites(dataDir, () => {
      for (const name of files) copyFileSync(path.join(dataDir, name), path.join(copy, name));
    });
    const opened = await openStorage({ ...config, dataDir: copy }, logger);
    const workspace = path.join(copy, "sandbox.sqlite");
    return {
      ...opened,
      workspace: existsSync(workspace) ? workspace : undefined,
      async close() {
        await opened.close();
        remove();
      },
    };
  } catch (cause) {
    remove();
    if (!(cause instanceof DataKeyError)) throw cause;
    throw new ReplayError(`DATA_KEY: ${cause.message.replaceAll(copy, path.resolve(dataDir))}`, {
      cause,
    });
  }
}

/** Files of the program and of its sandbox with their logs, and the key; not what SQLite makes anew. */
const COPIED = /^(?:(?:errand|sandbox)\.sqlite(?:-wal)?|data\.key)$/u;

/** SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The program holds its file for itself: whoever may read it knows that nothing is written meanwhile. */
function whileNobodyWrites(dataDir: string, work: () => void): void {
  const file = path.join(dataDir, STORAGE_FILE);
  const index = `${file}-shm`;
  const hadIndex = existsSync(index);
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    db.exec("BEGIN; SELECT 1 FROM sqlite_master;");
    work();
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    const dir = path.resolve(dataDir);
    throw new ReplayError(
      `DATA_DIR: a running program has ${dir} for itself. Stop it, or copy the folder while it is held still ` +
        `(kill -STOP PID; cp -r ${dir} COPY; kill -CONT PID) and add --data-dir COPY.`,
      { cause },
    );
  } finally {
    db.close();
    if (!hadIndex) rmSync(index, { force: true });
  }
}

async function openRedis(config: Config, url: string, logger: Logger): Promise<Original> {
  try {
    if (!(await holdsData(url)))
      throw new ReplayError("REDIS_URL: nothing of Errand's is kept there.");
    return { ...(await openStorage(config, logger)), workspace: undefined };
  } catch (cause) {
    if (cause instanceof DataKeyError)
      throw new ReplayError(`DATA_KEY: ${cause.message}`, { cause });
    if (cause instanceof RedisSetupError)
      throw new ReplayError(`REDIS_URL: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Storage that is opened on an empty Redis begins one there. */
async function holdsData(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.exists(KEYS.sealing)) === 1;
  } catch (cause) {
    throw new ReplayError("REDIS_URL: there is no Redis that lets us in.", { cause });
  } finally {
    if (client.isOpen) client.destroy();
  }
}
