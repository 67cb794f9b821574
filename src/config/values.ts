import { isIP } from "node:net";

import { z } from "zod";

import { parseDataKey } from "../storage/data-key.ts";

// What may stand in a variable: each reads a text, and its error message is what is allowed.

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

/** An address of a server. */
export const HttpUrl = z.url({ protocol: /^https?$/u, error: "an http or https URL" });
/** An address of a Redis. */
export const RedisUrl = z
  .string()
  .refine(isRedisUrl, "a URL such as redis://127.0.0.1:6379 or rediss://user:password@host:6380/0");
/** An IANA zone. */
export const Zone = z.string().refine(isTimezone, "an IANA zone such as America/Los_Angeles");
/** A secret that tokens are signed with. */
export const Secret = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES,
    `at least ${MIN_SECRET_BYTES} bytes`,
  );
/** A whole number from 1. */
export const Count = z.coerce
  .number({ error: "a whole number from 1" })
  .int("a whole number from 1")
  .min(1, "a whole number from 1");
/** Addresses and networks, parted by commas. */
export const Networks = z
  .string()
  .transform(toList)
  .refine((entries) => entries.every(isNetwork), "addresses or networks such as 10.0.0.0/8");
/** Keys that encrypt stored content: the first seals, all open. */
export const DataKeyList = z.string().transform((text, ctx) => {
  const keys = text.split(",").map(parseDataKey);
  if (keys.every((key) => key !== undefined)) return keys;
  ctx.addIssue({
    code: "custom",
    message:
      "32 bytes as base64 or as 64 hexadecimal digits; several, parted by commas, to replace one",
  });
  return z.NEVER;
});
/** One of these words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: values.join(", ") });

/** What stands between commas. */
export function toList(text: string): string[] {
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

function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  return /^rediss?:$/u.test(protocol) && hostname !== "" && /^\/?\d*$/u.test(pathname);
}
