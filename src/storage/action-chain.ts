import { createHash } from "node:crypto";

import { Action } from "../domain/audit.ts";
import type { ActionHistory, ChainFault } from "../domain/audit.ts";
import { SealError } from "./sealing.ts";

/** A record as it is sealed: what was done, and the hash of the record before it. */
interface Link {
  readonly former: string;
  readonly action: Action;
}

/** Where a user's chain ends: without it, a last record that is missing would not be missed. */
export interface Head {
  readonly length: number;
  readonly hash: string;
}

/** The end of a chain that has no record yet. */
export const START: Head = { length: 0, hash: "" };

/** What is kept of an action behind the chain's end: its record, to be sealed, and where the chain ends then. */
export function toRecord(
  { length, hash }: Head,
  action: Action,
): { readonly text: string; readonly head: Head } {
  const text = JSON.stringify({ former: hash, action } satisfies Link);
  return { text, head: { length: length + 1, hash: hashOf(text) } };
}

/** A user's chain as it is stored. What opens a record or the head throws `SealError` where it was altered. */
export interface StoredChain {
  /** The highest number a stored record has. */
  readonly lastSeq: number;
  /** Undefined where there is no such record. */
  readonly openRecord: (seq: number) => string | undefined;
  readonly openHead: () => Head;
}

/** Reads a chain, and names each place where it is not as it was written. */
export function readChain({ lastSeq, openRecord, openHead }: StoredChain): ActionHistory {
  const head = readOr(openHead, undefined);
  const length = Math.max(head?.length ?? 0, lastSeq);
  const actions: Action[] = [];
  const faults: ChainFault[] = [];
  let former: string | undefined = START.hash;
  for (let seq = 1; seq <= length; seq++) {
    const text = readOr(() => openRecord(seq), "");
    const link = text === undefined || text === "" ? undefined : (JSON.parse(text) as Link);
    // After a record that is gone nothing tells which hash the next one must carry.
    const isNext = former === undefined || link?.former === former;
    if (link === undefined || !isNext)
      faults.push({ seq, kind: text === undefined ? "missing" : "altered" });
    if (link !== undefined) actions.push(Action.parse(link.action));
    former = text === undefined || text === "" ? undefined : hashOf(text);
  }
  // The end of the chain was cut off, or is not the end that was written.
  const isWhole =
    head !== undefined && head.length === length && (former ?? head.hash) === head.hash;
  if (!isWhole && !faults.some(({ seq }) => seq === length))
    faults.push({ seq: Math.max(length, 1), kind: "altered" });
  return { actions, faults, length };
}

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SealError) return otherwise;
    throw cause;
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
