import type { SessionId, UserId } from "../../domain/ids.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import { User } from "../../domain/user.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import { TELL } from "./fan-out.ts";
import { currentHold } from "./hold.ts";
import { KEYS } from "./keys.ts";
import { DELIVERIES, deliveringOf, KEEP } from "./outbox.ts";
import type { AppendNumbered } from "./outbox.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import { toBytes, toCount, toList, toText } from "./replies.ts";
import { RETENTION_MS } from "./retention.ts";

/** What is kept of a user elsewhere than in the stores of this folder's scripts: deleted by who keeps it. */
export interface KeptElsewhere {
  readonly deleteThread: (sessionId: SessionId) => Promise<void>;
  readonly deleteTimers: (userId: UserId, sessionIds: readonly SessionId[]) => Promise<void>;
}

/** Lua: `release(user, spared)`: nobody but the caller works on the user's sessions from now on. Answers the sessions. */
const RELEASE = `
local function release(user, spared)
  local sessions = redis.call('ZRANGE', '${KEYS.sessionsOf}' .. user, 0, -1)
  for _, session in ipairs(sessions) do
    local hold = '${KEYS.hold}' .. session
    if hold ~= spared then
      redis.call('DEL', hold)
      redis.call('HDEL', '${KEYS.begun}', session)
    end
  end
  return sessions
end
`;

const releaseAll = defineScript(`${RELEASE}
return release(ARGV[1], ARGV[2])
`);

/** Answers first whether it was done, or what was not as the caller saw it: the user, or the number of the last word. */
const eraseAll = defineScript(`${TELL}${KEEP}${RELEASE}
local user, spared, seen, left, last, seq, entry, isKept = unpack(ARGV, 1, 8)
local function each(index, deleteOne)
  for _, name in ipairs(redis.call('ZRANGE', index .. user, 0, -1)) do deleteOne(name) end
  redis.call('DEL', index .. user)
end

local n = redis.call('HGET', '${KEYS.outbox}' .. last, 'n') or '0'
if tonumber(n) + 1 ~= tonumber(seq) then return {'seq', n} end
local row = redis.call('HMGET', '${KEYS.user}' .. user, 'phone', 'value')
if (row[2] or '') ~= seen then return {'user'} end

local sessions, gone = release(user, spared), {}
for _, session in ipairs(sessions) do
  gone[session] = true
  for _, field in ipairs(redis.call('HKEYS', '${KEYS.outbox}' .. session)) do
    if string.sub(field, 1, 2) == 'a:' then
      redis.call('DEL', '${KEYS.answered}' .. string.sub(field, 3))
    elseif field ~= 'n' then
      for _, deliveries in ipairs(${DELIVERIES}) do redis.call('ZREM', deliveries, session .. ':' .. field) end
    end
  end
  for _, id in ipairs(redis.call('SMEMBERS', '${KEYS.messagesOf}' .. session)) do
    local dedupe = redis.call('HGET', '${KEYS.message}' .. id, 'dedupe')
    if dedupe and dedupe ~= '' then redis.call('SET', '${KEYS.dedupe}' .. dedupe, '', 'XX', 'KEEPTTL') end
    redis.call('DEL', '${KEYS.message}' .. id)
  end
  for _, prefix in ipairs({'${KEYS.session}', '${KEYS.outbox}', '${KEYS.messagesOf}', '${KEYS.inbox}'}) do
    redis.call('DEL', prefix .. session)
  end
  redis.call('ZREM', '${KEYS.unfinished}', session)
  redis.call('SREM', '${KEYS.allAsking}', session)
end
for _, telling in ipairs(redis.call('XRANGE', '${KEYS.told}', '-', '+')) do
  if gone[telling[2][4]] then redis.call('XDEL', '${KEYS.told}', telling[1]) end
end

each('${KEYS.cacheOf}', function(key) redis.call('DEL', '${KEYS.cache}' .. user .. ':' .. key) end)
each('${KEYS.linksOf}', function(name)
  local state = redis.call('HGET', '${KEYS.link}' .. name, 'state')
  if state then redis.call('DEL', '${KEYS.linkState}' .. state) end
  redis.call('DEL', '${KEYS.link}' .. name)
end)
each('${KEYS.effectsOf}', function(name)
  local effect = '${KEYS.effect}' .. string.sub(name, 18)
  local command = redis.call('HGET', effect, 'command')
  redis.call('DEL', effect)
  if not command then return end
  redis.call('DEL', '${KEYS.effectsOfCommand}' .. command)
  local undo = redis.call('GET', '${KEYS.undoneBy}' .. command)
  if not undo then return end
  local other = redis.call('GET', '${KEYS.undid}' .. undo)
  if other then redis.call('DEL', '${KEYS.undoneBy}' .. other) end
  redis.call('DEL', '${KEYS.undoneBy}' .. command, '${KEYS.undoneBy}' .. undo, '${KEYS.undid}' .. undo)
end)
for _, prefix in ipairs({'${KEYS.sessionsOf}', '${KEYS.asking}', '${KEYS.latest}', '${KEYS.unfinishedOf}', '${KEYS.actions}'}) do
  redis.call('DEL', prefix .. user)
end

if left ~= '' then
  redis.call('HSET', '${KEYS.user}' .. user, 'value', left)
else
  if row[1] and row[1] ~= '' and redis.call('GET', '${KEYS.phone}' .. row[1]) == user then
    redis.call('DEL', '${KEYS.phone}' .. row[1])
  end
  redis.call('DEL', '${KEYS.user}' .. user)
end
if isKept == '1' then
  keep(last, seq, entry, 9)
  redis.call('PEXPIRE', '${KEYS.outbox}' .. last, ${RETENTION_MS})
end
tell(last, seq, entry)
return {'done'}
`);

/**
 * Deletes what is kept about the user whom a last word is for. What stays is which messages were taken in, by blinded key
 * alone. Checkpoints and timers go first: after a crash between, the sessions are still known by which the rest is found,
 * when it is done again. And they go once more at last, for what somebody wrote who worked on a session until it was gone.
 */
export function createErase(
  redis: Redis,
  { blind, sealText, openText }: Sealing,
  appendNumbered: AppendNumbered,
  { deleteThread, deleteTimers }: KeptElsewhere,
): (lastWord: Omit<OutboxEntry, "seq">) => Promise<void> {
  async function deleteElsewhere(userId: UserId, sessions: readonly SessionId[]): Promise<void> {
    for (const sessionId of sessions) await deleteThread(sessionId);
    await deleteTimers(userId, sessions);
  }

  /** What is kept until a text was sent: it can only be sent to a number that is known. */
  function leftOf(userId: UserId, phone: string, value: Uint8Array): Uint8Array | string {
    const name = blind("user", userId);
    try {
      const { phoneNumber } = User.parse(JSON.parse(openText(value, "users", name, phone)));
      return sealText(JSON.stringify({ userId, phoneNumber }), "users", name, phone);
    } catch (cause) {
      // Altered: there is no number any more that it could be sent to.
      if (cause instanceof SealError) return "";
      throw cause;
    }
  }

  return async (lastWord) => {
    const { userId, sessionId } = lastWord;
    const user = blind("user", userId);
    const spared = currentHold()?.key ?? "";
    const channels = deliveringOf(lastWord);
    const known = toList(await redis.run(releaseAll, [], [user, spared]));
    const sessions = known.map((session) => toText(session) as SessionId);
    await deleteElsewhere(userId, sessions);
    await appendNumbered(lastWord, async ({ seq }, entry) => {
      for (;;) {
        const row = await redis.send("HMGET", `${KEYS.user}${user}`, "phone", "value");
        const [phone, value] = [toText(toList(row)[0]) ?? "", toBytes(toList(row)[1])];
        const isTexted = channels.length > 0 && phone !== "" && value !== undefined;
        const left = isTexted ? leftOf(userId, phone, value) : "";
        const said = [sessionId, seq, entry, channels.length > 0 ? 1 : 0];
        const args = [user, spared, value ?? "", left, ...said, ...channels];
        const [status, there] = toList(await redis.run(eraseAll, [], args));
        if (toText(status) === "done") return undefined;
        if (toText(status) === "seq") return toCount(there, "outbox");
      }
    });
    await deleteElsewhere(userId, sessions);
  };
}
