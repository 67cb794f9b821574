import type { Clock } from "../src/domain/clock.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { DueReminder, DueReminders, ReminderTimer } from "../src/domain/reminder.ts";
import type { LeaseStore, OutboxStore, Timer, TimerStore } from "../src/storage/storage.ts";
import { inertText, toPlainText } from "./synthesis/plain-text.ts";

/** How long after a reminder's time came its timer fires again, should this process not live to tell it. */
const RETRY_MS = 60_000;

/** Tells reminders when their time has come. */
export interface Reminders {
  /** The timer of a reminder is due. Its telling is begun, and goes on beside other timers; it holds none of them up. */
  tell(timer: Timer, reminder: ReminderTimer): Promise<void>;
  /** Resolves when what is being told has been told. */
  settled(): Promise<void>;
}

/**
 * Each time of each reminder is told once, in the session it was asked for in, and where the user wanted it: what was told
 * is known by a name of its own in the outbox, so that a crash before the timer is set anew repeats nothing.
 */
export function createReminders({
  due: reminders,
  outbox,
  timers,
  leases,
  clock,
  logger,
}: {
  readonly due: DueReminders;
  readonly outbox: Pick<OutboxStore, "append" | "lastFor">;
  readonly timers: Pick<TimerStore, "set">;
  readonly leases: LeaseStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): Reminders {
  const telling = new Map<string, Promise<void>>();

  async function tellOnce(timer: ReminderTimer): Promise<void> {
    const { userId, reminderId, at } = timer;
    const name = `reminder:${reminderId}:${at}`;
    // Another process is at it; should it die, the timer fires again.
    if (!(await leases.take(name, RETRY_MS))) return;
    try {
      const due =
        (await outbox.lastFor(name)) === undefined ? await reminders.due(timer) : undefined;
      if (due !== undefined) {
        const { sessionId, channel, isLate } = due;
        const turn = { kind: "reminder", reminderId, message: harmless(due), isLate } as const;
        const entry = { sessionId, userId, at: clock.now(), channels: [channel], turn };
        await outbox.append(entry, name);
      }
      await reminders.told(timer);
    } catch (cause) {
      logger.error({ err: cause }, "a reminder could not be told; its timer fires again");
    } finally {
      await leases.release(name);
    }
  }

  return {
    async tell(timer, reminder) {
      await timers.set(timer, RETRY_MS);
      if (telling.has(timer.id)) return;
      const told = tellOnce(reminder).finally(() => telling.delete(timer.id));
      telling.set(timer.id, told);
    },
    async settled() {
      await Promise.all(telling.values());
    },
  };
}

/** What others wrote leads nowhere: nobody asked for it just now, and it may be a text that a phone makes links of. */
function harmless({ message, isOutside }: DueReminder): string {
  return isOutside ? toPlainText(message) : inertText(message);
}
