import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { Reminder } from "../src/domain/reminder.ts";
import { defineTool } from "./definition.ts";
import type { RunContext, ToolDefinition } from "./definition.ts";
import { digest } from "./digest.ts";
import { CancelReminder, ChangeReminder, ListReminders, SetReminder } from "./inputs.ts";
import { showArgument, showList, showMoment } from "./presentation.ts";
import { continueFrom, moveByDays } from "./recurrence.ts";
import { checkTimes, timeAfter } from "./reminders/times.ts";
import { nameOfReminder, presentSet, showReminder, showWhen } from "./reminders/wording.ts";

const Output = z.object({ reminder: Reminder });
const ChangeOutput = Output.extend({ former: Reminder });
const FormerReminder = z.strictObject({ reminder: Reminder });

/** What Errand itself tells the user later: words of their own, or what a day holds. */
export const reminderTools: readonly ToolDefinition[] = [
  defineTool({
    name: "assistant_set_reminder",
    service: "assistant",
    effect: "write",
    description: "Tell the user something later: their own words, or a brief of a day. Not a task.",
    input: SetReminder,
    output: Output,
    async run(input, _provider, context) {
      const reminder = toReminder(input, context);
      checkTimes(reminder, context.now);
      if (reminder.channel === "sms" && !(await context.reminders.canText(context.userId))) {
        throw new AssistantError(
          "ERR_TOOL_REJECTED",
          "I have no phone number of yours to text. Link your phone first, or let me remind you here.",
        );
      }
      return await added(reminder, context);
    },
    title({ text, brief, at }) {
      const when = typeof at === "string" ? ` at ${showWallClock(at)}` : "";
      return brief === undefined
        ? `Remind you${when}: ${showArgument(text)}`
        : `Tell you about ${brief === "today" ? "your day" : "the next day"}${when}`;
    },
    present: ({ output: { reminder }, context }) => presentSet(reminder, context),
  }),
  defineTool({
    name: "assistant_list_reminders",
    service: "assistant",
    effect: "read",
    description: "List what is set, soonest first.",
    input: ListReminders,
    output: z.object({ reminders: z.array(Reminder) }),
    async run({ timeMin, timeMax }, _provider, { userId, reminders }) {
      const [from, to] = [Date.parse(timeMin ?? ""), Date.parse(timeMax ?? "")];
      const all = await reminders.all(userId);
      return {
        reminders: all.filter(({ at }) => !(Date.parse(at) < from) && !(Date.parse(at) >= to)),
      };
    },
    title: () => "List your reminders",
    present: ({ args, output: { reminders }, context }) =>
      showList(
        "Your reminders:",
        reminders.map((reminder) => showReminder(reminder, context)),
        args.timeMin === undefined && args.timeMax === undefined
          ? "You have no reminders."
          : "You have no reminders in that time.",
      ),
  }),
  defineTool({
    name: "assistant_change_reminder",
    service: "assistant",
    effect: "write",
    description: "Move it, or change its words or how often.",
    input: ChangeReminder,
    output: ChangeOutput,
    entityFields: { reminderId: "reminder" },
    async run({ reminderId, ...changes }, _provider, { userId, effectId, now, reminders }) {
      const { former, reminder } = await reminders.change(userId, effectId, (all) => {
        const found = findIn(all, reminderId);
        const changed = withChanges(found, changes, now);
        checkTimes(changed, now);
        return { former: found, reminder: changed };
      });
      if (former === undefined || reminder === undefined) throw gone();
      return { former, reminder };
    },
    title: ({ reminderId }) => `Change ${nameOf(reminderId)}`,
    present({ output: { reminder }, context }) {
      return `Changed: ${nameOfReminder(reminder)}, now ${showWhen(reminder, context)}.`;
    },
  }),
  defineTool({
    name: "assistant_cancel_reminder",
    service: "assistant",
    effect: "write",
    description: "Cancel it for good.",
    input: CancelReminder,
    output: Output,
    entityFields: { reminderId: "reminder" },
    async run({ reminderId }, _provider, { userId, effectId, reminders }) {
      const { former } = await reminders.change(userId, effectId, (all) => ({
        former: findIn(all, reminderId),
      }));
      if (former === undefined) throw gone();
      return { reminder: former };
    },
    title: ({ reminderId }) => `Cancel ${nameOf(reminderId)}`,
    present: ({ output: { reminder }, context }) =>
      `Cancelled the reminder: ${nameOfReminder(reminder)}, which was for ${showMoment(reminder.at, context)}.`,
  }),
];

/** Makes a reminder what it was: how its cancelling or changing is taken back. */
export const putBackReminder = defineTool({
  name: "assistant_put_back_reminder",
  service: "assistant",
  effect: "write",
  forUndo: true,
  description: "Make a reminder what it was.",
  input: FormerReminder,
  output: Output,
  async run({ reminder }, _provider, context) {
    const now = Date.parse(context.now);
    const at = Date.parse(reminder.at) > now ? reminder.at : timeAfter(reminder, now);
    if (at === undefined) {
      throw new AssistantError("ERR_TOOL_REJECTED", "Its time has passed meanwhile.");
    }
    return await added({ ...reminder, at }, context);
  },
  title: ({ reminder }) =>
    `Put the reminder ${reminder === undefined ? "" : nameOfReminder(reminder)} back`,
  present: ({ output: { reminder }, context }) => `Put back. ${presentSet(reminder, context)}`,
});

async function added(
  reminder: Reminder,
  { userId, effectId, reminders }: RunContext,
): Promise<z.infer<typeof Output>> {
  const change = await reminders.change(userId, effectId, (all) => {
    const former = all.find(({ id }) => id === reminder.id);
    return { reminder, ...(former && { former }) };
  });
  if (change.reminder === undefined) throw gone();
  return { reminder: change.reminder };
}

function toReminder(input: z.infer<typeof SetReminder>, context: RunContext): Reminder {
  const { text, brief, at, recurrence, timezone = context.timezone, by } = input;
  const { sessionId, channel = "websocket", effectId, origins } = context;
  const isOutside = origins.some(({ arg, origin }) => arg === "text" && origin?.kind !== "user");
  if (sessionId === undefined) throw new Error("A reminder that was asked for in no session.");
  return {
    id: digest(effectId).slice(0, 22),
    ...(text !== undefined && { text }),
    ...(brief !== undefined && { brief }),
    ...(isOutside && { isOutside }),
    at,
    start: at,
    ...(recurrence !== undefined && { recurrence }),
    timezone,
    sessionId,
    channel: by ?? channel,
  };
}

/** A series that is moved is one from its next time on. */
function withChanges(
  reminder: Reminder,
  changes: Omit<z.infer<typeof ChangeReminder>, "reminderId">,
  now: string,
): Reminder {
  const { text, date, time, shiftMinutes, recurrence } = changes;
  if (text !== undefined && reminder.brief !== undefined) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", "A brief has no words to change.");
  }
  const changed = {
    ...reminder,
    ...(text !== undefined && { text }),
    ...(recurrence !== undefined && { recurrence }),
  };
  const planned = Temporal.Instant.from(reminder.at).toZonedDateTimeISO(reminder.timezone);
  const day = date === undefined ? planned.toPlainDate() : Temporal.PlainDate.from(date);
  const moved = day
    .toZonedDateTime({ timeZone: reminder.timezone, plainTime: time ?? planned.toPlainTime() })
    .add({ minutes: shiftMinutes ?? 0 });
  if (moved.equals(planned)) return changed;
  // "Move my 5pm to 4", said after 4: only the hour was said, so it is the next such hour that is meant.
  const isPast = moved.epochMilliseconds <= Date.parse(now);
  const meant = isPast && date === undefined && time !== undefined ? moved.add({ days: 1 }) : moved;
  const at = meant.toString({ timeZoneName: "never", smallestUnit: "second" });
  return { ...changed, at, start: at, ...ruleFrom(changed, daysBetween(planned, meant)) };
}

/** What is left of a series' rule where it goes on so many days later each time. */
function ruleFrom({ at, recurrence, start, timezone }: Reminder, days: number) {
  if (recurrence === undefined) return {};
  const left = continueFrom({ lines: recurrence, start, timezone }, at);
  return { recurrence: moveByDays(left, days) };
}

function daysBetween(from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime): number {
  return from.toPlainDate().until(to.toPlainDate()).days;
}

function findIn(all: readonly Reminder[], reminderId: string): Reminder {
  const found = all.find(({ id }) => id === reminderId);
  if (found === undefined) throw gone();
  return found;
}

function gone(): AssistantError {
  return new AssistantError(
    "ERR_NOT_FOUND",
    "That reminder is not there any more: it was told already, or cancelled.",
  );
}

/** What stands for a reminder in a title: the user's own words for it, never its id. */
function nameOf(reminderId: unknown): string {
  return typeof reminderId === "string"
    ? "the reminder"
    : `the reminder “${showArgument(reminderId)}”`;
}

/** As it is written: a title is made before it is known who reads it, and the user's own zone is in it. */
function showWallClock(moment: string): string {
  const wall = moment.replace(/(?:Z|[+-]\d{2}:\d{2})$/u, "Z");
  return showMoment(wall, { timezone: "UTC", now: wall });
}
