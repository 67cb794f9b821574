import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import { Action } from "../../domain/audit.ts";
import type { ActionLog, ChainFault } from "../../domain/audit.ts";
import { SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import type { Write } from "./writer.ts";

interface Row {
  readonly seq: number;
  readonly record: Uint8Array;
}

/** A record as it is sealed: what was done, and the hash of the record before it. */
interface Link {
  readonly former: string;
  readonly action: Action;
}

/** Where a user's chain ends: without it, a last record that is missing would not be missed. */
interface Head {
  readonly length: number;
  readonly hash: string;
}

const START: Head = { length: 0, hash: "" };

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
        const { length, hash } = headOf(user);
        const text = JSON.stringify({ former: hash, action } satisfies Link);
        const seq = length + 1;
        insert.run(user, seq, effect, sealText(text, "actions", user, String(seq)));
        const head = JSON.stringify({ length: seq, hash: hashOf(text) } satisfies Head);
        putHead.run(user, sealText(head, "action_heads", user));
      }),
    async historyOf(userId) {
      const user = blind("user", userId);
      const rows = new Map((all.all(user) as unknown as Row[]).map((row) => [row.seq, row.record]));
      const head = readOr(() => headOf(user), undefined);
      const length = Math.max(head?.length ?? 0, ...rows.keys());
      const actions: Action[] = [];
      const faults: ChainFault[] = [];
      let former: string | undefined = START.hash;
      for (let seq = 1; seq <= length; seq++) {
        const record = rows.get(seq);
        const text = record && readOr(() => openText(record, "actions", user, String(seq)), "");
        const link = text === undefined || text === "" ? undefined : (JSON.parse(text) as Link);
        // After a record that is gone nothing tells which hash the next one must carry.
        const isNext = former === undefined || link?.former === former;
        if (link === undefined || !isNext)
          faults.push({ seq, kind: record === undefined ? "missing" : "altered" });
        if (link !== undefined) actions.push(Action.parse(link.action));
        former = text === undefined || text === "" ? undefined : hashOf(text);
      }
      // The end of the chain was cut off, or is not the end that was written.
      const isWhole =
        head !== undefined && head.length === length && (former ?? head.hash) === head.hash;
      if (!isWhole && !faults.some(({ seq }) => seq === length))
        faults.push({ seq: Math.max(length, 1), kind: "altered" });
      return { actions, faults, length };
    },
  };
}

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SealError) return otherwise;
    throw cause;
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
