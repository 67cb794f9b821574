/** Why a model gave no answer. */
export type ModelFailureKind =
  | "rate_limited"
  | "server_error"
  | "timeout"
  | "unreachable"
  /** The key is wrong, or not good for this model. */
  | "unauthorized"
  /** The server does not take this way of asking for a shape. */
  | "unsupported_mode"
  /** The server does not take the request for another reason. */
  | "rejected"
  /** The answer stopped amid its JSON. */
  | "cut_off"
  /** The model, or a filter before it, would not answer. */
  | "refused"
  | "circuit_open"
  | "cancelled";

/** One request that failed. The kind is the policy: is it worth another try, does it speak against the server. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly kind: ModelFailureKind;
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ModelFailureKind,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(`The model gave no answer: ${kind}`, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }

  get retryable(): boolean {
    return (
      this.kind === "rate_limited" || this.kind === "server_error" || this.kind === "unreachable"
    );
  }

  /** Enough of these in a row, and the server is left alone for a while. */
  get isServersFault(): boolean {
    return this.retryable || this.kind === "timeout";
  }
}

/** What is known of a request beyond its error. */
interface Circumstances {
  readonly cancelled: boolean;
  readonly timedOut: boolean;
  /** Words of the error message by which a server says that it does not know the output mode. */
  readonly modeWords: RegExp;
}

/** Names a failure by what `@langchain/openai` and the SDK below it throw. */
export function toModelFailure(
  cause: unknown,
  { cancelled, timedOut, modeWords }: Circumstances,
): ModelFailure {
  if (cause instanceof ModelFailure) return cause;
  if (cancelled) return new ModelFailure("cancelled", { cause });
  if (timedOut) return new ModelFailure("timeout", { cause });
  // Thrown by the SDK itself in the mode json_schema.
  if (nameOf(cause) === "LengthFinishReasonError") return new ModelFailure("cut_off", { cause });
  if (nameOf(cause) === "ContentFilterFinishReasonError")
    return new ModelFailure("refused", { cause });
  const status = statusOf(cause);
  if (status === undefined) {
    // ContextOverflowError comes without its status.
    const kind = nameOf(cause) === "ContextOverflowError" ? "rejected" : "unreachable";
    return new ModelFailure(kind, { cause });
  }
  if (status === 429)
    return new ModelFailure("rate_limited", { cause, retryAfterMs: retryAfterOf(cause) });
  if (status === 408 || status >= 500) {
    if (status === 501 && modeWords.test(messageOf(cause)))
      return new ModelFailure("unsupported_mode", { cause });
    return new ModelFailure("server_error", { cause, retryAfterMs: retryAfterOf(cause) });
  }
  if (status === 401 || status === 403) return new ModelFailure("unauthorized", { cause });
  const saysSo = (status === 400 || status === 422) && modeWords.test(messageOf(cause));
  return new ModelFailure(saysSo ? "unsupported_mode" : "rejected", { cause });
}

function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  return cause.name === "Error" ? cause.constructor.name : cause.name;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function statusOf(cause: unknown): number | undefined {
  if (typeof cause !== "object" || cause === null || !("status" in cause)) return undefined;
  return typeof cause.status === "number" ? cause.status : undefined;
}

function retryAfterOf(cause: unknown): number | undefined {
  if (typeof cause !== "object" || cause === null || !("headers" in cause)) return undefined;
  const { headers } = cause;
  const given = headers instanceof Headers ? headers.get("retry-after") : null;
  if (given === null) return undefined;
  const seconds = Number(given);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(given) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
