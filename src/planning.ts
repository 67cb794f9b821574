import { createModelClient } from "../graph/model/model-client.ts";
import { createAutoPlanner } from "../graph/planners/auto-planner.ts";
import { createBuiltinPlanner } from "../graph/planners/builtin/builtin-planner.ts";
import { createLlmPlanner } from "../graph/planners/llm/llm-planner.ts";
import { createPhraser } from "../graph/synthesis/phraser.ts";
import type { Config } from "./config.ts";
import type { Logger } from "./domain/logger.ts";
import type { ModelCall } from "./domain/model-call.ts";
import type { Phraser } from "./domain/phraser.ts";
import type { Planner } from "./domain/planner.ts";
import { plannable } from "./domain/tool.ts";
import type { ToolSpec } from "./domain/tool.ts";
import { noTracing } from "./domain/tracing.ts";
import type { Tracing } from "./domain/tracing.ts";

/** How the configured language model is reached; undefined where none is. */
export type ReachableModel = NonNullable<Config["model"]> & {
  /** Whether it is OpenAI's own, and its prices hold. */
  readonly isOpenAI: boolean;
};

export interface PlanningOptions {
  readonly prefer: Config["planner"];
  readonly model: ReachableModel | undefined;
  readonly specs: ReadonlyMap<string, ToolSpec>;
  readonly logger: Logger;
  readonly onModelCall?: (call: ModelCall) => void;
  readonly tracing?: Tracing;
}

/** Joins the planners as the configuration wants it, and what words replies where there is a model. */
export function createPlanning({
  prefer,
  model,
  specs,
  logger,
  onModelCall = () => {},
  tracing = noTracing,
}: PlanningOptions): { readonly planner: Planner; readonly phraser: Phraser | undefined } {
  const client =
    model === undefined || prefer === "builtin"
      ? undefined
      : createModelClient(model, {
          tracing,
          onCall: (call) => {
            logger.info(call, "model call");
            onModelCall(call);
          },
        });
  const planner = createAutoPlanner({
    builtin: createBuiltinPlanner(),
    llm: client && createLlmPlanner({ client, specs: plannable(specs) }),
    prefer: prefer === "llm" ? "llm" : "auto",
    logger,
  });
  return { planner, phraser: client && createPhraser({ client, logger }) };
}
