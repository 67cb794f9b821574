import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
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

/** A second thing to be made, which a title would swallow. */
const AND_ANOTHER = /\band (?:a|an|another) (?:new )?(?:task|todo|event|meeting|contact)\b/iu;

/** Commands that put something on a task list. */
export const addTaskRules: readonly Rule[] = [
  rule(
    [
      [
        `${ADD} <title> (to|on|onto|in) ${MY_TASKS} [<when>]`,
        `${ADD} (to|on) ${MY_TASKS} : <title>`,
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
        "i (need|have) to <title> (add|put) (it|this|that) (to|on) [my|the] (tasks|task list|todo list|todos|todo|list)",
      ],
    ],
    ({ title = "" }, clause) =>
      /^(?:list|lists|items?|due|is|are|for|in|on)\b/iu.test(title) || EVENT_WORDS.test(title)
        ? undefined
        : addTasks(title.replace(/^i (?:need|have) to /iu, ""), undefined, clause, false, true),
  ),
  rule(
    [
      `(add|create|make|new) [a|an] [new] ${TASK} [to|called|:] <title> [,] (with [a|the] (note|notes)|notes|note) [:] <notes>`,
    ],
    ({ title = "", notes = "" }, clause) => {
      const built = addTasks(title, undefined, clause, false, true);
      if (built?.kind !== "draft") return built;
      for (const step of built.steps) step.args["notes"] = clause.prepared.restore(notes);
      return built;
    },
  ),
  rule([`(add|create|make|new) [a|an|another] [new] ${TASK}`], (_slots, clause) => {
    const answer = clause.answer("title");
    return answer === undefined || answer.text === ""
      ? clause.ask("title", "What is the task?")
      : (addTasks(answer.text, undefined, { ...clause, prepared: answer }, false) ??
          clause.ask("title", "What is the task?"));
  }),
];

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
  if (/^(?:with|from|that|which)\b/iu.test(trimEdges(words)) || AND_ANOTHER.test(words))
    return undefined;
  const due = time?.date ?? time?.upcoming?.date;
  const titles = (several ? words.split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu) : [words]).map((part) =>
    readTitle(
      trimEdges(
        withoutTime(part, quoted ? undefined : clause.time(part)).replace(/^due\s*:?\s+/iu, ""),
      ),
      clause,
    ),
  );
  if (
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
