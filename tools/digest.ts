import { createHash } from "node:crypto";

import type { Json } from "../src/domain/plan.ts";

/** SHA-256 of a value, base64url: the same in whatever order its fields were written. */
export function digest(value: Json): string {
  return createHash("sha256").update(canonical(value)).digest("base64url");
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
