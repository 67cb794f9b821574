import { Temporal } from "temporal-polyfill";

import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { isOnlyTime, toInstant, toRange, today } from "../times.ts";
import type { Range } from "../times.ts";

const DONE = "(done|changed|sent|booked|created|deleted)";

/** Questions about what the assistant itself did. */
export const listActionsRules: readonly Rule[] = [
  rule(
    [
      [
        "what [all|else] did you (do|change) [for me] [<when>]",
        `what [all|else] have you ${DONE} [for me] [<when>]`,
        `(show|list|tell) [me] (what|everything) [that] you [have] (did|${DONE}) [for me] [<when>]`,
        "(show|list|tell) [me] (your|all your) (actions|changes) [<when>]",
        "what (actions|changes) (did|have) you (make|made|take|taken|do|done) [for me] [<when>]",
        "what have you been (doing|up to) [<when>]",
      ],
    ],
    ({ when }, clause) => {
      if (when === undefined) return listing("What I did", {}, clause);
      const range = rangeOf(when, clause);
      if (range === undefined) return undefined;
      if ("fault" in range) return refuse(range.fault);
      return listing(`What I did ${when}`, range, clause);
    },
  ),
];

function rangeOf(when: string, clause: Clause): Range | { readonly fault: string } | undefined {
  const time = clause.time(when, "past");
  if (!isOnlyTime(when, time)) return undefined;
  if (time.fault !== undefined) return { fault: time.fault };
  const range = toRange(time, clause, 60);
  if (range === undefined) return undefined;
  // Of a week or month that is under way, it is the part that has passed that is asked about.
  const unit = /^(?:this|the) (week|month)$/iu.exec(when.trim())?.[1];
  return unit === undefined ? range : { ...range, timeMin: beginOf(unit, clause) };
}

function beginOf(unit: string, clause: Clause): string {
  const day = Temporal.PlainDate.from(today(clause));
  const first = unit === "month" ? day.with({ day: 1 }) : day.subtract({ days: day.dayOfWeek - 1 });
  return toInstant(first.toString(), "00:00", clause.timezone);
}

function listing(goal: string, range: Partial<Range>, clause: Clause): Built {
  const step = { id: clause.stepId("actions"), tool: "assistant_list_actions", args: { ...range } };
  return { kind: "draft", goal, steps: [step] };
}
