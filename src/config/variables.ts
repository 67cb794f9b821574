import { z } from "zod";

import {
  Count,
  DataKeyList,
  Duration,
  HttpUrl,
  Networks,
  oneOf,
  RedisUrl,
  Secret,
  Zone,
} from "./values.ts";

/** Every variable of the contract, with its default. A field's error message is what is allowed in it. */
export const Variables = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce
    .number({ error: "a number from 0 to 65535" })
    .int("a number from 0 to 65535")
    .min(0, "a number from 0 to 65535")
    .max(65535, "a number from 0 to 65535")
    .default(8000),
  PUBLIC_URL: HttpUrl.optional(),
  DATA_DIR: z.string().default(".data"),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: HttpUrl.optional(),
  OPENAI_MODEL: z.string().default("gpt-5-mini"),
  PLANNER: oneOf("auto", "llm", "builtin").default("auto"),
  COMPOSIO_API_KEY: z.string().optional(),
  COMPOSIO_BASE_URL: HttpUrl.optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/iu, "AC and 32 hexadecimal digits")
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_PHONE_NUMBER: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/u, "a number such as +14155550100")
    .optional(),
  REDIS_URL: RedisUrl.optional(),
  REDIS_PERSISTENCE: oneOf("auto", "required", "optional").default("auto"),
  AUTH_SECRET: Secret.optional(),
  AUTH_SECRET_FILE: z.string().optional(),
  AUTH_JWKS_URL: HttpUrl.optional(),
  AUTH_AUDIENCE: z.string().default("errand"),
  INTERVENTION_TIMEOUT: Duration.default(300_000),
  SMS_INTERVENTION_TIMEOUT: Duration.default(86_400_000),
  SEND_HOLD: Duration.default(10_000),
  DATA_KEY: DataKeyList.optional(),
  ALLOWED_ORIGINS: z.string().default(""),
  SOCKETS_PER_USER: Count.default(5),
  SOCKETS_PER_ADDRESS: Count.default(20),
  MESSAGES_PER_MINUTE: Count.default(100),
  TRUSTED_PROXIES: Networks.default([]),
  CHECKPOINTER: oneOf("auto", "redis-stack", "memory").default("auto"),
  DEFAULT_TIMEZONE: Zone.default("UTC"),
  SANDBOX: oneOf("auto", "off").optional(),
  SANDBOX_WORKSPACE: z.string().optional(),
  SANDBOX_NOW: z.iso
    .datetime({ offset: true, error: "an RFC 3339 instant such as 2026-11-24T09:00:00-08:00" })
    .optional(),
  LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent").default("info"),
  NODE_ENV: z.string().optional(),
});
export type Variables = z.infer<typeof Variables>;

/** Their values are never shown. */
export const SECRETS: ReadonlySet<string> = new Set([
  "OPENAI_API_KEY",
  "COMPOSIO_API_KEY",
  "TWILIO_AUTH_TOKEN",
  "AUTH_SECRET",
  "DATA_KEY",
  "REDIS_URL",
]);

/** The variables that are set of those that say what tokens are checked with. */
export function authVariables(v: Variables): string[] {
  const all = ["AUTH_SECRET", "AUTH_SECRET_FILE", "AUTH_JWKS_URL"] as const;
  return all.filter((name) => v[name] !== undefined);
}

/** Whether a language model can be reached. */
export function hasModel(v: Variables): boolean {
  return v.OPENAI_API_KEY !== undefined || v.OPENAI_BASE_URL !== undefined;
}
