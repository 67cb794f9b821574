import type { Action, ActionLog } from "../src/domain/audit.ts";
import type { Clock } from "../src/domain/clock.ts";
import { toAssistantError } from "../src/domain/errors.ts";
import type { ErrorCode } from "../src/domain/errors.ts";
import type { Json } from "../src/domain/plan.ts";
import type { Gateway } from "./gateway.ts";
import { digest } from "./digest.ts";

/** What a write that failed so may have done: nothing, or nobody knows. All else was refused before it could begin. */
const OUTCOMES: Partial<Record<ErrorCode, "failed" | "in_doubt">> = {
  ERR_NOT_FOUND: "failed",
  ERR_TOOL_REJECTED: "failed",
  ERR_TOOL_UNAVAILABLE: "failed",
  ERR_OUTCOME_UNKNOWN: "in_doubt",
  ERR_INTERNAL: "in_doubt",
};

/** Writes down each attempt to change something once its outcome is known; the call's answer waits for it. */
export function withActionLog(
  gateway: Gateway,
  { actions, clock }: { readonly actions: Pick<ActionLog, "append">; readonly clock: Clock },
): Gateway {
  return async (definition, call) => {
    if (definition.effect === "read") return await gateway(definition, call);
    const { args, context, idempotencyKey: effectId } = call;
    let approvalId: string | null = null;
    const note = async (outcome: Action["outcome"], title: string): Promise<void> => {
      const { userId: actor, channel } = context;
      await actions.append({
        effectId,
        at: clock.now(),
        actor,
        ...(channel && { channel }),
        tool: definition.name,
        title,
        approvalId,
        argsHash: digest({ ...args }),
        outcome,
      });
    };
    let output: Json;
    try {
      output = await gateway(definition, call, (id) => {
        approvalId = id;
      });
    } catch (cause) {
      const outcome = OUTCOMES[toAssistantError(cause).code];
      if (outcome !== undefined) await note(outcome, definition.title(args));
      throw cause;
    }
    const [told = ""] = definition.present({ args, output, context }).split("\n");
    await note("done", told);
    return output;
  };
}
