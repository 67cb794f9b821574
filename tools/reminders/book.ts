import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import type { UserId } from "../../src/domain/ids.ts";
import { Reminder } from "../../src/domain/reminder.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { ReminderTimer } from "../../src/domain/reminder.ts";
import type { CacheStore, TimerStore } from "../../src/storage/storage.ts";

/** So many may wait for one user at a time. */
export const MOST_REMINDERS = 200;
/** Longer than it takes to come to a change again after a crash. */
const CHANGE_KEPT_MS = 24 * 60 * 60_000;

/** What a change did: a reminder without a former one is new, a former one without a reminder is gone. */
const Change = z.object({ former: Reminder.optional(), reminder: Reminder.optional() });
export type Change = z.infer<typeof Change>;

/** Each user's reminders, and the timers that wake them. */
export interface ReminderBook {
  /** Soonest first. */
  all(userId: UserId): Promise<readonly Reminder[]>;
  /**
   * Makes what `decide` makes of the reminders there are. Come to again by the same effect it is the same change, made
   * once. @throws AssistantError ERR_TOOL_REJECTED where there are too many.
   */
  change(
    userId: UserId,
    effectId: string,
    decide: (all: readonly Reminder[]) => Change,
  ): Promise<Change>;
  /** Replaces a reminder whose time `at` has come by what is left of it; where it is set for another time, that stands. */
  advance(timer: ReminderTimer, left: (reminder: Reminder) => Reminder | undefined): Promise<void>;
  /** Whether texts reach the user. */
  canText(userId: UserId): Promise<boolean>;
}

export interface ReminderBookOptions {
  readonly cache: CacheStore;
  readonly timers: Pick<TimerStore, "set" | "cancel">;
  readonly clock: Clock;
  readonly canText: (userId: UserId) => Promise<boolean>;
}

const KEY = "reminders";
const Stored = z.record(z.string(), Reminder).default({});

/** Keeps them, one document a user, until they are told for the last time or cancelled. */
export function createReminderBook({
  cache,
  timers,
  clock,
  canText,
}: ReminderBookOptions): ReminderBook {
  async function all(userId: UserId): Promise<Reminder[]> {
    const stored = Stored.parse(await cache.get(userId, KEY));
    return Object.values(stored).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /** Timers count real time: how far away it is by the assistant's clock is how long there is to wait. */
  async function setTimer(userId: UserId, { id, at }: Reminder): Promise<void> {
    const payload: ReminderTimer = { kind: "reminder", userId, reminderId: id, at };
    await timers.set(
      { id: timerOf(userId, id), payload },
      Math.max(0, Date.parse(at) - clock.now()),
    );
  }

  return {
    all,
    canText,
    async change(userId, effectId, decide) {
      const key = `${KEY}:change:${effectId}`;
      const made = Change.safeParse(await cache.get(userId, key));
      const change = made.success ? made.data : decide(await all(userId));
      if (!made.success) await cache.set(userId, key, toJson(change), CHANGE_KEPT_MS);
      const { former, reminder } = change;
      await cache.update(userId, KEY, (value) => {
        const stored = Stored.parse(value);
        if (former !== undefined) delete stored[former.id];
        if (reminder !== undefined) stored[reminder.id] = reminder;
        const isOneMore = reminder !== undefined && former === undefined;
        if (isOneMore && Object.keys(stored).length > MOST_REMINDERS) throw tooMany();
        return toKept(stored);
      });
      if (reminder !== undefined) await setTimer(userId, reminder);
      else if (former !== undefined) await timers.cancel(timerOf(userId, former.id));
      return change;
    },
    async advance({ userId, reminderId, at }, left) {
      const kept = await cache.update(userId, KEY, (value) => {
        const stored = Stored.parse(value);
        const reminder = stored[reminderId];
        if (reminder?.at === at) {
          const next = left(reminder);
          if (next === undefined) delete stored[reminderId];
          else stored[reminderId] = next;
        }
        return toKept(stored);
      });
      const waiting = Stored.parse(kept)[reminderId];
      if (waiting !== undefined) await setTimer(userId, waiting);
      else await timers.cancel(timerOf(userId, reminderId));
    },
  };
}

/** A document with nothing in it is none. */
function toKept(stored: z.infer<typeof Stored>): Json | undefined {
  return Object.keys(stored).length === 0 ? undefined : toJson(stored);
}

function toJson(value: object): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

function timerOf(userId: UserId, reminderId: string): string {
  return `reminder:${userId}:${reminderId}`;
}

function tooMany(): AssistantError {
  return new AssistantError(
    "ERR_TOOL_REJECTED",
    `You have ${MOST_REMINDERS} reminders, and that is as many as I keep. Cancel some first.`,
  );
}
