import type { StructuredToolInterface } from "@langchain/core/tools";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import type { Consent } from "../src/domain/consent.ts";
import type { EntityResolver } from "../src/domain/entity.ts";
import type { Phraser } from "../src/domain/phraser.ts";
import type { Planner } from "../src/domain/planner.ts";
import type { ConnectedAccounts, ToolSpec } from "../src/domain/tool.ts";
import type { Tracing } from "../src/domain/tracing.ts";
import type { Progress } from "../src/domain/turn.ts";
import type { AccountLinking } from "./account-linking.ts";
import type { Ending } from "./state.ts";

/** Everything the nodes reach beyond the state. */
export interface ActionPlannerDeps {
  readonly planner: Planner;
  /** Words longer replies; without it they stay as the templates compose them. */
  readonly phraser?: Phraser | undefined;
  readonly specs: ReadonlyMap<string, ToolSpec>;
  /** The same tools, bound for LangChain, by name. */
  readonly tools: ReadonlyMap<string, StructuredToolInterface>;
  readonly entities: EntityResolver;
  readonly consent: Consent;
  readonly accounts: Pick<ConnectedAccounts, "missing">;
  readonly linking: Pick<AccountLinking, "invite" | "decide">;
  readonly tracing?: Tracing;
}

/** What a run is started with, beside its state. */
export interface RunConfigurable {
  readonly thread_id: string;
  /** Aborted when the user cancels or the run's time is up: no further call begins. */
  readonly cancellation?: AbortSignal;
}

/** The run's cancellation signal, if its starter gave one. */
export function cancellationOf(config: LangGraphRunnableConfig): AbortSignal | undefined {
  const { cancellation } = { ...config.configurable };
  return cancellation instanceof AbortSignal ? cancellation : undefined;
}

/** How a run ends whose cancellation signal was aborted: by the user, or by its time running out. */
export function endingOf(cancellation: AbortSignal | undefined): Ending {
  const reason: unknown = cancellation?.reason;
  if (!(reason instanceof DOMException && reason.name === "TimeoutError")) {
    return { kind: "cancelled" };
  }
  const message = "This took too long, so I stopped. What was done before stands.";
  return { kind: "failed", code: "too_long", message };
}

/** Tells whoever watches the run how it gets on. */
export function report(config: LangGraphRunnableConfig, progress: Omit<Progress, "kind">): void {
  config.writer?.({ kind: "progress", ...progress } satisfies Progress);
}
