import type { Json } from "../../domain/plan.ts";
import type { Logger } from "../../domain/logger.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { Timer, TimerStore } from "../storage.ts";
import { openJobs } from "./jobs.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";

export interface RedisTimerStore extends TimerStore {
  /** Cancels what was set for this user or session. */
  cancelOf(owner: string): Promise<void>;
  close(): Promise<void>;
}

/** Whoever was told of a timer and died is given so long; it is told again then. */
const TOLD_MS = 60_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5 * 60_000;
/** How often it is looked for timers whose jobs were lost. */
const SWEEP_MS = 5_000;
const SWEPT = 200;

/** KEYS: due, timers, owners...; ARGV: id, due at, the sealed timer */
const SET = defineScript(`
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for i = 3, #KEYS do redis.call('SADD', KEYS[i], ARGV[1]) end
return 0
`);

const CANCEL = defineScript(`
for _, id in ipairs(ARGV) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
return 0
`);

const CANCEL_OF = defineScript(`
for _, id in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
redis.call('DEL', KEYS[3])
return 0
`);

/** Gives a timer to one who tells it, where it is still due then: until that has been done it is due later. */
const BEGIN = defineScript(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return false end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return redis.call('HGET', KEYS[2], ARGV[1])
`);

/** It was told: gone, unless it was set again meanwhile. */
const END = defineScript(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
for i = 3, #KEYS do redis.call('SREM', KEYS[i], ARGV[1]) end
return 1
`);

const MOVE = defineScript(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
`);

/** A timer by its blinded name, as it was due when its job was made. */
interface DueTimer {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** Timers of many processes: each is told once, by whichever lives. */
export async function createTimerStore(
  redis: Redis,
  { blind, sealText, openText }: Sealing,
  logger: Logger,
): Promise<RedisTimerStore> {
  const jobs = await openJobs<DueTimer>("timers", redis, logger);
  const failures = new Map<string, number>();

  const schedule = async ({ id, dueAt }: DueTimer): Promise<void> =>
    jobs.add({ id, dueAt }, { delayMs: Math.max(0, dueAt - Date.now()), id: `${id}-${dueAt}` });
  const ownersOf = (payload: Json): string[] =>
    namedIn(payload).map((owner) => KEYS.timersOf + blind("timer owner", owner));

  async function fire(
    { id, dueAt }: DueTimer,
    onDue: (timer: Timer) => Promise<void>,
  ): Promise<void> {
    const againAt = Date.now() + TOLD_MS;
    const sealed = await redis.run(BEGIN, [KEYS.timersDue, KEYS.timers], [id, dueAt, againAt]);
    if (!(sealed instanceof Uint8Array)) return;
    const timer = open(id, sealed);
    if (timer === undefined) return;
    try {
      await onDue(timer);
    } catch {
      await retryLater(id, againAt);
      return;
    }
    failures.delete(id);
    await redis.run(END, [KEYS.timersDue, KEYS.timers, ...ownersOf(timer.payload)], [id, againAt]);
  }

  async function retryLater(id: string, toldUntil: number): Promise<void> {
    const failed = failures.get(id) ?? 0;
    failures.set(id, failed + 1);
    const dueAt = Date.now() + Math.min(FIRST_RETRY_MS * 2 ** failed, MAX_RETRY_MS);
    const isMoved = await redis.run(MOVE, [KEYS.timersDue, KEYS.timers], [id, toldUntil, dueAt]);
    if (isMoved === 1) await schedule({ id, dueAt });
  }

  /** One that was altered says nothing any more: it stays where it is, and is told to nobody. */
  function open(id: string, sealed: Uint8Array): Timer | undefined {
    try {
      return JSON.parse(openText(sealed, "timers", id)) as Timer;
    } catch (cause) {
      if (!(cause instanceof SealError)) throw cause;
      logger.error({ err: cause }, "a timer was altered");
      return undefined;
    }
  }

  /** Timers that should have been told a while ago: their jobs were lost, or whoever told them died. */
  async function sweep(): Promise<void> {
    const late = String(Date.now() - SWEEP_MS);
    const range = [KEYS.timersDue, "-inf", late, "WITHSCORES", "LIMIT", "0", String(SWEPT)];
    const reply = await redis.send("ZRANGEBYSCORE", ...range);
    const words = (reply as readonly Uint8Array[]).map((bytes) => Buffer.from(bytes).toString());
    for (let i = 0; i + 1 < words.length; i += 2)
      await schedule({ id: words[i] ?? "", dueAt: Number(words[i + 1]) });
  }

  return {
    async set(timer, dueInMs) {
      const id = blind("timer", timer.id);
      const dueAt = Date.now() + Math.round(dueInMs);
      const sealed = sealText(JSON.stringify(timer), "timers", id);
      await redis.run(
        SET,
        [KEYS.timersDue, KEYS.timers, ...ownersOf(timer.payload)],
        [id, dueAt, sealed],
      );
      failures.delete(id);
      await schedule({ id, dueAt });
    },
    async cancel(timerId) {
      const id = blind("timer", timerId);
      await redis.run(CANCEL, [KEYS.timersDue, KEYS.timers], [id]);
      failures.delete(id);
    },
    async cancelOf(owner) {
      await redis.run(CANCEL_OF, [
        KEYS.timersDue,
        KEYS.timers,
        KEYS.timersOf + blind("timer owner", owner),
      ]);
    },
    start(onDue) {
      // One at a time: they are told in the order in which they are due.
      const taking = jobs.take(async (due) => fire(due, onDue), 1);
      const timer = setInterval(() => void sweep().catch(() => undefined), SWEEP_MS).unref();
      return () => {
        clearInterval(timer);
        void taking.then((stop) => stop());
      };
    },
    close: () => jobs.close(),
  };
}

/** Whose a timer is, as its payload says: all of it goes when they do. */
function namedIn(payload: Json): string[] {
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return [];
  return [payload["userId"], payload["sessionId"]].filter((owner) => typeof owner === "string");
}
