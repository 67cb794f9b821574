import type { SessionId } from "../../domain/ids.ts";
import { Channel } from "../../domain/turn.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import type { Sealing } from "../sealing.ts";
import type { OutboxStore } from "../storage.ts";
import { readable } from "../unreadable.ts";
import type { OnUnreadable } from "../unreadable.ts";
import { TELL } from "./fan-out.ts";
import type { FanOut } from "./fan-out.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toCount, toList, toRows, toText } from "./replies.ts";
import { RETENTION_MS, USE } from "./retention.ts";

/** Channels that must deliver what is for them; open sockets show what there is. */
const DELIVERING = Channel.options.filter((channel) => channel !== "websocket");

/** Lua: the deliveries of those channels. */
export const DELIVERIES = `{${DELIVERING.map((channel) => `'${KEYS.deliveries}${channel}'`).join(", ")}}`;

/** Lua: keeps a turn under its number, and has it wait for the channels, named from `ARGV[first]` on. */
export const KEEP = `
local function keep(session, seq, entry, first)
  local key = '${KEYS.outbox}' .. session
  redis.call('HSET', key, 'n', seq, seq, entry)
  if seq == '1' then redis.call('PEXPIRE', key, ${RETENTION_MS}) end
  for i = first, #ARGV do
    redis.call('ZADD', '${KEYS.deliveries}' .. ARGV[i], redis.call('INCR', '${KEYS.delivered}'), session .. ':' .. seq)
  end
end
`;

/** Keeps a turn where its number is the next one; otherwise answers how many there are. */
const append = defineScript(`${USE}${TELL}${KEEP}
local session, seq, entry, message, uses = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local key = '${KEYS.outbox}' .. session
local n = redis.call('HGET', key, 'n') or '0'
if tonumber(n) + 1 ~= tonumber(seq) then return n end
keep(session, seq, entry, 6)
if message ~= '' then
  redis.call('HSET', key, 'a:' .. message, seq)
  redis.call('SET', '${KEYS.answered}' .. message, session, 'PX', ${RETENTION_MS})
end
tell(session, seq, entry)
if uses == '1' then use(session) end
`);

/** Reads so many at once as a call takes. */
const after = defineScript(`
local key, found = '${KEYS.outbox}' .. ARGV[1], {}
local from, to = tonumber(ARGV[2]) + 1, tonumber(redis.call('HGET', key, 'n') or '0')
while from <= to do
  local last = math.min(to, from + 999)
  local fields = {}
  for seq = from, last do fields[#fields + 1] = string.format('%d', seq) end
  for i, entry in ipairs(redis.call('HMGET', key, unpack(fields))) do
    if entry then
      found[#found + 1] = ARGV[1]
      found[#found + 1] = fields[i]
      found[#found + 1] = entry
    end
  end
  from = last + 1
end
return found
`);

const lastFor = defineScript(`
local session = redis.call('GET', '${KEYS.answered}' .. ARGV[1])
if not session then return {} end
local key = '${KEYS.outbox}' .. session
local seq = redis.call('HGET', key, 'a:' .. ARGV[1])
if not seq then return {} end
return {session, seq, redis.call('HGET', key, seq)}
`);

/** What is not kept any more cannot be delivered. */
const undelivered = defineScript(`
local index, found = '${KEYS.deliveries}' .. ARGV[1], {}
for _, name in ipairs(redis.call('ZRANGE', index, 0, -1)) do
  local session, seq = string.match(name, '^(.*):(%d+)$')
  local entry = session and redis.call('HGET', '${KEYS.outbox}' .. session, seq)
  if entry then
    found[#found + 1] = session
    found[#found + 1] = seq
    found[#found + 1] = entry
  else
    redis.call('ZREM', index, name)
  end
end
return found
`);

/** What was delivered and belongs to no session any more was a last word: it goes, and whom it went to. */
const markDelivered = defineScript(`
local channel, session, seq, user = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local name = session .. ':' .. seq
redis.call('ZREM', '${KEYS.deliveries}' .. channel, name)
if redis.call('EXISTS', '${KEYS.session}' .. session) == 1 then return end
for i = 5, #ARGV do
  if redis.call('ZSCORE', '${KEYS.deliveries}' .. ARGV[i], name) then return end
end
local key = '${KEYS.outbox}' .. session
if redis.call('HDEL', key, seq) == 0 then return end
if redis.call('HLEN', key) == 1 then redis.call('DEL', key) end
for _, other in ipairs(redis.call('ZRANGE', '${KEYS.sessionsOf}' .. user, 0, -1)) do
  if redis.call('EXISTS', '${KEYS.session}' .. other) == 1 then return end
end
local phone = redis.call('HGET', '${KEYS.user}' .. user, 'phone')
if phone and phone ~= '' and redis.call('GET', '${KEYS.phone}' .. phone) == user then
  redis.call('DEL', '${KEYS.phone}' .. phone)
end
redis.call('DEL', '${KEYS.user}' .. user)
`);

/** So many sessions' last numbers are remembered. */
const MAX_REMEMBERED = 10_000;

/**
 * Stores an entry under its session's next number. `store` answers undefined where it did, and else how many there are: an
 * entry is sealed with its number, so the number is known before it is stored, or learnt and tried again.
 */
export type AppendNumbered = (
  entry: Omit<OutboxEntry, "seq">,
  store: (numbered: OutboxEntry, sealed: Uint8Array) => Promise<number | undefined>,
) => Promise<OutboxEntry>;

/** Numbers entries, one after another within a session. */
export function createNumbering({ sealText }: Sealing): AppendNumbered {
  const lastSeqs = new Map<SessionId, number>();
  /** The last one of each session that is on its way. */
  const underWay = new Map<SessionId, Promise<unknown>>();

  function remember(sessionId: SessionId, seq: number): void {
    if (lastSeqs.size >= MAX_REMEMBERED) lastSeqs.clear();
    lastSeqs.set(sessionId, seq);
  }

  return async (entry, store) => {
    const { sessionId } = entry;
    async function number(): Promise<OutboxEntry> {
      for (;;) {
        const seq = (lastSeqs.get(sessionId) ?? 0) + 1;
        const one: OutboxEntry = { ...entry, seq };
        const sealed = sealText(JSON.stringify(one), "outbox", sessionId, String(seq));
        const there = await store(one, sealed);
        remember(sessionId, there ?? seq);
        if (there === undefined) return one;
      }
    }
    const former = underWay.get(sessionId);
    const own = former === undefined ? number() : former.then(number, number);
    underWay.set(sessionId, own);
    try {
      return await own;
    } finally {
      if (underWay.get(sessionId) === own) underWay.delete(sessionId);
    }
  };
}

/** Which channels an entry has to wait for. */
export function deliveringOf({ channels }: Pick<OutboxEntry, "channels">): readonly Channel[] {
  return DELIVERING.filter((channel) => channels.includes(channel));
}

/** What is said to users, numbered within its session, and told to all processes in the same moment. */
export function createOutboxStore(
  redis: Redis,
  { blind, openText }: Sealing,
  fanOut: Pick<FanOut, "subscribe">,
  appendNumbered: AppendNumbered,
  onUnreadable: OnUnreadable,
): OutboxStore {
  function toEntry([session, seq, entry]: readonly Reply[]): OutboxEntry {
    const sealed = toBytes(entry) ?? new Uint8Array();
    const place = ["outbox", toText(session) ?? "", toText(seq) ?? ""] as const;
    return JSON.parse(openText(sealed, ...place)) as OutboxEntry;
  }

  const toEntries = (reply: Reply): readonly OutboxEntry[] =>
    readable(toRows(reply, 3), toEntry, onUnreadable);

  return {
    append: (entry, inboxId = "") =>
      appendNumbered(entry, async ({ sessionId, seq, turn }, sealed) => {
        const uses = turn.kind === "progress" ? 0 : 1;
        const args = [sessionId, seq, sealed, inboxId, uses, ...deliveringOf(entry)];
        const there = await redis.run(append, [], args);
        return there === null ? undefined : toCount(there, "outbox");
      }),
    after: async (sessionId, seq) => toEntries(await redis.run(after, [], [sessionId, seq])),
    async lastFor(inboxId) {
      const row = toList(await redis.run(lastFor, [], [inboxId]));
      return row.length === 0 ? undefined : toEntry(row);
    },
    undelivered: async (channel) => toEntries(await redis.run(undelivered, [], [channel])),
    async markDelivered({ sessionId, seq, userId }, channel) {
      const args = [channel, sessionId, seq, blind("user", userId), ...DELIVERING];
      await redis.run(markDelivered, [], args);
    },
    subscribe: (listener) => fanOut.subscribe(listener),
  };
}
