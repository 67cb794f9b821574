import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { EVENT_WORDS, TASK } from "../lexicon.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readMention } from "../thing.ts";
import { readOnlyTime } from "../times.ts";
import { readTitle } from "../title.ts";
import { dueRange } from "./list-tasks.ts";
import { readListName } from "./list-name.ts";

const DONE = "(done|complete|completed|finished)";
const MY_TASKS = "[my|the] (tasks|task list|todo list|todos|list)";
const STARTS_CHORE =
  /^(?:buy|pay|pick up|renew|clean|wash|fix|return|water|feed|walk|submit|file|print|sign|call|text|order|book|finish|write|email)\s(?!.*\s(?:as|not|be|get|is|are|was)$)/iu;
const NOT_TASK = /\b(?:emails?|mails?|messages?|meetings?|events?|contacts?|calendar|inbox)\b/iu;

/** Commands that complete, change or delete a task there is. */
export const changeTaskRules: readonly Rule[] = [
  rule(
    [
      [
        "(complete|finish|check off|tick off|close) all [of] [my|the] tasks [(due|for)] [<when>]",
        `mark all [of] [my|the] tasks [(due|for)] [<when>] [as] ${DONE}`,
      ],
    ],
    ({ when }, clause) => each("complete", "tasks_complete", when, clause),
  ),
  rule([["delete all [of] [my|the] tasks (due|for) <when>"]], ({ when }, clause) =>
    each("delete", "tasks_delete", when, clause),
  ),
  rule(
    [
      [
        `(complete|finish|check off|tick off|cross off) [the|my] ${TASK} <task>`,
        `(mark|set) [the|my] ${TASK} <task> [as] ${DONE}`,
        `(complete|finish) [the|my] <task> ${TASK}`,
        `mark [the|my] <task> ${TASK} [as] ${DONE}`,
        `mark <task> [as] ${DONE}`,
        `[the|my] <task> ${TASK} is ${DONE}`,
        `set [the|my] <task> [task] to ${DONE}`,
        "i've (done|finished|completed) [the|my] <task> [task]",
        "(i|i've) (finished|did|done|completed) <task> [,] (check|tick|cross|mark) it (off|done|as done|complete)",
        `cross [the|my] <task> off [my|the] <list>`,
        "(check off|tick off|cross off) <task> [(on|from|off) [my|the] (list|tasks|todo list)]",
        "(check|tick|cross) <task> off [my|the|my todo] [list|tasks]",
        "complete <task>",
        `(close|close out) [the|my] <task> ${TASK}`,
        `${TASK} <task> is [now] ${DONE}`,
        `[${TASK}] done : <task>`,
        "(i finished|i've finished|i completed|i am done with|i'm done with|done with) [the|my] <task>",
      ],
    ],
    ({ task = "", list }, clause) =>
      list !== undefined && readListName(list, clause) === undefined
        ? undefined
        : one("complete", "tasks_complete", task, {}, clause),
  ),
  rule([[`<task> is [now] ${DONE}`, "<task> [:|,] (done|finished)"]], ({ task = "" }, clause) =>
    // "call mom is done": only what is called like a thing to do is a task.
    STARTS_CHORE.test(task) ? one("complete", "tasks_complete", task, {}, clause) : undefined,
  ),
  rule([[`<task> is [now] due [on|by] <when>`]], ({ task = "", when = "" }, clause) => {
    const time = readOnlyTime(when, clause);
    const isDay = time?.date !== undefined && time.endDate === undefined;
    return isDay && STARTS_CHORE.test(task)
      ? one("update", "tasks_update", task, { due: time.date ?? "" }, clause)
      : undefined;
  }),
  rule(
    [
      [
        "add (a note|notes|the note) to [the|my] [task] <task> (saying|:) <notes>",
        "add (a note|notes|the note) to [the|my] <task> task (saying|:) <notes>",
      ],
    ],
    ({ task = "", notes = "" }, clause, text) =>
      /\btask\b/iu.test(text)
        ? one(
            "update",
            "tasks_update",
            task.replace(/\s+task$/iu, ""),
            { notes: clause.prepared.restore(notes) },
            clause,
          )
        : undefined,
    ["notes"],
  ),
  rule(
    [
      [
        `(delete|remove|drop|scratch|get rid of) [the|my] ${TASK} [about] <task>`,
        `(delete|remove|drop|scratch|get rid of) [the|my] <task> task`,
        `(delete|remove|drop|take|scratch|get) <task> [away] (from|off) ${MY_TASKS}`,
      ],
    ],
    ({ task = "" }, clause) => one("delete", "tasks_delete", task, {}, clause),
  ),
  rule(
    ["(delete|remove|take) <task> [away] (from|off) [my|the|our] <list>"],
    ({ task = "", list = "" }, clause) =>
      readListName(list, clause) === undefined
        ? undefined
        : one("delete", "tasks_delete", task, {}, clause),
  ),
  rule(
    [
      [
        `rename [the|my] ${TASK} <task> (to|as) <title>`,
        `rename [the|my] <task> ${TASK} (to|as) <title>`,
        `change the ${TASK} <task> to <title>`,
        `change the title of [the|my] ${TASK} <task> to <title>`,
      ],
    ],
    ({ task = "", title = "" }, clause) => {
      const name = readTitle(title, clause);
      return name === undefined
        ? undefined
        : one("update", "tasks_update", task, { title: name }, clause);
    },
  ),
  rule(
    [
      [
        "(change|set|move|push) [the|a|my] due date (of|for|on) [the|my] [task] <task> to <when>",
        "set (a|the) due date of <when> (for|on) [the|my] <task> [task]",
        "[the] due date (of|for) [the|my] <task> is [now] <when>",
        `[the|my] <task> ${TASK} is [now] due [on] <when> [now]`,
        `(move|push|reschedule|postpone|shift) [the|my] ${TASK} <task> (to|until) <when>`,
        `(move|push|reschedule|postpone) [the|my] <task> task (to|until) <when>`,
        `(make|set) [the|my] [task] <task> due [on|by] <when>`,
      ],
    ],
    ({ task = "", when = "" }, clause) => {
      const time = readOnlyTime(when, clause);
      if (time?.fault !== undefined) return refuse(time.fault);
      return time?.date === undefined || time.endDate !== undefined || time.recurrence !== undefined
        ? undefined
        : one("update", "tasks_update", task, { due: time.date }, clause);
    },
  ),
];

function one(
  id: string,
  tool: string,
  words: string,
  changes: Record<string, Json>,
  clause: Clause,
): Built | undefined {
  if (NOT_TASK.test(words) || /^(?:all|every|everything|both)\b/iu.test(words)) return undefined;
  if (tool === "tasks_delete" && EVENT_WORDS.test(words) && clause.time(words) !== undefined)
    return undefined;
  const taskId = readMention(words, "task", clause);
  if (taskId === undefined) return undefined;
  return {
    kind: "draft",
    goal: `${id} task ${clause.prepared.restore(words)}`,
    steps: [{ id: clause.stepId(id), tool, args: { taskId, ...changes } }],
  };
}

function each(
  id: string,
  tool: string,
  when: string | undefined,
  clause: Clause,
): Built | undefined {
  const due = when === undefined ? { args: {} } : dueRange(when, clause);
  if (due === undefined) return undefined;
  if ("refused" in due) return refuse(due.refused);
  const find = clause.stepId("find");
  return {
    kind: "draft",
    goal: `${id} all tasks ${when ?? ""}`.trim(),
    steps: [
      { id: find, tool: "tasks_list", args: due.args },
      {
        id: clause.stepId(id),
        tool,
        forEach: `${find}.tasks[?!completed]`,
        args: { taskId: { $ref: "item.id" } },
      },
    ],
  };
}
