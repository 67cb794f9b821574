import type { UserId } from "../../domain/ids.ts";
import type { Json } from "../../domain/plan.ts";
import type { Sealing } from "../sealing.ts";
import type { CacheStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes } from "./replies.ts";
import { NOW } from "./retention.ts";

/** Lua: `keep(name, value, ttl)` replaces a value, or with an empty one deletes it; `name` is `<user>:<key>`. */
const KEEP = `${NOW}
local function keep(user, key, value, ttl)
  local index, at = '${KEYS.cacheOf}' .. user, now()
  local name = '${KEYS.cache}' .. user .. ':' .. key
  redis.call('ZREMRANGEBYSCORE', index, '-inf', at)
  if value == '' or (ttl ~= '' and tonumber(ttl) <= 0) then
    redis.call('DEL', name)
    redis.call('ZREM', index, key)
  elseif ttl == '' then
    redis.call('SET', name, value)
    redis.call('ZADD', index, '+inf', key)
  else
    redis.call('SET', name, value, 'PX', ttl)
    redis.call('ZADD', index, at + ttl, key)
  end
end
`;

const set = defineScript(`${KEEP}
keep(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
`);

const take = defineScript(`
redis.call('ZREM', '${KEYS.cacheOf}' .. ARGV[1], ARGV[2])
return redis.call('GETDEL', '${KEYS.cache}' .. ARGV[1] .. ':' .. ARGV[2])
`);

/** Puts a value in the place of the one that was seen. False where another one is there. */
const exchange = defineScript(`${KEEP}
local there = redis.call('GET', '${KEYS.cache}' .. ARGV[1] .. ':' .. ARGV[2]) or ''
if there ~= ARGV[5] then return 0 end
keep(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
return 1
`);

/** Values of users that expire, or are kept until they are deleted. */
export function createCacheStore(redis: Redis, sealing: Sealing): CacheStore {
  const { blind, sealText, openText } = sealing;
  type Name = readonly [user: string, key: string];
  const nameOf = (userId: UserId, key: string): Name => [
    blind("user", userId),
    blind("cache", key),
  ];
  const sealedIn = (name: Name, value: Json): Uint8Array =>
    sealText(JSON.stringify(value), "cache", ...name);

  function toValue(name: Name, reply: Reply): Json | undefined {
    const sealed = toBytes(reply);
    return sealed && (JSON.parse(openText(sealed, "cache", ...name)) as Json);
  }

  const readFrom = (name: Name): Promise<Reply> =>
    redis.send("GET", `${KEYS.cache}${name.join(":")}`);

  return {
    async get(userId, key) {
      const name = nameOf(userId, key);
      return toValue(name, await readFrom(name));
    },
    async set(userId, key, value, ttlMs) {
      const name = nameOf(userId, key);
      await redis.run(set, [], [...name, sealedIn(name, value), toTtl(ttlMs)]);
    },
    async delete(userId, key) {
      await redis.run(set, [], [...nameOf(userId, key), "", ""]);
    },
    async take(userId, key) {
      const name = nameOf(userId, key);
      return toValue(name, await redis.run(take, [], name));
    },
    async update(userId, key, change, ttlMs) {
      const name = nameOf(userId, key);
      for (;;) {
        const seen = await readFrom(name);
        const value = change(toValue(name, seen));
        const sealed = value === undefined ? "" : sealedIn(name, value);
        const args = [...name, sealed, toTtl(ttlMs), toBytes(seen) ?? ""];
        if ((await redis.run(exchange, [], args)) === 1) return value;
      }
    },
  };
}

/** Whole milliseconds; empty where it is kept until it is deleted. */
function toTtl(ttlMs: number | undefined): string {
  return ttlMs === undefined ? "" : String(Math.ceil(ttlMs));
}
