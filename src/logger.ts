import { destination, pino } from "pino";

import { describeError } from "./describe-error.ts";
import type { Logger } from "./domain/logger.ts";
import { scrubLine } from "./scrub-text.ts";

/** Fields that hold a user's words or secrets, were one ever passed by mistake. */
const NEVER_LOGGED = [
  "text",
  "body",
  "subject",
  "args",
  "output",
  "answer",
  "value",
  "name",
  "email",
  "number",
  "phoneNumber",
  "from",
  "to",
  "token",
  "authorization",
  "authUrl",
];

/**
 * One JSON line an event, to stderr: stdout belongs to what the start prints. No line says what a user wrote or who
 * somebody is: errors are described without their words, fields that hold such are left out, and whatever still looks
 * like an address, a number, a code or a token is taken out of the line as a whole.
 */
export function createLogger(
  level: string,
  /** What every line says beside its own: where it belongs. */
  context: () => object = () => ({}),
): Logger {
  const stderr = destination(2);
  return pino(
    {
      level,
      mixin: context,
      serializers: { err: describeError },
      redact: {
        paths: NEVER_LOGGED.flatMap((field) => [field, `*.${field}`]),
        censor: "[left out]",
      },
      base: null,
    },
    { write: (line) => stderr.write(scrubLine(line)) },
  );
}
