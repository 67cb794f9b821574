import type { Reply } from "../../src/storage/redis/scripts.ts";
import { SandboxDataError } from "./data-error.ts";

/** Takes a reply that is a list. @throws SandboxDataError where a key holds what this program did not put there */
export async function listOf(asked: Promise<Reply>): Promise<readonly Reply[]> {
  try {
    const reply = await asked;
    if (Array.isArray(reply)) return reply as readonly Reply[];
  } catch (cause) {
    if (!isWrongType(cause)) throw cause;
    throw new SandboxDataError("a key errand:sandbox:* is of another type", { cause });
  }
  throw new SandboxDataError("a key errand:sandbox:* is not what it should be");
}

/** A reply as text; "" where it is none. */
export function textOf(reply: Reply | undefined): string {
  if (!(reply instanceof Uint8Array)) return "";
  return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength).toString();
}

function isWrongType(cause: unknown): boolean {
  const reason = cause instanceof Error ? cause.cause : undefined;
  return reason instanceof Error && reason.message.includes("WRONGTYPE");
}
