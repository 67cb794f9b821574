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
    `SELECT id FROM checkpoints WHERE thread_id = ? AND ns = ? AND versions IS NOT NULL
     ORDER BY id DESC LIMIT 1 OFFSET ${KEPT - 1}`,
  );
  const writes = db.prepare(
    "DELETE FROM writes WHERE thread_id = ? AND ns = ? AND checkpoint_id < ?",
  );
  // A row is also where the values it brought are kept: for those it stays, and is no checkpoint any more.
  const checkpoints = db.prepare(
    "UPDATE checkpoints SET versions = NULL WHERE thread_id = ? AND ns = ? AND id < ? AND versions IS NOT NULL",
  );
  const values = db.prepare(
    `DELETE FROM checkpoints WHERE thread_id = ?1 AND ns = ?2 AND versions IS NULL AND version NOT IN (
       SELECT v.value FROM checkpoints c, json_each(c.versions) v
       WHERE c.thread_id = ?1 AND c.ns = ?2 AND c.versions IS NOT NULL)`,
  );

  return (threadId, ns, step) => {
    if (step <= 0 || step % EVERY_STEPS !== 0) return;
    const row = oldestKept.get(threadId, ns);
    if (row === undefined) return;
    const oldest = row["id"] as string;
    writes.run(threadId, ns, oldest);
    checkpoints.run(threadId, ns, oldest);
    values.run(threadId, ns);
  };
}
