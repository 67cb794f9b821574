import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import type { Action, ActionHistory } from "../../domain/audit.ts";
import { UserId } from "../../domain/ids.ts";
import { openDataKeys } from "../data-key.ts";
import { openSqliteStorage } from "./storage.ts";

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const RECORDS = 30;

function action(actor: UserId, n: number): Action {
  return {
    effectId: `session:command:${n}`,
    at: n,
    actor,
    channel: "websocket",
    tool: "calendar_create_event",
    title: `Booked: number ${n}`,
    approvalId: null,
    argsHash: "a",
    outcome: "done",
  };
}

/** What the chains look like after somebody with the file, but not the key, changed it. */
async function afterTampering(sql: string): Promise<Record<"alice" | "bob", ActionHistory>> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-actions-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  const options = {
    path: path.join(folder, "errand.sqlite"),
    dataKeys: openDataKeys(folder, [randomBytes(32)]),
  };
  const storage = openSqliteStorage(options);
  for (let n = 1; n <= RECORDS; n++) await storage.actions.append(action(alice, n));
  await storage.actions.append(action(bob, 1000));
  await storage.close();
  const db = new DatabaseSync(options.path);
  // Alice's rows are those of whom there are several.
  db.exec(
    `CREATE TEMP VIEW hers AS SELECT rowid AS id, seq FROM actions WHERE user =
       (SELECT user FROM actions GROUP BY user HAVING count(*) > 1); ${sql}`,
  );
  db.close();
  const again = openSqliteStorage(options);
  onTestFinished(async () => again.close());
  return {
    alice: await again.actions.historyOf(alice),
    bob: await again.actions.historyOf(bob),
  };
}

test("[P19] what was done is kept once for each effect, in order, and the chain is whole", async () => {
  const storage = openSqliteStorage({ path: ":memory:" });
  onTestFinished(async () => storage.close());
  const done = [1, 2, 3].map((n) => action(alice, n));
  for (const one of [...done, ...done]) await storage.actions.append(one);
  expect(await storage.actions.historyOf(alice)).toEqual({ actions: done, faults: [], length: 3 });
  expect(await storage.actions.historyOf(bob)).toEqual({ actions: [], faults: [], length: 0 });
  const { faults, length } = (await afterTampering("SELECT 1")).alice;
  expect({ faults, length }).toEqual({ faults: [], length: RECORDS });
});

const at = (seq: number): string => `(SELECT id FROM hers WHERE seq = ${seq})`;
const everySeq = Array.from({ length: RECORDS }, (_, i) => i + 1);

test.each(everySeq)(`[P19] record %i of ${RECORDS} missing is named`, async (seq) => {
  const { alice: hers, bob: his } = await afterTampering(
    `DELETE FROM actions WHERE rowid = ${at(seq)}`,
  );
  expect(hers.faults).toEqual([{ seq, kind: "missing" }]);
  expect(hers.actions).toHaveLength(RECORDS - 1);
  expect(his.faults).toEqual([]);
});

test.each(everySeq)(`[P19] record %i of ${RECORDS} altered is named`, async (seq) => {
  const other = (seq % RECORDS) + 1;
  const { alice: hers } = await afterTampering(
    `UPDATE actions SET record = (SELECT record FROM actions WHERE rowid = ${at(other)}) WHERE rowid = ${at(seq)}`,
  );
  expect(hers.faults).toEqual([{ seq, kind: "altered" }]);
});

test("[P19] all of them missing, or the word on how many there are, is noticed", async () => {
  for (const sql of [
    "DELETE FROM actions",
    "DELETE FROM action_heads",
    "UPDATE action_heads SET head = zeroblob(80)",
    "UPDATE actions SET seq = seq + 1000; UPDATE actions SET seq = seq - 999",
  ]) {
    expect((await afterTampering(sql)).alice.faults.length, sql).toBeGreaterThan(0);
  }
});
