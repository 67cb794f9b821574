import { AssistantError } from "../../domain/errors.ts";
import type { Logger } from "../../domain/logger.ts";
import { connectRaw, destroy, openConnection } from "./connection.ts";
import type { Connection, RedisClient } from "./connection.ts";
import { currentHold } from "./hold.ts";
import { RedisSetupError } from "./setup-error.ts";
import { evaluate, saidByRedis } from "./scripts.ts";
import type { Argument, Reply, RunScript } from "./scripts.ts";

/** Redis as our stores use it: each call is one round trip, and what it does is done whole or not at all. */
export interface Redis {
  /**
   * Runs a script. Refused with `SessionLostError` where it is part of the work on a session that this process holds no
   * longer.
   * @throws AssistantError ERR_UNAVAILABLE where Redis does not answer, or takes no writes.
   */
  readonly run: RunScript;
  /** One command, on the same terms, for what is only read. */
  send(...command: readonly Argument[]): Promise<Reply>;
  /** Another connection to the same place: for what blocks. */
  openAnother(): Promise<Connection>;
  /** Another one, as BullMQ takes it. */
  connectAnother(): Promise<RedisClient>;
  readonly onReady: Connection["onReady"];
  close(): Promise<void>;
}

/** This process does not hold the session any more: another one works on it, or may at any moment. */
export class SessionLostError extends AssistantError {
  constructor(options: { readonly cause?: unknown } = {}) {
    super("ERR_SESSION_LOST", "Another process works on this session.", options);
  }
}

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
  const connection = await openConnection(url, logger).catch((cause: unknown) => {
    throw toSetupError(cause);
  });
  const others = new Set<Connection>();
  const clients = new Set<RedisClient>();

  async function sendCommand(command: readonly Argument[]): Promise<Reply> {
    onCommand();
    try {
      return await connection.send(command);
    } catch (cause) {
      throw toFault(cause);
    }
  }

  return {
    send: (...command) => sendCommand(command),
    async run(script, keys, args = []) {
      const hold = currentHold();
      const reply = await evaluate(sendCommand, script, keys, args, hold);
      // A process that stood still since may find its answer before it finds out that its time is up.
      if (hold?.isOver() === true) throw new SessionLostError();
      return reply;
    },
    async openAnother() {
      const another = await openConnection(url, logger);
      others.add(another);
      return another;
    },
    async connectAnother() {
      const client = await connectRaw(url, logger);
      clients.add(client);
      return client;
    },
    onReady: (listener) => connection.onReady(listener),
    async close() {
      clients.forEach(destroy);
      for (const another of others) another.end();
      await connection.close();
    },
  };
}

/** Every failure has a code: whatever went wrong between us and Redis, nothing was promised to anybody. */
function toFault(cause: unknown): Error {
  if (saidByRedis(cause, "FENCED")) {
    return new SessionLostError({ cause });
  }
  return toUnavailable(cause);
}

/** What a user is told where nothing can be kept. */
export function toUnavailable(cause: unknown): AssistantError {
  const message = "I can't reach my memory right now. Please try again in a moment.";
  return new AssistantError("ERR_UNAVAILABLE", message, { cause });
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
