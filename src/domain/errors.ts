import type { Service } from "./service.ts";

interface ErrorPolicy {
  /** The same call may be made again: nothing was done, or doing it twice is harmless. */
  readonly retryable: boolean;
  /** The message may be shown to the user. */
  readonly expose: boolean;
}

const POLICY = {
  ERR_INVALID_MESSAGE: { retryable: false, expose: true },
  /** Too often in too short a time. */
  ERR_RATE_LIMITED: { retryable: false, expose: true },
  ERR_FORBIDDEN: { retryable: false, expose: true },
  ERR_UNKNOWN_SESSION: { retryable: false, expose: true },
  ERR_STALE_ANSWER: { retryable: false, expose: true },
  ERR_WHICH_QUESTION: { retryable: false, expose: true },
  ERR_INVALID_PLAN: { retryable: false, expose: true },
  ERR_INVALID_ARGUMENTS: { retryable: false, expose: true },
  ERR_NOT_FOUND: { retryable: false, expose: true },
  ERR_NOT_CONNECTED: { retryable: false, expose: true },
  /** What would be done is not allowed, or not without a yes that was not given. */
  ERR_NOT_APPROVED: { retryable: false, expose: true },
  ERR_TOOL_REJECTED: { retryable: false, expose: true },
  /** The provider said that nothing was done (429, connection refused), or the failed call was a read. */
  ERR_TOOL_UNAVAILABLE: { retryable: true, expose: true },
  /** A write left and no answer came back: it may or may not have happened, so it is never repeated. */
  ERR_OUTCOME_UNKNOWN: { retryable: false, expose: true },
  /** The language model could not be reached, or did not answer in time. */
  ERR_MODEL_UNAVAILABLE: { retryable: true, expose: true },
  /** What must be kept cannot be kept or looked up now: nothing was taken in, and nothing goes on until it can. */
  ERR_UNAVAILABLE: { retryable: false, expose: true },
  /** Another process works on the session, or is about to: this one does nothing more for it, and tells nobody anything. */
  ERR_SESSION_LOST: { retryable: false, expose: false },
  ERR_CANCELLED: { retryable: false, expose: true },
  ERR_INTERNAL: { retryable: false, expose: false },
} as const satisfies Record<string, ErrorPolicy>;

export type ErrorCode = keyof typeof POLICY;

/** The only error class thrown on purpose. The code is the policy: may it be retried, may the user read it. */
export class AssistantError extends Error {
  override readonly name = "AssistantError";
  readonly code: ErrorCode;
  /** Set with ERR_NOT_CONNECTED: the service whose account is missing, expired or revoked. */
  readonly service: Service | undefined;
  /** How long the provider asked to wait before a retry. */
  readonly retryAfterMs: number | undefined;
  /** Set with ERR_OUTCOME_UNKNOWN where the provider answered: whatever it did, it is no longer at it. */
  readonly isOver: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      service?: Service;
      retryAfterMs?: number;
      isOver?: boolean;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.service = options.service;
    this.retryAfterMs = options.retryAfterMs;
    this.isOver = options.isOver ?? false;
  }

  get retryable(): boolean {
    return POLICY[this.code].retryable;
  }

  get expose(): boolean {
    return POLICY[this.code].expose;
  }
}

/** Wraps whatever was thrown, so that every failure has a code. */
export function toAssistantError(cause: unknown): AssistantError {
  return cause instanceof AssistantError
    ? cause
    : new AssistantError("ERR_INTERNAL", "Something went wrong on our side.", { cause });
}

/**
 * Whether something could not be kept, or looked up: nothing may be concluded from that, or told. The work stops where it
 * stands, and is taken up again from there.
 */
export function isStorageFault(cause: unknown): boolean {
  const { code } = toAssistantError(cause);
  return code === "ERR_UNAVAILABLE" || code === "ERR_SESSION_LOST";
}
