import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { addDays, readOnlyTime, today } from "../times.ts";
import { readWords } from "../title.ts";
import { readListName } from "./list-name.ts";

const TASKS = "(tasks|todos|todo list|task list|list of tasks|todo)";

/** Questions about tasks. */
export const listTasksRules: readonly Rule[] = [
  rule(
    [
      [
        `what (is|'s|are) [on] [my|the] ${TASKS} [(due|for)] [<when>]`,
        `(show|list|get|see|read|check) [me] [all] [my|the] [open] ${TASKS} [(due|for)] [<when>]`,
        `(what|which) tasks (are|do i have) [due] [<when>]`,
        `[do i have] (any) tasks [due] [<when>]`,
        `how many tasks do i have [due] [<when>]`,
        `[my] ${TASKS} [(due|for)] [<when>]`,
        "what (is|'s) on my list [(due|for)] [<when>]",
        "what (is|'s) (left|still left) to do [<when>]",
        "(anything|is anything|do i have anything) due [<when>]",
        "show [me] my list",
        "what do i (need|have) to do [<when>]",
        "(how many|what|which) (tasks|todos) (do i have|are|have i got) [left|open|remaining|still open] [due] [<when>]",
        "what (is|are|'s) [my] [still] (open|left) on my (tasks|todo list|list)",
        `what (is|'s) due [<when>]`,
      ],
    ],
    ({ when }, clause) => listTasks(when, clause),
  ),
  rule(
    [
      [
        "(show|list|what are) [me] [my|the] overdue tasks",
        "(what|which) tasks are overdue",
        "what (is|'s) overdue",
        "overdue tasks",
        "what am i (behind|late) on",
        "(anything|is anything|do i have anything) overdue",
      ],
    ],
    (_slots, clause) => found({ dueMax: addDays(today(clause), -1) }, clause),
  ),
  rule(
    [
      [
        "(show|list|see|what are) [me] [my|the|all] (completed|finished|done) tasks",
        "what (have i|did i) (completed|finished|complete|finish|get done)",
        "what tasks (have i|did i) (completed|finished|complete|finish)",
      ],
    ],
    (_slots, clause) => found({ includeCompleted: true }, clause),
  ),
  rule(
    [
      [
        "do i have (any|a) (tasks|task|todos) (about|for|with|regarding|on) <topic>",
        "(find|show|search|list) [me] [my|the] (tasks|task|todos) (about|regarding|with) <topic>",
        "search [my] (tasks|todos) for <topic>",
      ],
    ],
    ({ topic = "" }, clause) => {
      const words = clause.time(topic) === undefined ? readWords(topic) : undefined;
      return words === undefined
        ? undefined
        : found({ query: clause.prepared.restore(words) }, clause);
    },
  ),
  rule(
    [
      [
        "what (is|'s) [still] [open|left] on [my|the|our] <list>",
        "(show|list|read|check) [me] [my|the|our] <list>",
        "what do i need (from|on) [my|the|our] <list>",
        `(show|list) [me] [my|the] tasks (in|on) [my|the] <list>`,
      ],
    ],
    ({ list = "" }, clause) => {
      const name =
        /\blist\b/iu.test(list) || /^groceries$/iu.test(list)
          ? readListName(list, clause)
          : undefined;
      return name === undefined ? undefined : found({ list: name }, clause);
    },
  ),
];

/** The dates a due date must fall between, or why there are none. */
type DueRange =
  | { readonly args: { readonly dueMin?: string; readonly dueMax?: string } }
  | { readonly refused: string };

/** The range a due date must fall in. */
export function dueRange(when: string, clause: Clause): DueRange | undefined {
  const time = readOnlyTime(when, clause);
  if (time?.fault !== undefined) return { refused: time.fault };
  const date = time?.date ?? time?.upcoming?.date;
  if (date === undefined || time?.recurrence !== undefined || time?.bound === "after")
    return undefined;
  if (time?.bound === "before") return { args: { dueMax: date } };
  return { args: { dueMin: date, dueMax: time?.endDate ?? date } };
}

function listTasks(when: string | undefined, clause: Clause): Built | undefined {
  const due = when === undefined ? { args: {} } : dueRange(when, clause);
  if (due === undefined) return undefined;
  if ("refused" in due) return refuse(due.refused);
  const { dueMin, dueMax } = due.args;
  // What is late is still to be done today.
  return found(
    {
      ...(dueMin !== undefined && dueMin !== today(clause) && { dueMin }),
      ...(dueMax !== undefined && { dueMax }),
    },
    clause,
  );
}

function found(args: Record<string, Json>, clause: Clause): Built {
  return {
    kind: "draft",
    goal: "Tasks",
    steps: [{ id: clause.stepId("list"), tool: "tasks_list", args }],
  };
}
