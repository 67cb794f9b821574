import type {
  Checkpoint,
  CheckpointMetadata,
  SerializerProtocol,
} from "@langchain/langgraph-checkpoint";

import { packValues, unpackValues } from "../packed/packed-values.ts";
import type { Named, Serialized } from "../packed/packed-values.ts";
import { mergeWrites, packWrites, unpackWrites } from "../packed/packed-writes.ts";
import type { PackedWrite } from "../packed/packed-writes.ts";
import type { Seal } from "../sealing.ts";

/** What a row holds beside values of channels. */
const CHECKPOINT = "checkpoint";
const METADATA = "metadata";
const PARENT = "parent";

/** Where each channel's value is: a row, and the channels whose values it brought. */
type Group = readonly [row: string, ...channels: string[]];

/** What a checkpoint's row says of it, the values of its channels apart. */
export interface Head {
  readonly checkpoint: Omit<Checkpoint, "channel_values">;
  readonly metadata: CheckpointMetadata;
  readonly parentId: string | undefined;
}

/** A value that a checkpoint brings. */
export interface Brought {
  readonly channel: string;
  readonly version: string;
  readonly value: unknown;
}

/** Turns checkpoints and writes to bytes and back, each bound to its place. */
export interface CheckpointRows {
  pack(place: Place, head: Head, brought: readonly Brought[]): Promise<Uint8Array>;
  /** The head of the first row, and of all rows the values that the references name. */
  unpack(
    place: Place,
    references: Uint8Array,
    rows: ReadonlyMap<string, Uint8Array>,
  ): Promise<{ head: Head; values: Record<string, unknown> }>;
  packBatch(
    place: Place,
    taskId: string,
    batch: string,
    writes: readonly PackedWrite[],
  ): Uint8Array;
  /** All writes of one task's batches, in the order in which the batches were written. */
  unpackBatches(
    place: Place,
    taskId: string,
    batch: string,
    bodies: readonly Uint8Array[],
  ): readonly PackedWrite[];
}

type Place = readonly [threadId: string, ns: string, id: string];

/** Without sealing, what is stored can be read where it lies. */
const OPEN: Pick<Seal, "seal" | "open"> = { seal: (plain) => plain, open: (sealed) => sealed };

export function createCheckpointRows(
  serde: SerializerProtocol,
  seal: Pick<Seal, "seal" | "open"> = OPEN,
): CheckpointRows {
  const openRow = ([threadId, ns]: Place, row: string, bytes: Uint8Array): Named[] =>
    unpackValues(seal.open(bytes, "checkpoints", threadId, ns, idOfRow(row)));

  return {
    async pack(place, { checkpoint, metadata, parentId }, brought) {
      const [dumpedCheckpoint, dumpedMetadata, ...values] = await Promise.all([
        serde.dumpsTyped(checkpoint),
        serde.dumpsTyped(metadata),
        ...brought.map(({ value }) => serde.dumpsTyped(value)),
      ]);
      const packed = packValues([
        [CHECKPOINT, ...dumpedCheckpoint],
        [METADATA, ...dumpedMetadata],
        ...(parentId === undefined ? [] : [[PARENT, "", Buffer.from(parentId)] satisfies Named]),
        ...values.map((value, i): Named => [labelOf(brought[i] as Brought), ...value]),
      ]);
      return seal.seal(packed, "checkpoints", ...place);
    },

    async unpack(place, references, rows) {
      const [first, groups] = decodeReferences(references);
      const opened = new Map<string, Map<string, Serialized>>();
      for (const [row, bytes] of rows) {
        const named = openRow(place, row, bytes);
        opened.set(row, new Map(named.map(([name, ...value]) => [name, value])));
      }
      const load = async (name: string): Promise<unknown> => {
        const value = opened.get(first)?.get(name);
        if (value === undefined) throw new TypeError(`A row has no ${name}.`);
        return await serde.loadsTyped(...value);
      };
      const [checkpoint, metadata] = (await Promise.all([load(CHECKPOINT), load(METADATA)])) as [
        Checkpoint,
        CheckpointMetadata,
      ];
      const found: Promise<[string, unknown]>[] = [];
      for (const [row, ...channels] of groups) {
        for (const channel of channels) {
          const version = checkpoint.channel_versions[channel];
          const value = opened.get(row)?.get(labelOf({ channel, version: String(version) }));
          if (value === undefined) continue;
          found.push(serde.loadsTyped(...value).then((loaded: unknown) => [channel, loaded]));
        }
      }
      const parent = opened.get(first)?.get(PARENT)?.[1];
      const parentId = parent === undefined ? undefined : Buffer.from(parent).toString("utf8");
      return {
        head: { checkpoint, metadata, parentId },
        values: Object.fromEntries(await Promise.all(found)),
      };
    },

    packBatch: (place, taskId, batch, writes) =>
      seal.seal(packWrites(writes), "writes", ...place, taskId, batch),

    unpackBatches(place, taskId, batch, bodies) {
      let writes: readonly PackedWrite[] = [];
      for (const body of bodies) {
        const brought = unpackWrites(seal.open(body, "writes", ...place, taskId, batch));
        writes = writes.length === 0 ? brought : mergeWrites(writes, brought);
      }
      return writes;
    },
  };
}

/** A version is part of a value's name: what a checkpoint does not mean is not found. */
function labelOf({ channel, version }: Pick<Brought, "channel" | "version">): string {
  return `channel:${version.length}:${version}:${channel}`;
}

/** A row that was put again has a number behind its checkpoint's id. */
function idOfRow(row: string): string {
  return row.split("\u0001", 1)[0] ?? row;
}

function decodeReferences(text: Uint8Array): readonly [row: string, groups: readonly Group[]] {
  const [row, groups] = JSON.parse(Buffer.from(text).toString("utf8")) as [string, unknown];
  // Lua writes an empty list as an empty object.
  return [row, Array.isArray(groups) ? (groups as Group[]) : []];
}
