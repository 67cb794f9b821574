import { deleteDataRules } from "./actions/delete-data.ts";
import { listActionsRules } from "./actions/list-actions.ts";
import { changeEventRules } from "./calendar/change-event.ts";
import { createEventRules } from "./calendar/create-event.ts";
import { deleteEventRules } from "./calendar/delete-event.ts";
import { freeTimeRules } from "./calendar/free-time.ts";
import { editEventRules } from "./calendar/edit-event.ts";
import { listEventsRules } from "./calendar/list-events.ts";
import { cutScope, scoped } from "./calendar/series-scope.ts";
import { respondRules } from "./calendar/respond-to-event.ts";
import type { Clause } from "./clause.ts";
import { cutVideoLink, withVideoLink } from "./calendar/video-link.ts";
import { changeContactRules } from "./contacts/change-contact.ts";
import { contactRules } from "./contacts/contacts.ts";
import type { Built } from "./draft.ts";
import { answerMailRules } from "./email/answer-mail.ts";
import { draftMailRules } from "./email/draft-mail.ts";
import { labelMailRules } from "./email/label-mail.ts";
import { readMailRules } from "./email/read-mail.ts";
import { sendMailRules } from "./email/send-mail.ts";
import { sortMailRules } from "./email/sort-mail.ts";
import { CONDITION } from "./lexicon.ts";
import { rememberedPeopleRules } from "./people/remembered-people.ts";
import { manageRemindersRules } from "./reminders/manage-reminders.ts";
import { setBriefRules } from "./reminders/set-brief.ts";
import { setReminderRules } from "./reminders/set-reminder.ts";
import { standingConsentRules } from "./standing-consent.ts";
import { readMatch, tokenize } from "./pattern.ts";
import type { Slots } from "./pattern.ts";
import type { Bare } from "./politeness.ts";
import { isQuotation } from "./prepared-text.ts";
import { indexRules } from "./rule-index.ts";
import { smallTalkRules } from "./small-talk.ts";
import { addTaskRules } from "./tasks/add-task.ts";
import { changeTaskRules } from "./tasks/change-task.ts";
import { listTasksRules } from "./tasks/list-tasks.ts";
import { readByTheirClock } from "./whose-time.ts";
import { organizeTasksRules } from "./tasks/organize-tasks.ts";

/** Every rule there is; where a clause fits several, the first one has it. */
const shapesFor = indexRules([
  ...smallTalkRules,
  ...manageRemindersRules,
  ...setBriefRules,
  ...setReminderRules,
  ...listActionsRules,
  ...deleteDataRules,
  ...rememberedPeopleRules,
  ...standingConsentRules,
  ...changeContactRules,
  ...contactRules,
  ...organizeTasksRules,
  ...listTasksRules,
  ...draftMailRules,
  ...labelMailRules,
  ...sortMailRules,
  ...answerMailRules,
  ...sendMailRules,
  ...readMailRules,
  ...freeTimeRules,
  ...respondRules,
  ...listEventsRules,
  ...editEventRules,
  ...changeTaskRules,
  ...addTaskRules,
  ...changeEventRules,
  ...deleteEventRules,
  ...createEventRules,
]);

/** What one clause comes to; undefined where no rule accounts for all of its words. */
export function readClause(bare: Bare, clause: Clause): Built | undefined {
  const read = (text: string): Built | undefined => readAround({ ...bare, text }, clause);
  const built = readByTheirClock(bare.text, clause, read);
  return built === "not theirs" ? read(bare.text) : built;
}

/** Reads a clause without what may be said anywhere in it: how much of a series is meant, and how people meet. */
function readAround(bare: Bare, clause: Clause): Built | undefined {
  const series = cutScope(bare.text);
  const byVideo = cutVideoLink(bare.text);
  return (
    (series && scoped(readRules({ ...bare, text: series.rest }, clause), series, clause)) ??
    (byVideo === undefined
      ? undefined
      : withVideoLink(readRules({ ...bare, text: byVideo }, clause))) ??
    readRules(bare, clause)
  );
}

function readRules({ text, ending }: Bare, clause: Clause): Built | undefined {
  const words = tokenize(text);
  const mayBeConditional = CONDITION.test(text);
  for (const { rule, pattern } of shapesFor(words)) {
    const built = readMatch(pattern, words, (slots) =>
      mayBeConditional && isConditional(slots, rule.free)
        ? undefined
        : rule.build(withEnding(slots, rule.free, text, ending), clause, text),
    );
    if (built !== undefined) return built;
  }
  return undefined;
}

/** Whether a condition or a refusal stands in words that are no free text. */
function isConditional(slots: Slots, free: ReadonlySet<string>): boolean {
  return Object.entries(slots).some(
    ([name, words]) => !free.has(name) && words !== undefined && CONDITION.test(words),
  );
}

/** Free text goes on to the end of what was written, marks and thanks included. */
function withEnding(slots: Slots, free: ReadonlySet<string>, text: string, ending: string): Slots {
  if (ending === "" || free.size === 0) return slots;
  const extended: Record<string, string | undefined> = {};
  for (const [name, words] of Object.entries(slots)) {
    const isLast =
      words !== undefined && free.has(name) && text.endsWith(words) && !isQuotation(words);
    extended[name] = isLast ? words + ending : words;
  }
  return extended;
}
