import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { noTracing } from "../src/domain/tracing.ts";
import type { SpanKind, Tracing } from "../src/domain/tracing.ts";
import type { State, StateUpdate } from "./state.ts";

type Node = (state: State, config: LangGraphRunnableConfig) => Promise<StateUpdate>;

/** The same node, timed as a part of the turn. Not for one that interrupts: waiting for the user is nobody's work. */
export function traced(
  { tracing = noTracing }: { readonly tracing?: Tracing },
  kind: SpanKind,
  node: Node,
): Node {
  return async (state, config) =>
    tracing.span(kind, {}, async (span) => {
      const update = await node(state, config);
      span.set({ outcome: outcomeOf(update) });
      return update;
    });
}

function outcomeOf({ question, ending, outcome }: StateUpdate): string {
  if (outcome) return outcome.status;
  if (question) return "question";
  return ending ? ending.kind : "done";
}
