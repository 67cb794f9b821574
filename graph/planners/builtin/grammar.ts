import { changeEventRules } from "./calendar/change-event.ts";
import { createEventRules } from "./calendar/create-event.ts";
import { deleteEventRules } from "./calendar/delete-event.ts";
import { freeTimeRules } from "./calendar/free-time.ts";
import { listEventsRules } from "./calendar/list-events.ts";
import { respondRules } from "./calendar/respond-to-event.ts";
import type { Clause } from "./clause.ts";
import { contactRules } from "./contacts/contacts.ts";
import type { Built } from "./draft.ts";
import { answerMailRules } from "./email/answer-mail.ts";
import { readMailRules } from "./email/read-mail.ts";
import { sendMailRules } from "./email/send-mail.ts";
import { sortMailRules } from "./email/sort-mail.ts";
import { CONDITION } from "./lexicon.ts";
import { matchPattern, tokenize } from "./pattern.ts";
import type { Rule } from "./rule.ts";
import { refuse, rule } from "./rule.ts";
import { smallTalkRules } from "./small-talk.ts";
import { addTaskRules } from "./tasks/add-task.ts";
import { changeTaskRules } from "./tasks/change-task.ts";
import { listTasksRules } from "./tasks/list-tasks.ts";

const notYet: readonly Rule[] = [
  rule([["remind me <what>", "set [a|an] [new] reminder [<what>]", "(add|create) [a|an] reminder [<what>]"]], () =>
    refuse("I cannot set reminders yet, but I can add a task: “Add a task to call mom tomorrow”."), ["what"],
  ),
];

/** Every rule there is; where a clause fits several, the first one has it. */
const RULES: readonly Rule[] = [
  ...smallTalkRules,
  ...notYet,
  ...contactRules,
  ...listTasksRules,
  ...sortMailRules,
  ...answerMailRules,
  ...sendMailRules,
  ...readMailRules,
  ...freeTimeRules,
  ...respondRules,
  ...listEventsRules,
  ...changeTaskRules,
  ...addTaskRules,
  ...changeEventRules,
  ...deleteEventRules,
  ...createEventRules,
];

/** What one clause comes to; undefined where no rule accounts for all of its words. */
export function readClause(text: string, clause: Clause): Built | undefined {
  const tokens = tokenize(text);
  let refusal: Built | undefined;
  for (const { patterns, free, build } of RULES) {
    for (const pattern of patterns) {
      for (const slots of matchPattern(pattern, text, tokens)) {
        const isConditional = Object.entries(slots).some(
          ([name, words]) => !free.has(name) && words !== undefined && CONDITION.test(words),
        );
        if (isConditional) continue;
        const built = build(slots, clause, text);
        if (built?.kind === "refuse") refusal ??= built;
        else if (built !== undefined) return built;
      }
    }
  }
  return refusal;
}
