import type { DatabaseSync } from "node:sqlite";

import type { Json } from "../../domain/plan.ts";
import type { Undo } from "../../domain/undo.ts";
import type { Place, Sealing } from "../sealing.ts";
import type { Claim, EffectStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly id: string;
  readonly user: string;
  readonly command_id: string;
  readonly args_hash: string;
  readonly at: number;
  readonly outcome: Uint8Array | null;
}

/** What came of an effect, and how it is taken back. */
interface Settled {
  readonly output: Json;
  readonly undo: Undo;
}

export function createEffectStore(db: DatabaseSync, write: Write, sealing: Sealing): EffectStore {
  const { blind, sealText, openText } = sealing;
  const insert = db.prepare(
    `INSERT INTO effects (id, user, command_id, tool, args_hash, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const byId = db.prepare("SELECT * FROM effects WHERE id = ?");
  const settle = db.prepare("UPDATE effects SET outcome = ? WHERE id = ?");
  const release = db.prepare("DELETE FROM effects WHERE id = ? AND outcome IS NULL");
  const toolsOf = db.prepare("SELECT tool FROM effects WHERE command_id = ?");
  const takenBy = db.prepare(
    "SELECT command_id FROM undone WHERE undo_id = ?1 AND command_id <> ?1",
  );
  const lastCommand = db.prepare(
    `SELECT command_id FROM effects
     WHERE user = ? AND at >= ? AND outcome IS NOT NULL AND command_id NOT IN (SELECT command_id FROM undone)
     ORDER BY at DESC, rowid DESC LIMIT 1`,
  );
  const take = db.prepare("INSERT INTO undone (command_id, undo_id) VALUES (?, ?)");
  const ofCommand = db.prepare(
    "SELECT * FROM effects WHERE command_id = ? AND outcome IS NOT NULL ORDER BY at DESC, rowid DESC",
  );

  const placeOf = ({ id, user, command_id: commandId }: Row): Place => [
    "effects",
    id,
    user,
    commandId,
  ];
  const toSettled = (row: Row): Settled | undefined =>
    row.outcome === null
      ? undefined
      : (JSON.parse(openText(row.outcome, ...placeOf(row))) as Settled);

  return {
    claim: (effect) =>
      write((): Claim => {
        const { userId, commandId, tool, at } = effect;
        const id = blind("effect", effect.id);
        const args = blind("arguments", effect.argsHash);
        const { changes } = insert.run(id, blind("user", userId), commandId, tool, args, at);
        if (changes > 0) return { kind: "claimed" };
        const earlier = byId.get(id) as unknown as Row;
        if (earlier.args_hash !== args) return { kind: "mismatch" };
        const settled = toSettled(earlier);
        if (settled === undefined) return { kind: "in_doubt", at: earlier.at };
        return { kind: "done", output: settled.output };
      }),
    settle: (effectId, output, undo) =>
      write(() => {
        const claimed = byId.get(blind("effect", effectId)) as unknown as Row | undefined;
        if (claimed === undefined) return;
        const settled = JSON.stringify({ output, undo } satisfies Settled);
        settle.run(sealText(settled, ...placeOf(claimed)), claimed.id);
      }),
    release: (id) => write(() => void release.run(blind("effect", id))),
    countOf: async (commandId, tools) =>
      toolsOf.all(commandId).filter((row) => tools.includes(row["tool"] as string)).length,
    takeLast: (userId, since, undoId) =>
      write(() => {
        const taken = takenBy.get(undoId)?.["command_id"];
        const commandId = taken ?? lastCommand.get(blind("user", userId), since)?.["command_id"];
        if (commandId === undefined) return [];
        if (taken === undefined) for (const id of [commandId, undoId]) take.run(id, undoId);
        const rows = ofCommand.all(commandId) as unknown as Row[];
        return rows.flatMap((row) => toSettled(row)?.undo ?? []);
      }),
  };
}
