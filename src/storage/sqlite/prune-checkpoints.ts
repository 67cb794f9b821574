import type { DatabaseSync } from "node:sqlite";

/** How many checkpoints of a thread are worth going back to; LangGraph itself goes on from the newest alone. */
const KEPT = 50;
/** Steps from one pruning to the next: each costs what the thread holds, so that a step costs the same however long it is. */
const EVERY_STEPS = 25;

/**
 * Answers what keeps a thread from growing without end: told of each new checkpoint, it removes, every so many steps,
 * the old ones, their writes, and the values that no checkpoint left refers to. Runs inside the caller's transaction.
 *
 * Not for threads with a DeltaChannel: such a channel's value is put together from all of its ancestors.
 */
export function createCheckpointPruner(
  db: DatabaseSync,
): (threadId: string, ns: string, step: number) => void {
  const oldestKept = db.prepare(
    `SELECT id FROM checkpoints WHERE thread_id = ? AND ns = ? ORDER BY id DESC LIMIT 1 OFFSET ${KEPT - 1}`,
  );
  const checkpoints = db.prepare(
    "DELETE FROM checkpoints WHERE thread_id = ? AND ns = ? AND id < ?",
  );
  const writes = db.prepare(
    "DELETE FROM writes WHERE thread_id = ? AND ns = ? AND checkpoint_id < ?",
  );
  const values = db.prepare(
    `DELETE FROM channel_values WHERE thread_id = ?1 AND ns = ?2 AND (channel, version) NOT IN (
       SELECT v.key, CAST(v.value AS TEXT)
       FROM checkpoints c, json_each(CAST(c.checkpoint AS TEXT), '$.channel_versions') v
       WHERE c.thread_id = ?1 AND c.ns = ?2)`,
  );

  return (threadId, ns, step) => {
    if (step <= 0 || step % EVERY_STEPS !== 0) return;
    const row = oldestKept.get(threadId, ns);
    if (row === undefined) return;
    const oldest = row["id"] as string;
    checkpoints.run(threadId, ns, oldest);
    writes.run(threadId, ns, oldest);
    values.run(threadId, ns);
  };
}
