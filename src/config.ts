import { partsOf } from "./config/parts.ts";
import type { Part } from "./config/parts.ts";
import { toList } from "./config/values.ts";
import { authVariables, hasModel, SECRETS, Variables } from "./config/variables.ts";

/** A configuration with faults: one line each, ready to be printed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
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
  /** Undefined: storage is embedded, a file in `dataDir`. */
  readonly redis:
    | {
        readonly url: string;
        /** Whether to refuse a Redis that keeps no append-only file. */
        readonly requirePersistence: boolean;
      }
    | undefined;
  /** `storage`: on what is configured for everything else. */
  readonly checkpointer: "storage" | "redis-stack" | "memory";
  readonly defaultTimezone: string;
  readonly sandboxWorkspace: string | undefined;
  /** Milliseconds since 1970. */
  readonly sandboxNow: number | undefined;
  readonly logLevel: string;
  readonly parts: readonly Part[];
}

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
  const isOpen = production || !isLoopback(v.HOST);
  if (isOpen && v.PUBLIC_URL !== undefined && isPlainAndFar(v.PUBLIC_URL))
    faults.push(
      `PUBLIC_URL: "${v.PUBLIC_URL}" is not encrypted, so tokens and links could be read on their way; it takes an https URL (${production ? "NODE_ENV=production" : `HOST="${v.HOST}"`}).`,
    );
  if (auth.length > 1)
    faults.push(`${auth.join(" and ")}: set one of them; each says alone whom to believe.`);
  if (v.PLANNER === "llm" && !hasModel(v))
    faults.push(
      'PLANNER: "llm" needs a language model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.',
    );
  if (v.CHECKPOINTER === "redis-stack" && v.REDIS_URL === undefined)
    faults.push('CHECKPOINTER: "redis-stack" needs a Redis with its modules: set REDIS_URL.');
  if (v.CHECKPOINTER === "memory" && v.REDIS_URL !== undefined)
    faults.push(
      'CHECKPOINTER: "memory" is one process\'s own, and REDIS_URL is for many; it takes auto or redis-stack.',
    );
  if (production && v.REDIS_URL !== undefined && v.DATA_KEY === undefined)
    faults.push(
      "DATA_KEY: not set, and every process on the Redis of REDIS_URL needs the same one (NODE_ENV=production).",
    );
  return faults;
}

/** Servers of one's own ask for no key, and clients send one all the same. */
const NO_KEY = "none";

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
    redis:
      v.REDIS_URL === undefined
        ? undefined
        : {
            url: v.REDIS_URL,
            requirePersistence:
              v.REDIS_PERSISTENCE === "required" ||
              (v.REDIS_PERSISTENCE === "auto" && v.NODE_ENV === "production"),
          },
    checkpointer: v.CHECKPOINTER === "auto" ? "storage" : v.CHECKPOINTER,
    defaultTimezone: v.DEFAULT_TIMEZONE,
    sandboxWorkspace: v.SANDBOX_WORKSPACE,
    sandboxNow: v.SANDBOX_NOW === undefined ? undefined : Date.parse(v.SANDBOX_NOW),
    logLevel: v.LOG_LEVEL,
    parts: partsOf(v),
  };
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
