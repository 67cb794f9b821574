import { Temporal } from "temporal-polyfill";

import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { mentionOf, pointAt } from "../follow-ups/point.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { cancellation, changing, readMove } from "./manage-reminders.ts";

/** Commands that point at a reminder of the conversation: "cancel it", "move it to 6". */
export const pointingAtReminderRules: readonly Rule[] = [
  rule([["(cancel|delete|remove|drop|get rid of|scrap|stop) <it>"]], ({ it = "" }, clause) => {
    const thing = pointAt(it, "reminder", clause);
    return thing == null ? undefined : cancellation(mentionOf(thing, it, clause), it, clause);
  }),
  rule(
    [
      [
        "(move|push|push back|reschedule|postpone|shift|delay|change|make|set) <it> (to|until|till|for|at) <when>",
        "(push|move|delay|postpone|snooze|shift) <it> (by|back|back by) <when>",
      ],
    ],
    ({ it = "", when = "" }, clause, text): Built | undefined => {
      const thing = pointAt(it, "reminder", clause);
      if (thing == null) return undefined;
      const reminderId = mentionOf(thing, it, clause);
      const isShift = /\s(?:by|back)\s/iu.test(text);
      const move = readMove(isShift ? `by ${when}` : when, hourOf(thing.start, clause), clause);
      if (move === undefined) return undefined;
      return "fault" in move ? refuse(move.fault) : changing(reminderId, it, move.changes, clause);
    },
  ),
];

function hourOf(instant: string | undefined, { timezone }: Clause): number | undefined {
  return instant === undefined
    ? undefined
    : Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).hour;
}
