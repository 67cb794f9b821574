import { z } from "zod";

import { UserId } from "../../domain/ids.ts";
import { Service } from "../../domain/service.ts";
import type { Sealing } from "../sealing.ts";
import type { ConnectLink, ConnectLinkStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toList, toText } from "./replies.ts";
import { NOW } from "./retention.ts";

/** What is sealed of a link: who connects what. */
const Purpose = z.object({ userId: UserId, service: Service });

/** A link that has ended is kept a little longer: only the assistant's clock, which is not the server's, ends it. */
const KEPT_LONGER_MS = 24 * 60 * 60_000;

/** Lua: `read(key)` answers what a link's owner is told of it. */
const READ = `
local function read(key)
  return redis.call('HMGET', key, 'token', 'purpose', 'expires')
end
`;

const put = defineScript(`${NOW}
local name, user, token, purpose, expires, keep = unpack(ARGV)
local key, index, at = '${KEYS.link}' .. name, '${KEYS.linksOf}' .. user, now()
local state = redis.call('HGET', key, 'state')
if state then redis.call('DEL', '${KEYS.linkState}' .. state) end
redis.call('DEL', key)
redis.call('HSET', key, 'user', user, 'token', token, 'purpose', purpose, 'expires', expires)
redis.call('PEXPIRE', key, keep)
redis.call('ZREMRANGEBYSCORE', index, '-inf', at)
redis.call('ZADD', index, at + keep, name)
if redis.call('PTTL', index) < tonumber(keep) then redis.call('PEXPIRE', index, keep) end
`);

/** Lua: `begins(key, now)`: whether a link can be begun. */
const BEGINS = `
local function begins(key, now)
  local row = redis.call('HMGET', key, 'state', 'expires')
  return not row[1] and row[2] and tonumber(row[2]) > tonumber(now)
end
`;

const get = defineScript(`${READ}${BEGINS}
local key = '${KEYS.link}' .. ARGV[1]
return begins(key, ARGV[2]) and read(key) or {}
`);

const begin = defineScript(`${READ}${BEGINS}${NOW}
local name, at, state, browser, expires, keep = unpack(ARGV)
local key = '${KEYS.link}' .. name
if not begins(key, at) then return {} end
redis.call('HSET', key, 'state', state, 'browser', browser, 'expires', expires)
redis.call('PEXPIRE', key, keep)
redis.call('SET', '${KEYS.linkState}' .. state, name, 'PX', keep)
local index = '${KEYS.linksOf}' .. redis.call('HGET', key, 'user')
redis.call('ZADD', index, now() + keep, name)
if redis.call('PTTL', index) < tonumber(keep) then redis.call('PEXPIRE', index, keep) end
return read(key)
`);

const finish = defineScript(`${READ}
local state, browser, at = ARGV[1], ARGV[2], ARGV[3]
local name = redis.call('GET', '${KEYS.linkState}' .. state)
if not name then return {} end
local key = '${KEYS.link}' .. name
local row = redis.call('HMGET', key, 'state', 'browser', 'expires', 'user')
if row[1] ~= state or row[2] ~= browser or tonumber(row[3]) <= tonumber(at) then return {} end
local found = read(key)
redis.call('DEL', key, '${KEYS.linkState}' .. state)
redis.call('ZREM', '${KEYS.linksOf}' .. row[4], name)
return found
`);

/** Links by which users connect accounts, by the hashes of what they carry. */
export function createConnectLinkStore(redis: Redis, sealing: Sealing): ConnectLinkStore {
  const { blind, sealText, openText } = sealing;

  function toLink(reply: Reply): ConnectLink | undefined {
    const [token, purpose, expires] = toList(reply);
    const [tokenHash, sealed] = [toText(token) ?? "", toBytes(purpose)];
    if (sealed === undefined) return undefined;
    const opened = Purpose.parse(JSON.parse(openText(sealed, "connect_links", tokenHash)));
    return { tokenHash, expiresAt: Number(toText(expires)), ...opened };
  }

  const nameOf = (tokenHash: string): string => blind("link", tokenHash);
  const stateOf = (stateHash: string): string => blind("link-state", stateHash);
  const browserOf = (browserHash: string): string => blind("link-browser", browserHash);
  const toKept = (expiresAt: number, now: number): number =>
    Math.ceil(Math.max(expiresAt - now, 0)) + KEPT_LONGER_MS;

  return {
    async put({ tokenHash, userId, service, expiresAt }, now) {
      const purpose = sealText(JSON.stringify({ userId, service }), "connect_links", tokenHash);
      const names = [nameOf(tokenHash), blind("user", userId)];
      await redis.run(put, [], [...names, tokenHash, purpose, expiresAt, toKept(expiresAt, now)]);
    },
    get: async (tokenHash, now) => toLink(await redis.run(get, [], [nameOf(tokenHash), now])),
    async begin(tokenHash, { stateHash, browserHash, expiresAt }, now) {
      const begun = [stateOf(stateHash), browserOf(browserHash), expiresAt, toKept(expiresAt, now)];
      return toLink(await redis.run(begin, [], [nameOf(tokenHash), now, ...begun]));
    },
    async finish(stateHash, browserHash, now) {
      const args = [stateOf(stateHash), browserOf(browserHash), now];
      return toLink(await redis.run(finish, [], args));
    },
  };
}
