import type { SessionId } from "../../domain/ids.ts";
import type { Hold } from "./hold.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";

/** A hold is kept for so long after it was last confirmed: a process that died is not missed longer. */
export const HOLD_MS = 5_000;
/** It is confirmed so often. */
const CONFIRM_MS = 1_500;

/** A session that this process holds. */
export interface HeldBySelf {
  readonly hold: Hold;
  /** Whoever held it last did not let it go. */
  readonly isRecovering: boolean;
  /** Aborts when it is held no longer. */
  readonly lost: AbortSignal;
  /** Lets it go; `isClean` where all that was begun has come to an end. */
  release(isClean: boolean): Promise<void>;
}

/** Which process works on which session: one at a time, by a number that rises with each that begins. */
export interface Holds {
  /** Undefined while another one holds it. */
  acquire(sessionId: SessionId): Promise<HeldBySelf | undefined>;
  has(sessionId: SessionId): boolean;
  isHeld(sessionId: SessionId): Promise<boolean>;
  /** Takes a session from whoever holds it: nothing more is stored for it by them. */
  breakHold(sessionId: SessionId): Promise<void>;
  close(): void;
}

const ACQUIRE = defineScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[2])
local begun = redis.call('HEXISTS', KEYS[3], ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], fence)
return {fence, begun}
`);

const CONFIRM = defineScript(`
local lost = {}
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[i + 1] then redis.call('PEXPIRE', key, ARGV[1])
  else table.insert(lost, i - 1) end
end
return lost
`);

const RELEASE = defineScript(`
if redis.call('GET', KEYS[1]) == ARGV[2] then redis.call('DEL', KEYS[1]) end
if ARGV[3] == '1' and redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 0
`);

interface Held {
  readonly key: string;
  readonly fence: string;
  readonly lost: AbortController;
  /** By `performance.now()`: whatever Redis says later, it is not ours any more then. */
  until: number;
}

/** Keeps the holds of this process, all of them confirmed in one round trip. */
export function createHolds(redis: Redis): Holds {
  const held = new Map<SessionId, Held>();
  const timer = setInterval(() => void confirm(), CONFIRM_MS).unref();

  async function confirm(): Promise<void> {
    const now = performance.now();
    const all = [...held.values()];
    for (const one of all) if (one.until <= now) one.lost.abort();
    const alive = all.filter(({ lost }) => !lost.signal.aborted);
    if (alive.length === 0) return;
    try {
      const keys = alive.map(({ key }) => key);
      const fences = alive.map(({ fence }) => fence);
      const lost = (await redis.run(CONFIRM, keys, [HOLD_MS, ...fences])) as readonly number[];
      for (const one of alive) one.until = now + HOLD_MS;
      for (const i of lost) alive[i]?.lost.abort();
    } catch {
      // Redis is away: each hold ends when its time has come.
    }
  }

  return {
    async acquire(sessionId) {
      const key = KEYS.hold + sessionId;
      const askedAt = performance.now();
      const reply = await redis.run(ACQUIRE, [key, KEYS.fence, KEYS.begun], [sessionId, HOLD_MS]);
      if (reply === null) return undefined;
      const [fence, begun] = reply as readonly [number, number];
      const own: Held = {
        key,
        fence: String(fence),
        lost: new AbortController(),
        until: askedAt + HOLD_MS,
      };
      held.set(sessionId, own);
      return {
        hold: { key, fence: own.fence, isOver: () => own.until <= performance.now() },
        isRecovering: begun === 1,
        lost: own.lost.signal,
        async release(isClean) {
          if (held.get(sessionId) === own) held.delete(sessionId);
          await redis.run(RELEASE, [key, KEYS.begun], [sessionId, own.fence, isClean ? 1 : 0]);
        },
      };
    },
    has: (sessionId) => held.has(sessionId),
    isHeld: async (sessionId) => (await redis.send("EXISTS", KEYS.hold + sessionId)) === 1,
    breakHold: async (sessionId) => void (await redis.send("DEL", KEYS.hold + sessionId)),
    close: () => clearInterval(timer),
  };
}
