import { WRITES_IDX_MAP } from "@langchain/langgraph-checkpoint";
import type {
  Checkpoint,
  CheckpointMetadata,
  PendingWrite,
  SerializerProtocol,
} from "@langchain/langgraph-checkpoint";

import { packValues, unpackValues } from "../packed/packed-values.ts";
import type { Named } from "../packed/packed-values.ts";
import type { Seal } from "../sealing.ts";

/** What a checkpoint's row says of it, beside the values that it brings. */
export interface Head {
  readonly checkpoint: Omit<Checkpoint, "channel_values">;
  readonly metadata: CheckpointMetadata;
  readonly parentId: string | undefined;
  /** The channels whose values are in other rows. */
  readonly carried: readonly string[];
}

/** A value that a checkpoint brings. */
export interface Brought {
  readonly channel: string;
  readonly version: string;
  readonly value: unknown;
}

/** One write of a task. */
export interface TaskWrite {
  readonly taskId: string;
  readonly taskPath: string;
  /** Its place among the task's writes; below zero for errors, interrupts and the like. */
  readonly idx: number;
  readonly channel: string;
  readonly value: unknown;
}

/** Turns checkpoints and writes to bytes and back, each bound to its place. */
export interface CheckpointRows {
  pack(place: Place, head: Head, brought: readonly Brought[]): Promise<Uint8Array>;
  /** The first row's head, and the values its checkpoint has, of all rows. */
  unpack(
    place: Place,
    rows: readonly (readonly [name: string, bytes: Uint8Array])[],
  ): Promise<{ head: Head; values: Record<string, unknown> }>;
  packWrites(
    place: Place,
    taskId: string,
    taskPath: string,
    writes: readonly PendingWrite[],
  ): Promise<Uint8Array>;
  /** What counts of all that was put for a checkpoint, in the order in which it was put. */
  unpackWrites(place: Place, bodies: readonly Uint8Array[]): Promise<readonly TaskWrite[]>;
}

type Place = readonly [threadId: string, ns: string, id: string];

type Values = Record<string, unknown>;

/** What a row consists of: its head, and its values in one or, where they are large, each by its name. */
const HEAD = "head";
const TOGETHER = "values";
/** Values that are larger together are read one by one: only what is still in use is worth it. */
const MAX_TOGETHER_BYTES = 4096;

/** Without sealing, what is stored can be read where it lies. */
const UNSEALED: Pick<Seal, "seal" | "open"> = { seal: (plain) => plain, open: (plain) => plain };

export function createCheckpointRows(
  serde: SerializerProtocol,
  { seal, open }: Pick<Seal, "seal" | "open"> = UNSEALED,
): CheckpointRows {
  async function dump(values: readonly (readonly [name: string, value: unknown])[]) {
    if (!values.some(([, value]) => value instanceof Uint8Array)) {
      const together = await serde.dumpsTyped(Object.fromEntries(values));
      if (together[1].length <= MAX_TOGETHER_BYTES) return [[TOGETHER, ...together] as const];
    }
    return await Promise.all(
      values.map(async ([name, value]): Promise<Named> => [
        labelOf(name),
        ...(await serde.dumpsTyped(value)),
      ]),
    );
  }

  async function load(named: readonly Named[], wanted: (name: string) => boolean): Promise<Values> {
    const values: Values = {};
    for (const [label, ...value] of named) {
      if (label === TOGETHER) {
        for (const [name, one] of Object.entries((await serde.loadsTyped(...value)) as Values)) {
          if (wanted(name)) values[name] = one;
        }
      } else if (label.startsWith(VALUE) && wanted(label.slice(VALUE.length))) {
        values[label.slice(VALUE.length)] = await serde.loadsTyped(...value);
      }
    }
    return values;
  }

  return {
    async pack(place, head, brought) {
      const [dumped, values] = await Promise.all([
        serde.dumpsTyped(head),
        dump(brought.map(({ channel, version, value }) => [nameOf(channel, version), value])),
      ]);
      return seal(packValues([[HEAD, ...dumped], ...values]), "checkpoints", ...place);
    },

    async unpack([threadId, ns], rows) {
      const opened = rows.map(([row, bytes]) =>
        unpackValues(open(bytes, "checkpoints", threadId, ns, idOfRow(row))),
      );
      const dumped = opened[0]?.find(([label]) => label === HEAD);
      if (dumped === undefined) throw new TypeError("The checkpoint itself is missing.");
      const [, ...rest] = dumped;
      const head = (await serde.loadsTyped(...rest)) as Head;
      const channels = new Map(
        Object.entries(head.checkpoint.channel_versions).map(([channel, version]) => [
          nameOf(channel, String(version)),
          channel,
        ]),
      );
      const loaded = await Promise.all(
        opened.map((named) => load(named, (name) => channels.has(name))),
      );
      const values: Values = {};
      // What the checkpoint itself brought counts before what it carried over.
      for (const some of loaded.toReversed()) {
        for (const name of Object.keys(some)) values[channels.get(name) ?? name] = some[name];
      }
      for (const channel of head.carried) {
        if (!Object.hasOwn(values, channel)) throw new TypeError(`"${channel}" is missing.`);
      }
      return { head, values };
    },

    async packWrites(place, taskId, taskPath, writes) {
      const named = writes.map(
        ([channel, value], i) =>
          [JSON.stringify([WRITES_IDX_MAP[channel] ?? i, channel]), value] as const,
      );
      const head: Named = [HEAD, "", Buffer.from(JSON.stringify([taskId, taskPath]))];
      return seal(packValues([head, ...(await dump(named))]), "writes", ...place);
    },

    async unpackWrites(place, bodies) {
      const counted = new Map<string, TaskWrite>();
      for (const body of bodies) {
        const named = unpackValues(open(body, "writes", ...place));
        const [taskId, taskPath] = JSON.parse(toText(named[0]?.[2])) as [string, string];
        const values = await load(named, () => true);
        for (const [name, value] of Object.entries(values)) {
          const [idx, channel] = JSON.parse(name) as [number, string];
          // A task that runs again keeps its first ordinary writes; errors, interrupts and the like are replaced.
          const key = `${idx}:${taskId}`;
          if (idx < 0 || !counted.has(key))
            counted.set(key, { taskId, taskPath, idx, channel, value });
        }
      }
      return [...counted.values()];
    },
  };
}

const VALUE = "value:";

function labelOf(name: string): string {
  return VALUE + name;
}

/** A version is part of a value's name: one that the checkpoint does not mean is not found. */
function nameOf(channel: string, version: string): string {
  return `${version.length}:${version}:${channel}`;
}

/** A row that was put again has a number behind its checkpoint's id. */
function idOfRow(row: string): string {
  return row.split("\u0001", 1)[0] ?? row;
}

function toText(bytes: Uint8Array = EMPTY): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

const EMPTY = new Uint8Array();
