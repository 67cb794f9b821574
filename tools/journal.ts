import { z } from "zod";

import type { Json } from "../src/domain/plan.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { CacheStore } from "../src/storage/storage.ts";

/** A claim that is still open after this long is nobody's business any more. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

const Begun = z.object({
  /** When its request was about to leave; milliseconds since 1970, assistant's clock. */
  at: z.number(),
  /** What the provider answered, as JSON. Missing: nobody knows whether it was carried out. */
  answer: z.string().optional(),
});
const Record = z.object({
  reads: z.record(z.string(), z.string()).default({}),
  writes: z.record(z.string(), Begun).default({}),
});

/** A provider write whose request may have left; `answered` where it is known what came of it. */
export interface BegunWrite {
  readonly at: number;
  readonly answered?: { readonly answer: unknown };
}

/**
 * What one effect has asked of the provider and learned from it, in the order it came. A tool that is run again after a
 * crash reads here what it read then, so it does the same things, and finds here which of them are done already.
 */
export interface Journal {
  /** What this read answered in an earlier run. */
  read(key: string): { readonly answer: unknown } | undefined;
  noteRead(key: string, answer: unknown): void;
  write(key: string): BegunWrite | undefined;
  /** Durable when it returns, and everything that was read before it: the request may leave now. */
  begin(key: string, at: number): Promise<void>;
  answer(key: string, answer: unknown): Promise<void>;
  /** It was certainly not carried out. */
  forget(key: string): Promise<void>;
  /** Whether any write was begun and is not known to have come to nothing. */
  hasWrites(): boolean;
  /** Its effect has an outcome, or nothing was done. */
  drop(): Promise<void>;
}

/** Opens the journal of an effect; `isNew` where there can be none yet. */
export async function openJournal(
  cache: CacheStore,
  userId: UserId,
  effectId: string,
  isNew: boolean,
): Promise<Journal> {
  const name = `effect:${effectId}`;
  const earlier = isNew ? undefined : await cache.get(userId, name);
  const { reads, writes } = Record.parse(earlier ?? {});
  const save = (): Promise<void> => cache.set(userId, name, toJson({ reads, writes }), KEPT_MS);
  return {
    read(key) {
      const kept = reads[key];
      return kept === undefined ? undefined : { answer: JSON.parse(kept) };
    },
    noteRead(key, answer) {
      reads[key] = toText(answer);
    },
    write(key) {
      const { at, answer } = writes[key] ?? {};
      if (at === undefined) return undefined;
      return { at, ...(answer !== undefined && { answered: { answer: JSON.parse(answer) } }) };
    },
    async begin(key, at) {
      writes[key] = { at };
      await save();
    },
    async answer(key, answer) {
      writes[key] = { at: writes[key]?.at ?? 0, answer: toText(answer) };
      await save();
    },
    async forget(key) {
      delete writes[key];
      await save();
    },
    hasWrites: () => Object.keys(writes).length > 0,
    async drop() {
      if (Object.keys(writes).length > 0 || earlier !== undefined) await cache.delete(userId, name);
    },
  };
}

function toText(answer: unknown): string {
  return JSON.stringify(answer ?? null);
}

function toJson({ reads, writes }: z.infer<typeof Record>): Json {
  const begun: { [key: string]: Json } = {};
  for (const [key, { at, answer }] of Object.entries(writes)) {
    begun[key] = answer === undefined ? { at } : { at, answer };
  }
  return { reads, writes: begun };
}
