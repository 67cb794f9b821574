import type { DatabaseSync } from "node:sqlite";

import type { Json } from "../../domain/plan.ts";
import type { Claim, EffectStore } from "../storage.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly args_hash: string;
  readonly at: number;
  readonly output: string | null;
}

export function createEffectStore(db: DatabaseSync, write: Write): EffectStore {
  const insert = db.prepare(
    `INSERT INTO effects (id, user_id, command_id, tool, args_hash, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const byId = db.prepare("SELECT args_hash, at, output FROM effects WHERE id = ?");
  const settle = db.prepare("UPDATE effects SET output = ? WHERE id = ?");
  const release = db.prepare("DELETE FROM effects WHERE id = ? AND output IS NULL");

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
    settle: (id, output) => write(() => void settle.run(JSON.stringify(output), id)),
    release: (id) => write(() => void release.run(id)),
  };
}
