import { setTimeout as delay } from "node:timers/promises";

import pRetry from "p-retry";

import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Service } from "../src/domain/service.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { CallProvider } from "./definition.ts";
import { READ_SLUGS } from "./provider.ts";
import type { Provider } from "./provider.ts";

const RETRIES = 3;

type Cancellable = Pick<ToolCall, "signal">;

export interface CallProviderOptions {
  readonly provider: Provider;
  readonly logger: Logger;
  /** How long one provider call may take, its retries included. */
  readonly deadlineMs: number;
  /** How long to wait before the first retry; each further one waits twice as long, give or take. */
  readonly retryDelayMs: number;
}

/**
 * The provider calls of one tool call. Reads are repeated where they fail, and the same read is made once until
 * something is written; a write is repeated only where the provider said that nothing was done, and one whose answer
 * never came is not: its outcome is unknown.
 */
export function createCallProvider(
  { provider, logger, deadlineMs, retryDelayMs }: CallProviderOptions,
  call: ToolCall,
  service: Service,
): CallProvider {
  const { userId } = call.context;
  const alreadyRead = new Map<string, Promise<unknown>>();
  // What a tool has begun to write it ends: half of it is worse than either.
  let hasWritten = false;

  async function carryOut(slug: string, args: Record<string, unknown>): Promise<unknown> {
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

  return (slug, args) => {
    if (!READ_SLUGS.has(slug)) {
      alreadyRead.clear();
      return carryOut(slug, args);
    }
    const key = JSON.stringify([slug, args]);
    const answer = alreadyRead.get(key) ?? carryOut(slug, args);
    alreadyRead.set(key, answer);
    return answer;
  };
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
