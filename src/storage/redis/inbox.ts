import type { SessionId } from "../../domain/ids.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { InboxEntry, InboxStore } from "../storage.ts";
import { readable } from "../unreadable.ts";
import type { OnUnreadable } from "../unreadable.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toList, toRows, toText } from "./replies.ts";
import { RETENTION_MS, USE } from "./retention.ts";

/** Answers the earlier message where one came with this key. */
const put = defineScript(`${USE}
local id, session, body, dedupe, user, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if dedupe ~= '' then
  local earlier = redis.call('GET', '${KEYS.dedupe}' .. dedupe)
  if earlier then
    local row = redis.call('HMGET', '${KEYS.message}' .. earlier, 'session', 'body')
    return {earlier, row[1], row[2]}
  end
  redis.call('SET', '${KEYS.dedupe}' .. dedupe, id, 'PX', ${RETENTION_MS})
end
local arrival = redis.call('INCR', '${KEYS.arrivals}')
if user == '' then user = redis.call('HGET', '${KEYS.session}' .. session, 'user') or '' end
redis.call('HSET', '${KEYS.message}' .. id, 'session', session, 'body', body, 'dedupe', dedupe, 'user', user,
  'arrival', arrival)
redis.call('PEXPIRE', '${KEYS.message}' .. id, ${RETENTION_MS})
redis.call('SADD', '${KEYS.messagesOf}' .. session, id)
redis.call('RPUSH', '${KEYS.inbox}' .. session, id)
redis.call('ZADD', '${KEYS.unfinished}', 'NX', arrival, session)
if user ~= '' then redis.call('ZADD', '${KEYS.unfinishedOf}' .. user, 'NX', arrival, session) end
if channel ~= '' then
  redis.call('HSET', '${KEYS.latest}' .. user, channel, arrival .. ':' .. session)
  redis.call('PEXPIRE', '${KEYS.latest}' .. user, ${RETENTION_MS})
end
use(session)
return {}
`);

const next = defineScript(`
local id = redis.call('LINDEX', '${KEYS.inbox}' .. ARGV[1], 0)
if not id then
  redis.call('ZREM', '${KEYS.unfinished}', ARGV[1])
  return {}
end
local row = redis.call('HMGET', '${KEYS.message}' .. id, 'session', 'body')
return {id, ARGV[1], row[1] == ARGV[1] and row[2]}
`);

const history = defineScript(`
local found = {}
for _, id in ipairs(redis.call('SMEMBERS', '${KEYS.messagesOf}' .. ARGV[1])) do
  local row = redis.call('HMGET', '${KEYS.message}' .. id, 'session', 'body', 'arrival')
  if row[1] == ARGV[1] and row[2] then
    for _, value in ipairs({id, row[1], row[2], row[3] or '0'}) do found[#found + 1] = value end
  end
end
return found
`);

/** What has a key is kept for it; what is set aside is kept to be looked into. */
const finish = defineScript(`${USE}
local id, session, aside = ARGV[1], ARGV[2], ARGV[3]
local key = '${KEYS.message}' .. id
local row = redis.call('HMGET', key, 'session', 'dedupe', 'user')
if session == '' then session = row[1] end
if not session then return end
local inbox = '${KEYS.inbox}' .. session
redis.call('LREM', inbox, 1, id)
if row[2] == '' and aside == '' then
  redis.call('DEL', key)
  redis.call('SREM', '${KEYS.messagesOf}' .. session, id)
else
  redis.call('PEXPIRE', key, ${RETENTION_MS})
  if row[2] and row[2] ~= '' then redis.call('PEXPIRE', '${KEYS.dedupe}' .. row[2], ${RETENTION_MS}) end
end
local first = redis.call('LINDEX', inbox, 0)
local arrival = first and redis.call('HGET', '${KEYS.message}' .. first, 'arrival')
if arrival then
  redis.call('ZADD', '${KEYS.unfinished}', arrival, session)
elseif not first then
  redis.call('ZREM', '${KEYS.unfinished}', session)
  if row[3] and row[3] ~= '' then redis.call('ZREM', '${KEYS.unfinishedOf}' .. row[3], session) end
end
use(session)
`);

const unfinishedOf = defineScript(`
local index, found = '${KEYS.unfinishedOf}' .. ARGV[1], {}
for _, session in ipairs(redis.call('ZRANGE', index, 0, -1)) do
  local id = redis.call('LINDEX', '${KEYS.inbox}' .. session, 0)
  if id then
    found[#found + 1] = session
    found[#found + 1] = id
    found[#found + 1] = redis.call('HGET', '${KEYS.message}' .. id, 'arrival') or '0'
  else
    redis.call('ZREM', index, session)
  end
end
return found
`);

/** Messages that came in, each once, in order for their sessions. */
export function createInboxStore(
  redis: Redis,
  sealing: Sealing,
  onUnreadable: OnUnreadable,
): InboxStore {
  const { blind, sealText, openText } = sealing;

  /** @throws SealError where it was altered, or is not there any more. */
  function toEntry([id, session, body]: readonly Reply[]): InboxEntry {
    const [entryId, sessionId, sealed] = [toText(id) ?? "", toText(session) ?? "", toBytes(body)];
    if (sealed === undefined) throw new SealError('A message in "inbox" is missing.');
    const { at, inbound } = JSON.parse(openText(sealed, "inbox", entryId, sessionId)) as Pick<
      InboxEntry,
      "at" | "inbound"
    >;
    return { id: entryId, sessionId: sessionId as SessionId, at, inbound };
  }

  return {
    async put(entry, dedupeKey) {
      const { id, sessionId, at, inbound } = entry;
      const body = sealText(JSON.stringify({ at, inbound }), "inbox", id, sessionId);
      const dedupe = dedupeKey === undefined ? "" : blind("dedupe", dedupeKey);
      const [user, channel] =
        "channel" in inbound ? [blind("user", inbound.userId), inbound.channel] : ["", ""];
      const args = [id, sessionId, body, dedupe, user, channel];
      const earlier = toList(await redis.run(put, [], args));
      if (earlier.length === 0) return { stored: true, entry };
      // Of one that was deleted since, nothing is known but that it came.
      return { stored: false, entry: toBytes(earlier[2]) === undefined ? entry : toEntry(earlier) };
    },
    async next(sessionId) {
      for (;;) {
        const row = toList(await redis.run(next, [], [sessionId]));
        if (row.length === 0) return undefined;
        try {
          return toEntry(row);
        } catch (cause) {
          // Altered: it says nothing any more that could be done, and holds up what came after it.
          if (!(cause instanceof SealError)) throw cause;
          await redis.run(finish, [], [toText(row[0]) ?? "", sessionId, "aside"]);
          onUnreadable(cause);
        }
      }
    },
    async finish(id) {
      await redis.run(finish, [], [id, "", ""]);
    },
    async history(sessionId) {
      const rows = toRows(await redis.run(history, [], [sessionId]), 4);
      const inOrder = rows.toSorted(
        ([, , , a], [, , , b]) => Number(toText(a)) - Number(toText(b)),
      );
      return readable(inOrder, toEntry, onUnreadable);
    },
    async unfinishedSessions() {
      const sessions = toList(await redis.send("ZRANGE", KEYS.unfinished, 0, -1));
      return sessions.map((session) => toText(session) as SessionId);
    },
    async unfinishedOf(userId) {
      const rows = toRows(await redis.run(unfinishedOf, [], [blind("user", userId)]), 3);
      return rows
        .map(([session, id, arrival]) => ({
          sessionId: toText(session) as SessionId,
          entryId: toText(id) ?? "",
          arrival: Number(toText(arrival)),
        }))
        .toSorted((a, b) => a.arrival - b.arrival)
        .map(({ sessionId, entryId }) => ({ sessionId, entryId }));
    },
  };
}
