import { SealError } from "../sealing.ts";
import type { Reply } from "./scripts.ts";

/** The parts of a reply that has several. */
export function toList(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]) : [];
}

/** What was sealed; undefined where there is nothing. */
export function toBytes(reply: Reply | undefined): Uint8Array | undefined {
  return reply instanceof Uint8Array ? reply : undefined;
}

/** A name or an id; undefined where there is nothing. */
export function toText(reply: Reply | undefined): string | undefined {
  return reply instanceof Uint8Array ? Buffer.from(reply).toString("utf8") : undefined;
}

/** A count that is kept beside what is sealed. @throws SealError where it was put there by somebody else. */
export function toCount(reply: Reply | undefined, table: string): number {
  const count = typeof reply === "number" ? reply : Number(toText(reply) ?? Number.NaN);
  if (!Number.isSafeInteger(count) || count < 0)
    throw new SealError(`A count in "${table}" was altered.`);
  return count;
}

/** Splits a list of equal rows. */
export function toRows(reply: Reply, width: number): (readonly Reply[])[] {
  const list = toList(reply);
  return Array.from({ length: Math.floor(list.length / width) }, (_, i) =>
    list.slice(i * width, (i + 1) * width),
  );
}
