import { setTimeout as delay } from "node:timers/promises";

import pRetry from "p-retry";

import type { Clock } from "../src/domain/clock.ts";
import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Json } from "../src/domain/plan.ts";
import { SERVICE_TITLES } from "../src/domain/service.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { EffectStore } from "../src/storage/storage.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { createOnce } from "./once.ts";
import { READ_SLUGS } from "./provider.ts";
import type { Provider } from "./provider.ts";

const RETRIES = 3;

export interface GatewayOptions {
  readonly provider: Provider;
  readonly effects: EffectStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long one provider call may take, its retries included. Default 30 s. */
  readonly deadlineMs?: number;
  /** How long to wait before the first retry; each further one waits twice as long, give or take. Default 250 ms. */
  readonly retryDelayMs?: number;
}

/** Runs one call of one tool and answers its output. @throws AssistantError as promised by Toolbox.call */
export type Gateway = (definition: ToolDefinition, call: ToolCall) => Promise<Json>;

/**
 * The one door to the provider: checks the arguments and the account, claims a write in the ledger, then lets the tool
 * make its provider calls. Reads are repeated where they fail; a write is repeated only where the provider said that
 * nothing was done, and one whose answer never came is not: its outcome is unknown.
 */
export function createGateway({
  provider,
  effects,
  clock,
  logger,
  deadlineMs = 30_000,
  retryDelayMs = 250,
}: GatewayOptions): Gateway {
  const once = createOnce({ effects, clock, logger });
  return async (definition, call) => {
    checkArguments(definition, call);
    throwIfCancelled(call);
    const { userId } = call.context;
    const { service } = definition;
    const [missing] = await provider.accounts.missing(userId, [service]);
    if (missing !== undefined) {
      const message = `${SERVICE_TITLES[service]} is not connected.`;
      throw new AssistantError("ERR_NOT_CONNECTED", message, { service });
    }

    const callProvider: CallProvider = async (slug, args) => {
      const isRead = READ_SLUGS.has(slug);
      const deadline = AbortSignal.timeout(deadlineMs);
      // A write that has left is waited for: cancelling cannot call it back.
      const signal =
        isRead && call.signal !== undefined ? AbortSignal.any([deadline, call.signal]) : deadline;
      const attempt = async (): Promise<unknown> => {
        throwIfCancelled(call);
        try {
          return await provider.execute({ userId, service, slug, args, signal });
        } catch (cause) {
          if (isRead) throwIfCancelled(call);
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
            await waitUnlessCancelled(retryAfterMs, call);
          },
          ...(isRead && call.signal !== undefined && { signal: call.signal }),
        });
      } catch (cause) {
        if (isRead) throwIfCancelled(call);
        throw cause;
      } finally {
        logger.debug(
          { slug, service, ms: Math.round(performance.now() - startedAt) },
          "provider call",
        );
      }
    };
    const run = async (): Promise<Json> =>
      definition.run({ ...call.args }, callProvider, call.context);
    try {
      return definition.effect === "write" ? await once(call, run) : await run();
    } catch (cause) {
      const error = toAssistantError(cause);
      if (error.code === "ERR_INTERNAL")
        logger.error({ err: cause, tool: definition.name }, "tool failed");
      throw error;
    }
  };
}

function checkArguments(definition: ToolDefinition, call: ToolCall): void {
  const parsed = definition.input.safeParse(call.args);
  if (parsed.success) return;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AssistantError("ERR_INVALID_ARGUMENTS", `${definition.name}: ${faults.join("; ")}`, {
    cause: parsed.error,
  });
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

async function waitUnlessCancelled(ms: number | undefined, call: ToolCall): Promise<void> {
  if (ms === undefined) return;
  try {
    await delay(ms, undefined, call.signal === undefined ? {} : { signal: call.signal });
  } catch {
    throwIfCancelled(call);
  }
}

function throwIfCancelled({ signal }: ToolCall): void {
  if (signal?.aborted) throw new AssistantError("ERR_CANCELLED", "Cancelled before it was done.");
}
