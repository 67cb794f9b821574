/** What is logged of an error: what kind it is and where it came from. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly message?: string;
  /** The places it passed through, innermost first. */
  readonly stack?: readonly string[];
  readonly cause?: DescribedError;
}

interface ErrorWithCode extends Error {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
}

/** Errors that the engine itself words, from names in the code: any other message may quote what a user wrote. */
const WORDED_BY_THE_ENGINE: ReadonlySet<string> = new Set([
  "TypeError",
  "ReferenceError",
  "RangeError",
]);
const DEEPEST_CAUSE = 4;
const MOST_PLACES = 12;

/**
 * Describes anything that was thrown without repeating its words. Messages quote: a provider's its request, a schema's
 * the value it refused, a parser's the text it was given.
 */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { name, message, stack, cause, code, status, statusCode }: ErrorWithCode = thrown;
  const httpStatus = [status, statusCode].find((one) => typeof one === "number");
  return {
    type: name,
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(httpStatus !== undefined && { status: httpStatus }),
    ...(WORDED_BY_THE_ENGINE.has(name) && { message }),
    ...(stack !== undefined && { stack: placesIn(stack) }),
    ...(cause !== undefined && depth < DEEPEST_CAUSE && { cause: describeError(cause, depth + 1) }),
  };
}

function placesIn(stack: string): string[] {
  return stack
    .split("\n")
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/u.test(line))
    .slice(0, MOST_PLACES)
    .map((line) => line.trim());
}
