import { randomUUID } from "node:crypto";

import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { Reminder } from "../../src/domain/reminder.ts";
import { CalendarEvent, MailMessage, Task } from "../../src/domain/resources.ts";
import type { Service } from "../../src/domain/service.ts";
import { SERVICE_TITLES } from "../../src/domain/service.ts";
import type { Toolbox, ToolContext } from "../../src/domain/tool.ts";
import { toRfc3339 } from "../calendar-event.ts";
import { presentEvents } from "../calendar-presentation.ts";
import { showList } from "../presentation.ts";
import type { Reader } from "../presentation.ts";
import { showTask } from "../task-presentation.ts";
import { revealLine, shorten } from "../visible-text.ts";

/** It goes into a text message: nobody reads more of a day there. */
const MOST_EVENTS = 20;
const MOST_TASKS = 10;
const MOST_UNREAD = 20;
const LONGEST_TITLE = 80;
/** What cannot be read by then is told without. */
const DEADLINE_MS = 20_000;

export interface BriefReader {
  readonly toolbox: Toolbox;
  readonly context: ToolContext;
  readonly logger: Logger;
}

/**
 * What a day holds: its events, tasks due, and how much mail is unread. Reads alone are made, and what others wrote in
 * what they find is shown, shortened and with what is hidden in it written out, and goes nowhere else.
 */
export async function readBrief(
  { at, brief }: { readonly at: string; readonly brief: NonNullable<Reminder["brief"]> },
  reader: BriefReader,
): Promise<string[]> {
  const day = dayOf(at, brief, reader.context);
  const parts = await Promise.all([
    part("calendar", reader, async () => eventsOn(day, reader)),
    part("tasks", reader, async () => tasksDue(day, reader)),
    brief === "today" ? part("gmail", reader, async () => unreadMail(reader)) : [],
  ]);
  return parts.flat();
}

/** The day that was meant when it was to be told; where that is over, the one it is. */
function dayOf(
  at: string,
  brief: NonNullable<Reminder["brief"]>,
  { now, timezone }: ToolContext,
): Temporal.PlainDate {
  const dayAt = (instant: string): Temporal.PlainDate =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDate();
  const meant = dayAt(at).add({ days: brief === "tomorrow" ? 1 : 0 });
  const today = dayAt(now);
  return Temporal.PlainDate.compare(meant, today) < 0 ? today : meant;
}

/** What stands in the way of one part is said, and keeps no other from being told. */
async function part(
  service: Service,
  { logger }: BriefReader,
  read: () => Promise<string[]>,
): Promise<string[]> {
  try {
    return await read();
  } catch (cause) {
    const { code } = toAssistantError(cause);
    const isLeftOut = code === "ERR_NOT_CONNECTED" && service !== "calendar";
    if (isLeftOut) return [];
    logger.warn({ code, service }, "a part of a brief could not be read");
    const why = code === "ERR_NOT_CONNECTED" ? "it is not connected" : "it could not be read now";
    return [`I can't tell what is in your ${SERVICE_TITLES[service]}: ${why}.`];
  }
}

async function eventsOn(day: Temporal.PlainDate, reader: BriefReader): Promise<string[]> {
  const { timezone } = reader.context;
  const startOf = (date: Temporal.PlainDate): string =>
    toRfc3339(date.toZonedDateTime(timezone).toInstant(), timezone);
  const window = { timeMin: startOf(day), timeMax: startOf(day.add({ days: 1 })) };
  const found = await call(reader, "calendar_list_events", {
    ...window,
    maxResults: MOST_EVENTS + 1,
  });
  const { events } = z.object({ events: z.array(CalendarEvent) }).parse(found);
  const shown = events
    .filter(({ myResponse }) => myResponse !== "declined")
    .slice(0, MOST_EVENTS)
    .map((event) => ({ ...event, summary: harmless(event.summary) }));
  const more = events.length > MOST_EVENTS ? ["- and more"] : [];
  return [[presentEvents(window, shown, reader.context), ...more].join("\n")];
}

async function tasksDue(day: Temporal.PlainDate, reader: BriefReader): Promise<string[]> {
  const found = await call(reader, "tasks_list", { dueMax: day.toString() });
  const { tasks } = z.object({ tasks: z.array(Task) }).parse(found);
  if (tasks.length === 0) return [];
  const shown = tasks.slice(0, MOST_TASKS).map((task) => showDueTask(task, reader.context));
  const rest = tasks.length - shown.length;
  return [showList("Tasks due:", [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])], "")];
}

function showDueTask({ notes: _notes, ...task }: Task, reader: Reader): string {
  return showTask({ ...task, title: harmless(task.title) }, reader, false);
}

async function unreadMail(reader: BriefReader): Promise<string[]> {
  const found = await call(reader, "email_search", { unread: true, maxResults: MOST_UNREAD + 1 });
  const { messages } = z.object({ messages: z.array(MailMessage) }).parse(found);
  if (messages.length === 0) return [];
  const count = messages.length > MOST_UNREAD ? `more than ${MOST_UNREAD}` : messages.length;
  return [`Unread mail: ${count}.`];
}

async function call(
  { toolbox, context }: BriefReader,
  tool: "calendar_list_events" | "tasks_list" | "email_search",
  args: Record<string, Json>,
): Promise<Json> {
  return await toolbox.call({
    tool,
    args,
    context,
    idempotencyKey: randomUUID(),
    commandId: "",
    origins: [],
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}

function harmless(text: string): string {
  return shorten(revealLine(text), LONGEST_TITLE);
}
