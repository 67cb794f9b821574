import type { DatabaseSync } from "node:sqlite";

import type { Json } from "../../domain/plan.ts";
import type { Undo } from "../../domain/undo.ts";
import type { Claim, EffectStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly args_hash: string;
  readonly at: number;
  readonly output: string | null;
  readonly undo: string | null;
}

export function createEffectStore(db: DatabaseSync, write: Write): EffectStore {
  const insert = db.prepare(
    `INSERT INTO effects (id, user_id, command_id, tool, args_hash, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const byId = db.prepare("SELECT * FROM effects WHERE id = ?");
  const settle = db.prepare("UPDATE effects SET output = ?, undo = ? WHERE id = ?");
  const release = db.prepare("DELETE FROM effects WHERE id = ? AND output IS NULL");
  const toolsOf = db.prepare("SELECT tool FROM effects WHERE command_id = ?");
  const takenBy = db.prepare(
    "SELECT command_id FROM undone WHERE undo_id = ?1 AND command_id <> ?1",
  );
  const lastCommand = db.prepare(
    `SELECT command_id FROM effects
     WHERE user_id = ? AND at >= ? AND output IS NOT NULL AND command_id NOT IN (SELECT command_id FROM undone)
     ORDER BY at DESC, rowid DESC LIMIT 1`,
  );
  const take = db.prepare("INSERT INTO undone (command_id, undo_id) VALUES (?, ?)");
  const ofCommand = db.prepare(
    "SELECT undo FROM effects WHERE command_id = ? AND output IS NOT NULL ORDER BY at DESC, rowid DESC",
  );

  return {
    claim: ({ id, userId, commandId, tool, argsHash, at }) =>
      write((): Claim => {
        const { changes } = insert.run(id, userId, commandId, tool, argsHash, at);
        if (changes > 0) return { kind: "claimed" };
        const earlier = byId.get(id) as unknown as Row;
        if (earlier.args_hash !== argsHash) return { kind: "mismatch" };
        if (earlier.output === null) return { kind: "in_doubt", at: earlier.at };
        return { kind: "done", output: JSON.parse(earlier.output) as Json };
      }),
    settle: (id, output, undo) =>
      write(() => void settle.run(JSON.stringify(output), JSON.stringify(undo), id)),
    release: (id) => write(() => void release.run(id)),
    countOf: async (commandId, tools) =>
      toolsOf.all(commandId).filter((row) => tools.includes(row["tool"] as string)).length,
    takeLast: (userId, since, undoId) =>
      write(() => {
        const taken = takenBy.get(undoId)?.["command_id"];
        const commandId = taken ?? lastCommand.get(userId, since)?.["command_id"];
        if (commandId === undefined) return [];
        if (taken === undefined) for (const id of [commandId, undoId]) take.run(id, undoId);
        return ofCommand.all(commandId).map((row) => JSON.parse(row["undo"] as string) as Undo);
      }),
  };
}
