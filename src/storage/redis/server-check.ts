import { AssistantError } from "../../domain/errors.ts";
import type { Logger } from "../../domain/logger.ts";
import { RedisSetupError } from "./setup-error.ts";
import type { Redis } from "./redis.ts";
import { toText } from "./replies.ts";

const OLDEST = [6, 2] as const;

const NO_CLUSTER =
  "it is a Redis Cluster, which is not supported; use one Redis 6.2 or newer, or Valkey, with a replica if you like.";

/**
 * Looks at the server once: its version, that it is no cluster, and whether it keeps what it is told.
 * @throws RedisSetupError where it cannot be used.
 */
export async function checkServer(
  redis: Redis,
  logger: Logger,
  requirePersistence: boolean,
): Promise<void> {
  const info = await readInfo(redis);
  if (info === undefined) {
    if (requirePersistence) {
      throw new RedisSetupError(
        "it does not say whether it keeps what it is told: its user may not call INFO (ACL +info).",
      );
    }
    logger.warn({}, "Redis does not say whether it keeps what it is told: INFO is refused");
    return;
  }
  const version = info.get("redis_version") ?? "";
  if (isOlder(version))
    throw new RedisSetupError(`it is Redis ${version}; 6.2 or newer is needed.`);
  if (info.get("cluster_enabled") === "1") throw new RedisSetupError(NO_CLUSTER);
  if (info.get("aof_enabled") !== "1") {
    if (requirePersistence) {
      throw new RedisSetupError(
        "it has no append-only file, so a restart of it would lose messages; set appendonly yes.",
      );
    }
    logger.warn({}, "Redis has no append-only file: its restart loses what was promised to users");
  }
  const policy = info.get("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction")
    logger.warn({ policy }, "Redis deletes what it should keep once it is full: set noeviction");
}

/** Says what is wrong with a server that took the connection but refuses what is asked of it. */
export function toServerFault(cause: unknown): unknown {
  if (!(cause instanceof AssistantError) || !(cause.cause instanceof Error)) return cause;
  const said = cause.cause.message;
  const why = /^(?:MOVED|ASK|CROSSSLOT|CLUSTERDOWN)\b/u.test(said)
    ? NO_CLUSTER
    : said.startsWith("NOAUTH")
      ? "it takes a password, and its address names none."
      : said.startsWith("NOPERM")
        ? "its user lacks a right; docs/redis.md says which ones it takes."
        : said.startsWith("READONLY")
          ? "it takes no writes: it is a replica."
          : said.startsWith("WRONGTYPE")
            ? "another program keeps something else under our keys."
            : undefined;
  return why === undefined ? cause : new RedisSetupError(why, { cause });
}

async function readInfo(redis: Redis): Promise<ReadonlyMap<string, string> | undefined> {
  let text: string;
  try {
    text = toText(await redis.send("INFO")) ?? "";
  } catch (cause) {
    const isRefused =
      cause instanceof AssistantError &&
      cause.cause instanceof Error &&
      cause.cause.message.startsWith("NOPERM");
    if (!isRefused) throw cause;
    return undefined;
  }
  const lines = text.split("\r\n").flatMap((line) => {
    const at = line.indexOf(":");
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return new Map(lines);
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
