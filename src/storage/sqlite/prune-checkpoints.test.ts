import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import { expect, test } from "vitest";

import { SqliteCheckpointer } from "./checkpointer.ts";
import { openSealing } from "./open-sealing.ts";
import { openDataKeys } from "../data-key.ts";
import { migrate } from "./schema.ts";
import { createWriter } from "./writer.ts";

const STEPS = 500;

function open() {
  const db = new DatabaseSync(":memory:");
  const { sealing } = openSealing(db, openDataKeys("", [randomBytes(32)]));
  migrate(db, sealing);
  const count = (table: string, threadId: string): number =>
    db.prepare(`SELECT count(*) AS n FROM ${table} WHERE thread_id = ?`).get(threadId)?.[
      "n"
    ] as number;
  return { checkpointer: new SqliteCheckpointer(db, createWriter(db).write, sealing), count };
}

/** One step a checkpoint: `plan` is written by the first alone, `results` by each. */
async function work(checkpointer: SqliteCheckpointer, threadId: string, steps: number) {
  let config = { configurable: { thread_id: threadId, checkpoint_ns: "" } };
  for (let step = 0; step < steps; step++) {
    const results = step + 1;
    const checkpoint = {
      ...emptyCheckpoint(),
      id: uuid6(step),
      channel_values: { plan: "the first step's", results: step },
      channel_versions: { plan: 1, results },
    };
    config = (await checkpointer.put(
      config,
      checkpoint,
      { source: "loop", step, parents: {} },
      step === 0 ? { plan: 1, results } : { results },
    )) as typeof config;
    await checkpointer.putWrites(config, [["results", step]], "task");
  }
}

test("a long thread keeps its newest fifty checkpoints, whole, and does not grow", async () => {
  const { checkpointer, count } = open();
  await work(checkpointer, "long", STEPS);

  for (const table of ["checkpoints", "writes"])
    expect(count(table, "long"), table).toBeLessThanOrEqual(80);
  const kept = [];
  for await (const tuple of checkpointer.list({ configurable: { thread_id: "long" } }))
    kept.push(tuple);
  expect(kept.length).toBeGreaterThanOrEqual(50);
  for (const [i, { checkpoint, pendingWrites }] of kept.entries()) {
    const step = STEPS - 1 - i;
    expect(checkpoint.channel_values).toEqual({ plan: "the first step's", results: step });
    expect(pendingWrites).toEqual([["task", "results", step]]);
  }
});

test("a short thread beside a long one loses nothing", async () => {
  const { checkpointer, count } = open();
  await work(checkpointer, "short", 30);
  await work(checkpointer, "long", STEPS);
  for (const [table, rows] of [
    ["checkpoints", 30],
    ["writes", 30],
  ] as const)
    expect(count(table, "short"), table).toBe(rows);
});
