import { Temporal } from "temporal-polyfill";

import type { EntityMention, MentionContext, Resolution } from "../../src/domain/entity.ts";
import type { Reminder } from "../../src/domain/reminder.ts";
import { showReminder } from "../reminders/wording.ts";
import { readClock } from "./clock-words.ts";
import { resolveByName } from "./named-thing.ts";
import { toResolution } from "./person.ts";
import { tellingWords } from "./word-match.ts";

/** Words that say only that it is a reminder, or how often it comes, and not which. */
const OF_REMINDERS: ReadonlySet<string> = new Set(
  "reminder reminders notification alert nudge text daily weekly monthly recurring morning evening next".split(
    " ",
  ),
);
/** What a brief may be called. */
const BRIEF =
  "brief briefing summary day days agenda schedule calendar digest rundown overview today tomorrow";

/** Which of these reminders, soonest first, the words mean. */
export function resolveReminder(
  { $entity: words, timeMin, timeMax }: EntityMention,
  reminders: readonly Reminder[],
  context: MentionContext,
): Resolution {
  const { clock, rest } = readClock(words);
  const [from, to] = [Date.parse(timeMin ?? ""), Date.parse(timeMax ?? "")];
  const within = reminders.filter(
    (reminder) =>
      !(Date.parse(reminder.at) < from) &&
      !(Date.parse(reminder.at) >= to) &&
      (clock === undefined || clock.includes(minutesOf(reminder))),
  );
  const named = within.map((reminder) => ({
    id: reminder.id,
    name: reminder.text ?? BRIEF,
    label: showReminder(reminder, context),
  }));
  return tellingWords(rest, OF_REMINDERS).length === 0
    ? toResolution(named.map(({ id, label }) => ({ value: id, label })))
    : resolveByName(rest, named, OF_REMINDERS);
}

function minutesOf({ at, timezone }: Reminder): number {
  const { hour, minute } = Temporal.Instant.from(at).toZonedDateTimeISO(timezone);
  return hour * 60 + minute;
}
