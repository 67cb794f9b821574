import { sendWhatIsLeft } from "./send-what-is-left.ts";
import type { Environment } from "./traces.ts";

/** What LangChain takes for "on". */
const SWITCHES = [
  "LANGSMITH_TRACING",
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING",
  "LANGCHAIN_TRACING_V2",
];
/** Inputs and outputs hold what users write and what is found for them; each is kept back unless it is let go by name. */
const KEPT_BACK = ["HIDE_INPUTS", "HIDE_OUTPUTS"];

/** Traces that LangChain sends to LangSmith by itself; `close` sends what is left. */
export interface LangSmith {
  close(): Promise<void>;
}

/**
 * Where LangSmith is switched on, keeps the contents of its traces back unless the environment says otherwise. Comes
 * before the first run: what it sets in `env`, the environment of the process, is read then. Nothing is loaded where it is off.
 */
export async function prepareLangSmith(
  env: Record<string, string | undefined>,
): Promise<LangSmith> {
  if (!isOn(env)) return { close: async () => {} };
  for (const name of KEPT_BACK)
    if (!env[`LANGSMITH_${name}`] && !env[`LANGCHAIN_${name}`]) env[`LANGSMITH_${name}`] = "true";
  const isHidden = KEPT_BACK.every(
    (name) => (env[`LANGSMITH_${name}`] || env[`LANGCHAIN_${name}`]) === "true",
  );
  const [{ LangChainTracer }, { awaitAllCallbacks }] = await Promise.all([
    import("@langchain/core/tracers/tracer_langchain"),
    import("@langchain/core/callbacks/promises"),
  ]);
  // No variable hides what errors say, and they quote: this is the client that every run is sent by.
  if (isHidden)
    Object.assign(new LangChainTracer().client, { anonymizer: () => ({ error: "[hidden]" }) });
  return { close: () => sendWhatIsLeft(awaitAllCallbacks) };
}

function isOn(env: Environment): boolean {
  return SWITCHES.some((name) => env[name] === "true");
}
