import { setTimeout as delay } from "node:timers/promises";

import type { Logger } from "../../domain/logger.ts";
import type { OutboxEntry } from "../../domain/turn.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { OnUnreadable } from "../unreadable.ts";
import type { Connection } from "./connection.ts";
import { KEYS } from "./keys.ts";
import { defineScript } from "./scripts.ts";
import type { Redis } from "./redis.ts";
import type { Reply } from "./scripts.ts";
import { toBytes, toCount, toList, toText } from "./replies.ts";

/** What each process is told by the others and by itself: turns, and small signals, in one order for all. */
export interface FanOut {
  /** Told of each turn from now on. Answers what ends it. */
  subscribe(listener: (entry: OutboxEntry) => void): () => void;
  /** Tells all processes, this one too. What nobody listens to is told to nobody. */
  signal(topic: string, text: string): Promise<void>;
  onSignal(topic: string, listener: (text: string) => void): () => void;
  /** Ends it; answers once nobody is told any more, which is when the connections of `redis` are closed. */
  stop(): Promise<void>;
}

/** So many of the last tellings are kept: what a process may miss while it is not connected. */
export const TOLD_KEPT = 10_000;

/**
 * Lua: `tell(session, seq, entry)` tells a turn to all processes; a signal has no session. They are counted, so that
 * who missed one knows.
 */
export const TELL = `
local function tell(session, seq, entry)
  redis.call('XADD', '${KEYS.told}', 'MAXLEN', '~', ${TOLD_KEPT}, '*', 'n', redis.call('INCR', '${KEYS.tellings}'),
    's', session, 'q', seq, 'e', entry)
end
`;

const signalAll = defineScript(`${TELL}
tell('', '', ARGV[1])
`);

/** The last telling, and how many there were. */
const position = defineScript(`
local newest = redis.call('XREVRANGE', '${KEYS.told}', '+', '-', 'COUNT', 1)[1]
return {newest and newest[1] or false, redis.call('GET', '${KEYS.tellings}') or '0'}
`);

const BLOCK_MS = 2_000;
const AT_ONCE = 500;
/** Between two tries where Redis is there but does not answer as it should. */
const RETRY_MS = 250;

/** Follows what all processes are told, from now on: on a connection of its own, and where it is lost, from where it was. */
export async function openFanOut(
  redis: Redis,
  { sealText, openText }: Sealing,
  logger: Logger,
  onUnreadable: OnUnreadable,
): Promise<FanOut> {
  const listeners = new Set<(entry: OutboxEntry) => void>();
  const signals = new Map<string, Set<(text: string) => void>>();
  const closing = new AbortController();
  const reader = await redis.openAnother();
  const [newest, howMany] = toList(await redis.run(position, []));
  let last = toText(newest) ?? "0-0";
  let count = toCount(howMany, "told");
  let isFailing = false;

  function tell(fields: readonly Reply[]): void {
    const [n, session, seq, entry] = [1, 3, 5, 7].map((at) => fields[at]);
    noteCount(toCount(n, "told"));
    const [sessionId, number, sealed] = [toText(session), toText(seq), toBytes(entry)];
    if (sealed === undefined) throw new SealError('A telling in "told" is empty.');
    if (sessionId === undefined || sessionId === "") {
      const [topic, text] = JSON.parse(openText(sealed, "signals")) as [string, string];
      hear(signals.get(topic) ?? [], text);
      return;
    }
    const opened = openText(sealed, "outbox", sessionId, number ?? "");
    hear(listeners, JSON.parse(opened) as OutboxEntry);
  }

  /** One that fails keeps no other from hearing. */
  function hear<T>(all: Iterable<(told: T) => void>, told: T): void {
    for (const listener of all) {
      try {
        listener(told);
      } catch (cause) {
        logger.error({ err: cause }, "what a process was told could not be passed on");
      }
    }
  }

  function noteCount(n: number): void {
    if (n > count + 1)
      logger.error({ missed: n - count - 1 }, "turns were told that this process did not hear");
    count = n;
  }

  function read(reply: Reply): void {
    const [, tellings] = toList(toList(reply)[0]);
    for (const telling of toList(tellings)) {
      const [id, fields] = toList(telling);
      last = toText(id) ?? last;
      try {
        tell(toList(fields));
      } catch (cause) {
        if (!(cause instanceof SealError)) throw cause;
        onUnreadable(cause);
      }
    }
  }

  async function follow(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        read(await readOnce(reader, last));
        isFailing = false;
      } catch (cause) {
        if (closing.signal.aborted) return;
        // That the connection is lost is logged where it is kept.
        if (reader.isReady() && !isFailing) {
          logger.error({ err: cause }, "what other processes say cannot be heard");
          isFailing = true;
        }
        await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  const following = follow();
  return {
    subscribe: (listener) => added(listeners, listener),
    async signal(topic, text) {
      await redis.run(signalAll, [], [sealText(JSON.stringify([topic, text]), "signals")]);
    },
    onSignal(topic, listener) {
      const all = signals.get(topic) ?? new Set();
      signals.set(topic, all);
      return added(all, listener);
    },
    async stop() {
      closing.abort();
      await following;
    },
  };
}

/** A listener is heard as often as it was added. */
function added<T>(listeners: Set<(told: T) => void>, listener: (told: T) => void): () => void {
  const own = (told: T): void => listener(told);
  listeners.add(own);
  return () => void listeners.delete(own);
}

async function readOnce(reader: Connection, after: string): Promise<Reply> {
  const options = ["COUNT", String(AT_ONCE), "BLOCK", String(BLOCK_MS)];
  const command = ["XREAD", ...options, "STREAMS", KEYS.told, after];
  return await reader.send(command);
}
