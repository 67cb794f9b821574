import { defineScript } from "../../../src/storage/redis/scripts.ts";

/**
 * The rows by name; a number that rises with each change; the names of what was changed last, one entry a change; and for
 * each collection the number of its last change.
 */
export const KEYS: readonly string[] = [
  "errand:sandbox:rows",
  "errand:sandbox:version",
  "errand:sandbox:log",
  "errand:sandbox:collections",
];

/** Answers the number of the last change, and all rows: name, value, name, value... */
export const LOAD = defineScript(`
local version = tonumber(redis.call('GET', KEYS[2]) or '0')
if not version then return redis.error_reply('WRONGTYPE no number') end
local answer = redis.call('HGETALL', KEYS[1])
table.insert(answer, 1, version)
return answer
`);

/**
 * Keeps changes, unless a collection that they depend on was changed after the one that was seen last. Answers whether it
 * did, the number of the last change, and what was changed by others in between: entry of the log, value of the row...
 *
 * ARGV: the number seen last, entries to keep of the log, how many collections, these, and for each change its collection,
 * the name of the row and its JSON, empty where it is gone. A row that is replaced keeps its place in the order.
 */
export const CONFIRM = defineScript(`
local rows, version, log, collections = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local seen, kept, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(redis.call('GET', version) or '0')
if not now then return redis.error_reply('WRONGTYPE no number') end
local behind = now - seen
if behind < 0 or behind > redis.call('LLEN', log) then return { 'far behind' } end

local answer = { 'kept', now }
if behind > 0 then
  for _, entry in ipairs(redis.call('LRANGE', log, -behind, -1)) do
    answer[#answer + 1] = entry
    answer[#answer + 1] = redis.call('HGET', rows, string.sub(entry, 2))
  end
  for i = 4, 3 + count do
    local changed = redis.call('HGET', collections, ARGV[i])
    if changed and (tonumber(changed) or now) > seen then
      answer[1] = 'late'
      return answer
    end
  end
end

local last = now
for i = 4 + count, #ARGV, 3 do
  local name, body = ARGV[i + 1], ARGV[i + 2]
  last = last + 1
  if body == '' then
    redis.call('HDEL', rows, name)
    redis.call('RPUSH', log, '-' .. name)
  else
    local former = redis.call('HGET', rows, name)
    local order = former and string.match(former, '^(%d+):') or string.format('%.0f', last)
    redis.call('HSET', rows, name, order .. ':' .. body)
    redis.call('RPUSH', log, '+' .. name)
  end
  redis.call('HSET', collections, ARGV[i], string.format('%.0f', last))
end
if last > now then
  redis.call('SET', version, string.format('%.0f', last))
  redis.call('LTRIM', log, -kept, -1)
end
answer[2] = last
return answer
`);
