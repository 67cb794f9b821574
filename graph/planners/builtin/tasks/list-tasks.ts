import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { addDays, readOnlyTime, today } from "../times.ts";
import { readListName } from "./list-name.ts";

const TASKS = "(tasks|todos|todo list|task list|list of tasks|todo)";

/** Questions about tasks. */
export const listTasksRules: readonly Rule[] = [
  rule([[`what (is|'s|are) [on] [my|the] ${TASKS} [(due|for)] [<when>]`, `(show|list|get|see|read|check) [me] [all] [my|the] [open] ${TASKS} [(due|for)] [<when>]`, `(what|which) tasks (are|do i have) [due] [<when>]`, `[do i have] (any) tasks [due] [<when>]`, `how many tasks do i have [due] [<when>]`, `[my] ${TASKS} [(due|for)] [<when>]`, "what do i (need|have) to do [<when>]", `what (is|'s) due [<when>]`]], ({ when }, clause) => listTasks(when, undefined, clause)),
  rule([["(show|list|what are) [me] [my|the] overdue tasks", "(what|which) tasks are overdue", "what (is|'s) overdue", "overdue tasks"]], (_slots, clause) => found({ dueMax: addDays(today(clause), -1) }, clause)),
  rule([["what (is|'s) on [my|the|our] <list>", "(show|list|read|check) [me] [my|the|our] <list>", `(show|list) [me] [my|the] tasks (in|on) [my|the] <list>`]], ({ list = "" }, clause) => {
    const name = /\blist\b/iu.test(list) || /^groceries$/iu.test(list) ? readListName(list, clause) : undefined;
    return name && found({ list: name }, clause);
  }),
];

/** The range a due date must fall in; "by" and "today" take in what is late. */
export function dueRange(when: string, clause: Clause): { dueMin?: string; dueMax: string } | Built | undefined {
  const time = readOnlyTime(when, clause);
  if (time === undefined) return undefined;
  if (time.fault !== undefined) return refuse(time.fault);
  const date = time.date ?? time.upcoming?.date;
  if (date === undefined || time.recurrence !== undefined || time.bound === "after") return undefined;
  if (time.bound === "before") return { dueMax: date };
  return { dueMin: date, dueMax: time.endDate ?? date };
}

function listTasks(when: string | undefined, list: Json | undefined, clause: Clause): Built | undefined {
  const range: ReturnType<typeof dueRange> | Record<string, never> = when === undefined ? {} : dueRange(when, clause);
  if (range === undefined || "kind" in range) return range;
  const dates = when !== undefined && range.dueMin === today(clause) ? { dueMax: range.dueMax } : range;
  return found({ ...dates, ...(list !== undefined && { list }) }, clause);
}

function found(args: Record<string, Json | undefined>, clause: Clause): Built {
  const known = Object.entries(args).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return {
    kind: "draft",
    goal: "Tasks",
    steps: [{ id: clause.stepId("list"), tool: "tasks_list", args: Object.fromEntries(known) }],
  };
}
