import { createClient, RESP_TYPES } from "redis";

import type { Logger } from "../../domain/logger.ts";
import { toBulk } from "./scripts.ts";
import type { Argument, Reply } from "./scripts.ts";

/** A connection that is made anew by itself. What is asked of it meanwhile fails at once. */
export interface Connection {
  /** @throws what Redis or the connection says */
  send(command: readonly Argument[]): Promise<Reply>;
  isReady(): boolean;
  /** Told each time it is connected again: what Redis had may be what it had some time ago. Answers what ends it. */
  onReady(listener: () => void): () => void;
  /** Once what was asked has been answered. */
  close(): Promise<void>;
  /** At once, whatever is being waited for. */
  end(): void;
}

export type RedisClient = ReturnType<typeof createRawClient>;

const CONNECT_TIMEOUT_MS = 5_000;
/** A connection on which nothing goes either way for so long is taken for dead. */
const IDLE_MS = 10_000;
const PING_MS = 4_000;
/** Whoever does not answer a command for so long will not: the connection is given up. */
export const SILENCE_MS = 10_000;
const MAX_RECONNECT_MS = 1_000;
/** So many commands wait at most, while Redis is slower than they come. */
const MAX_WAITING = 20_000;

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } as const;

/** @throws what went wrong, where it cannot be connected a first time */
export async function openConnection(url: string, logger: Logger): Promise<Connection> {
  const listeners = new Set<() => void>();
  const tellReady = (): void => {
    for (const listener of listeners) listener();
  };
  let client = await connectRaw(url, logger);
  client.on("ready", tellReady);

  /** A silent peer looks alive for as long as something can be written to it: only another connection shows what it is. */
  function giveUp(silent: RedisClient): void {
    if (client !== silent) return;
    logger.error({ silentMs: SILENCE_MS }, "Redis does not answer");
    client = createRawClient(url, logger, true);
    client.on("ready", tellReady);
    client.connect().catch(() => undefined);
    destroy(silent);
  }

  return {
    async send(command) {
      const asked = client;
      const timer = setTimeout(giveUp, SILENCE_MS, asked);
      try {
        return await asked.sendCommand<Reply>(command.map(toBulk), AS_BYTES);
      } finally {
        clearTimeout(timer);
      }
    },
    isReady: () => client.isReady,
    onReady(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      if (client.isReady) await client.close();
      else destroy(client);
    },
    end: () => destroy(client),
  };
}

/** A client as BullMQ takes it. @throws what went wrong, where it cannot be connected a first time */
export async function connectRaw(url: string, logger: Logger): Promise<RedisClient> {
  const client = createRawClient(url, logger);
  try {
    await client.connect();
  } catch (cause) {
    destroy(client);
    throw cause;
  }
  return client;
}

/** One that gave up by itself is closed already. */
export function destroy(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}

function createRawClient(url: string, logger: Logger, wasUp = false) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_MS,
      reconnectStrategy: (retries) =>
        isUp ? Math.min(50 * 2 ** retries, MAX_RECONNECT_MS) : false,
    },
  });
  /** Until it was connected once, a fault is a fault of the configuration. */
  let isUp = wasUp;
  let isAway = wasUp;
  client.on("ready", () => {
    if (isAway) logger.info({}, "Redis is back");
    [isUp, isAway] = [true, false];
  });
  // Without a listener a lost connection would end the process.
  client.on("error", (cause: unknown) => {
    if (isUp && !isAway) logger.error({ err: cause }, "Redis is away");
    isAway = true;
  });
  return client;
}
