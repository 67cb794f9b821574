import type { SessionId } from "../src/domain/ids.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { PlannedCall, PlannerCommand } from "./state.ts";

/** A call of a wave as the toolbox takes it. */
export function toToolCall(
  { stepId, tool, item, args, origins }: PlannedCall,
  command: PlannerCommand,
  sessionId: SessionId,
): ToolCall {
  const { id, userId, timezone, now, user, channel } = command;
  return {
    tool,
    args,
    context: {
      userId,
      timezone,
      now,
      ...(user.email !== undefined && { email: user.email }),
      ...(channel && { channel }),
      sessionId,
    },
    // With the session: in Studio whoever starts a run names its command, and may use a name again.
    idempotencyKey: [sessionId, id, stepId, ...(item === undefined ? [] : [item])].join(":"),
    commandId: id,
    origins,
  };
}
