import type { DatabaseSync } from "node:sqlite";

import type { ActionLog } from "../../domain/audit.ts";
import { readChain, START, toRecord } from "../action-chain.ts";
import type { Head } from "../action-chain.ts";
import type { Sealing } from "../sealing.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly seq: number;
  readonly record: Uint8Array;
}

/** Keeps the chain of each user's actions, sealed; the hashes are over what is sealed. */
export function createActionLog(db: DatabaseSync, write: Write, sealing: Sealing): ActionLog {
  const { blind, sealText, openText } = sealing;
  const insert = db.prepare("INSERT INTO actions (user, seq, effect, record) VALUES (?, ?, ?, ?)");
  const known = db.prepare("SELECT 1 FROM actions WHERE effect = ?");
  const all = db.prepare("SELECT seq, record FROM actions WHERE user = ? ORDER BY seq");
  const getHead = db.prepare("SELECT head FROM action_heads WHERE user = ?");
  const putHead = db.prepare("INSERT OR REPLACE INTO action_heads (user, head) VALUES (?, ?)");

  function headOf(user: string): Head {
    const head = getHead.get(user)?.["head"] as Uint8Array | undefined;
    return head === undefined ? START : (JSON.parse(openText(head, "action_heads", user)) as Head);
  }

  return {
    append: (action) =>
      write(() => {
        const effect = blind("action", JSON.stringify([action.effectId, action.outcome]));
        if (known.get(effect) !== undefined) return;
        const user = blind("user", action.actor);
        const { text, head } = toRecord(headOf(user), action);
        const seq = head.length;
        insert.run(user, seq, effect, sealText(text, "actions", user, String(seq)));
        putHead.run(user, sealText(JSON.stringify(head), "action_heads", user));
      }),
    async historyOf(userId) {
      const user = blind("user", userId);
      const rows = all.all(user) as unknown as Row[];
      const records = new Map(rows.map(({ seq, record }) => [seq, record]));
      return readChain({
        lastSeq: Math.max(0, ...records.keys()),
        openRecord(seq) {
          const record = records.get(seq);
          return record && openText(record, "actions", user, String(seq));
        },
        openHead: () => headOf(user),
      });
    },
  };
}
