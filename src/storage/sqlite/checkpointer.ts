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

import { createCheckpointPruner } from "./prune-checkpoints.ts";
import type { Write } from "./writer.ts";

interface CheckpointRow {
  readonly thread_id: string;
  readonly ns: string;
  readonly id: string;
  readonly parent_id: string | null;
  readonly type: string;
  readonly checkpoint: Uint8Array;
  readonly metadata_type: string;
  readonly metadata: Uint8Array;
}

interface WriteRow {
  readonly task_id: string;
  readonly idx: number;
  readonly task_path: string;
  readonly channel: string;
  readonly type: string;
  readonly value: Uint8Array;
}

interface Address {
  readonly threadId: string;
  readonly ns: string;
  readonly id: string | undefined;
}

/**
 * LangGraph's checkpoints in SQLite. A channel's value is stored once per version, so what a step did not change is not
 * written again; a checkpoint and the values it brings are stored in one transaction. Of a thread's checkpoints the
 * newest fifty or more are kept.
 */
export class SqliteCheckpointer extends BaseCheckpointSaver {
  readonly #write: Write;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #prune: ReturnType<typeof createCheckpointPruner>;

  constructor(db: DatabaseSync, write: Write) {
    super();
    this.#write = write;
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
    const [[type, body], [metadataType, metadataBody], ...dumped] = await Promise.all([
      this.serde.dumpsTyped(rest),
      this.serde.dumpsTyped(metadata),
      ...changed.map(async (channel) => this.serde.dumpsTyped(values[channel])),
    ]);
    await this.#write(() => {
      for (const [i, channel] of changed.entries()) {
        const [valueType, value] = dumped[i] as [string, Uint8Array];
        this.#sql.putValue.run(
          threadId,
          ns,
          channel,
          String(newVersions[channel]),
          valueType,
          value,
        );
      }
      this.#sql.put.run(
        threadId,
        ns,
        checkpoint.id,
        parentId ?? null,
        type,
        body,
        metadataType,
        metadataBody,
      );
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
    const dumped = await Promise.all(writes.map(async ([, value]) => this.serde.dumpsTyped(value)));
    await this.#write(() => {
      for (const [i, [channel]] of writes.entries()) {
        const idx = WRITES_IDX_MAP[channel] ?? i;
        const [type, value] = dumped[i] as [string, Uint8Array];
        // A task that runs again keeps its first ordinary write; errors, interrupts and the like are replaced.
        const statement = idx >= 0 ? this.#sql.addWrite : this.#sql.replaceWrite;
        statement.run(threadId, ns, id, taskId, idx, taskPath, channel, type, value);
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
    const [checkpoint, metadata, pendingWrites] = await Promise.all([
      this.serde.loadsTyped(row.type, row.checkpoint) as Promise<Checkpoint>,
      this.serde.loadsTyped(row.metadata_type, row.metadata) as Promise<CheckpointMetadata>,
      this.#writesOf(threadId, ns, id),
    ]);
    checkpoint.channel_values = await this.#valuesOf(threadId, ns, checkpoint.channel_versions);
    if (checkpoint.v < 4 && parentId !== null)
      await this.#moveSends(checkpoint, threadId, ns, parentId);
    const at = (checkpointId: string): RunnableConfig => ({
      configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpointId },
    });
    return {
      config: at(id),
      checkpoint,
      metadata,
      pendingWrites,
      ...(parentId !== null && { parentConfig: at(parentId) }),
    };
  }

  async #valuesOf(
    threadId: string,
    ns: string,
    versions: ChannelVersions,
  ): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    const loads = Object.entries(versions).map(async ([channel, version]) => {
      const row = this.#sql.value.get(threadId, ns, channel, String(version));
      if (row === undefined) return;
      values[channel] = await this.serde.loadsTyped(
        row["type"] as string,
        row["value"] as Uint8Array,
      );
    });
    await Promise.all(loads);
    return values;
  }

  async #writesOf(threadId: string, ns: string, id: string): Promise<CheckpointPendingWrite[]> {
    const rows = this.#sql.writes.all(threadId, ns, id) as unknown as WriteRow[];
    const sorted = rows.toSorted((a, b) => compareWritesSortKeys(sortKeyOf(a), sortKeyOf(b)));
    return await Promise.all(
      sorted.map(async ({ task_id, channel, type, value }): Promise<CheckpointPendingWrite> => [
        task_id,
        channel,
        await this.serde.loadsTyped(type, value),
      ]),
    );
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
  const deletes: StatementSync[] = ["checkpoints", "channel_values", "writes"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE thread_id = ?`),
  );
  return {
    latest: db.prepare(
      "SELECT * FROM checkpoints WHERE thread_id = ? AND ns = ? ORDER BY id DESC LIMIT 1",
    ),
    byId: db.prepare("SELECT * FROM checkpoints WHERE thread_id = ? AND ns = ? AND id = ?"),
    list: db.prepare(
      `SELECT * FROM checkpoints WHERE (?1 IS NULL OR thread_id = ?1) AND (?2 IS NULL OR ns = ?2)
       AND (?3 IS NULL OR id = ?3) AND (?4 IS NULL OR id < ?4) ORDER BY id DESC`,
    ),
    put: db.prepare("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
    putValue: db.prepare("INSERT OR REPLACE INTO channel_values VALUES (?, ?, ?, ?, ?, ?)"),
    value: db.prepare(
      "SELECT type, value FROM channel_values WHERE thread_id = ? AND ns = ? AND channel = ? AND version = ?",
    ),
    addWrite: db.prepare("INSERT OR IGNORE INTO writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    replaceWrite: db.prepare("INSERT OR REPLACE INTO writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    writes: db.prepare("SELECT * FROM writes WHERE thread_id = ? AND ns = ? AND checkpoint_id = ?"),
    deletes,
  };
}

function sortKeyOf({ task_path, task_id, idx }: WriteRow): ReturnType<typeof writesSortKey> {
  return writesSortKey(task_path, task_id, idx);
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
