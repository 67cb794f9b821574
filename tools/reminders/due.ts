import { Temporal } from "temporal-polyfill";

import type { Clock } from "../../src/domain/clock.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { DueReminders } from "../../src/domain/reminder.ts";
import type { Toolbox } from "../../src/domain/tool.ts";
import { toRfc3339 } from "../calendar-event.ts";
import type { ReminderBook } from "./book.ts";
import { readBrief } from "./brief.ts";
import { timeAfter } from "./times.ts";
import { tellBrief, tellReminder } from "./wording.ts";

/** What is told within this time of when it should have been is told in time. */
const IN_TIME_MS = 60_000;

/** What to tell of reminders whose time has come. A brief is read when it is told, by reads alone. */
export function createDueReminders({
  book,
  toolbox,
  clock,
  logger,
}: {
  readonly book: ReminderBook;
  readonly toolbox: Toolbox;
  readonly clock: Clock;
  readonly logger: Logger;
}): DueReminders {
  return {
    async due({ userId, reminderId, at }) {
      const reminder = (await book.all(userId)).find(({ id }) => id === reminderId);
      if (reminder?.at !== at) return undefined;
      const { sessionId, channel, brief, timezone, isOutside = false } = reminder;
      const now = toRfc3339(Temporal.Instant.fromEpochMilliseconds(clock.now()), timezone);
      const isLate = clock.now() - Date.parse(at) > IN_TIME_MS;
      const told = { sessionId, channel, isLate };
      if (brief === undefined) {
        return { ...told, message: tellReminder(reminder, { isLate, now }), isOutside };
      }
      const context = { userId, timezone, now };
      const parts = await readBrief({ at, brief }, { toolbox, context, logger });
      return { ...told, message: tellBrief(reminder, parts, { isLate, now }), isOutside: true };
    },
    // Times that passed while nothing ran are told of once, by the one that is late.
    told: (timer) =>
      book.advance(timer, (reminder) => {
        const at = timeAfter(reminder, Math.max(clock.now(), Date.parse(reminder.at)));
        return at === undefined ? undefined : { ...reminder, at };
      }),
  };
}
