import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import pRetry from "p-retry";

import type { Clock } from "../src/domain/clock.ts";
import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Service } from "../src/domain/service.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import { createCertainWrite } from "./certain-write.ts";
import type { ProviderWrite } from "./certain-write.ts";
import type { CallProvider } from "./definition.ts";
import type { Journal } from "./journal.ts";
import { READ_SLUGS } from "./provider.ts";
import type { Provider } from "./provider.ts";
import type { SentWrite } from "./reconcile/write-kind.ts";
import { writeKindOf } from "./reconcile/write-kinds.ts";

const RETRIES = 3;
/** The longest wait between two looks at a provider that is down. */
const MAX_LOOK_DELAY_MS = 5_000;

type Cancellable = Pick<ToolCall, "signal">;

export interface CallProviderOptions {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long one provider call may take, its retries included. */
  readonly deadlineMs: number;
  /** How long to wait before the first retry; each further one waits twice as long, give or take. */
  readonly retryDelayMs: number;
  /** How long after it left a request may still be at work at the provider, where its end was not seen. */
  readonly inFlightMs: number;
  /** How long a provider that is down is waited for, to see what came of a write. */
  readonly patienceMs: number;
}

/** What a write has beside its provider calls: what it did before, and how what came of it differs from what was meant. */
export interface WriteRecord {
  readonly journal: Journal;
  readonly differences: string[];
}

/**
 * The provider calls of one tool call. Reads are repeated where they fail, and the same read is made once until
 * something is written. A write is repeated only where nothing was done: the provider said so, or was looked at; with a
 * record of the write, those made in an earlier run are answered as they were then.
 */
export function createCallProvider(
  {
    provider,
    clock,
    logger,
    deadlineMs,
    retryDelayMs,
    inFlightMs,
    patienceMs,
  }: CallProviderOptions,
  call: ToolCall,
  service: Service,
  record?: WriteRecord,
): CallProvider {
  const { userId } = call.context;
  const alreadyRead = new Map<string, Promise<unknown>>();
  let writes = 0;
  // What a tool has begun to write it ends: half of it is worse than either.
  let hasWritten = record?.journal.hasWrites() ?? false;

  async function execute(slug: string, args: Record<string, unknown>): Promise<unknown> {
    const isRead = READ_SLUGS.has(slug);
    const user: Cancellable = hasWritten ? {} : call;
    const deadline = AbortSignal.timeout(deadlineMs);
    // A write that has left is waited for: cancelling cannot call it back.
    const signal =
      isRead && user.signal !== undefined ? AbortSignal.any([deadline, user.signal]) : deadline;
    const attempt = async (): Promise<unknown> => {
      throwIfCancelled(user);
      try {
        const answer = await provider.execute({ userId, service, slug, args, signal });
        hasWritten ||= !isRead;
        return answer;
      } catch (cause) {
        if (isRead) throwIfCancelled(user);
        throw isRead ? asFailedRead(toAssistantError(cause)) : cause;
      }
    };
    const startedAt = performance.now();
    try {
      return await pRetry(attempt, {
        retries: RETRIES,
        minTimeout: retryDelayMs,
        randomize: true,
        shouldRetry: ({ error }) => isWorthRetrying(error, deadline, startedAt + deadlineMs),
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft === 0 || !isWorthRetrying(error, deadline, startedAt + deadlineMs))
            return;
          const { code, message, retryAfterMs } = toAssistantError(error);
          logger.warn(
            { slug, service, code, attempt: attemptNumber },
            "provider call failed, retrying",
          );
          call.onRetry?.(attemptNumber, message);
          await waitUnlessCancelled(retryAfterMs, user);
        },
        ...(isRead && user.signal !== undefined && { signal: user.signal }),
      });
    } catch (cause) {
      if (isRead) throwIfCancelled(user);
      throw cause;
    } finally {
      logger.debug(
        { slug, service, ms: Math.round(performance.now() - startedAt) },
        "provider call",
      );
    }
  }

  /** A read for seeing what came of a write: nobody cancels it, and a provider that is down is waited for. */
  const look: CallProvider = async (slug, args) => {
    const patience = AbortSignal.timeout(patienceMs);
    const attempt = async (): Promise<unknown> => {
      const signal = AbortSignal.any([patience, AbortSignal.timeout(deadlineMs)]);
      try {
        return await provider.execute({ userId, service, slug, args, signal });
      } catch (cause) {
        throw asFailedRead(toAssistantError(cause));
      }
    };
    return await pRetry(attempt, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: retryDelayMs,
      maxTimeout: MAX_LOOK_DELAY_MS,
      randomize: true,
      shouldRetry: ({ error }) =>
        error instanceof AssistantError && error.retryable && !patience.aborted,
      onFailedAttempt: async ({ error }) =>
        waitUnlessCancelled(toAssistantError(error).retryAfterMs, { signal: patience }),
    });
  };

  const certain =
    record && createCertainWrite({ ...record, send: execute, look, clock, logger, inFlightMs });

  async function read(slug: string, args: Record<string, unknown>, key: string): Promise<unknown> {
    const place = `${writes}:${key}`;
    const earlier = record?.journal.read(place);
    if (earlier !== undefined) return earlier.answer;
    const answer = await execute(slug, args);
    record?.journal.noteRead(place, answer);
    return answer;
  }

  async function write(carryOut: (write: ProviderWrite) => Promise<unknown>, given: ProviderWrite) {
    const { slug, args, mark, meant } = given;
    const leftAt = clock.now();
    const answer = await carryOut(given);
    await compare({ slug, sent: { args, mark, meant, leftAt }, answer });
    return answer;
  }

  /** The receipt: what is there now, compared with what was sent. What cannot be read back is taken for done. */
  async function compare({ slug, sent, answer }: Written): Promise<void> {
    try {
      const kind = writeKindOf(slug);
      record?.differences.push(
        ...((await kind.differences?.(sent, answer, callProvider, call.context)) ?? []),
      );
    } catch (cause) {
      logger.warn({ err: cause, slug }, "what was written could not be read back");
    }
  }

  const callProvider: CallProvider = (slug, args, meant = {}) => {
    const key = hashOf([slug, args]);
    if (READ_SLUGS.has(slug)) {
      const answer = alreadyRead.get(key) ?? read(slug, args, key);
      alreadyRead.set(key, answer);
      return answer;
    }
    if (certain === undefined) throw new Error(`${call.tool} is a read and calls ${slug}.`);
    alreadyRead.clear();
    writes += 1;
    const place = `${writes}:${key}`;
    return write(certain, {
      slug,
      args,
      meant,
      key: place,
      mark: markOf(call.idempotencyKey, place),
    });
  };
  return callProvider;
}

interface Written {
  readonly slug: string;
  readonly sent: SentWrite;
  readonly answer: unknown;
}

/** Names one provider write of one effect: letters and digits, the same whenever the write is come to again. */
export function markOf(effectId: string, place: string): string {
  return createHash("sha256").update(`${effectId} ${place}`).digest("hex").slice(0, 32);
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}

/** A read that may or may not have been carried out is simply one to be made again. */
function asFailedRead(error: AssistantError): AssistantError {
  if (error.code !== "ERR_OUTCOME_UNKNOWN") return error;
  return new AssistantError("ERR_TOOL_UNAVAILABLE", READ_FAILED, { cause: error });
}
const READ_FAILED = "Google could not be reached.";

function isWorthRetrying(error: Error, deadline: AbortSignal, endsAt: number): boolean {
  if (!(error instanceof AssistantError) || !error.retryable || deadline.aborted) return false;
  return performance.now() + (error.retryAfterMs ?? 0) < endsAt;
}

async function waitUnlessCancelled(ms: number | undefined, call: Cancellable): Promise<void> {
  if (ms === undefined) return;
  try {
    await delay(ms, undefined, call.signal === undefined ? {} : { signal: call.signal });
  } catch {
    throwIfCancelled(call);
  }
}

/** @throws ERR_CANCELLED where the user has cancelled. */
export function throwIfCancelled({ signal }: Cancellable): void {
  if (signal?.aborted) throw new AssistantError("ERR_CANCELLED", "Cancelled before it was done.");
}
