import { actionsDoneTools } from "./actions-done.ts";
import { calendarTools } from "./calendar.ts";
import { contactTools } from "./contacts.ts";
import type { ToolDefinition } from "./definition.ts";
import { emailTools } from "./email.ts";
import { acquaintanceLookups } from "./acquaintances.ts";
import { ownDataTools } from "./own-data.ts";
import { recallTool } from "./hold/recall.ts";
import { putBackContact } from "./put-back/contacts.ts";
import { putBackDraft } from "./put-back/drafts.ts";
import { restoreEvent } from "./put-back/events.ts";
import { putBackTask } from "./put-back/tasks.ts";
import { putBackReminder, reminderTools } from "./reminders.ts";
import { rememberedPeopleTools } from "./remembered-people.ts";
import { standingConsentTools } from "./standing-consent.ts";
import { taskTools } from "./tasks.ts";

/** Every tool there is, by the name that plans use. */
export const catalog: ReadonlyMap<string, ToolDefinition> = byName([
  ...calendarTools,
  ...emailTools,
  recallTool,
  restoreEvent,
  putBackTask,
  putBackContact,
  putBackDraft,
  ...taskTools,
  ...contactTools,
  ...reminderTools,
  putBackReminder,
  ...rememberedPeopleTools,
  ...standingConsentTools,
  ...actionsDoneTools,
  ...ownDataTools,
]);

/** Reads that only the program itself makes, in looking for people: no planner sees them. */
export const lookups: ReadonlyMap<string, ToolDefinition> = byName(acquaintanceLookups);

function byName(tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolDefinition> {
  return new Map(tools.map((tool) => [tool.name, tool]));
}
