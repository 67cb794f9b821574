import { describe, expect, test } from "vitest";

import { ConfigError, loadConfig } from "./config.ts";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (cause) {
    if (cause instanceof ConfigError) return cause.faults;
    throw cause;
  }
  return [];
}

test("nothing has to be set", () => {
  expect(loadConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 8000,
    dataDir: ".data",
    composio: undefined,
    twilio: undefined,
    auth: undefined,
    interventionTimeoutMs: 300_000,
    smsInterventionTimeoutMs: 86_400_000,
    defaultTimezone: "UTC",
  });
});

test("an empty variable counts as not set", () => {
  expect(loadConfig({ PORT: "", COMPOSIO_API_KEY: "" })).toMatchObject({
    port: 8000,
    composio: undefined,
  });
});

test.each([
  ["90s", 90_000],
  ["5m", 300_000],
  ["24h", 86_400_000],
  ["0s", 0],
  ["1500ms", 1_500],
])("a duration of %s", (text, ms) => {
  expect(loadConfig({ INTERVENTION_TIMEOUT: text }).interventionTimeoutMs).toBe(ms);
});

describe("each fault is one line that names the variable, what was given and what is allowed", () => {
  test.each([
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["PORT", "1.5"],
    ["PUBLIC_URL", "example.com"],
    ["PUBLIC_URL", "ftp://example.com"],
    ["INTERVENTION_TIMEOUT", "5"],
    ["SMS_INTERVENTION_TIMEOUT", "-1h"],
    ["PLANNER", "oracle"],
    ["CHECKPOINTER", "disk"],
    ["DEFAULT_TIMEZONE", "Mars/Base"],
    ["SANDBOX", "on"],
    ["SANDBOX_NOW", "tomorrow"],
    ["LOG_LEVEL", "loud"],
    ["TWILIO_PHONE_NUMBER", "4155550100"],
    ["HOST", "0.0.0.0"],
  ])("%s=%s", (name, value) => {
    const faults = faultsOf({ [name]: value }).filter((line) => line.startsWith(`${name}:`));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`"${value}"`);
    expect(faults[0]).not.toContain("\n");
  });

  test("all at once", () => {
    expect(faultsOf({ PORT: "x", PLANNER: "y", SANDBOX_NOW: "z" })).toHaveLength(3);
  });

  test("but never a secret", () => {
    const faults = faultsOf({ AUTH_SECRET: "hunter2" });
    expect(faults.join()).toContain("AUTH_SECRET");
    expect(faults.join()).not.toContain("hunter2");
  });
});

test("a group that is set in half names what is missing", () => {
  const faults = faultsOf({ TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}` });
  expect(faults.map((line) => line.split(":")[0])).toEqual([
    "TWILIO_AUTH_TOKEN",
    "TWILIO_PHONE_NUMBER",
  ]);
});

test.each<[string, Record<string, string>]>([
  ["SANDBOX=off", { SANDBOX: "off" }],
  ["NODE_ENV=production", { NODE_ENV: "production" }],
])("%s needs every key", (_name, env) => {
  const names = faultsOf(env).map((line) => line.split(":")[0]);
  expect(names).toEqual([
    "COMPOSIO_API_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_PHONE_NUMBER",
  ]);
});

test.each<[string, Record<string, string>]>([
  ["REDIS_URL", { REDIS_URL: "http://:secret@db:6379" }],
  ["REDIS_URL", { REDIS_URL: "redis://:secret@db:6379/cache" }],
  ["REDIS_PERSISTENCE", { REDIS_URL: "redis://db", REDIS_PERSISTENCE: "no" }],
  ["CHECKPOINTER", { CHECKPOINTER: "redis-stack" }],
  ["CHECKPOINTER", { CHECKPOINTER: "memory", REDIS_URL: "redis://db" }],
  ["DATA_KEY", { REDIS_URL: "redis://db", NODE_ENV: "production", SANDBOX: "auto" }],
])("%s is refused in %j, and no secret is shown", (name, env) => {
  expect(faultsOf(env)).toEqual([expect.stringMatching(new RegExp(`^${name}: (?!.*secret)`, "u"))]);
});

test("a Redis is shown without its password, and must be persistent in production alone", () => {
  const env = { REDIS_URL: "rediss://errand:secret@db.example:6380/2" };
  const { redis, parts } = loadConfig(env);
  expect(redis).toEqual({ url: env.REDIS_URL, requirePersistence: false });
  expect(parts.find(({ part }) => part === "storage")?.implementation).toBe(
    "Redis at db.example:6380",
  );
  const required = { ...env, REDIS_PERSISTENCE: "required" };
  expect(loadConfig(required).redis?.requirePersistence).toBe(true);
});

test("with a secret, others may reach it", () => {
  expect(loadConfig({ HOST: "0.0.0.0", AUTH_SECRET: "s".repeat(32) }).auth).toBeDefined();
});

describe("a language model counts as configured", () => {
  test("with a key: OpenAI itself, and its default model", () => {
    expect(loadConfig({ OPENAI_API_KEY: "sk-secret" }).model).toEqual({
      apiKey: "sk-secret",
      baseUrl: undefined,
      model: "gpt-5-mini",
    });
  });

  test("with a base URL alone: a server that asks for no key", () => {
    const env = { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1/", OPENAI_MODEL: "llama3.2" };
    const { baseUrl, model, apiKey } = loadConfig(env).model ?? {};
    expect({ baseUrl, model }).toEqual({ baseUrl: "http://127.0.0.1:11434/v1", model: "llama3.2" });
    expect(apiKey).not.toBe("");
  });

  test("and without either PLANNER=llm stops the start", () => {
    expect(faultsOf({ PLANNER: "llm" })).toEqual([
      expect.stringMatching(/^PLANNER: .*OPENAI_API_KEY.*OPENAI_BASE_URL/u),
    ]);
  });

  test.each<[Record<string, string>, string]>([
    [{}, "built-in (no OPENAI_API_KEY and no OPENAI_BASE_URL)"],
    [
      { OPENAI_API_KEY: "k", PLANNER: "builtin" },
      "built-in (PLANNER=builtin; OPENAI_API_KEY is not used)",
    ],
    [
      { OPENAI_API_KEY: "k" },
      "built-in where it is certain, else gpt-5-mini (OPENAI_API_KEY is set)",
    ],
    [
      { OPENAI_BASE_URL: "http://127.0.0.1:1/v1", OPENAI_MODEL: "m" },
      "built-in where it is certain, else m (OPENAI_BASE_URL is set)",
    ],
    [
      { OPENAI_API_KEY: "k", PLANNER: "llm" },
      "gpt-5-mini, built-in where it cannot be reached (PLANNER=llm)",
    ],
  ])("%j: the start says which planner, and why", (env, line) => {
    const planner = loadConfig(env).parts.find(({ part }) => part === "planner");
    expect(`${planner?.implementation} (${planner?.reason})`).toBe(line);
  });
});

test.each([
  ["base64", Buffer.alloc(32, 7).toString("base64")],
  ["hexadecimal digits", Buffer.alloc(32, 7).toString("hex")],
])("a data key is read as %s, and several are", (_form, key) => {
  const { dataKeys } = loadConfig({ DATA_KEY: `${key}, ${key}` });
  expect(dataKeys.map((one) => [...one])).toEqual([Array(32).fill(7), Array(32).fill(7)]);
});

test.each(["short", "=".repeat(44), "a".repeat(63), Buffer.alloc(33).toString("base64")])(
  "what is no data key is refused and not shown: %s",
  (key) => {
    const [fault = "", ...others] = faultsOf({ DATA_KEY: key });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^DATA_KEY: .*32 bytes/u);
    expect(fault).not.toContain(key);
  },
);

describe("with others able to reach it", () => {
  const secret = "s".repeat(32);

  test("one way of checking tokens is named, and no two", () => {
    const two = { AUTH_SECRET: secret, AUTH_JWKS_URL: "https://id.example/jwks.json" };
    expect(faultsOf(two)).toEqual([
      "AUTH_SECRET and AUTH_JWKS_URL: set one of them; each says alone whom to believe.",
    ]);
    expect(loadConfig({ HOST: "0.0.0.0", AUTH_SECRET_FILE: "/run/secrets/auth" }).auth).toEqual({
      secret: undefined,
      secretFile: "/run/secrets/auth",
      jwksUrl: undefined,
      audience: "errand",
    });
  });

  test("in production the public address is encrypted, but on this machine", () => {
    const given = { NODE_ENV: "production", SANDBOX: "auto", AUTH_SECRET: secret };
    const faults = faultsOf({ ...given, PUBLIC_URL: "http://errand.example" });
    expect(faults).toEqual([expect.stringMatching(/^PUBLIC_URL: .*https/u)]);
    for (const PUBLIC_URL of ["https://errand.example", "http://localhost:8000"]) {
      expect(loadConfig({ ...given, PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL);
    }
  });
});
