import { defineScript } from "../../../src/storage/redis/scripts.ts";
import type { Redis } from "../../../src/storage/redis/redis.ts";
import type { Reply } from "../../../src/storage/redis/scripts.ts";
import { SandboxDataError } from "../data-error.ts";
import { listOf, textOf } from "../redis-replies.ts";
import { Account, LoggedMessage, makeAccount, makeMessageSid } from "./message-log.ts";
import type { MessageFilter, MessageLog } from "./message-log.ts";

const ACCOUNT = "errand:sandbox:phone:account";
/** Each text by its sid. */
const TEXTS = "errand:sandbox:phone:texts";
/** Who opted out. */
const OPTED_OUT = "errand:sandbox:phone:opted-out";
/** The sids of all texts, or of those with one number, oldest first. */
const sidsOf = (number?: string) =>
  number === undefined ? "errand:sandbox:phone:sids" : `errand:sandbox:phone:sids:${number}`;

const NO_LIMIT = 2 ** 40;

/** Answers the account, which is the one in ARGV where there was none. */
const OPEN = defineScript(`
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return { redis.call('GET', KEYS[1]) }
`);

/** ARGV: sid, text, number, direction, "opt_out", "opt_in" or "". Answers 0 where the number takes no texts. */
const ADD = defineScript(`
local texts, all, own, optedOut = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local sid, text, number, direction, subscription = unpack(ARGV)
if direction == 'outbound' and redis.call('SISMEMBER', optedOut, number) == 1 then return { 0 } end
if subscription == 'opt_out' then redis.call('SADD', optedOut, number) end
if subscription == 'opt_in' then redis.call('SREM', optedOut, number) end
redis.call('HSET', texts, sid, text)
redis.call('RPUSH', all, sid)
redis.call('RPUSH', own, sid)
return { 1 }
`);

const GET = defineScript(`return { redis.call('HGET', KEYS[1], ARGV[1]) }`);

/** ARGV: direction, from, before ("": any), how many, after how many. Answers texts, newest first. */
const PAGE = defineScript(`
local texts, sids = KEYS[1], KEYS[2]
local direction, since, before = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local limit, left = tonumber(ARGV[4]), tonumber(ARGV[5])
local answer = {}
local function fits(text)
  local isRead, read = pcall(cjson.decode, text)
  -- What is no text is answered, to be refused by who reads it.
  if not isRead or type(read) ~= 'table' or type(read.at) ~= 'number' then return true end
  return (direction == '' or read.direction == direction)
    and (not since or read.at >= since) and (not before or read.at < before)
end
for last = redis.call('LLEN', sids) - 1, 0, -100 do
  local chunk = redis.call('LRANGE', sids, math.max(last - 99, 0), last)
  for i = #chunk, 1, -1 do
    if #answer >= limit then return answer end
    local text = redis.call('HGET', texts, chunk[i]) or ''
    if fits(text) then
      if left > 0 then left = left - 1 else answer[#answer + 1] = text end
    end
  end
end
return answer
`);

/**
 * What the simulated carrier remembers, in Redis: one carrier for all processes. It is test data of a sandbox, so it is not
 * sealed. @throws SandboxDataError where something else is kept there
 */
export async function openRedisMessageLog(redis: Redis): Promise<MessageLog> {
  const [kept] = await listOf(redis.run(OPEN, [ACCOUNT], [JSON.stringify(makeAccount())]));
  const account = read(Account, kept, ACCOUNT);

  async function add(
    message: Omit<LoggedMessage, "sid">,
    subscription = "",
  ): Promise<LoggedMessage | undefined> {
    const added = { sid: makeMessageSid(), ...message };
    const { sid, number, direction } = added;
    const [isAdded] = await listOf(
      redis.run(
        ADD,
        [TEXTS, sidsOf(), sidsOf(number), OPTED_OUT],
        [sid, JSON.stringify(added), number, direction, subscription],
      ),
    );
    return isAdded === 1 ? added : undefined;
  }

  async function page(filter: MessageFilter): Promise<readonly LoggedMessage[]> {
    const { number, direction = "", since = "", before = "", limit, offset } = filter;
    const found = await listOf(
      redis.run(PAGE, [TEXTS, sidsOf(number)], [direction, since, before, limit, offset]),
    );
    return found.map((text) => read(LoggedMessage, text, TEXTS));
  }

  return {
    account,
    async receive(message, subscription) {
      const added = await add({ direction: "inbound", ...message }, subscription);
      if (added === undefined)
        throw new Error("A text of the user's is taken whatever they chose.");
      return added;
    },
    send: (message) => add({ direction: "outbound", ...message }),
    async get(sid) {
      const [text] = await listOf(redis.run(GET, [TEXTS], [sid]));
      return text === null ? undefined : read(LoggedMessage, text, TEXTS);
    },
    async with(number) {
      return (await page({ number, limit: NO_LIMIT, offset: 0 })).toReversed();
    },
    page,
    close() {},
  };
}

/** @throws SandboxDataError */
function read<T>(
  schema: { readonly parse: (value: unknown) => T },
  reply: Reply | undefined,
  key: string,
): T {
  try {
    return schema.parse(JSON.parse(textOf(reply)));
  } catch (cause) {
    throw new SandboxDataError(`${key} holds what is not the phone simulator's`, { cause });
  }
}
