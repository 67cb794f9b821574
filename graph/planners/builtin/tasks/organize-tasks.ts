import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { beginsWithCommand } from "../clauses.ts";
import type { Built } from "../draft.ts";
import { EVENT_WORDS, TASK } from "../lexicon.ts";
import { isQuotation } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readMention } from "../thing.ts";
import { addDays, readOnlyTime, today } from "../times.ts";
import { readTitle, readWords, upperFirst } from "../title.ts";
import { readListName } from "./list-name.ts";

const LIST = "(list|task list|todo list|to-do list)";
const DONE = "(done|complete|completed|finished)";
const NOT_TASK = /\b(?:emails?|mails?|messages?|meetings?|events?|contacts?|calendar|inbox)\b/iu;

/** Commands about lists, subtasks, the order of tasks, notes, and what is done. */
export const organizeTasksRules: readonly Rule[] = [
  rule(
    [
      [
        "(add|create|make|put) <title> as a (subtask|sub-task) (of|to|under|for) [the|my] [task] <parent>",
        "(add|create|make) a [new] (subtask|sub-task) (to|under|for|of) [the|my] [task] <parent> : <title>",
        "(add|create|make) a [new] (subtask|sub-task) <title> (to|under|for|of) [the|my] [task] <parent>",
      ],
    ],
    ({ title = "", parent = "" }, clause) => {
      const name = readTitle(title, clause);
      const task = readTask(parent, clause);
      return name === undefined || task === undefined
        ? undefined
        : step("create_task", "tasks_create", { title: name, parent: task }, clause);
    },
  ),
  rule(
    [
      `(create|make|add|start|set up) [a|an|another] [new] ${LIST} (called|named|titled|:|for) <title>`,
    ],
    ({ title = "" }, clause) => {
      const name = readTitle(title, clause);
      return name === undefined
        ? undefined
        : step("create_list", "tasks_create_list", { title: name }, clause);
    },
  ),
  rule(
    [
      [
        `(create|make|start) (a|an|another) [new] <title> ${LIST}`,
        `new ${LIST} [called|named|:] <title>`,
      ],
    ],
    ({ title = "" }, clause) => {
      const name =
        title.split(" ").length > 3 || beginsWithCommand(title)
          ? undefined
          : readTitle(title, clause);
      return name === undefined || /\b(?:to|of|my|new|task|todo)\b/iu.test(title)
        ? undefined
        : step("create_list", "tasks_create_list", { title: name }, clause);
    },
  ),
  rule([`rename [my|the] <list> (to|as) <title>`], ({ list = "", title = "" }, clause) => {
    const isList = /\blist$/iu.test(list.trim());
    const name = isList ? readListName(list, clause) : undefined;
    const words = readTitle(title.replace(/\s+list$/iu, ""), clause);
    return name === undefined || words === undefined
      ? undefined
      : step("rename_list", "tasks_rename_list", { list: name, title: words }, clause);
  }),
  rule([`(delete|remove) [my|the] <list> ${LIST}`], ({ list = "" }, clause) =>
    readListName(`${list} list`, clause) === undefined
      ? undefined
      : refuse("I do not delete whole lists. I can clear the completed tasks off one."),
  ),
  rule(
    [
      [
        `move [the|my] [${TASK}] <task> [from [my|the] <from>] (to|onto|into) [the|my] <list>`,
        `(move|put) [the|my] <task> ${TASK} (to|onto|into|on) [the|my] <list>`,
        `put [the|my] ${TASK} <task> (on|onto|into|in) [the|my] <list>`,
      ],
    ],
    ({ task: words = "", from, list = "" }, clause, text) => {
      const isList = /\b(?:list|tasks)$/iu.test(list.trim()) || /\btask\b/iu.test(text);
      const name =
        isList && clause.time(list) === undefined ? readListName(list, clause) : undefined;
      const isFrom = from === undefined || readListName(from, clause) !== undefined;
      const task = readTask(words, clause);
      return name === undefined || !isFrom || task === undefined
        ? undefined
        : step("move", "tasks_move", { taskId: task, list: name }, clause);
    },
  ),
  rule(
    [
      [
        `(move|put) [the|my] ${TASK} <task> (to|at) [the] (top|beginning|start) [of [my|the] (list|tasks)]`,
        `(move|put) <task> (to|at) the (top|beginning|start) of [my|the] (list|tasks|todo list|task list)`,
      ],
    ],
    ({ task: words = "" }, clause) => {
      const task = readTask(words, clause);
      return task === undefined ? undefined : step("move", "tasks_move", { taskId: task }, clause);
    },
  ),
  rule(
    [
      `(move|put) [the|my] ${TASK} <task> (below|after|under|right after) [the|my] [${TASK}] <other>`,
    ],
    ({ task: words = "", other = "" }, clause) => {
      const [task, after] = [readTask(words, clause), readTask(other, clause)];
      return task === undefined || after === undefined
        ? undefined
        : step("move", "tasks_move", { taskId: task, after }, clause);
    },
  ),
  rule(
    [
      "(make|turn|move) [the|my] [task] <task> [into] a (subtask|sub-task) of [the|my] [task] <parent>",
    ],
    ({ task: words = "", parent = "" }, clause) => {
      const [task, below] = [readTask(words, clause), readTask(parent, clause)];
      return task === undefined || below === undefined
        ? undefined
        : step("move", "tasks_move", { taskId: task, parent: below }, clause);
    },
  ),
  rule(
    [
      [
        "(uncheck|untick|uncomplete) [the|my] [task] <task>",
        `(reopen|re-open) [the|my] [${TASK}] <task> [task]`,
        `mark [the|my] [task] <task> [as] not ${DONE}`,
        `mark [the|my] [task] <task> [as] (undone|incomplete|open|unfinished) [again]`,
      ],
    ],
    ({ task: words = "" }, clause) => {
      const task = readTask(words, clause);
      const done = isObject(task) ? { ...task, in: "completed" } : undefined;
      return done === undefined
        ? undefined
        : step("reopen", "tasks_reopen", { taskId: done }, clause);
    },
  ),
  rule(
    [
      [
        `(clear|delete|remove) [all] [of] [my|the] ${DONE} (tasks|todos|items) [(from|off|on|in) [my|the] <list>]`,
        `(remove|delete) all [of] [my|the] ${DONE} (tasks|todos|items) [(from|off|on|in) [my|the] <list>]`,
      ],
    ],
    ({ list }, clause) => {
      const name = list === undefined ? undefined : readListName(list, clause);
      if (list !== undefined && name === undefined) return undefined;
      return step(
        "clear",
        "tasks_clear_completed",
        name === undefined ? {} : { list: name },
        clause,
      );
    },
  ),
  rule(
    [
      [
        `(add|attach) [a|the] (note|notes) to [the|my] [task] <task> (:|saying that|saying|that says) <note>`,
        `(note|write) on [the|my] [task] <task> (:|that) <note>`,
      ],
    ],
    ({ task: words = "", note = "" }, clause, text) => {
      if (/'s\b|\bcontact\b/iu.test(words)) return undefined;
      // What is called like an event is one, unless it is said to be a task.
      if (EVENT_WORDS.test(words) && !/\btask\b/iu.test(text)) return undefined;
      const task = readTask(words, clause);
      if (task === undefined) return undefined;
      const changes = { taskId: task, addNotes: textOf(note, clause) };
      return step("update", "tasks_update", changes, clause);
    },
    ["note"],
  ),
  rule(
    [
      `(add|put) <title> (to|on) [my|the] (tasks|task list|todo list|todos|list) with [the|a] (note|notes) [:|saying] <note>`,
    ],
    ({ title = "", note = "" }, clause) => {
      const time = clause.time(title);
      const name = time === undefined ? readTitle(title, clause) : undefined;
      return name === undefined
        ? undefined
        : step("create_task", "tasks_create", { title: name, notes: textOf(note, clause) }, clause);
    },
    ["note"],
  ),
  rule(
    [
      [
        `(show|list|see) [me] [all] [of] [my|the] ${DONE} (tasks|todos)`,
        `(what|which) tasks (have i|did i) (done|complete|completed|finish|finished)`,
        `(what|which) tasks are ${DONE}`,
      ],
    ],
    (_slots, clause) => step("list", "tasks_list", { onlyCompleted: true }, clause),
  ),
  rule(
    [
      [
        "(what|which) [task] lists (do i have|are there)",
        "(show|list|see) [me] [all] [of] [my|the] (task|todo) lists",
        "what are my [task|todo] lists",
      ],
    ],
    (_slots, clause) => step("list", "tasks_list_lists", {}, clause),
  ),
  rule(
    ["(move|push|postpone|reschedule) all [of] [my|the] overdue (tasks|todos) to <when>"],
    ({ when = "" }, clause) => {
      const time = readOnlyTime(when, clause);
      if (time?.fault !== undefined) return refuse(time.fault);
      const isDay = time?.date !== undefined && time.endDate === undefined;
      if (!isDay || time.recurrence !== undefined || time.date === undefined) return undefined;
      const find = clause.stepId("find");
      return {
        kind: "draft",
        goal: `Move overdue tasks to ${when}`,
        steps: [
          { id: find, tool: "tasks_list", args: { dueMax: addDays(today(clause), -1) } },
          {
            id: clause.stepId("update"),
            tool: "tasks_update",
            forEach: `${find}.tasks`,
            args: { taskId: { $ref: "item.id" }, due: time.date },
          },
        ],
      };
    },
  ),
];

function step(id: string, tool: string, args: Record<string, Json>, clause: Clause): Built {
  const goal = `${tool.replace(/^tasks_/u, "").replaceAll("_", " ")}: tasks`;
  return { kind: "draft", goal, steps: [{ id: clause.stepId(id), tool, args }] };
}

function readTask(words: string, clause: Clause): Json | undefined {
  if (NOT_TASK.test(words) || /^(?:all|every|everything|both)\b/iu.test(words.trim()))
    return undefined;
  return readWords(words) === undefined ? undefined : readMention(words, "task", clause);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(words: string, clause: Clause): string {
  return isQuotation(words)
    ? clause.prepared.restore(words)
    : upperFirst(clause.prepared.restoreQuoted(words));
}
