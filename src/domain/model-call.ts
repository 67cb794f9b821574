/** What a language model was called for. */
export type ModelPurpose = "plan" | "repair" | "phrase";

/** One request to a language model that has ended: what the log and the metrics keep of it. Never its text. */
export interface ModelCall {
  readonly purpose: ModelPurpose;
  readonly model: string;
  /** How the answer's shape was asked for: json_schema, tool_call, json_object or text. */
  readonly mode: string;
  readonly ms: number;
  /** "ok", or what went wrong: rate_limited, server_error, timeout, unreachable, ... */
  readonly outcome: string;
  /** As the server counted them; absent where it did not say. */
  readonly inputTokens?: number;
  /** Part of `inputTokens` that the server had read before. */
  readonly cachedTokens?: number;
  readonly outputTokens?: number;
  /** US dollars; absent where no price is known. */
  readonly costUsd?: number;
}
