import type { ActionLog } from "../../domain/audit.ts";
import { readChain, START, toRecord } from "../action-chain.ts";
import type { Head } from "../action-chain.ts";
import type { Sealing } from "../sealing.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import { toBytes, toList, toRows, toText } from "./replies.ts";

/** Adds a record where the chain still ends where the caller saw; otherwise answers where it ends. */
const append = defineScript(`
local user, seen, effect, seq, record, head = unpack(ARGV)
local key = '${KEYS.actions}' .. user
if redis.call('HEXISTS', key, effect) == 1 then return end
local there = redis.call('HGET', key, 'head') or ''
if there ~= seen then return there end
redis.call('HSET', key, effect, seq, seq, record, 'head', head)
`);

/** So many users' ends are remembered. */
const MAX_REMEMBERED = 4096;
const NOTHING = new Uint8Array();

/** Keeps the chain of each user's actions, sealed; the hashes are over what is sealed. */
export function createActionLog(redis: Redis, sealing: Sealing): ActionLog {
  const { blind, sealText, openText } = sealing;
  /** The ends of chains as this process last saw them. */
  const ends = new Map<string, Uint8Array>();

  function remember(user: string, end: Uint8Array): void {
    if (ends.size >= MAX_REMEMBERED) ends.clear();
    ends.set(user, end);
  }

  const toHead = (user: string, sealed: Uint8Array): Head =>
    sealed.length === 0 ? START : (JSON.parse(openText(sealed, "action_heads", user)) as Head);

  return {
    async append(action) {
      const effect = `e:${blind("action", JSON.stringify([action.effectId, action.outcome]))}`;
      const user = blind("user", action.actor);
      for (;;) {
        const seen = ends.get(user) ?? NOTHING;
        const { text, head } = toRecord(toHead(user, seen), action);
        const seq = String(head.length);
        const record = sealText(text, "actions", user, seq);
        const end = sealText(JSON.stringify(head), "action_heads", user);
        const there = await redis.run(append, [], [user, seen, effect, seq, record, end]);
        remember(user, toBytes(there) ?? end);
        if (there === null) return;
      }
    },
    async historyOf(userId) {
      const user = blind("user", userId);
      const fields = toRows(toList(await redis.send("HGETALL", `${KEYS.actions}${user}`)), 2);
      const kept = new Map(fields.map(([name, value]) => [toText(name) ?? "", toBytes(value)]));
      const seqs = [...kept.keys()].filter((name) => /^\d+$/u.test(name)).map(Number);
      return readChain({
        lastSeq: Math.max(0, ...seqs),
        openRecord(seq) {
          const record = kept.get(String(seq));
          return record && openText(record, "actions", user, String(seq));
        },
        openHead: () => toHead(user, kept.get("head") ?? NOTHING),
      });
    },
  };
}
