import { AssistantError } from "../../src/domain/errors.ts";
import { SERVICE_TITLES } from "../../src/domain/service.ts";
import type { Service } from "../../src/domain/service.ts";
import { fieldOf } from "../provider-data.ts";
import { shorten, showLine } from "../visible-text.ts";

/** What is known of a failed call, however it came. */
interface Failure {
  readonly service: Service;
  readonly status: number | undefined;
  readonly message: string;
  readonly code?: number | undefined;
  readonly slug?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const NOT_CONNECTED_CODES: ReadonlySet<number> = new Set([1803, 1810, 4302]);
const NOT_CONNECTED_SLUG =
  /ConnectedAccount(?:NotFound|Expired|Inactive|Disabled|Revoked)|NoActiveConnection/u;
const EXPIRED_TEXT = /\bis in (?:EXPIRED|REVOKED|INACTIVE|FAILED) state\b/iu;
/** How Google says that a grant is dead: Composio's own account goes on reading ACTIVE. */
const DEAD_GRANT =
  /(?<![\w-])(?:invalid_grant|invalid_token|token_revoked|token_expired|expired_token|unauthorized_client|invalid_client)(?![\w-])|token has been expired or revoked/iu;
const RATE_LIMIT = /\b(?:rateLimitExceeded|userRateLimitExceeded|RESOURCE_EXHAUSTED)\b/u;
/** The request never left: there was nobody to take it. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The code of a failed HTTP request to Composio. */
export function toRequestError(cause: unknown, service: Service): AssistantError {
  if (cause instanceof AssistantError) return cause;
  const status = fieldOf(cause, "status");
  if (typeof status !== "number") return connectionError(cause, service);
  const body = fieldOf(cause, "error");
  const envelope = fieldOf(body, "error") ?? body;
  const code = fieldOf(envelope, "code");
  const slug = fieldOf(envelope, "slug");
  return classify({
    service,
    status,
    message: textOf(fieldOf(envelope, "message") ?? fieldOf(cause, "message")),
    code: typeof code === "number" ? code : undefined,
    slug: typeof slug === "string" ? slug : undefined,
    retryAfterMs: retryAfter(fieldOf(cause, "headers")),
    cause,
  });
}

/** The code of what came back as HTTP 200 with `successful: false`: Google's own refusal. */
export function toRefusalError(
  result: { readonly error: string | null; readonly data: unknown },
  service: Service,
): AssistantError {
  const error = parseJson(result.error);
  const status = [
    fieldOf(result.data, "status_code"),
    fieldOf(error, "status"),
    fieldOf(error, "code"),
    fieldOf(fieldOf(error, "error"), "code"),
    /^(\d{3}) /u.exec(textOf(fieldOf(result.data, "http_error")))?.[1],
  ]
    .map(Number)
    .find((number) => number >= 400 && number < 600);
  const message = fieldOf(error, "message") ?? fieldOf(fieldOf(error, "error"), "message");
  return classify({
    service,
    status,
    message: textOf(message ?? result.error ?? fieldOf(result.data, "message")),
    cause: new Error(`${textOf(result.error)} ${textOf(fieldOf(result.data, "http_error"))}`),
  });
}

function classify(failure: Failure): AssistantError {
  const { service, status, message, code, slug, cause, retryAfterMs } = failure;
  const title = SERVICE_TITLES[service];
  const whole = `${message} ${cause instanceof Error ? cause.message : ""}`;
  const isGone =
    NOT_CONNECTED_CODES.has(code ?? 0) ||
    NOT_CONNECTED_SLUG.test(slug ?? "") ||
    EXPIRED_TEXT.test(whole) ||
    DEAD_GRANT.test(whole);
  if (isGone) {
    return new AssistantError("ERR_NOT_CONNECTED", `${title} is not connected any more.`, {
      service,
      cause,
    });
  }
  if (status === 429 || RATE_LIMIT.test(whole)) {
    return new AssistantError("ERR_TOOL_UNAVAILABLE", `${title} is busy right now.`, {
      cause,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  if (status !== undefined && (status >= 500 || status === 408)) {
    // An intermediary that gave up (502, 503, 504) says nothing of what goes on behind it.
    const isOver = status === 500;
    return new AssistantError("ERR_OUTCOME_UNKNOWN", unknownOutcome(title), { cause, isOver });
  }
  // Composio's own 401 is a wrong API key: nothing a user can do about.
  if (status === 401 && cause !== undefined && slug !== undefined) {
    return new AssistantError("ERR_INTERNAL", "Composio refused the API key.", { cause });
  }
  if (status === 404 || status === 410) {
    if (slug === "Tool_ToolNotFound") {
      return new AssistantError("ERR_INTERNAL", "Composio has no such tool.", { cause });
    }
    return new AssistantError("ERR_NOT_FOUND", `${title} has no such thing (any more).`, { cause });
  }
  const said = shorten(showLine(message), 300).replace(/\.$/u, "");
  return new AssistantError(
    "ERR_TOOL_REJECTED",
    `${title} refused: ${said || "no reason given"}.`,
    {
      cause,
    },
  );
}

function connectionError(cause: unknown, service: Service): AssistantError {
  const title = SERVICE_TITLES[service];
  for (let error = cause; error !== undefined && error !== null; error = fieldOf(error, "cause")) {
    if (NEVER_SENT.has(textOf(fieldOf(error, "code")))) {
      return new AssistantError("ERR_TOOL_UNAVAILABLE", `${title} could not be reached.`, {
        cause,
      });
    }
  }
  return new AssistantError("ERR_OUTCOME_UNKNOWN", unknownOutcome(title), { cause });
}

function unknownOutcome(title: string): string {
  return `${title} did not answer, so I can't tell whether it was done. Please look before trying again.`;
}

/** Seconds or a date, as HTTP allows. */
function retryAfter(headers: unknown): number | undefined {
  const value = headers instanceof Headers ? headers.get("retry-after") : null;
  if (value === null) return undefined;
  const ms = /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value);
}
