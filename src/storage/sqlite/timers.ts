import type { DatabaseSync } from "node:sqlite";

import type { Json } from "../../domain/plan.ts";
import type { Timer, TimerStore } from "../storage.ts";
import type { Write } from "./writer.ts";

/** The longest that `setTimeout` waits; a later timer is looked at again then. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const RETRY_MS = 5_000;

export function createTimerStore(db: DatabaseSync, write: Write): TimerStore {
  const set = db.prepare("INSERT OR REPLACE INTO timers (id, due_at, payload) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM timers WHERE id = ?");
  const removeIfUnchanged = db.prepare("DELETE FROM timers WHERE id = ? AND due_at = ?");
  const postpone = db.prepare("UPDATE timers SET due_at = ? WHERE id = ? AND due_at = ?");
  const due = db.prepare("SELECT * FROM timers WHERE due_at <= ? ORDER BY due_at");
  const next = db.prepare("SELECT min(due_at) AS due_at FROM timers");
  let fire: ((timer: Timer) => Promise<void>) | undefined;
  let alarm: NodeJS.Timeout | undefined;
  let firing = false;

  function schedule(): void {
    clearTimeout(alarm);
    if (fire === undefined || firing) return;
    const { due_at: dueAt } = next.get() as { due_at: number | null };
    if (dueAt === null) return;
    const delay = Math.min(Math.max(dueAt - Date.now(), 0), MAX_DELAY_MS);
    alarm = setTimeout(() => void fireDue(), delay);
  }

  async function fireDue(): Promise<void> {
    firing = true;
    for (const row of due.all(Date.now())) {
      const { id, due_at: dueAt, payload } = row as { id: string; due_at: number; payload: string };
      try {
        await fire?.({ id, payload: JSON.parse(payload) as Json });
        await write(() => void removeIfUnchanged.run(id, dueAt));
      } catch {
        await write(() => void postpone.run(Date.now() + RETRY_MS, id, dueAt));
      }
    }
    firing = false;
    schedule();
  }

  return {
    async set({ id, payload }, dueInMs) {
      const dueAt = Date.now() + dueInMs;
      await write(() => void set.run(id, dueAt, JSON.stringify(payload)));
      schedule();
    },
    cancel: (id) => write(() => void remove.run(id)),
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
