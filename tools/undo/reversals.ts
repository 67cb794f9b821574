import { calendarReversals } from "./calendar.ts";
import { contactsReversals } from "./contacts.ts";
import { emailReversals } from "./email.ts";
import { reminderReversals } from "./reminders.ts";
import { irreversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";
import { tasksReversals } from "./tasks.ts";

const REVERSALS: ReadonlyMap<string, Reversal> = new Map(
  Object.entries({
    ...calendarReversals,
    ...emailReversals,
    ...tasksReversals,
    ...contactsReversals,
    ...reminderReversals,
  }),
);

const NONE: Reversal = { undo: () => irreversible("What was done last cannot be taken back.") };

/** How the effects of a tool are taken back. */
export function reversalOf(tool: string): Reversal {
  return REVERSALS.get(tool) ?? NONE;
}
