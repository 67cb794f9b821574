import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  compareWritesSortKeys,
  maxChannelVersion,
  TASKS,
  writesSortKey,
} from "@langchain/langgraph-checkpoint";
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointPendingWrite,
  CheckpointTuple,
  PendingWrite,
  SerializerProtocol,
} from "@langchain/langgraph-checkpoint";
import { RESP_TYPES } from "redis";
import type { createClient } from "redis";

import { createPlainJsonSerde } from "../packed/plain-json.ts";
import type { Seal } from "../sealing.ts";
import { addressOf, checkId, checkNamespace, keysOf } from "./checkpoint-keys.ts";
import { createCheckpointRows } from "./checkpoint-rows.ts";
import type { CheckpointRows, TaskWrite } from "./checkpoint-rows.ts";
import {
  DELETE_THREAD,
  LIST_CHECKPOINTS,
  LIST_THREADS,
  PUT,
  PUT_WRITES,
  READ,
} from "./checkpoint-scripts.ts";
import { evaluate, saidByRedis, toBulk } from "./scripts.ts";
import type { Argument, Fence, Reply, RunScript, Script } from "./scripts.ts";

export interface RedisCheckpointerOptions {
  /** How long a thread is kept after it was last written to. Without it, for ever. */
  readonly ttlMs?: number;
  /** Reading a thread renews it as well. */
  readonly renewOnRead?: boolean;
  /** Encrypts what is stored. Without it, it can be read where it lies. */
  readonly seal?: Pick<Seal, "seal" | "open">;
  /** Every key begins with it. */
  readonly prefix?: string;
  readonly serde?: SerializerProtocol;
  /** Asked at each call: while `key` does not hold `fence`, the call is refused. */
  readonly fence?: () => Fence | undefined;
}

/** What lies under a thread's keys was cut, altered or put there by something else. */
export class UnreadableThreadError extends Error {
  override readonly name = "UnreadableThreadError";

  constructor(threadId: string, cause: unknown) {
    super(`The checkpoints of thread "${threadId}" cannot be read.`, { cause });
  }
}

type Client = Pick<ReturnType<typeof createClient>, "sendCommand">;

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } as const;

/** How many checkpoints of a thread are worth going back to; LangGraph itself goes on from the newest alone. */
const KEPT = 50;
/** Steps from one pruning to the next: each costs what the thread holds, so that a step costs the same however long it is. */
const EVERY_STEPS = 50;
/** How many ids are asked for at a time where the caller does not say how many are wanted. */
const PAGE = 100;

/**
 * LangGraph's checkpoints in Redis 6.2 or newer, or Valkey, without modules. `getTuple`, `put` and `putWrites` are one
 * round trip each and atomic; nothing is looked for by scanning. A value that a step did not change is not written
 * again. Of each namespace of a thread the newest fifty checkpoints or more are kept. Redis Cluster is not supported.
 *
 * Not for threads of more than fifty steps with a DeltaChannel: such a channel's value is put together from all of its
 * ancestors.
 *
 * In another project: take this file, those beside it that it imports, and `../packed/`; `../sealing.ts` for `seal`.
 *
 * ```ts
 * const client = await createClient({ url }).on("error", log).connect();
 * const graph = builder.compile({ checkpointer: new RedisCheckpointer(client, { ttlMs, seal: createSeal([key]) }) });
 * ```
 */
export class RedisCheckpointer extends BaseCheckpointSaver {
  readonly #run: RunScript;
  readonly #rows: CheckpointRows;
  readonly #prefix: string;
  readonly #ttlMs: number;
  readonly #readTtlMs: number;

  /** Takes a connected client, or what runs scripts instead of one. */
  constructor(client: Client | RunScript, options: RedisCheckpointerOptions = {}) {
    super(options.serde ?? createPlainJsonSerde());
    this.#prefix = options.prefix ?? "";
    this.#ttlMs = options.ttlMs ?? 0;
    this.#readTtlMs = options.renewOnRead === true ? this.#ttlMs : 0;
    this.#rows = createCheckpointRows(this.serde, options.seal);
    this.#run = typeof client === "function" ? client : runWith(client, options.fence);
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    if (config.configurable?.["thread_id"] === undefined) return undefined;
    const { threadId, ns, id } = addressOf(config);
    return await this.#read(threadId, ns, id);
  }

  override async *list(
    config: RunnableConfig,
    options: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { before, filter = {} } = options;
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    const wanted = Object.entries(filter);
    const page = wanted.length === 0 ? Math.min(left, PAGE) : PAGE;
    if (left <= 0) return;
    for await (const [threadId, ns, id] of this.#places(config, before, page)) {
      const tuple = await this.#read(threadId, ns, id);
      // Removed since its id was listed.
      if (tuple === undefined) continue;
      const metadata = (tuple.metadata ?? {}) as Record<string, unknown>;
      if (!wanted.every(([key, value]) => metadata[key] === value)) continue;
      yield tuple;
      left -= 1;
      if (left <= 0) return;
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, ns, id: parentId } = addressOf(config);
    const id = checkId("checkpoint_id", checkpoint.id);
    const { channel_values: values, channel_versions: versions, ...rest } = checkpoint;
    const carried = Object.keys(values).filter(
      (channel) => Object.hasOwn(versions, channel) && !Object.hasOwn(newVersions, channel),
    );

    const send = async (changed: ChannelVersions, found: readonly string[]): Promise<Reply> => {
      const [brought, emptied] = partition(Object.keys(changed), (channel) =>
        Object.hasOwn(values, channel),
      );
      const head = {
        checkpoint: { ...rest, channel_versions: versions },
        metadata,
        parentId,
        carried: found,
      };
      const row = brought.map((channel) => ({
        channel,
        version: String(changed[channel]),
        value: values[channel],
      }));
      return await this.#call(threadId, PUT, [
        ns,
        id,
        parentId ?? "",
        await this.#rows.pack([threadId, ns, id], head, row),
        JSON.stringify([brought, emptied]),
        found === carried ? carried.length : -1,
        threadId,
        this.#ttlMs,
        metadata.step > 0 && metadata.step % EVERY_STEPS === 0 ? KEPT : 0,
      ]);
    };

    if (parentId === undefined) await send(newVersions, []);
    else if ((await send(newVersions, carried)) === 0) {
      // The parent expired or was pruned, or has not all of it: what would have been found by it is put as well.
      const all = Object.fromEntries(carried.map((channel) => [channel, versions[channel] ?? 0]));
      await send({ ...all, ...newVersions }, []);
    }
    return { configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: id } };
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = "",
  ): Promise<void> {
    const { threadId, ns, id } = addressOf(config);
    if (id === undefined) throw new Error('putWrites needs a "checkpoint_id" in its configurable.');
    checkId("task_id", taskId);
    if (writes.length === 0) return;
    const body = await this.#rows.packWrites([threadId, ns, id], taskId, taskPath, writes);
    await this.#call(threadId, PUT_WRITES, [ns, id, body, threadId, this.#ttlMs]);
  }

  override async deleteThread(threadId: string): Promise<void> {
    await this.#call(checkId("thread_id", threadId), DELETE_THREAD, [threadId]);
  }

  async #read(
    threadId: string,
    ns: string,
    wanted: string | undefined,
  ): Promise<CheckpointTuple | undefined> {
    const args = [ns, wanted ?? "", threadId, this.#readTtlMs];
    const reply = await this.#call(threadId, READ, args);
    if (reply === null) return undefined;
    const { id, head, values, pendingWrites } = await this.#decode(threadId, ns, reply);
    const checkpoint: Checkpoint = { ...head.checkpoint, channel_values: values };
    const { metadata, parentId } = head;
    if (checkpoint.v < 4 && parentId !== undefined) {
      await this.#moveSends(checkpoint, threadId, ns, parentId);
    }
    const at = (checkpointId: string): RunnableConfig => ({
      configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpointId },
    });
    return {
      config: at(id),
      checkpoint,
      metadata,
      pendingWrites,
      ...(parentId !== undefined && { parentConfig: at(parentId) }),
    };
  }

  async #decode(threadId: string, ns: string, reply: Reply) {
    try {
      const bodies = reply as (Uint8Array | null)[];
      const [id = "", ...names] = JSON.parse(toText(bodies.at(-1))) as string[];
      const place = [threadId, ns, id] as const;
      const count = Number(toText(bodies[0]));
      const there = bodies.slice(1, 1 + names.length + count).map(notMissing);
      const rows = names.map((name, i) => [name, there[i] as Uint8Array] as const);
      const [unpacked, writes] = await Promise.all([
        this.#rows.unpack(place, rows),
        this.#rows.unpackWrites(place, there.slice(names.length)),
      ]);
      return { id, ...unpacked, pendingWrites: toPendingWrites(writes) };
    } catch (cause) {
      throw new UnreadableThreadError(threadId, cause);
    }
  }

  /** Before format 4 the sends of a step were kept among its parent's writes. */
  async #moveSends(
    checkpoint: Checkpoint,
    threadId: string,
    ns: string,
    parentId: string,
  ): Promise<void> {
    const { pendingWrites = [] } = (await this.#read(threadId, ns, parentId)) ?? {};
    checkpoint.channel_values[TASKS] = pendingWrites
      .filter(([, channel]) => channel === TASKS)
      .map(([, , value]) => value);
    const versions = Object.values(checkpoint.channel_versions) as number[];
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  /** What `list` is asked for, newest first. */
  async *#places(
    config: RunnableConfig,
    before: RunnableConfig | undefined,
    page: number,
  ): AsyncGenerator<readonly [threadId: string, ns: string, id: string]> {
    const { thread_id: thread, checkpoint_ns, checkpoint_id: only } = config.configurable ?? {};
    const ns = checkpoint_ns === undefined ? undefined : checkNamespace(checkpoint_ns);
    const last: unknown = before?.configurable?.["checkpoint_id"];
    let beforeId = last === undefined ? undefined : checkId("checkpoint_id", last);
    const isWanted = (id: string): boolean =>
      (only === undefined || id === only) && (beforeId === undefined || id < beforeId);

    if (thread === undefined || ns === undefined) {
      const threads = thread === undefined ? await this.#threads() : [checkId("thread_id", thread)];
      const lists = await Promise.all(
        threads.map(async (threadId) =>
          (await this.#idsOf(threadId, ns, beforeId, -1)).map(
            ([space, id]) => [threadId, space, id] as const,
          ),
        ),
      );
      const places = lists.flat().filter(([, , id]) => isWanted(id));
      yield* places.toSorted(([, , a], [, , b]) => (a < b ? 1 : a > b ? -1 : 0));
      return;
    }
    const threadId = checkId("thread_id", thread);
    for (;;) {
      const ids = await this.#idsOf(threadId, ns, beforeId, page);
      for (const [, id] of ids) if (isWanted(id)) yield [threadId, ns, id];
      if (ids.length < page) return;
      beforeId = ids.at(-1)?.[1];
    }
  }

  async #idsOf(
    threadId: string,
    ns: string | undefined,
    beforeId: string | undefined,
    count: number,
  ): Promise<readonly (readonly [ns: string, id: string])[]> {
    const above = beforeId === undefined ? `(c${ns}\u0001` : `(c${ns}\0${beforeId}`;
    const range = ns === undefined ? ["(d", "[c"] : [above, `[c${ns}\0`];
    const members = await this.#call(threadId, LIST_CHECKPOINTS, [...range, count, ns ?? ""]);
    return (members as Uint8Array[]).map((member) => {
      const [space = "", id = ""] = toText(member).slice(1).split("\0");
      return [space, id];
    });
  }

  async #threads(): Promise<readonly string[]> {
    const threads = await this.#run(LIST_THREADS, keysOf(this.#prefix, ""));
    return (threads as Uint8Array[]).map(toText);
  }

  async #call(threadId: string, script: Script, args: readonly Argument[]): Promise<Reply> {
    try {
      return await this.#run(script, keysOf(this.#prefix, threadId), args);
    } catch (cause) {
      if (!saidByRedis(cause, "UNREADABLE") && !saidByRedis(cause, "WRONGTYPE")) throw cause;
      throw new UnreadableThreadError(threadId, cause);
    }
  }
}

function toPendingWrites(writes: readonly TaskWrite[]): CheckpointPendingWrite[] {
  return writes
    .map((write) => ({ write, key: writesSortKey(write.taskPath, write.taskId, write.idx) }))
    .toSorted((a, b) => compareWritesSortKeys(a.key, b.key))
    .map(({ write: { taskId, channel, value } }) => [taskId, channel, value]);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

function notMissing(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) throw new TypeError("A row is missing.");
  return bytes;
}

function toText(bytes: Uint8Array | null | undefined): string {
  if (bytes === null || bytes === undefined) return "";
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function runWith(client: Client, fence?: () => Fence | undefined): RunScript {
  const send = async (command: readonly Argument[]): Promise<Reply> =>
    await client.sendCommand<Reply>(command.map(toBulk), AS_BYTES);
  return (script, keys, args = []) => evaluate(send, script, keys, args, fence?.());
}
