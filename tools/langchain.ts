import { tool, ToolInputParsingException } from "@langchain/core/tools";
import type { StructuredToolInterface } from "@langchain/core/tools";

import { AssistantError } from "../src/domain/errors.ts";
import type { Json } from "../src/domain/plan.ts";
import type { Toolbox, ToolCall, ToolSpec } from "../src/domain/tool.ts";

/** What an invocation carries in `config.configurable`: everything of a ToolCall that is not the model's to choose. */
export type ToolConfigurable = Omit<ToolCall, "tool" | "args">;

/** Binds every tool for LangChain, by name. An invocation answers the output as it is; it throws what the toolbox throws. */
export function toLangChainTools(toolbox: Toolbox): ReadonlyMap<string, StructuredToolInterface> {
  return new Map([...toolbox.specs.values()].map((spec) => [spec.name, bind(spec, toolbox)]));
}

function bind({ name, description, input }: ToolSpec, toolbox: Toolbox): StructuredToolInterface {
  const bound = tool(
    async (args: Record<string, Json>, config) => {
      const configurable: ToolConfigurable = config.configurable;
      const { context, idempotencyKey, commandId, origins, signal, onRetry } = configurable;
      return toolbox.call({
        tool: name,
        args,
        context,
        idempotencyKey,
        commandId,
        origins,
        ...(signal && { signal }),
        ...(onRetry && { onRetry }),
      });
    },
    { name, description, schema: input },
  );
  const invoke: typeof bound.invoke = bound.invoke.bind(bound);
  return Object.assign(bound, {
    // LangChain checks the arguments before the toolbox can: its error gets the code that the toolbox would give it.
    invoke: async (...request: Parameters<typeof invoke>) => {
      try {
        return await invoke(...request);
      } catch (cause) {
        if (!(cause instanceof ToolInputParsingException)) throw cause;
        throw new AssistantError("ERR_INVALID_ARGUMENTS", `${name}: ${cause.message}`, { cause });
      }
    },
  });
}
