import { createClient, RESP_TYPES } from "redis";

import { AssistantError } from "../../domain/errors.ts";
import type { Logger } from "../../domain/logger.ts";
import { currentHold } from "./hold.ts";
import { RedisSetupError } from "./setup-error.ts";
import { evaluate, saidByRedis, toBulk } from "./scripts.ts";
import type { Argument, Reply, RunScript } from "./scripts.ts";

/** Redis as our stores use it: each call is one round trip, and what it does is done whole or not at all. */
export interface Redis {
  readonly client: RedisClient;
  /**
   * Runs a script. Refused with `SessionLostError` where it is part of the work on a session that this process holds no
   * longer.
   * @throws AssistantError ERR_UNAVAILABLE where Redis does not answer, or takes no writes.
   */
  readonly run: RunScript;
  /** One command, on the same terms, for what is only read. */
  send(...command: readonly Argument[]): Promise<Reply>;
  /** Another connection to the same place: for what blocks. Its faults are dealt with as this one's are. */
  connectAnother(): Promise<RedisClient>;
  close(): Promise<void>;
}

export type RedisClient = ReturnType<typeof createRawClient>;

/** This process does not hold the session any more: another one works on it, or may at any moment. */
export class SessionLostError extends AssistantError {
  constructor(options: { readonly cause?: unknown } = {}) {
    super("ERR_SESSION_LOST", "Another process works on this session.", options);
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A connection on which nothing came for so long is taken for dead. */
const SILENCE_MS = 10_000;
const PING_MS = 4_000;
const MAX_RECONNECT_MS = 1_000;
/** So many commands wait at most, while Redis is slower than they come. */
const MAX_WAITING = 20_000;

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } as const;

/**
 * Connects, and from then on connects again by itself. What is asked of Redis meanwhile fails at once: nothing waits for
 * an answer that may never come.
 * @throws RedisSetupError where the address, the password or the server is not what it should be.
 */
export async function connectRedis(
  url: string,
  logger: Logger,
  /** Told of each command that is sent: of each round trip. */
  onCommand: () => void = () => {},
): Promise<Redis> {
  const client = createRawClient(url, logger);
  try {
    await client.connect();
  } catch (cause) {
    destroy(client);
    throw toSetupError(cause);
  }
  const others = new Set<RedisClient>();

  async function sendCommand(command: readonly Argument[]): Promise<Reply> {
    onCommand();
    try {
      return (await client.sendCommand(command.map(toBulk), AS_BYTES)) as Reply;
    } catch (cause) {
      throw toFault(cause);
    }
  }

  return {
    client,
    send: (...command) => sendCommand(command),
    async run(script, keys, args = []) {
      const hold = currentHold();
      const reply = await evaluate(sendCommand, script, keys, args, hold);
      // A process that stood still since may find its answer before it finds out that its time is up.
      if (hold?.isOver() === true) throw new SessionLostError();
      return reply;
    },
    async connectAnother() {
      const another = createRawClient(url, logger);
      others.add(another);
      await another.connect();
      return another;
    },
    async close() {
      for (const another of others) destroy(another);
      if (client.isReady) await client.close();
      else destroy(client);
    },
  };
}

/** One that gave up by itself is closed already. */
function destroy(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}

function createRawClient(url: string, logger: Logger) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) =>
        isUp ? Math.min(50 * 2 ** retries, MAX_RECONNECT_MS) : false,
    },
  });
  /** Until it was connected once, a fault is a fault of the configuration. */
  let isUp = false;
  let isAway = false;
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

/** Every failure has a code: whatever went wrong between us and Redis, nothing was promised to anybody. */
function toFault(cause: unknown): Error {
  if (saidByRedis(cause, "FENCED")) {
    return new SessionLostError({ cause });
  }
  return new AssistantError(
    "ERR_UNAVAILABLE",
    "I can't reach my memory right now. Please try again in a moment.",
    { cause },
  );
}

function toSetupError(cause: unknown): RedisSetupError {
  const message = messageOf(cause);
  const code = (cause as { code?: string } | undefined)?.code ?? "";
  const said = /^(?:WRONGPASS|NOAUTH|ERR AUTH)/u.test(message)
    ? "it refused the user name or password"
    : /^(?:CERT|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u.test(code)
      ? `the encrypted connection failed (${code})`
      : code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN"
        ? `nothing answers there (${code})`
        : `it cannot be used: ${message}`;
  return new RedisSetupError(`${said}.`, { cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : "";
}
