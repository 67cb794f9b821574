import { isIP } from "node:net";

import { z } from "zod";

import { assertNever } from "./domain/assert-never.ts";
import { parseDataKey } from "./storage/data-key.ts";

/** A configuration with faults: one line each, ready to be printed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** Which implementation of a part is used, and why: what the start prints. */
export interface Part {
  readonly part: string;
  readonly implementation: string;
  readonly reason: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined: what the server listens on, known once it does. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  /** What is stored is sealed with the first; each opens what it sealed. Empty: a key is kept in `dataDir`. */
  readonly dataKeys: readonly Uint8Array[];
  readonly composio: { readonly apiKey: string; readonly baseUrl: string | undefined } | undefined;
  /** Undefined where no key and no base URL is set: then nothing asks a language model. */
  readonly model:
    | { readonly apiKey: string; readonly baseUrl: string | undefined; readonly model: string }
    | undefined;
  readonly planner: "auto" | "llm" | "builtin";
  readonly twilio:
    | { readonly accountSid: string; readonly authToken: string; readonly phoneNumber: string }
    | undefined;
  /** Undefined: callers are believed. Otherwise exactly one of the three says what tokens are checked with. */
  readonly auth:
    | {
        readonly secret: string | undefined;
        readonly secretFile: string | undefined;
        readonly jwksUrl: string | undefined;
        /** The `aud` of tokens that are meant for us. */
        readonly audience: string;
      }
    | undefined;
  readonly interventionTimeoutMs: number;
  readonly smsInterventionTimeoutMs: number;
  /** How long a mail waits before it leaves; 0: it leaves at once. */
  readonly sendHoldMs: number;
  readonly allowedOrigins: readonly string[];
  /** For callers of other machines. */
  readonly socketLimits: {
    readonly socketsPerUser: number;
    readonly socketsPerAddress: number;
    readonly messagesPerMinute: number;
  };
  /** Addresses and networks whose `X-Forwarded-For` is believed, beside this machine's own. */
  readonly trustedProxies: readonly string[];
  readonly checkpointer: "sqlite" | "memory";
  readonly defaultTimezone: string;
  readonly sandboxWorkspace: string | undefined;
  /** Milliseconds since 1970. */
  readonly sandboxNow: number | undefined;
  readonly logLevel: string;
  readonly parts: readonly Part[];
}

/** A shorter secret could be found by trying (RFC 7518, section 3.2). */
export const MIN_SECRET_BYTES = 32;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time as a number and a unit, read as milliseconds. */
export const Duration = z.string().transform((text, ctx) => {
  const [, amount, unit = ""] = /^(\d+)(ms|s|m|h|d)$/u.exec(text.trim()) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  ctx.addIssue({ code: "custom", message: "a number and a unit: 90s, 5m, 24h" });
  return z.NEVER;
});

const HttpUrl = z.url({ protocol: /^https?$/u, error: "an http or https URL" });
const Zone = z.string().refine(isTimezone, "an IANA zone such as America/Los_Angeles");
const Secret = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES,
    `at least ${MIN_SECRET_BYTES} bytes`,
  );
const Count = z.coerce
  .number({ error: "a whole number from 1" })
  .int("a whole number from 1")
  .min(1, "a whole number from 1");
const Networks = z
  .string()
  .transform(toList)
  .refine((entries) => entries.every(isNetwork), "addresses or networks such as 10.0.0.0/8");
const DataKeyList = z.string().transform((text, ctx) => {
  const keys = text.split(",").map(parseDataKey);
  if (keys.every((key) => key !== undefined)) return keys;
  ctx.addIssue({
    code: "custom",
    message:
      "32 bytes as base64 or as 64 hexadecimal digits; several, parted by commas, to replace one",
  });
  return z.NEVER;
});
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: values.join(", ") });

/** Every variable of the contract, with its default. A field's error message is what is allowed in it. */
const Variables = z.object({
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
  REDIS_URL: z.string().optional(),
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
type Variables = z.infer<typeof Variables>;

/** Their values are never shown. */
const SECRETS: ReadonlySet<string> = new Set([
  "OPENAI_API_KEY",
  "COMPOSIO_API_KEY",
  "TWILIO_AUTH_TOKEN",
  "AUTH_SECRET",
  "DATA_KEY",
  "REDIS_URL",
]);

/**
 * Reads the configuration from environment variables; an empty one counts as not set.
 * @throws ConfigError with every fault there is.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        const shown = SECRETS.has(name) ? "what was given" : `"${given[name]}"`;
        return `${name}: ${shown} is not allowed; it takes ${message}.`;
      }),
    );
  }
  const faults = crossFaults(parsed.data);
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data);
}

/** Faults that lie between variables. */
function crossFaults(v: Variables): string[] {
  const faults: string[] = [];
  const twilio = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"] as const;
  const missingTwilio = twilio.filter((name) => v[name] === undefined);
  if (missingTwilio.length > 0 && missingTwilio.length < twilio.length) {
    faults.push(
      ...missingTwilio.map(
        (name) => `${name}: not set, but the other TWILIO_ variables are; set all three or none.`,
      ),
    );
  }
  const production = v.NODE_ENV === "production";
  if ((v.SANDBOX ?? (production ? "off" : "auto")) === "off") {
    const needed = [
      ...(v.COMPOSIO_API_KEY === undefined ? ["COMPOSIO_API_KEY"] : []),
      ...(missingTwilio.length === twilio.length ? missingTwilio : []),
    ];
    faults.push(
      ...needed.map(
        (name) =>
          `${name}: not set, and the sandbox that would stand in is off (SANDBOX${v.SANDBOX === undefined ? ", by NODE_ENV=production" : ""}).`,
      ),
    );
  }
  const auth = authVariables(v);
  if (!isLoopback(v.HOST) && auth.length === 0) {
    faults.push(
      `HOST: "${v.HOST}" can be reached by others; set AUTH_SECRET, AUTH_SECRET_FILE or AUTH_JWKS_URL, or use 127.0.0.1.`,
    );
  }
  if (production && v.PUBLIC_URL !== undefined && isPlainAndFar(v.PUBLIC_URL))
    faults.push(
      `PUBLIC_URL: "${v.PUBLIC_URL}" is not encrypted, so tokens and links could be read on their way; it takes an https URL (NODE_ENV=production).`,
    );
  if (auth.length > 1)
    faults.push(`${auth.join(" and ")}: set one of them; each says alone whom to believe.`);
  if (v.PLANNER === "llm" && !hasModel(v))
    faults.push(
      'PLANNER: "llm" needs a language model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.',
    );
  if (v.REDIS_URL !== undefined)
    faults.push("REDIS_URL: Redis is not available in this version; leave it unset.");
  if (v.CHECKPOINTER === "redis-stack")
    faults.push(
      'CHECKPOINTER: "redis-stack" is not available in this version; it takes auto or memory.',
    );
  return faults;
}

function toConfig(v: Variables): Config {
  const {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_PHONE_NUMBER: phoneNumber,
  } = v;
  const [authVariable] = authVariables(v);
  return {
    host: v.HOST,
    port: v.PORT,
    publicUrl: v.PUBLIC_URL?.replace(/\/+$/u, ""),
    dataDir: v.DATA_DIR,
    dataKeys: v.DATA_KEY ?? [],
    composio:
      v.COMPOSIO_API_KEY === undefined
        ? undefined
        : { apiKey: v.COMPOSIO_API_KEY, baseUrl: v.COMPOSIO_BASE_URL },
    model: hasModel(v)
      ? {
          apiKey: v.OPENAI_API_KEY ?? NO_KEY,
          baseUrl: v.OPENAI_BASE_URL?.replace(/\/+$/u, ""),
          model: v.OPENAI_MODEL,
        }
      : undefined,
    planner: v.PLANNER,
    twilio:
      accountSid && authToken && phoneNumber ? { accountSid, authToken, phoneNumber } : undefined,
    auth:
      authVariable === undefined
        ? undefined
        : {
            secret: v.AUTH_SECRET,
            secretFile: v.AUTH_SECRET_FILE,
            jwksUrl: v.AUTH_JWKS_URL,
            audience: v.AUTH_AUDIENCE,
          },
    interventionTimeoutMs: v.INTERVENTION_TIMEOUT,
    smsInterventionTimeoutMs: v.SMS_INTERVENTION_TIMEOUT,
    sendHoldMs: v.SEND_HOLD,
    allowedOrigins: toList(v.ALLOWED_ORIGINS),
    socketLimits: {
      socketsPerUser: v.SOCKETS_PER_USER,
      socketsPerAddress: v.SOCKETS_PER_ADDRESS,
      messagesPerMinute: v.MESSAGES_PER_MINUTE,
    },
    trustedProxies: v.TRUSTED_PROXIES,
    checkpointer: v.CHECKPOINTER === "memory" ? "memory" : "sqlite",
    defaultTimezone: v.DEFAULT_TIMEZONE,
    sandboxWorkspace: v.SANDBOX_WORKSPACE,
    sandboxNow: v.SANDBOX_NOW === undefined ? undefined : Date.parse(v.SANDBOX_NOW),
    logLevel: v.LOG_LEVEL,
    parts: [
      plannerPart(v),
      v.COMPOSIO_API_KEY === undefined
        ? { part: "workspace", implementation: "sandbox", reason: "no COMPOSIO_API_KEY" }
        : { part: "workspace", implementation: "Composio", reason: "COMPOSIO_API_KEY is set" },
      accountSid === undefined
        ? { part: "sms", implementation: "phone simulator", reason: "no TWILIO_ACCOUNT_SID" }
        : { part: "sms", implementation: "Twilio", reason: "TWILIO_ACCOUNT_SID is set" },
      v.CHECKPOINTER === "memory"
        ? {
            part: "storage",
            implementation: `SQLite in ${v.DATA_DIR}, checkpoints in memory`,
            reason: "CHECKPOINTER=memory",
          }
        : { part: "storage", implementation: `SQLite in ${v.DATA_DIR}`, reason: "no REDIS_URL" },
      authVariable === undefined
        ? {
            part: "auth",
            implementation: "none, callers are believed",
            reason: `only this machine can reach ${v.HOST}`,
          }
        : { part: "auth", implementation: "tokens", reason: `${authVariable} is set` },
    ],
  };
}

/** The variables that are set of those that say what tokens are checked with. */
function authVariables(v: Variables): string[] {
  const all = ["AUTH_SECRET", "AUTH_SECRET_FILE", "AUTH_JWKS_URL"] as const;
  return all.filter((name) => v[name] !== undefined);
}

/** Servers of one's own ask for no key, and clients send one all the same. */
const NO_KEY = "none";

function hasModel(v: Variables): boolean {
  return v.OPENAI_API_KEY !== undefined || v.OPENAI_BASE_URL !== undefined;
}

function plannerPart(v: Variables): Part {
  const part = "planner";
  const set = v.OPENAI_API_KEY === undefined ? "OPENAI_BASE_URL" : "OPENAI_API_KEY";
  if (!hasModel(v)) {
    return { part, implementation: "built-in", reason: "no OPENAI_API_KEY and no OPENAI_BASE_URL" };
  }
  switch (v.PLANNER) {
    case "builtin":
      return { part, implementation: "built-in", reason: `PLANNER=builtin; ${set} is not used` };
    case "llm":
      return {
        part,
        implementation: `${v.OPENAI_MODEL}, built-in where it cannot be reached`,
        reason: "PLANNER=llm",
      };
    case "auto":
      return {
        part,
        implementation: `built-in where it is certain, else ${v.OPENAI_MODEL}`,
        reason: `${set} is set`,
      };
    default:
      return assertNever(v.PLANNER);
  }
}

/** An http URL of another machine. */
function isPlainAndFar(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname);
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/u.test(host)
  );
}

/** What stands between commas. */
function toList(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const family = isIP(address);
  const isPrefix =
    bits === undefined || (/^\d+$/u.test(bits) && +bits <= (family === 6 ? 128 : 32));
  return family !== 0 && isPrefix && rest.length === 0;
}

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
