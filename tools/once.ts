import type { Clock } from "../src/domain/clock.ts";
import { assertNever } from "../src/domain/assert-never.ts";
import type { EffectOutcome } from "../src/domain/effect-outcome.ts";
import { toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Json } from "../src/domain/plan.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { Undo } from "../src/domain/undo.ts";
import type { CacheStore, EffectStore } from "../src/storage/storage.ts";
import { digest } from "./digest.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";

/** Runs a write, or answers what came of it before. @throws what it throws, and ClaimMismatchError */
export type Once = (
  call: ToolCall,
  run: (journal: Journal) => Promise<{ readonly output: Json; readonly undo: Undo }>,
) => Promise<Json>;

/** The same claim was made before for something else: that stands. */
export class ClaimMismatchError extends Error {
  override readonly name = "ClaimMismatchError";
}

/**
 * Makes each write happen at most once: it is claimed durably before its request can leave, and its outcome is kept. A
 * write that is come to again after a crash is answered from the ledger; one that was interrupted is taken up where its
 * journal says it stood.
 */
export function createOnce({
  effects,
  cache,
  clock,
  logger,
  onEffect = () => {},
}: {
  readonly effects: EffectStore;
  readonly cache: CacheStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told what came of each write. */
  readonly onEffect?: (tool: string, outcome: EffectOutcome) => void;
}): Once {
  return async (call, run) => {
    const { idempotencyKey: id, commandId, tool, context } = call;
    const argsHash = digest({ ...call.args });
    const at = call.startedAt ?? clock.now();
    const claim = await effects.claim({
      id,
      userId: context.userId,
      commandId,
      tool,
      argsHash,
      at,
    });
    switch (claim.kind) {
      case "done":
        onEffect(tool, "repeated");
        return claim.output;
      case "in_doubt":
        logger.warn({ tool, claimedAt: claim.at }, "a write was interrupted; it is taken up");
        break;
      case "mismatch":
        onEffect(tool, "mismatch");
        throw new ClaimMismatchError(`The effect ${id} was claimed before with other arguments.`);
      case "claimed":
        break;
      default:
        return assertNever(claim);
    }
    const journal = await openJournal(cache, context.userId, id, claim.kind === "claimed");
    let done: Awaited<ReturnType<typeof run>>;
    try {
      done = await run(journal);
    } catch (cause) {
      // What may have been written, in part or whole, keeps its claim: it is never begun as if nothing had been.
      if (journal.hasWrites()) {
        onEffect(tool, "in_doubt");
        throw cause;
      }
      const isRefused = toAssistantError(cause).code === "ERR_NOT_APPROVED";
      onEffect(tool, isRefused ? "refused" : "released");
      await effects.release(id);
      await journal.drop();
      throw cause;
    }
    await effects.settle(id, done.output, done.undo);
    onEffect(tool, claim.kind === "claimed" ? "done" : "taken_up");
    await journal.drop();
    return done.output;
  };
}
