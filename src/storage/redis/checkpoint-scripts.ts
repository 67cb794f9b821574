import { defineScript } from "./scripts.ts";

/*
 * A thread is two keys, so that it expires whole and is renewed cheaply. KEYS: data, index, threads.
 *
 * data, a hash:
 *   b<ns>\0<row>  a row: a checkpoint and the values it brought. It is named by the checkpoint's id, with \1 and a number
 *                 behind it where that one was put before
 *   r<ns>\0<id>   the checkpoint: JSON [id, row, row...], its own row and those that hold values it did not change
 *   h<ns>, l<ns>  the newest one's r, and its id
 *   g<ns>\0<id>   where its values are: JSON [[row, channel...]...], for the checkpoint that comes after it
 *   n<ns>\0<id>   how many times writes were put for it, and w<ns>\0<id>\0<number> what was put
 * index, a sorted set, all scores 0, so that it is in the order of its bytes:
 *   c<ns>\0<id>   a checkpoint
 *   v<ns>\0<row>  a row that is no checkpoint's own any more, and stays while values of it are in use
 * threads, a sorted set of all threads, by when they expire.
 *
 * No id holds a control character: \0 parts two names, and \1 comes after all that begins with one.
 */
const KEY_NAMES = String.raw`
local data, index, threads = KEYS[1], KEYS[2], KEYS[3]
`;

// Each script has the functions that it uses and no others: they are made anew at each call.
const DECODE = String.raw`
local function decode(text)
  local ok, list = pcall(cjson.decode, text or '')
  if ok and type(list) == 'table' then return list end
end
`;
const UNREADABLE = String.raw`
local function unreadable(what) return redis.error_reply('UNREADABLE ' .. what) end
`;
const RENEW = String.raw`
local function renew(thread, ttl)
  redis.call('PEXPIRE', data, ttl)
  redis.call('PEXPIRE', index, ttl)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', threads, now + ttl, thread)
  return now
end
`;
const CHECKPOINTS_OF = String.raw`
local function checkpoints_of(ns, limit)
  return redis.call('ZREVRANGEBYLEX', index, '(c' .. ns .. '\1', '[c' .. ns .. '\0', 'LIMIT', 0, limit)
end
`;

/** So many writes of a checkpoint are asked for together with its rows: most have no more. */
const WRITES_AT_ONCE = 4;
/** More were never put for one checkpoint. */
const MAX_WRITES = 100_000;

/**
 * Answers nothing; or how many times writes were put, the bytes of each row, those of the writes, and last what names the
 * rows. ARGV: ns, id ('' the newest), thread, ttl ('0': not renewed).
 */
export const READ = defineScript(
  KEY_NAMES +
    DECODE +
    UNREADABLE +
    RENEW +
    CHECKPOINTS_OF +
    String.raw`
local ns, id, ttl = ARGV[1], ARGV[2], tonumber(ARGV[4])
local text = redis.call('HGET', data, id == '' and 'h' .. ns or 'r' .. ns .. '\0' .. id)
if not text then
  local is_listed = checkpoints_of(ns, 1)[1]
  if id ~= '' then is_listed = redis.call('ZSCORE', index, 'c' .. ns .. '\0' .. id) end
  -- A thread that lost its data is no empty thread.
  if is_listed then return unreadable('a checkpoint is missing') end
  return false
end
local rows = decode(text)
if not rows then return unreadable('the names of rows') end
local at, prefix = ns .. '\0' .. rows[1], 'b' .. ns .. '\0'
local fields = { 'n' .. at }
for i = 2, #rows do fields[i] = prefix .. rows[i] end
local writes = 'w' .. at .. '\0'
for i = 1, ${WRITES_AT_ONCE} do fields[#rows + i] = writes .. i end
if #fields > 4000 then return unreadable('too many rows') end
local values = redis.call('HMGET', data, unpack(fields))
local count = tonumber(values[1]) or 0
if count > ${MAX_WRITES} then return unreadable('how many writes there are') end
for first = ${WRITES_AT_ONCE} + 1, count, 4000 do
  fields = {}
  for i = first, math.min(first + 3999, count) do fields[#fields + 1] = writes .. i end
  for i, value in ipairs(redis.call('HMGET', data, unpack(fields))) do values[#rows + first - 1 + i] = value end
end
if ttl > 0 then renew(ARGV[3], ttl) end
values[#rows + math.max(count, ${WRITES_AT_ONCE}) + 1] = text
return values
`,
);

/**
 * Answers 1; or 0, and does nothing, where not all that is carried over is found by the parent.
 * ARGV: ns, id, parent, row's bytes, JSON [[channels brought], [channels emptied]], how many channels are carried over
 * (-1: whatever there is), thread, ttl ('0': for ever), how many checkpoints are kept ('0': not pruned now).
 */
export const PUT = defineScript(
  KEY_NAMES +
    DECODE +
    UNREADABLE +
    RENEW +
    CHECKPOINTS_OF +
    String.raw`
local ns, id, parent, ttl, kept = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[8]), tonumber(ARGV[9])
local at = ns .. '\0' .. id
local known = redis.call('HMGET', data, 'g' .. ns .. '\0' .. parent, 'l' .. ns, 'r' .. at)
local groups = known[1] and decode(known[1]) or {}
local row, earlier = id, nil
if known[3] then
  earlier = (decode(known[3]) or {})[2]
  groups = decode(redis.call('HGET', data, 'g' .. at))
  if type(earlier) ~= 'string' or not groups then return unreadable('what was put before') end
  row = id .. '\1' .. (tonumber(string.sub(earlier, #id + 2)) or 0) + 1
end

local brought, emptied = unpack(cjson.decode(ARGV[5]))
local gone = {}
for _, channel in ipairs(brought) do gone[channel] = true end
for _, channel in ipairs(emptied) do gone[channel] = true end
local left, rows, carried = {}, { id, row }, 0
for _, group in ipairs(groups) do
  local stays = { group[1] }
  for i = 2, #group do
    if not gone[group[i]] then stays[#stays + 1] = group[i] end
  end
  if #stays > 1 then
    left[#left + 1] = stays
    rows[#rows + 1] = stays[1]
    carried = carried + #stays - 1
  end
end
local expected = tonumber(ARGV[6])
if expected >= 0 and expected ~= carried then return 0 end
if #brought > 0 then
  table.insert(brought, 1, row)
  left[#left + 1] = brought
end

redis.call('ZADD', index, 0, 'c' .. at)
if earlier then redis.call('ZADD', index, 0, 'v' .. ns .. '\0' .. earlier) end
local text = cjson.encode(rows)
if not known[2] or known[2] <= id then
  redis.call('HSET', data, 'b' .. ns .. '\0' .. row, ARGV[4], 'g' .. at, cjson.encode(left), 'r' .. at, text,
    'h' .. ns, text, 'l' .. ns, id)
else
  redis.call('HSET', data, 'b' .. ns .. '\0' .. row, ARGV[4], 'g' .. at, cjson.encode(left), 'r' .. at, text)
end
if ttl > 0 then
  local now = renew(ARGV[7], ttl)
  local expired = redis.call('ZRANGEBYSCORE', threads, '-inf', now, 'LIMIT', 0, 4)
  if #expired > 0 then redis.call('ZREM', threads, unpack(expired)) end
elseif kept > 0 or not known[2] then
  redis.call('PERSIST', data)
  redis.call('PERSIST', index)
  redis.call('ZADD', threads, '+inf', ARGV[7])
end
if kept == 0 then return 1 end

local members = checkpoints_of(ns, -1)
if #members <= kept then return 1 end
local fields = {}
for i, member in ipairs(members) do fields[i] = 'r' .. string.sub(member, 2) end
for i = kept + 1, #members do fields[#fields + 1] = 'n' .. string.sub(members[i], 2) end
local values, used, unused, unlisted = {}, {}, {}, {}
for i = 1, #fields, 4000 do
  for j, value in ipairs(redis.call('HMGET', data, unpack(fields, i, math.min(i + 3999, #fields)))) do values[i + j - 1] = value end
end
local function drop(row)
  if used[row] then return redis.call('ZADD', index, 0, 'v' .. ns .. '\0' .. row) end
  unused[#unused + 1] = 'b' .. ns .. '\0' .. row
end
for i, member in ipairs(members) do
  local named = decode(values[i])
  if not named then return unreadable('the names of rows') end
  if i <= kept then
    for j = 2, #named do used[named[j]] = true end
  else
    local name = string.sub(member, 2)
    for n = 1, math.min(tonumber(values[#members + i - kept]) or 0, ${MAX_WRITES}) do
      unused[#unused + 1] = 'w' .. name .. '\0' .. n
    end
    for _, kind in ipairs({ 'n', 'r', 'g' }) do unused[#unused + 1] = kind .. name end
    unlisted[#unlisted + 1] = member
    drop(named[2])
  end
end
for _, member in ipairs(redis.call('ZRANGEBYLEX', index, '[v' .. ns .. '\0', '(v' .. ns .. '\1')) do
  local row = string.sub(member, #ns + 3)
  if not used[row] then
    unlisted[#unlisted + 1] = member
    drop(row)
  end
end
for i = 1, #unused, 4000 do redis.call('HDEL', data, unpack(unused, i, math.min(i + 3999, #unused))) end
for i = 1, #unlisted, 4000 do redis.call('ZREM', index, unpack(unlisted, i, math.min(i + 3999, #unlisted))) end
return 1
`,
);

/** What was put before stays: the reader knows which counts. ARGV: ns, id, bytes, thread, ttl ('0': for ever). */
export const PUT_WRITES = defineScript(
  KEY_NAMES +
    RENEW +
    String.raw`
local at, ttl = ARGV[1] .. '\0' .. ARGV[2], tonumber(ARGV[5])
local n = redis.call('HINCRBY', data, 'n' .. at, 1)
redis.call('HSET', data, 'w' .. at .. '\0' .. n, ARGV[3])
if ttl > 0 then renew(ARGV[4], ttl) end
return 1
`,
);

/** ARGV: thread. */
export const DELETE_THREAD = defineScript(
  KEY_NAMES +
    String.raw`
redis.call('UNLINK', data, index)
redis.call('ZREM', threads, ARGV[1])
return 1
`,
);

/**
 * Answers the newest of a thread's checkpoints between two places of its index.
 * ARGV: above, below, how many (-1: all), ns ('' where it is not said).
 */
export const LIST_CHECKPOINTS = defineScript(
  KEY_NAMES +
    UNREADABLE +
    String.raw`
local members = redis.call('ZREVRANGEBYLEX', index, ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
if #members == 0 and redis.call('HEXISTS', data, 'l' .. ARGV[4]) == 1 and redis.call('EXISTS', index) == 0 then
  return unreadable('the index is missing')
end
return members
`,
);

/** Answers the threads that have not expired. KEYS: only the last is used. */
export const LIST_THREADS = defineScript(
  KEY_NAMES +
    String.raw`
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', threads, '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
return redis.call('ZRANGE', threads, 0, -1)
`,
);
