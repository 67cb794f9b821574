import type { SessionId } from "../../domain/ids.ts";
import type { Logger } from "../../domain/logger.ts";
import type { InboxStore, SessionQueue, SessionWorker } from "../storage.ts";
import type { FanOut } from "./fan-out.ts";
import { asHolder } from "./hold.ts";
import { createHolds } from "./holds.ts";
import { openJobs } from "./jobs.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";

export interface RedisSessionQueue extends SessionQueue {
  close(): Promise<void>;
}

/** So many sessions are worked on at a time by one process. */
const CONCURRENCY = 100;
/** After so long a session that could not be worked on is taken up again. */
const RETRY_MS = 1_000;
/** How often it is looked for sessions that nobody works on. */
const SWEEP_MS = 2_000;
/** So many are taken up by one look. */
const SWEPT = 200;
/** Whoever does not confirm a stop for so long is taken for dead. */
const CONFIRM_STOP_MS = 1_000;

/** Sessions with something in their inboxes that nobody holds, oldest first. */
const LEFT = defineScript(`
local left = {}
for _, session in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)) do
  if redis.call('EXISTS', ARGV[1] .. session) == 0 then table.insert(left, session) end
end
return left
`);

/**
 * The queue of many processes. A job wakes whichever is free; who works on a session holds it, and stores nothing for it
 * once another one does.
 */
export async function createSessionQueue({
  redis,
  inbox,
  signals,
  logger,
}: {
  readonly redis: Redis;
  readonly inbox: Pick<InboxStore, "next">;
  readonly signals: Pick<FanOut, "signal" | "onSignal">;
  readonly logger: Logger;
}): Promise<RedisSessionQueue> {
  const jobs = await openJobs<{ readonly sessionId: SessionId }>("sessions", redis, logger);
  const holds = createHolds(redis);
  let worker: SessionWorker | undefined;

  const stopHearing = signals.onSignal("interrupt", (text) => {
    const [id = "", sessionId = ""] = text.split(" ");
    if (!holds.has(sessionId as SessionId)) return;
    worker?.interrupt(sessionId as SessionId);
    signals.signal("interrupted", id).catch(() => undefined);
  });

  async function workOn(by: SessionWorker, sessionId: SessionId): Promise<void> {
    const held = await holds.acquire(sessionId);
    if (held === undefined) return;
    const { hold, isRecovering, lost } = held;
    let isClean = false;
    try {
      await asHolder(hold, () => by.work({ sessionId, isRecovering, lost }));
      isClean = !lost.aborted;
    } catch {
      // Whoever works says why; what was begun is not lost.
    }
    await held.release(isClean);
    if (!isClean && !lost.aborted) await jobs.add({ sessionId }, { delayMs: RETRY_MS });
    // What came in while it was held woke somebody who could not have it.
    if (isClean && (await inbox.next(sessionId)) !== undefined) await jobs.add({ sessionId });
  }

  /** Wakes those that were left already when it was last looked: what came in only now has been given out. */
  async function sweep(before?: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const left = (await redis.run(
      LEFT,
      [KEYS.unfinished],
      [KEYS.hold, SWEPT],
    )) as readonly Uint8Array[];
    const ids = left.map((bytes) => Buffer.from(bytes).toString());
    for (const id of ids.filter((each) => before?.has(each) ?? true))
      await jobs.add({ sessionId: id as SessionId }, { id: `left-${id}` });
    return new Set(ids);
  }

  /** What was left before this process began is taken up at once. */
  function startSweeping(): () => void {
    let seen: ReadonlySet<string> | undefined;
    const look = async (): Promise<void> => {
      try {
        seen = await sweep(seen);
      } catch {
        // Redis is away: it is looked again.
      }
    };
    void look();
    const timer = setInterval(() => void look(), SWEEP_MS).unref();
    return () => clearInterval(timer);
  }

  async function confirmation(id: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const stop = signals.onSignal("interrupted", (text) => {
      if (text === id) resolve(true);
    });
    const timer = setTimeout(resolve, CONFIRM_STOP_MS, false);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  return {
    wake: (sessionId) => jobs.add({ sessionId }),
    async interrupt(sessionId) {
      if (holds.has(sessionId)) {
        worker?.interrupt(sessionId);
        return;
      }
      if (!(await holds.isHeld(sessionId))) return;
      const id = crypto.randomUUID();
      const confirmed = confirmation(id);
      await signals.signal("interrupt", `${id} ${sessionId}`);
      if (!(await confirmed)) await holds.breakHold(sessionId);
    },
    depth: async () => Number(await redis.send("ZCARD", KEYS.unfinished)),
    async start(by) {
      worker = by;
      const stopTaking = await jobs.take(
        async ({ sessionId }) => workOn(by, sessionId),
        CONCURRENCY,
      );
      const stopSweeping = startSweeping();
      return async () => {
        worker = undefined;
        stopSweeping();
        await stopTaking();
      };
    },
    async close() {
      stopHearing();
      holds.close();
      await jobs.close();
    },
  };
}
