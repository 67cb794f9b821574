import { randomBytes } from "node:crypto";

import { createClient, RESP_TYPES } from "redis";
import { afterAll, beforeAll, onTestFinished } from "vitest";

import type { RedisServer } from "../../../test/support/redis-server.ts";
import { startRedis } from "../../../test/support/redis-server.ts";
import type { Logger } from "../../domain/logger.ts";
import { openDataKeys } from "../data-key.ts";
import type { SealError } from "../sealing.ts";
import { openRedisStorage } from "./storage.ts";
import type { RedisStorage, RedisStorageOptions } from "./storage.ts";

/** A line of the log. */
interface Line {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

/** A log that keeps its lines. */
export function keepingLogger(): { readonly lines: readonly Line[]; readonly logger: Logger } {
  const lines: Line[] = [];
  const at = (level: Line["level"]) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { lines, logger };
}

/** All that is kept, by key, as text that is equal where it is: a snapshot of a test's server. */
export async function contentsOf(raw: RawClient): Promise<Record<string, string>> {
  const readers: Record<string, (key: string) => string[]> = {
    string: (key) => ["GET", key],
    hash: (key) => ["HGETALL", key],
    list: (key) => ["LRANGE", key, "0", "-1"],
    set: (key) => ["SMEMBERS", key],
    zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
    stream: (key) => ["XRANGE", key, "-", "+"],
  };
  const contents: Record<string, string> = {};
  for (const key of await raw.keys("*")) {
    const read = readers[await raw.type(key)];
    const reply = read && (await raw.sendCommand(read(key), AS_BYTES));
    contents[key] = JSON.stringify(reply, (_, value: unknown) => toPlain(value));
  }
  return contents;
}

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } as const;

function toPlain(value: unknown): unknown {
  const isBytes = typeof value === "object" && value !== null && "type" in value && "data" in value;
  return isBytes ? Buffer.from(value.data as number[]).toString("latin1") : value;
}

export type RawClient = ReturnType<typeof createClient>;

/** One server for a file of tests, and what is opened on it for one test. */
export function useRedis(...options: readonly string[]) {
  const dataKeys = openDataKeys("", [randomBytes(32)]);
  let server: RedisServer;
  let raw: RawClient;
  beforeAll(async () => {
    server = await startRedis(...options);
    raw = createClient({ url: server.url });
    await raw.connect();
  });
  afterAll(async () => {
    raw.destroy();
    await server.close();
  });
  const unreadable: SealError[] = [];

  /** One more on what is there. */
  async function openAnother(changed: Partial<RedisStorageOptions> = {}): Promise<RedisStorage> {
    const { logger } = keepingLogger();
    const storage = await openRedisStorage({
      url: server.url,
      dataKeys,
      logger,
      onUnreadable: (cause) => unreadable.push(cause),
      requirePersistence: false,
      ...changed,
    });
    return storage;
  }

  return {
    dataKeys,
    unreadable,
    server: () => server,
    raw: () => raw,
    openAnother,
    /** As `openAnother`, and closed at the end of the test. */
    async opened(changed: Partial<RedisStorageOptions> = {}): Promise<RedisStorage> {
      const storage = await openAnother(changed);
      onTestFinished(async () => storage.close());
      return storage;
    },
    openEmpty: async (): Promise<RedisStorage> => {
      await raw.sendCommand(["FLUSHALL"]);
      return await openAnother();
    },
  };
}
