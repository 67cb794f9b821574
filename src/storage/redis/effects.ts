import type { Json } from "../../domain/plan.ts";
import type { Undo } from "../../domain/undo.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { EffectStore } from "../storage.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toList, toRows, toText } from "./replies.ts";
import { RETENTION_MS } from "./retention.ts";

/** What came of an effect, and how it is taken back. */
interface Settled {
  readonly output: Json;
  readonly undo: Undo;
}

/** Whose effect it is: sealed, so that none can be given to another user or command. */
type Owner = readonly [user: string, commandId: string];

/**
 * The index of a user holds effects by when they were claimed, those of one moment in order of claiming; what expired
 * leaves it as others come.
 */
const claim = defineScript(`
local id, user, command, tool, args, at, owner = unpack(ARGV)
local key = '${KEYS.effect}' .. id
if redis.call('EXISTS', key) == 1 then
  return redis.call('HMGET', key, 'args', 'at', 'outcome')
end
local index, ofCommand = '${KEYS.effectsOf}' .. user, '${KEYS.effectsOfCommand}' .. command
for _, oldest in ipairs(redis.call('ZRANGE', index, 0, 1)) do
  if redis.call('EXISTS', '${KEYS.effect}' .. string.sub(oldest, 18)) == 0 then
    redis.call('ZREM', index, oldest)
  end
end
local name = string.format('%016d', redis.call('INCR', '${KEYS.claims}')) .. ':' .. id
redis.call('HSET', key, 'user', user, 'command', command, 'tool', tool, 'args', args, 'at', at, 'owner', owner,
  'name', name)
redis.call('ZADD', index, at, name)
redis.call('ZADD', ofCommand, at, name)
for _, one in ipairs({key, index, ofCommand}) do redis.call('PEXPIRE', one, ${RETENTION_MS}) end
return {}
`);

const settle = defineScript(`
local key = '${KEYS.effect}' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return end
redis.call('HSET', key, 'outcome', ARGV[2])
`);

const release = defineScript(`
local key = '${KEYS.effect}' .. ARGV[1]
local row = redis.call('HMGET', key, 'user', 'command', 'name', 'outcome')
if not row[1] or row[4] then return end
redis.call('ZREM', '${KEYS.effectsOf}' .. row[1], row[3])
redis.call('ZREM', '${KEYS.effectsOfCommand}' .. row[2], row[3])
redis.call('DEL', key)
`);

const toolsOf = defineScript(`
local tools = {}
for _, name in ipairs(redis.call('ZRANGE', '${KEYS.effectsOfCommand}' .. ARGV[1], 0, -1)) do
  tools[#tools + 1] = redis.call('HGET', '${KEYS.effect}' .. string.sub(name, 18), 'tool') or ''
end
return tools
`);

const takeLast = defineScript(`
local user, since, undo = ARGV[1], ARGV[2], ARGV[3]
local effect, undoneBy = '${KEYS.effect}', '${KEYS.undoneBy}'
local function lastCommand()
  local index, from = '${KEYS.effectsOf}' .. user, 0
  repeat
    local names = redis.call('ZREVRANGEBYSCORE', index, '+inf', since, 'LIMIT', from, 100)
    for _, name in ipairs(names) do
      local row = redis.call('HMGET', effect .. string.sub(name, 18), 'command', 'outcome')
      if row[1] and row[2] and redis.call('EXISTS', undoneBy .. row[1]) == 0 then return row[1] end
    end
    from = from + 100
  until #names == 0
end
local command = redis.call('GET', '${KEYS.undid}' .. undo)
if not command then
  command = lastCommand()
  if not command then return {} end
  redis.call('SET', '${KEYS.undid}' .. undo, command, 'PX', ${RETENTION_MS})
  redis.call('SET', undoneBy .. command, undo, 'PX', ${RETENTION_MS})
  redis.call('SET', undoneBy .. undo, undo, 'PX', ${RETENTION_MS})
end
local found = {command}
for _, name in ipairs(redis.call('ZREVRANGE', '${KEYS.effectsOfCommand}' .. command, 0, -1)) do
  local id = string.sub(name, 18)
  local row = redis.call('HMGET', effect .. id, 'owner', 'outcome')
  if row[1] and row[2] then
    found[#found + 1] = id
    found[#found + 1] = row[1]
    found[#found + 1] = row[2]
  end
end
return found
`);

/** The ledger of effects: of many claims of one id, over all processes, one is the first. */
export function createEffectStore(redis: Redis, sealing: Sealing): EffectStore {
  const { blind, sealText, openText } = sealing;

  const toSettled = (id: string, sealed: Uint8Array): Settled =>
    JSON.parse(openText(sealed, "effects", id, "outcome")) as Settled;

  /** @throws SealError where it is another user's, or another command's. */
  function undoOf(owner: Owner, [name, sealedOwner, outcome]: readonly Reply[]): Undo {
    const id = toText(name) ?? "";
    const opened = openText(toBytes(sealedOwner) ?? new Uint8Array(), "effects", id, "owner");
    if (opened !== JSON.stringify(owner))
      throw new SealError('A value in "effects" was given to somebody else.');
    return toSettled(id, toBytes(outcome) ?? new Uint8Array()).undo;
  }

  return {
    async claim(effect) {
      const { userId, commandId, tool, at } = effect;
      const id = blind("effect", effect.id);
      const args = blind("arguments", effect.argsHash);
      const user = blind("user", userId);
      const owner = JSON.stringify([user, commandId] satisfies Owner);
      const sealed = sealText(owner, "effects", id, "owner");
      const values = [id, user, commandId, blind("tool", tool), args, at, sealed];
      const earlier = toList(await redis.run(claim, [], values));
      if (earlier.length === 0) return { kind: "claimed" };
      if (toText(earlier[0]) !== args) return { kind: "mismatch" };
      const outcome = toBytes(earlier[2]);
      if (outcome === undefined) return { kind: "in_doubt", at: Number(toText(earlier[1])) };
      return { kind: "done", output: toSettled(id, outcome).output };
    },
    async settle(effectId, output, undo) {
      const id = blind("effect", effectId);
      const settled = JSON.stringify({ output, undo } satisfies Settled);
      await redis.run(settle, [], [id, sealText(settled, "effects", id, "outcome")]);
    },
    async release(id) {
      await redis.run(release, [], [blind("effect", id)]);
    },
    async countOf(commandId, tools) {
      const counted = new Set(tools.map((tool) => blind("tool", tool)));
      const claimed = toList(await redis.run(toolsOf, [], [commandId])).map(toText);
      return claimed.filter((tool) => tool !== undefined && counted.has(tool)).length;
    },
    async takeLast(userId, since, undoId) {
      const user = blind("user", userId);
      const [command, ...taken] = toList(await redis.run(takeLast, [], [user, since, undoId]));
      const owner: Owner = [user, toText(command) ?? ""];
      return toRows(taken, 3).map((row) => undoOf(owner, row));
    },
  };
}
