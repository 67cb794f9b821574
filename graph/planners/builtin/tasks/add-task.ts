import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { beginsWithCommand } from "../clauses.ts";
import type { Built } from "../draft.ts";
import { EVENT_WORDS, TASK } from "../lexicon.ts";
import { isQuotation } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readOnlyTime, withoutTime } from "../times.ts";
import { readTitle, trimEdges } from "../title.ts";
import { readListName } from "./list-name.ts";

const ADD = "(add|put|create|make|write|save|note down)";
const MY_TASKS = "[my|the] (tasks|task list|todo list|todos|todo|list of tasks|list)";

/** "and a task to ...": the same again. */
const AND_ANOTHER = /\s*,?\s+and\s+(?:(?:a|an|another)\s+)?(?:new\s+)?(?:task|todo)\s+(?:to\s+)?/iu;
/** A second thing to be made, which a title would swallow. */
const AND_OTHER = /\band (?:a|an|another) (?:new )?(?:event|meeting|contact)\b/iu;
const AND = /\s*,?\s+and\s+/giu;

/** Commands that put something on a task list. */
export const addTaskRules: readonly Rule[] = [
  rule(
    [
      [
        `(add|create|make|new) [a|an] [new] ${TASK} [with (notes|note|a note)] [to|called|:] <title>`,
      ],
      [
        "[,] with [a|the] (note|notes) [:|saying|that says] <notes>",
        ", (note|notes) [:] <notes>",
        "(note|notes) : <notes>",
      ],
    ],
    ({ title = "", notes = "" }, clause) => {
      const built = addTasks(title, undefined, clause, false, true);
      if (built?.kind !== "draft") return built;
      for (const step of built.steps) step.args["notes"] = clause.prepared.restore(notes);
      return built;
    },
  ),
  rule([`${TASK} (for|due|by) <when> : <title>`], ({ title = "", when = "" }, clause) =>
    readOnlyTime(when, clause) === undefined
      ? undefined
      : addTasks(`${title} ${when}`, undefined, clause, false, true),
  ),
  rule(
    [
      [
        `${ADD} <title> (to|on|onto|in) ${MY_TASKS} [<when>]`,
        `${ADD} (to|on) ${MY_TASKS} [:] <title>`,
      ],
    ],
    ({ title = "", when = "" }, clause) =>
      when !== "" && readOnlyTime(when.replace(/^due\s+/iu, ""), clause) === undefined
        ? undefined
        : addTasks(`${title} ${when}`, undefined, clause, false),
  ),
  rule(
    [`${ADD} <title> (to|on|onto|in) [my|the|our] <list> [due <when>]`],
    ({ title = "", list = "", when = "" }, clause) => {
      if (/\b(?:to|on|in)\s+(?:my\s+|the\s+)?\p{L}+\s+and\b/iu.test(title)) return undefined;
      const name = readListName(list, clause);
      return name === undefined
        ? undefined
        : addTasks(
            when === "" ? title : `${title} ${when}`,
            name,
            clause,
            /groc|shopping|packing/iu.test(list) || title.includes(","),
          );
    },
  ),
  rule(
    [
      [
        `(add|create|make|new|set up|i need) [a|an|another|the] [new] ${TASK} [to|called|titled|named|for|:] <title>`,
        "(todo|task) : <title>",
        `add (to) : <title>`,
      ],
    ],
    ({ title = "" }, clause) => addTasks(title, undefined, clause, false, true),
  ),
  rule(
    [
      [
        `${TASK} <title>`,
        `(jot down|note down|note) [a] ${TASK} [to|:] <title>`,
        "<title> , [please] (add|put) (it|this|that) (to|on) [my|the] (tasks|task list|todo list|todos|todo|list)",
        "<title> [,] [please] (add|put) [it|this|that] (to|on) [my|the] (tasks|task list|todo list|todos|todo|list)",
        "i (need|have) to <title> (add|put) (it|this|that) (to|on) [my|the] (tasks|task list|todo list|todos|todo|list)",
      ],
    ],
    ({ title = "" }, clause) =>
      /^(?:list|lists|items?|due|is|are|for|in|on|done)\b/iu.test(title) ||
      (EVENT_WORDS.test(title) && !beginsWithCommand(title))
        ? undefined
        : addTasks(title.replace(/^i (?:need|have) to /iu, ""), undefined, clause, false, true),
  ),
  rule([`(add|create|make|new) [a|an|another] [new] ${TASK}`], (_slots, clause) => {
    const answer = clause.answer("title");
    return answer === undefined || answer.text === ""
      ? clause.ask("title", "What is the task?")
      : (addTasks(answer.text, undefined, { ...clause, prepared: answer }, false) ??
          clause.ask("title", "What is the task?"));
  }),
];

/** "buy milk and call mom" is two things to do, "buy milk and eggs" is one. */
function tasksIn(words: string, isOne: boolean): readonly string[] {
  const another = words.split(AND_ANOTHER);
  if (another.length > 1 || isOne) return another;
  const [first = "", ...others] = words.split(AND);
  const areCommands = others.length > 0 && [first, ...others].every(beginsWithVerb);
  return areCommands ? [first, ...others] : [words];
}

function beginsWithVerb(words: string): boolean {
  return (
    beginsWithCommand(words) ||
    /^(?:buy|get|pay|pick up|renew|clean|wash|fix|return|water|feed|walk|take out|submit|file|print|sign|charge|drop off|sweep|fold|iron|cook|bake|study|pack|ship|refill|vacuum|mow|sort|prepare|fill)\b/iu.test(
      words,
    )
  );
}

function addTasks(
  words: string,
  list: Json | undefined,
  clause: Clause,
  several: boolean,
  isOpen = false,
): Built | undefined {
  const quoted = isQuotation(words.trim());
  const time = quoted ? undefined : clause.time(words);
  if (time?.fault !== undefined) return refuse(time.fault);
  if (time?.recurrence !== undefined)
    return refuse(
      "Tasks cannot repeat yet. I can add it once, or a repeating event to your calendar.",
    );
  if (time?.shiftMinutes !== undefined || time?.endDate !== undefined) return undefined;
  if (/^(?:with|from|that|which)\b/iu.test(trimEdges(words))) return undefined;
  const due = time?.date ?? time?.upcoming?.date;
  const parts = several ? words.split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu) : tasksIn(words, isOpen);
  // "call mom and email her": what "her" is stands in another task.
  if (parts.length > 1 && !several && /\b(?:it|him|her|them)\b/iu.test(words)) return undefined;
  if (
    parts.length > 1 &&
    !several &&
    time !== undefined &&
    clause.time(parts[0] ?? "") === undefined
  )
    return undefined;
  const titles = parts.map((part) =>
    readTitle(
      trimEdges(
        withoutTime(part, quoted ? undefined : clause.time(part)).replace(/^due\s*:?\s+/iu, ""),
      ),
      clause,
    ),
  );
  if (
    AND_OTHER.test(words) ||
    titles.some((title) => title === undefined) ||
    (list === undefined && /^(?:event|contact)\b/iu.test(words))
  )
    return undefined;
  const id = clause.stepId("create_task");
  const assumed =
    time?.time === undefined ? [] : ["Google Tasks keeps only the day, not the time."];
  return {
    kind: "draft",
    goal: `Add to tasks: ${titles.join(", ")}`,
    steps: titles.map((title, i) => ({
      id: i === 0 ? id : `${id}_${i + 1}`,
      tool: "tasks_create",
      args: {
        title: title ?? "",
        ...(due !== undefined && { due }),
        ...(list !== undefined && { list }),
      },
    })),
    assumed: [...(time?.assumed ?? []), ...assumed],
    openEnded: isOpen && !quoted,
  };
}
