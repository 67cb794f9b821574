import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { isStorageFault, toAssistantError } from "../../src/domain/errors.ts";
import type { Json, StepResult } from "../../src/domain/plan.ts";
import { SessionId } from "../../src/domain/ids.ts";
import { noTracing } from "../../src/domain/tracing.ts";
import type { Span } from "../../src/domain/tracing.ts";
import { cancellationOf, report } from "../dependencies.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { askForAccount } from "../questions.ts";
import type { PlannedCall, PlannerCommand, StateUpdate } from "../state.ts";
import { toToolCall } from "../tool-calls.ts";
import { describeFailure } from "../wording.ts";

/** What the router sends to one run of this node. */
export interface CallToolInput {
  readonly command: PlannerCommand;
  readonly call: PlannedCall;
}

/**
 * Makes one tool call: the only outside effect of its run. Reads: the call it was sent. Writes: results, or question
 * where the account turned out not to be connected. Calls: the tool.
 */
export function callTool(deps: ActionPlannerDeps) {
  const { tracing = noTracing } = deps;
  const make = async (
    { command, call }: CallToolInput,
    config: LangGraphRunnableConfig,
    span: Span,
  ): Promise<StateUpdate> => {
    const { stepId, tool, item, args } = call;
    const sessionId = SessionId.parse(config.configurable?.["thread_id"]);
    const spec = deps.specs.get(tool);
    const about = {
      stepId,
      tool,
      title: spec?.title(args) ?? tool,
      ...(item !== undefined && { item }),
    };
    const base = { stepId, tool, args, ...(item !== undefined && { item }) };
    report(config, { action: "step_started", detail: about });

    const settle = (result: StepResult): StateUpdate => {
      const { status, error } = result;
      span.set({ outcome: status, ...(error && { error: error.code }) });
      report(config, {
        action: "step_finished",
        detail: { ...about, status, ...(error && { error }) },
      });
      return { results: [result] };
    };
    try {
      const bound = deps.tools.get(tool);
      if (bound === undefined) throw new Error(`No tool "${tool}".`);
      const { tool: _tool, args: _args, ...configurable } = toToolCall(call, command, sessionId);
      const output: Json = await bound.invoke(args, {
        configurable: {
          ...configurable,
          signal: cancellationOf(config),
          onRetry: (attempt: number, reason: string) => {
            span.set({ attempts: attempt + 1 });
            report(config, { action: "step_retrying", detail: { ...about, attempt, reason } });
          },
        },
      });
      return settle({ ...base, status: "done", output });
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      const error = toAssistantError(cause);
      if (error.code === "ERR_NOT_CONNECTED" && error.service !== undefined) {
        const invitation = await deps.linking.invite(command.userId, error.service);
        span.set({ outcome: "question" });
        return { question: askForAccount(error.service, invitation, true) };
      }
      return settle({
        ...base,
        status: error.code === "ERR_CANCELLED" ? "not_run" : "failed",
        error: { code: error.code, message: describeFailure(error) },
      });
    }
  };
  return async (input: CallToolInput, config: LangGraphRunnableConfig): Promise<StateUpdate> =>
    tracing.span("step", { tool: input.call.tool, attempts: 1 }, (span) =>
      make(input, config, span),
    );
}
