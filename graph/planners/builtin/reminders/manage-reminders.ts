import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readOnlyTime, toRange } from "../times.ts";
import type { Range } from "../times.ts";
import { readWords, upperFirst } from "../title.ts";
import { readReminderMention } from "./mention.ts";

const OFF =
  "(cancel|delete|remove|drop|clear|stop|end|turn off|get rid of|scrap|dismiss|kill|forget|forget about)";
const MOVE =
  "(move|change|reschedule|push|push back|shift|postpone|delay|bring forward|switch|update|set|make)";
const ABOUT = "(about|to|for|of|at|on|that)";
const BRIEF = "(brief|briefing|digest|summary|rundown)";

/** Commands about the reminders there are. */
export const manageRemindersRules: readonly Rule[] = [
  rule(
    [
      [
        "(what|which) reminders (do|have) i [have|got|set] [(for|on)] [<when>]",
        "(what|which) (are|'s|is) my [next] (reminders|reminder) [(for|on)] [<when>]",
        "(show|list|see|read|check|give|tell) [me] [all] [of] [my|the] [open|upcoming|active|set] reminders [(for|on)] [<when>]",
        "(show|list) [me] all [of] my reminders [(for|on)] [<when>]",
        "[do i have] (any|my) [upcoming] reminders [set] [(for|on)] [<when>]",
        "how many reminders do i have [(for|on)] [<when>]",
        "what (will|are) you [going to] (remind|reminding) me [of|about] [<when>]",
        "what reminders are (set|there) [(for|on)] [<when>]",
        "reminders [(for|on)] [<when>]",
      ],
    ],
    ({ when }, clause) => listed(when, clause),
  ),
  rule(
    [
      [
        `${OFF} [all] [of] [my|the] reminders [(for|on)] [<when>]`,
        `${OFF} (every|each) [single] reminder [i have] [(for|on)] [<when>]`,
        "stop (all [of] my|all|my) reminders",
        "stop reminding me [of|about] [everything|anything]",
      ],
    ],
    ({ when }, clause) => {
      const range = rangeOf(when, clause);
      if (range === undefined) return undefined;
      if ("fault" in range) return refuse(range.fault);
      const find = clause.stepId("find");
      return {
        kind: "draft",
        goal: `Cancel all reminders ${when ?? ""}`.trim(),
        steps: [
          { id: find, tool: "assistant_list_reminders", args: { ...range } },
          {
            id: clause.stepId("cancel"),
            tool: "assistant_cancel_reminder",
            forEach: `${find}.reminders`,
            args: { reminderId: { $ref: "item.id" } },
          },
        ],
      };
    },
  ),
  rule(
    [
      [
        `${OFF} [the|my|that] reminder ${ABOUT} <which>`,
        `${OFF} [the|my|that] <which> reminder`,
        "stop reminding me (about|to|of|that) <which>",
        "(don't|do not) remind me (about|to|of|that) <which> (anymore|any more|any longer)",
        `${OFF} [the|my|that] <which> ${BRIEF}`,
      ],
    ],
    ({ which = "" }, clause, text) => {
      const brief = /\b(brief|briefing|digest|summary|rundown)$/iu.exec(text)?.[0] ?? "";
      return cancelled(brief === "" ? which : `${which} ${brief}`, clause);
    },
  ),
  rule(
    [[`${OFF} (the|my|that) reminder`, `${OFF} (the|my|that) ${BRIEF}`]],
    (_slots, clause, text) => {
      const words = /(?:the|my|that) \S+$/iu.exec(text)?.[0] ?? "the reminder";
      return cancellation({ $entity: words, type: "reminder" }, words, clause);
    },
  ),
  rule([["stop (sending|texting|giving|messaging) me <which>"]], ({ which = "" }, clause) =>
    /^(?:my|the|a|tomorrow's)\s(?:\p{L}+\s)?(?:day|schedule|agenda|calendar|brief|briefing|summary|digest|reminders?)$/iu.test(
      which,
    )
      ? cancelled(which, clause)
      : undefined,
  ),
  rule(
    [
      [
        `(change|update|edit) [the|my] reminder ${ABOUT} <which> to (say|read) <text>`,
        `(change|update|edit) [the|my] <which> reminder to (say|read) <text>`,
        `reword [the|my] reminder ${ABOUT} <which> (to|as) <text>`,
      ],
    ],
    ({ which = "", text = "" }, clause) =>
      readWords(text) === undefined
        ? undefined
        : changed(which, { text: upperFirst(clause.prepared.restore(text)) }, clause),
  ),
  rule(
    [
      [
        `${MOVE} [the|my] reminder ${ABOUT} <which> (to|until|for) <when>`,
        `${MOVE} [the|my] (daily|weekly|monthly|recurring|repeating|weekday|next) reminder ${ABOUT} <which> (to|until|for) <when>`,
        `${MOVE} [the|my] <which> reminder (to|until|for) <when>`,
        `${MOVE} [the|my] reminder (to|until) <when>`,
      ],
    ],
    ({ which, when = "" }, clause) => {
      const move = readMove(when, hourIn(which ?? ""), clause);
      if (move === undefined) return undefined;
      if ("fault" in move) return refuse(move.fault);
      return changed(which, move.changes, clause);
    },
  ),
  rule(
    [
      [
        `(push|move|shift|postpone|delay|snooze|bring) [the|my] reminder ${ABOUT} <which> (by|back|forward|back by|forward by) <shift>`,
        "(push|move|shift|postpone|delay|snooze|bring) [the|my] <which> reminder (by|back|forward|back by|forward by) <shift>",
      ],
    ],
    ({ which = "", shift = "" }, clause, text) => {
      const way = /\b(back|forward)\b(?: by)?\s+\S.*$/iu.exec(text)?.[1] ?? "";
      const time = clause.time(`${way} by ${shift}`.trim());
      return time?.shiftMinutes === undefined
        ? undefined
        : changed(which, { shiftMinutes: time.shiftMinutes }, clause);
    },
  ),
];

/** Which stretch is spoken of: all there are where none is; undefined where the words are no time. */
function rangeOf(
  when: string | undefined,
  clause: Clause,
): Range | Record<string, never> | { readonly fault: string } | undefined {
  if (when === undefined) return {};
  const time = readOnlyTime(when, clause);
  if (time?.fault !== undefined) return { fault: time.fault };
  return time === undefined ? undefined : toRange(time, clause);
}

function listed(when: string | undefined, clause: Clause): Built | undefined {
  const range = rangeOf(when, clause);
  if (range === undefined) return undefined;
  if ("fault" in range) return refuse(range.fault);
  const id = clause.stepId("reminders");
  return {
    kind: "draft",
    goal: `Reminders ${when ?? ""}`.trim(),
    steps: [{ id, tool: "assistant_list_reminders", args: { ...range } }],
  };
}

function cancelled(which: string, clause: Clause): Built | undefined {
  const reminderId = readReminderMention(which, clause);
  return reminderId === undefined ? undefined : cancellation(reminderId, which, clause);
}

/** The plan that cancels one. */
export function cancellation(reminderId: Json, words: string, clause: Clause): Built {
  return {
    kind: "draft",
    goal: `Cancel the reminder ${clause.prepared.restore(words)}`.slice(0, 200),
    steps: [
      { id: clause.stepId("cancel"), tool: "assistant_cancel_reminder", args: { reminderId } },
    ],
  };
}

function changed(
  which: string | undefined,
  changes: Record<string, Json>,
  clause: Clause,
): Built | undefined {
  const words = which ?? "the reminder";
  const reminderId =
    which === undefined ? { $entity: words, type: "reminder" } : readReminderMention(which, clause);
  return reminderId === undefined ? undefined : changing(reminderId, words, changes, clause);
}

/** The plan that changes one. */
export function changing(
  reminderId: Json,
  words: string,
  changes: Record<string, Json>,
  clause: Clause,
): Built {
  return {
    kind: "draft",
    goal: `Change the reminder ${clause.prepared.restore(words)}`.slice(0, 200),
    steps: [
      {
        id: clause.stepId("change"),
        tool: "assistant_change_reminder",
        args: { reminderId, ...changes },
      },
    ],
  };
}

/** Where something that was at this hour is moved to: only what was said of day and hour changes. */
export function readMove(
  when: string,
  from: number | undefined,
  clause: Clause,
): { readonly changes: Record<string, Json> } | { readonly fault: string } | undefined {
  const time = readOnlyTime(when, clause);
  if (time?.fault !== undefined) return { fault: time.fault };
  if (time === undefined) return undefined;
  const { date, endDate, endTime, bound, recurrence, window, shiftMinutes } = time;
  if (endDate ?? endTime ?? bound ?? recurrence ?? window) return undefined;
  if (shiftMinutes !== undefined) return { changes: { shiftMinutes } };
  const hour = time.time === undefined ? undefined : nearest(time.time, when, from);
  if (date === undefined && hour === undefined) return undefined;
  return {
    changes: { ...(date !== undefined && { date }), ...(hour !== undefined && { time: hour }) },
  };
}

const BARE = /^(?:at\s+)?\d{1,2}(?::\d\d)?$/iu;
const HALF = /\b(\d{1,2})(?::\d\d)?\s*(am|pm)\b/iu;

/** "My 9am to 8" stays in the morning: of the two hours that a bare number may be, the nearer one. */
function nearest(hour: string, when: string, before: number | undefined): string {
  if (before === undefined || !BARE.test(when.trim())) return hour;
  const [hours, minutes] = [Number(hour.slice(0, 2)), hour.slice(3)];
  const other = (hours + 12) % 24;
  const meant = Math.abs(other - before) < Math.abs(hours - before) ? other : hours;
  return `${String(meant).padStart(2, "0")}:${minutes}`;
}

/** The hour at which something is told that is called by it: 17 for "my 5pm". */
function hourIn(words: string): number | undefined {
  const [, number, half] = HALF.exec(words) ?? [];
  if (number === undefined || half === undefined) return undefined;
  return (Number(number) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}
