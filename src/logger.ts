import { pino, stdSerializers } from "pino";

import type { Logger } from "./domain/logger.ts";

/** One JSON line an event, to stderr: stdout belongs to what the start prints. */
export function createLogger(level: string): Logger {
  return pino({ level, serializers: { err: stdSerializers.err }, base: null }, pino.destination(2));
}
