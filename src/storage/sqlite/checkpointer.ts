import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  compareWritesSortKeys,
  getCheckpointId,
  maxChannelVersion,
  TASKS,
  WRITES_IDX_MAP,
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
} from "@langchain/langgraph-checkpoint";

import type { Seal } from "../sealing.ts";
import { packValues, unpackValues } from "../packed/packed-values.ts";
import type { Named, Serialized } from "../packed/packed-values.ts";
import {
  batchesOf,
  mergeWrites,
  ORDINARY,
  packWrites,
  unpackWrites,
} from "../packed/packed-writes.ts";
import type { PackedWrite } from "../packed/packed-writes.ts";
import { createCheckpointPruner } from "./prune-checkpoints.ts";
import type { Write } from "./writer.ts";

interface CheckpointRow {
  readonly thread_id: string;
  readonly ns: string;
  readonly id: string;
  /** That of the channels whose values this row brings; empty where it brings none. */
  readonly version: string;
  readonly parent_id: string | null;
  readonly body: Uint8Array;
}

interface WritesRow {
  readonly task_id: string;
  readonly batch: number;
  readonly body: Uint8Array;
}

interface Address {
  readonly threadId: string;
  readonly ns: string;
  readonly id: string | undefined;
}

/** What a row's body holds beside values of channels. */
const CHECKPOINT = "checkpoint";
const METADATA = "metadata";
const CHANNEL = "channel:";

/**
 * LangGraph's checkpoints in SQLite, sealed. A checkpoint is one row, with the values it brings: what a step did not
 * change is not written again, and is found by its version. Of a thread's checkpoints the newest fifty or more are kept.
 */
export class SqliteCheckpointer extends BaseCheckpointSaver {
  readonly #write: Write;
  readonly #seal: Seal;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #prune: ReturnType<typeof createCheckpointPruner>;

  constructor(db: DatabaseSync, write: Write, seal: Seal) {
    super();
    this.#write = write;
    this.#seal = seal;
    this.#sql = prepare(db);
    this.#prune = createCheckpointPruner(db);
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    if (config.configurable?.["thread_id"] === undefined) return undefined;
    const { threadId, ns, id } = addressOf(config);
    const row =
      id === undefined ? this.#sql.latest.get(threadId, ns) : this.#sql.byId.get(threadId, ns, id);
    return row === undefined ? undefined : await this.#toTuple(row as unknown as CheckpointRow);
  }

  override async *list(
    config: RunnableConfig,
    options: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { before, filter = {} } = options;
    const { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: id } = config.configurable ?? {};
    const beforeId: unknown = before?.configurable?.["checkpoint_id"];
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    const rows = this.#sql.list.all(orNull(threadId), orNull(ns), orNull(id), orNull(beforeId));
    for (const row of rows as unknown as CheckpointRow[]) {
      if (left <= 0) return;
      const tuple = await this.#toTuple(row);
      const metadata = (tuple.metadata ?? {}) as Record<string, unknown>;
      if (!Object.entries(filter).every(([key, value]) => metadata[key] === value)) continue;
      left -= 1;
      yield tuple;
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, ns, id: parentId } = addressOf(config);
    const { channel_values: values, ...rest } = checkpoint;
    const changed = Object.keys(newVersions).filter((channel) => channel in values);
    const [head, ...dumped] = await Promise.all([
      this.#dump({ [CHECKPOINT]: rest, [METADATA]: metadata }),
      ...changed.map(async (channel) => this.serde.dumpsTyped(values[channel])),
    ]);
    const brought = Map.groupBy(
      changed.map((channel, i): Named => [CHANNEL + channel, ...(dumped[i] as Serialized)]),
      ([name]) => String(newVersions[name.slice(CHANNEL.length)]),
    );
    // LangGraph gives all that one step changes the same version, so that there is one row.
    const [[ownVersion, own] = ["", []], ...others] = brought;
    const key = [threadId, ns, checkpoint.id] as const;
    const seal = (version: string, parent: string, packed: readonly Named[]): Uint8Array =>
      this.#seal.seal(packValues(packed), "checkpoints", ...key, version, parent);
    const body = seal(ownVersion, parentId ?? "", [...head, ...own]);
    const bodies = others.map(([version, packed]) => [version, seal(version, "", packed)] as const);
    await this.#write(() => {
      const versions = toVersionList(checkpoint.channel_versions);
      this.#sql.demote.run(...key, ownVersion);
      this.#sql.put.run(...key, ownVersion, parentId ?? null, versions, body);
      for (const [version, sealed] of bodies)
        this.#sql.put.run(...key, version, null, null, sealed);
      this.#prune(threadId, ns, metadata.step);
    });
    return {
      configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpoint.id },
    };
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = "",
  ): Promise<void> {
    const { threadId, ns, id } = addressOf(config);
    if (id === undefined) throw new Error('putWrites needs a "checkpoint_id" in its configurable.');
    const packed = await Promise.all(
      writes.map(async ([channel, value], i): Promise<PackedWrite> => {
        const idx = WRITES_IDX_MAP[channel] ?? i;
        return { idx, channel, taskPath, value: await this.serde.dumpsTyped(value) };
      }),
    );
    const key = [threadId, ns, id, taskId] as const;
    const batches = [...batchesOf(packed)].map(
      ([batch, brought]) => [batch, brought, this.#sealWrites(key, batch, brought)] as const,
    );
    await this.#write(() => {
      for (const [batch, brought, sealed] of batches) {
        // A task that runs again keeps its first ordinary writes; errors, interrupts and the like are replaced.
        const statement = batch === ORDINARY ? this.#sql.addWrites : this.#sql.replaceWrites;
        if (statement.run(...key, batch, sealed).changes > 0) continue;
        const earlier = this.#sql.batch.get(...key, batch) as unknown as WritesRow;
        const merged = mergeWrites(this.#openWrites(key, earlier), brought);
        this.#sql.replaceWrites.run(...key, batch, this.#sealWrites(key, batch, merged));
      }
    });
  }

  override async deleteThread(threadId: string): Promise<void> {
    checkKey("thread_id", threadId);
    await this.#write(() => {
      for (const statement of this.#sql.deletes) statement.run(threadId);
    });
  }

  async #toTuple(row: CheckpointRow): Promise<CheckpointTuple> {
    const { thread_id: threadId, ns, id, parent_id: parentId } = row;
    const { checkpoint, metadata } = (await this.#load(
      this.#openRow(row).filter(([name]) => name === CHECKPOINT || name === METADATA),
    )) as { checkpoint: Checkpoint; metadata: CheckpointMetadata };
    checkpoint.channel_values = await this.#valuesOf(row, checkpoint);
    if (checkpoint.v < 4 && parentId !== null)
      await this.#moveSends(checkpoint, threadId, ns, parentId);
    const at = (checkpointId: string): RunnableConfig => ({
      configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpointId },
    });
    return {
      config: at(id),
      checkpoint,
      metadata,
      pendingWrites: await this.#writesOf(threadId, ns, id),
      ...(parentId !== null && { parentConfig: at(parentId) }),
    };
  }

  async #valuesOf(
    { thread_id: threadId, ns, id }: CheckpointRow,
    { channel_versions: versions }: Pick<Checkpoint, "channel_versions">,
  ): Promise<Record<string, unknown>> {
    const wanted = toVersionList(versions);
    const rows = this.#sql.values.all(threadId, ns, wanted, id) as unknown as CheckpointRow[];
    const newest = new Map<string, Named>();
    for (const row of rows) {
      for (const [name, ...value] of this.#openRow(row)) {
        const channel = name.startsWith(CHANNEL) ? name.slice(CHANNEL.length) : undefined;
        if (channel === undefined || String(versions[channel]) !== row.version) continue;
        newest.set(channel, [channel, ...value]);
      }
    }
    return await this.#load([...newest.values()]);
  }

  #openRow({ thread_id, ns, id, version, parent_id, body }: CheckpointRow): Named[] {
    const place = ["checkpoints", thread_id, ns, id, version, parent_id ?? ""] as const;
    return unpackValues(this.#seal.open(body, ...place));
  }

  async #writesOf(threadId: string, ns: string, id: string): Promise<CheckpointPendingWrite[]> {
    const rows = this.#sql.writes.all(threadId, ns, id) as unknown as WritesRow[];
    const writes = rows.flatMap((row) =>
      this.#openWrites([threadId, ns, id, row.task_id], row).map((write) => ({
        ...write,
        taskId: row.task_id,
      })),
    );
    const sorted = writes.toSorted((a, b) => compareWritesSortKeys(sortKeyOf(a), sortKeyOf(b)));
    return await Promise.all(
      sorted.map(async ({ taskId, channel, value }): Promise<CheckpointPendingWrite> => [
        taskId,
        channel,
        await this.serde.loadsTyped(...value),
      ]),
    );
  }

  #sealWrites(key: readonly string[], batch: number, writes: readonly PackedWrite[]): Uint8Array {
    return this.#seal.seal(packWrites(writes), "writes", ...key, String(batch));
  }

  #openWrites(key: readonly string[], { batch, body }: WritesRow): PackedWrite[] {
    return unpackWrites(this.#seal.open(body, "writes", ...key, String(batch)));
  }

  async #dump(values: Record<string, unknown>): Promise<Named[]> {
    return await Promise.all(
      Object.entries(values).map(async ([name, value]): Promise<Named> => [
        name,
        ...(await this.serde.dumpsTyped(value)),
      ]),
    );
  }

  async #load(values: readonly Named[]): Promise<Record<string, unknown>> {
    const loaded = values.map(async ([name, type, bytes]) => [
      name,
      await this.serde.loadsTyped(type, bytes),
    ]);
    return Object.fromEntries(await Promise.all(loaded)) as Record<string, unknown>;
  }

  /** Before format 4 the sends of a step were kept among its parent's writes. */
  async #moveSends(
    checkpoint: Checkpoint,
    threadId: string,
    ns: string,
    parentId: string,
  ): Promise<void> {
    const writes = await this.#writesOf(threadId, ns, parentId);
    checkpoint.channel_values[TASKS] = writes
      .filter(([, channel]) => channel === TASKS)
      .map(([, , value]) => value);
    const versions = Object.values(checkpoint.channel_versions) as number[];
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }
}

function prepare(db: DatabaseSync) {
  const deletes: StatementSync[] = ["checkpoints", "writes"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE thread_id = ?`),
  );
  return {
    latest: db.prepare(
      `SELECT * FROM checkpoints WHERE thread_id = ? AND ns = ? AND versions IS NOT NULL
       ORDER BY id DESC LIMIT 1`,
    ),
    byId: db.prepare(
      "SELECT * FROM checkpoints WHERE thread_id = ? AND ns = ? AND id = ? AND versions IS NOT NULL",
    ),
    list: db.prepare(
      `SELECT * FROM checkpoints WHERE versions IS NOT NULL AND (?1 IS NULL OR thread_id = ?1)
       AND (?2 IS NULL OR ns = ?2) AND (?3 IS NULL OR id = ?3) AND (?4 IS NULL OR id < ?4) ORDER BY id DESC`,
    ),
    put: db.prepare("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)"),
    // Put once more with other values: the row it had is one of values alone.
    demote: db.prepare(
      "UPDATE checkpoints SET versions = NULL WHERE thread_id = ? AND ns = ? AND id = ? AND version <> ?",
    ),
    // Two branches of a thread may give a version's number to different values: the checkpoint's own are not later than it.
    values: db.prepare(
      `SELECT * FROM checkpoints
       WHERE thread_id = ?1 AND ns = ?2 AND version IN (SELECT value FROM json_each(?3)) AND id <= ?4 ORDER BY id`,
    ),
    addWrites: db.prepare("INSERT OR IGNORE INTO writes VALUES (?, ?, ?, ?, ?, ?)"),
    replaceWrites: db.prepare("INSERT OR REPLACE INTO writes VALUES (?, ?, ?, ?, ?, ?)"),
    batch: db.prepare(
      "SELECT * FROM writes WHERE thread_id = ? AND ns = ? AND checkpoint_id = ? AND task_id = ? AND batch = ?",
    ),
    writes: db.prepare("SELECT * FROM writes WHERE thread_id = ? AND ns = ? AND checkpoint_id = ?"),
    deletes,
  };
}

/** Each version that a checkpoint's channels are at, once: what its values are found by, and kept for. */
function toVersionList(versions: ChannelVersions): string {
  return JSON.stringify([...new Set(Object.values(versions).map(String))]);
}

function sortKeyOf({
  taskPath,
  taskId,
  idx,
}: PackedWrite & { readonly taskId: string }): ReturnType<typeof writesSortKey> {
  return writesSortKey(taskPath, taskId, idx);
}

function addressOf(config: RunnableConfig): Address {
  const { thread_id: threadId, checkpoint_ns: ns = "" } = config.configurable ?? {};
  checkKey("thread_id", threadId);
  return {
    threadId: threadId as string,
    ns: ns as string,
    id: getCheckpointId(config) || undefined,
  };
}

/** Ids become keys: anything but a plain, printable name is refused. */
function checkKey(field: string, value: unknown): void {
  if (typeof value !== "string" || value === "" || value.length > 512 || /\p{Cc}/u.test(value)) {
    throw new Error(`"${field}" must be a text of 1 to 512 printable characters.`);
  }
}

function orNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
