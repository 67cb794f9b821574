import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Intervention } from "../../domain/intervention.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { Session, SessionStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toCount, toList, toRows, toText } from "./replies.ts";
import { RETENTION_MS, USE } from "./retention.ts";

/** Lua: `read(session)` answers the fields of a session, in the order in which they are opened here. */
const READ = `
local function read(session)
  local row = redis.call('HMGET', '${KEYS.session}' .. session, 'user', 'owner', 'question', 'count')
  return {session, row[1], row[2], row[3], row[4]}
end
`;
const WIDTH = 5;

const create = defineScript(`${USE}
local session, user, owner = ARGV[1], ARGV[2], ARGV[3]
local key = '${KEYS.session}' .. session
if redis.call('EXISTS', key) == 0 then
  redis.call('HSET', key, 'user', user, 'owner', owner, 'count', 0)
end
use(session)
`);

const get = defineScript(`${READ}
return read(ARGV[1])
`);

const open = defineScript(`${USE}
local session, question, at = ARGV[1], ARGV[2], ARGV[3]
local key = '${KEYS.session}' .. session
local user = redis.call('HGET', key, 'user')
if not user then return end
redis.call('HINCRBY', key, 'count', 1)
redis.call('HSET', key, 'question', question)
redis.call('ZADD', '${KEYS.asking}' .. user, at, session)
redis.call('PEXPIRE', '${KEYS.asking}' .. user, ${RETENTION_MS})
redis.call('SADD', '${KEYS.allAsking}', session)
use(session)
`);

const close = defineScript(`
local key = '${KEYS.session}' .. ARGV[1]
local user = redis.call('HGET', key, 'user')
if not user then return end
redis.call('HDEL', key, 'question')
redis.call('ZREM', '${KEYS.asking}' .. user, ARGV[1])
redis.call('SREM', '${KEYS.allAsking}', ARGV[1])
`);

/** What is gone by now asks nothing any more. */
const asking = defineScript(`${READ}
local index, found = '${KEYS.asking}' .. ARGV[1], {}
for _, session in ipairs(redis.call('ZREVRANGE', index, 0, -1)) do
  local row = read(session)
  if row[3] and row[4] then
    for i = 1, ${WIDTH} do found[#found + 1] = row[i] end
  else
    redis.call('ZREM', index, session)
  end
end
return found
`);

/** A use is `<arrival>:<session>`: of several channels', the highest arrival is the last. */
const latest = defineScript(`${READ}
local user, channel = ARGV[1], ARGV[2]
local uses = redis.call('HGETALL', '${KEYS.latest}' .. user)
local last, newest = false, -1
for i = 1, #uses, 2 do
  local arrival, session = string.match(uses[i + 1], '^(%d+):(.+)$')
  if session and (channel == '' or channel == uses[i]) and tonumber(arrival) > newest then
    if redis.call('HGET', '${KEYS.session}' .. session, 'user') == user then
      last, newest = session, tonumber(arrival)
    end
  end
end
if not last then return {} end
return read(last)
`);

/** Conversations: whose each is, sealed, and which question is open in it. */
export function createSessionStore(redis: Redis, sealing: Sealing): SessionStore {
  const { blind, sealText, openText } = sealing;

  function toSession([id, user, owner, question, count]: readonly Reply[]): Session | undefined {
    const [sessionId, sealedOwner] = [toText(id) ?? "", toBytes(owner)];
    if (sealedOwner === undefined) return undefined;
    const userId = openText(sealedOwner, "sessions", sessionId, "owner") as UserId;
    if (blind("user", userId) !== toText(user))
      throw new SealError('A session in "sessions" was given to somebody else.');
    const sealed = toBytes(question);
    return {
      sessionId: sessionId as SessionId,
      userId,
      questionCount: toCount(count, "sessions"),
      ...(sealed !== undefined && {
        question: JSON.parse(openText(sealed, "sessions", sessionId, "question")) as Intervention,
      }),
    };
  }

  /** @throws SealError where an index of one user names a session of another one. */
  function ofUser(userId: UserId, row: readonly Reply[]): Session | undefined {
    const session = toSession(row);
    if (session !== undefined && session.userId !== userId)
      throw new SealError('A session in "sessions" was given to somebody else.');
    return session;
  }

  return {
    async create({ sessionId, userId }) {
      const owner = sealText(userId, "sessions", sessionId, "owner");
      await redis.run(create, [], [sessionId, blind("user", userId), owner]);
    },
    get: async (sessionId) => toSession(toList(await redis.run(get, [], [sessionId]))),
    async setQuestion(sessionId, question) {
      if (question === undefined) {
        await redis.run(close, [], [sessionId]);
        return;
      }
      const sealed = sealText(JSON.stringify(question), "sessions", sessionId, "question");
      await redis.run(open, [], [sessionId, sealed, Date.parse(question.askedAt)]);
    },
    async withOpenQuestion(userId) {
      const rows = toRows(await redis.run(asking, [], [blind("user", userId)]), WIDTH);
      return rows.flatMap((row) => ofUser(userId, row) ?? []);
    },
    countOpenQuestions: async () => toCount(await redis.send("SCARD", KEYS.allAsking), "sessions"),
    async latest(userId, channel) {
      const row = await redis.run(latest, [], [blind("user", userId), channel ?? ""]);
      return ofUser(userId, toList(row));
    },
  };
}
