import { packValues, unpackValues } from "./packed-values.ts";
import type { Named, Serialized } from "./packed-values.ts";

/** One write of a task. */
export interface PackedWrite {
  /** Its place among the task's writes; below zero for errors, interrupts and the like. */
  readonly idx: number;
  readonly channel: string;
  readonly taskPath: string;
  readonly value: Serialized;
}

/** The batch of what a task writes in the ordinary way. */
export const ORDINARY = 0;

/** What is kept as one value: all ordinary writes of a task, and each of the others, of which the last one counts. */
export function batchesOf(writes: readonly PackedWrite[]): Map<number, PackedWrite[]> {
  const batches = Map.groupBy(writes, ({ idx }) => Math.min(idx, ORDINARY));
  for (const [batch, brought] of batches) {
    if (batch !== ORDINARY) batches.set(batch, brought.slice(-1));
  }
  return batches;
}

/** Each place as it was first written; what is new is added. */
export function mergeWrites(
  earlier: readonly PackedWrite[],
  brought: readonly PackedWrite[],
): readonly PackedWrite[] {
  const known = new Set(earlier.map(({ idx }) => idx));
  return [...earlier, ...brought.filter(({ idx }) => !known.has(idx))];
}

export function packWrites(writes: readonly PackedWrite[]): Uint8Array {
  return packValues(
    writes.map(({ idx, channel, taskPath, value }): Named => [
      JSON.stringify([idx, channel, taskPath]),
      ...value,
    ]),
  );
}

export function unpackWrites(packed: Uint8Array): PackedWrite[] {
  return unpackValues(packed).map(([name, ...value]) => {
    const [idx, channel, taskPath] = JSON.parse(name) as [number, string, string];
    return { idx, channel, taskPath, value };
  });
}
