import { defineScript } from "./scripts.ts";

/*
 * A thread is two keys, so that it expires whole and is renewed cheaply. KEYS: data, index, threads.
 *
 * data, a hash:
 *   r<ns>\0<id>   the checkpoint's references: JSON [row, [[row, channel...]...]], by which each channel's value is found
 *   b<ns>\0<row>  a row: the checkpoint itself and the values it brought; named by its id, and \1 with a number where it
 *                 was put more than once
 *   w<ns>\0<id>\0<task>\0<batch>  writes of a task
 * index, a sorted set, all scores 0, so that it is in the order of its bytes:
 *   c<ns>\0<id>, w<ns>\0<id>\0<task>\0<batch>  what data holds under these names
 *   v<ns>\0<row>  rows that are no checkpoint any more, and are kept for their values
 * threads, a sorted set of all threads, by when they expire.
 *
 * No id holds a control character: \0 parts two names, \1 is after every one of a prefix.
 */
const COMMON = String.raw`
local data, index, threads = KEYS[1], KEYS[2], KEYS[3]

local function unreadable(what) return redis.error_reply('UNREADABLE ' .. what) end

local function decode(text)
  local ok, refs = pcall(cjson.decode, text)
  if ok and type(refs) == 'table' and type(refs[1]) == 'string' and type(refs[2]) == 'table' then return refs end
end

local function renew(thread, ttl)
  redis.call('PEXPIRE', data, ttl)
  redis.call('PEXPIRE', index, ttl)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', threads, now + ttl, thread)
  return now
end

-- A call takes only so many arguments.
local function values_of(fields)
  if #fields == 0 then return {} end
  if #fields <= 4000 then return redis.call('HMGET', data, unpack(fields)) end
  local values = {}
  for i = 1, #fields, 4000 do
    local some = redis.call('HMGET', data, unpack(fields, i, math.min(i + 3999, #fields)))
    for j = 1, #some do values[i + j - 1] = some[j] end
  end
  return values
end

local function writes_of(at)
  return redis.call('ZRANGEBYLEX', index, '[w' .. at .. '\0', '(w' .. at .. '\1')
end

local function checkpoints_of(ns, limit)
  return redis.call('ZREVRANGEBYLEX', index, '(c' .. ns .. '\1', '[c' .. ns .. '\0', 'LIMIT', 0, limit)
end

-- A thread that lost its index is no empty thread.
local function is_torn()
  return redis.call('EXISTS', index) == 0 and redis.call('EXISTS', data) == 1
end
`;

/**
 * Answers nothing, or the id, its references, the names and bytes of the rows these name, and those of its writes.
 * ARGV: ns, id ('' the newest), thread, ttl ('0': not renewed).
 */
export const READ = defineScript(
  COMMON +
    String.raw`
local ns, id, thread, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if id == '' then
  local last = checkpoints_of(ns, 1)[1]
  if not last then
    if is_torn() then return unreadable('index is missing') end
    return false
  end
  id = string.sub(last, #ns + 3)
end
local at = ns .. '\0' .. id
local text = redis.call('HGET', data, 'r' .. at)
if not text then
  if redis.call('ZSCORE', index, 'c' .. at) then return unreadable('checkpoint is missing') end
  if is_torn() then return unreadable('index is missing') end
  return false
end
local refs = decode(text)
if not refs then return unreadable('references') end
local names, fields, seen = {}, {}, {}
local function add(row)
  if type(row) ~= 'string' or seen[row] then return end
  seen[row] = true
  names[#names + 1] = row
  fields[#fields + 1] = 'b' .. ns .. '\0' .. row
end
add(refs[1])
for _, group in ipairs(refs[2]) do
  if type(group) ~= 'table' then return unreadable('references') end
  add(group[1])
end
local writes = writes_of(at)
for _, member in ipairs(writes) do fields[#fields + 1] = member end
if ttl > 0 then renew(thread, ttl) end
return { id, text, names, writes, values_of(fields) }
`,
);

/**
 * Answers 1; or 0, and does nothing, where values are carried over from a parent that is not there.
 * ARGV: ns, id, parent, row's bytes, JSON [[channels brought], [channels emptied]], whether values are carried over,
 * thread, ttl ('0': for ever), how many checkpoints are kept ('0': not pruned now).
 */
export const PUT = defineScript(
  COMMON +
    String.raw`
local ns, id, parent, thread, ttl, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9])
local at = ns .. '\0' .. id
local earlier = redis.call('HMGET', data, 'r' .. at, 'r' .. ns .. '\0' .. parent)
if not earlier[2] and parent ~= '' and ARGV[6] == '1' then return 0 end

local from, row = { '', {} }, id
if earlier[1] then
  from = decode(earlier[1])
  if not from then return unreadable('references') end
  row = id .. '\1' .. (tonumber(string.sub(from[1], #id + 2)) or 0) + 1
elseif earlier[2] then
  from = decode(earlier[2])
  if not from then return unreadable('references') end
end
local changed = cjson.decode(ARGV[5])
local brought, gone, groups = changed[1], {}, {}
for _, channels in ipairs(changed) do
  for _, channel in ipairs(channels) do gone[channel] = true end
end
for _, group in ipairs(from[2]) do
  if type(group) ~= 'table' then return unreadable('references') end
  local left = { group[1] }
  for i = 2, #group do
    if not gone[group[i]] then left[#left + 1] = group[i] end
  end
  if #left > 1 then groups[#groups + 1] = left end
end
if #brought > 0 then
  table.insert(brought, 1, row)
  groups[#groups + 1] = brought
end

redis.call('ZADD', index, 0, 'c' .. at)
if earlier[1] then redis.call('ZADD', index, 0, 'v' .. ns .. '\0' .. from[1]) end
redis.call('HSET', data, 'r' .. at, cjson.encode({ row, groups }), 'b' .. ns .. '\0' .. row, ARGV[4])

if ttl > 0 then
  local now = renew(thread, ttl)
  local expired = redis.call('ZRANGEBYSCORE', threads, '-inf', now, 'LIMIT', 0, 4)
  if #expired > 0 then redis.call('ZREM', threads, unpack(expired)) end
else
  redis.call('PERSIST', data)
  redis.call('PERSIST', index)
  redis.call('ZADD', threads, '+inf', thread)
end
if kept == 0 then return 1 end

local members = checkpoints_of(ns, -1)
if #members <= kept then return 1 end
local used = {}
local function remove(field, member)
  redis.call('HDEL', data, field)
  redis.call('ZREM', index, member)
end
for i, member in ipairs(members) do
  local name = string.sub(member, 2)
  local refs = decode(redis.call('HGET', data, 'r' .. name) or '')
  if not refs then return unreadable('references') end
  if i <= kept then
    used[refs[1]] = true
    for _, group in ipairs(refs[2]) do used[group[1]] = true end
  else
    for _, write in ipairs(writes_of(name)) do remove(write, write) end
    redis.call('ZADD', index, 0, 'v' .. ns .. '\0' .. refs[1])
    remove('r' .. name, member)
  end
end
for _, member in ipairs(redis.call('ZRANGEBYLEX', index, '[v' .. ns .. '\0', '(v' .. ns .. '\1')) do
  local name = string.sub(member, #ns + 3)
  if not used[name] then remove('b' .. ns .. '\0' .. name, member) end
end
return 1
`,
);

/**
 * Ordinary writes of a task that has some are put beside them, and the reader keeps the first; others are replaced.
 * ARGV: ns, id, task, thread, ttl, then each batch and its bytes.
 */
export const PUT_WRITES = defineScript(
  COMMON +
    String.raw`
local at = 'w' .. ARGV[1] .. '\0' .. ARGV[2] .. '\0' .. ARGV[3] .. '\0'
for i = 6, #ARGV, 2 do
  local name = at .. ARGV[i]
  if ARGV[i] ~= '0' then
    redis.call('HSET', data, name, ARGV[i + 1])
  elseif redis.call('HSETNX', data, name, ARGV[i + 1]) == 0 then
    local n = 0
    repeat
      n = n + 1
      name = at .. '0.' .. n
    until redis.call('HSETNX', data, name, ARGV[i + 1]) == 1
  end
  redis.call('ZADD', index, 0, name)
end
local ttl = tonumber(ARGV[5])
if ttl > 0 then renew(ARGV[4], ttl) end
return 1
`,
);

/** ARGV: thread. */
export const DELETE_THREAD = defineScript(
  COMMON +
    String.raw`
redis.call('UNLINK', data, index)
redis.call('ZREM', threads, ARGV[1])
return 1
`,
);

/** Answers the newest of a thread's checkpoints between two places of its index. ARGV: above, below, how many (-1: all). */
export const LIST_CHECKPOINTS = defineScript(
  COMMON +
    String.raw`
local members = redis.call('ZREVRANGEBYLEX', index, ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
if #members == 0 and is_torn() then return unreadable('index is missing') end
return members
`,
);

/** Answers the threads that have not expired. KEYS: only the last is used. */
export const LIST_THREADS = defineScript(
  COMMON +
    String.raw`
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', threads, '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
return redis.call('ZRANGE', threads, 0, -1)
`,
);
