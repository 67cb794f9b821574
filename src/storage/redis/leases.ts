import { randomUUID } from "node:crypto";

import type { Sealing } from "../sealing.ts";
import type { LeaseStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";

const take = defineScript(`
local key, holder, time = '${KEYS.lease}' .. ARGV[1], ARGV[2], ARGV[3]
local there = redis.call('GET', key)
if there and there ~= holder then return 0 end
redis.call('SET', key, holder, 'PX', time)
return 1
`);

const release = defineScript(`
local key = '${KEYS.lease}' .. ARGV[1]
if redis.call('GET', key) == ARGV[2] then redis.call('DEL', key) end
`);

/** Rights of this process: those of one that died end by themselves. */
export function createLeaseStore(redis: Redis, { blind }: Sealing): LeaseStore {
  const holder = randomUUID();
  return {
    async take(name, forMs) {
      const args = [blind("lease", name), holder, Math.max(1, Math.ceil(forMs))];
      return (await redis.run(take, [], args)) === 1;
    },
    async release(name) {
      await redis.run(release, [], [blind("lease", name), holder]);
    },
  };
}
