import type { DatabaseSync } from "node:sqlite";

import type { Sealing } from "../sealing.ts";
import type { Timer, TimerStore } from "../storage.ts";
import type { Write } from "./writer.ts";

/** The longest that `setTimeout` waits; a later timer is looked at again then. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5 * 60_000;
const UNWRITABLE_PAUSE_MS = 5_000;

interface Row {
  readonly id: string;
  readonly due_at: number;
  readonly timer: Uint8Array;
}

export function createTimerStore(
  db: DatabaseSync,
  write: Write,
  { blind, sealText, openText }: Sealing,
): TimerStore {
  const set = db.prepare("INSERT OR REPLACE INTO timers (id, due_at, timer) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM timers WHERE id = ?");
  const unchanged = db.prepare("SELECT 1 FROM timers WHERE id = ? AND due_at = ?");
  const removeIfUnchanged = db.prepare("DELETE FROM timers WHERE id = ? AND due_at = ?");
  const postpone = db.prepare("UPDATE timers SET due_at = ? WHERE id = ? AND due_at = ?");
  const due = db.prepare("SELECT * FROM timers WHERE due_at <= ? ORDER BY due_at, position");
  const next = db.prepare("SELECT min(due_at) AS due_at FROM timers");
  /** How often telling a timer failed, one time after another, by its blinded id. */
  const failures = new Map<string, number>();
  let fire: ((timer: Timer) => Promise<void>) | undefined;
  let alarm: NodeJS.Timeout | undefined;
  let firing = false;

  function schedule(notBeforeMs = 0): void {
    clearTimeout(alarm);
    if (fire === undefined || firing || !db.isOpen) return;
    const { due_at: dueAt } = next.get() as { due_at: number | null };
    if (dueAt === null) return;
    const delay = Math.min(Math.max(dueAt - Date.now(), notBeforeMs), MAX_DELAY_MS);
    alarm = setTimeout(() => void fireDue(), delay);
  }

  async function fireDue(): Promise<void> {
    firing = true;
    let pauseMs = 0;
    try {
      for (const row of due.all(Date.now()) as unknown as Row[]) {
        // What nobody watches any more stays; what was cancelled or moved since is no longer due.
        if (fire === undefined) break;
        if (unchanged.get(row.id, row.due_at) !== undefined) await tell(row, fire);
      }
    } catch {
      // The file takes no writes, so what was told is still due: without a pause it would be told in a tight loop.
      pauseMs = UNWRITABLE_PAUSE_MS;
    }
    firing = false;
    schedule(pauseMs);
  }

  async function tell({ id, due_at: dueAt, timer }: Row, onDue: NonNullable<typeof fire>) {
    try {
      await onDue(JSON.parse(openText(timer, "timers", id)) as Timer);
    } catch {
      const failed = failures.get(id) ?? 0;
      failures.set(id, failed + 1);
      const retryAt = Date.now() + Math.min(FIRST_RETRY_MS * 2 ** failed, MAX_RETRY_MS);
      await write(() => void postpone.run(retryAt, id, dueAt));
      return;
    }
    failures.delete(id);
    await write(() => void removeIfUnchanged.run(id, dueAt));
  }

  return {
    async set(timer, dueInMs) {
      const dueAt = Date.now() + dueInMs;
      const id = blind("timer", timer.id);
      await write(() => void set.run(id, dueAt, sealText(JSON.stringify(timer), "timers", id)));
      failures.delete(id);
      schedule();
    },
    async cancel(timerId) {
      const id = blind("timer", timerId);
      await write(() => void remove.run(id));
      failures.delete(id);
    },
    start(onDue) {
      fire = onDue;
      schedule();
      return () => {
        fire = undefined;
        clearTimeout(alarm);
      };
    },
  };
}
