import type { Clock } from "../src/domain/clock.ts";
import { assertNever } from "../src/domain/assert-never.ts";
import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { ErrorCode } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Json } from "../src/domain/plan.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { Undo } from "../src/domain/undo.ts";
import type { EffectStore } from "../src/storage/storage.ts";
import { digest } from "./digest.ts";

/** Failures after which something may have been done all the same: the claim stays, and nothing repeats it. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set(["ERR_OUTCOME_UNKNOWN", "ERR_INTERNAL"]);

/** Runs a write, or answers what came of it before. @throws what it throws, and ERR_OUTCOME_UNKNOWN where nobody knows */
export type Once = (
  call: ToolCall,
  run: () => Promise<{ readonly output: Json; readonly undo: Undo }>,
) => Promise<Json>;

/**
 * Makes each write happen at most once: it is claimed durably before its request can leave, and its outcome is kept. A
 * write that is come to again after a crash is answered from the ledger; one whose fate is unknown is not repeated.
 */
export function createOnce({
  effects,
  clock,
  logger,
}: {
  readonly effects: EffectStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): Once {
  return async (call, run) => {
    const { idempotencyKey: id, commandId, tool, context } = call;
    const argsHash = digest({ ...call.args });
    const effect = { id, userId: context.userId, commandId, tool, argsHash, at: clock.now() };
    const claim = await effects.claim(effect);
    switch (claim.kind) {
      case "done":
        return claim.output;
      case "in_doubt":
        logger.warn({ tool, claimedAt: claim.at }, "a write was interrupted; it is not repeated");
        throw new AssistantError(
          "ERR_OUTCOME_UNKNOWN",
          "I was interrupted while doing this, so I can't tell whether it was done. Please check; I won't do it twice.",
        );
      case "mismatch":
        throw new Error(`The effect ${id} was claimed before with other arguments.`);
      case "claimed":
        break;
      default:
        return assertNever(claim);
    }
    let done: Awaited<ReturnType<typeof run>>;
    try {
      done = await run();
    } catch (cause) {
      if (!UNCERTAIN.has(toAssistantError(cause).code)) await effects.release(id);
      throw cause;
    }
    await effects.settle(id, done.output, done.undo);
    return done.output;
  };
}
