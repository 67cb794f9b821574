import { z } from "zod";

import type { Exchange, Referent } from "../src/domain/conversation.ts";
import type { StepResult } from "../src/domain/plan.ts";
import { CalendarEvent, Contact, MailMessage, Task } from "../src/domain/resources.ts";
import type { ToolSpec } from "../src/domain/tool.ts";
import type { State } from "./state.ts";

/** Further back than this nobody says "it". */
const EXCHANGES_KEPT = 6;
const REFERENTS_KEPT = 25;
const LONGEST_LABEL = 120;

/** What of a tool's output can be pointed at later. */
const Output = z.object({
  event: CalendarEvent.optional(),
  events: z.array(CalendarEvent).optional(),
  message: MailMessage.optional(),
  messages: z.array(MailMessage).optional(),
  task: Task.optional(),
  tasks: z.array(Task).optional(),
  contact: Contact.optional(),
  contacts: z.array(Contact).optional(),
});

/** The session's conversation with the command that has just ended added to it. */
export function withExchange(
  state: State,
  results: readonly StepResult[],
  specs: ReadonlyMap<string, ToolSpec>,
): Exchange[] {
  const { plan, command, meanings, conversation } = state;
  if (plan === null) return conversation;
  const exchange: Exchange = {
    words: wordsOf(state),
    plan,
    meanings: Object.fromEntries(
      Object.values(meanings).map(({ label, value }) => [label.slice(0, LONGEST_LABEL), value]),
    ),
    referents: results
      .filter(({ status }) => status === "done")
      .flatMap((result) => referentsOf(result, specs.get(result.tool)?.effect ?? "read"))
      .slice(0, REFERENTS_KEPT),
    at: command.now,
  };
  return [...conversation, exchange].slice(-EXCHANGES_KEPT);
}

/**
 * Everything the user said in this session, as far as it is remembered: the command, corrections and answers; and the
 * addresses they stand behind: their own, and whom their mentions turned out to mean.
 */
export function saidInSession(state: State): string[] {
  const { conversation, command, meanings } = state;
  return [
    ...conversation.flatMap((exchange) => [...exchange.words, ...Object.values(exchange.meanings)]),
    ...wordsOf(state),
    ...Object.values(meanings).map(({ value }) => value),
    ...(command.user.email === undefined ? [] : [command.user.email]),
  ];
}

function wordsOf({ command, clarifications, revision }: State): string[] {
  return [command.text, ...clarifications.map(({ answer }) => answer), ...(revision?.texts ?? [])];
}

function referentsOf({ stepId, output }: StepResult, effect: "read" | "write"): Referent[] {
  const found = Output.safeParse(output);
  if (!found.success) return [];
  const { event, events = [], message, messages = [] } = found.data;
  const { task, tasks = [], contact, contacts = [] } = found.data;
  const base = { stepId, effect };
  return [
    ...[...(event ? [event] : []), ...events].map(
      ({ id, summary, start, end, attendees }): Referent => ({
        ...base,
        type: "event",
        id,
        label: shorten(summary),
        start,
        end,
        people: attendees.map(({ email }) => email),
      }),
    ),
    ...[...(message ? [message] : []), ...messages].map(
      ({ id, subject, date, from }): Referent => ({
        ...base,
        type: "message",
        id,
        label: shorten(subject),
        start: date,
        people: [from.email],
      }),
    ),
    ...[...(task ? [task] : []), ...tasks].map(({ id, title, due }): Referent => ({
      ...base,
      type: "task",
      id,
      label: shorten(title),
      ...(due !== undefined && { start: due }),
      people: [],
    })),
    ...[...(contact ? [contact] : []), ...contacts].map(
      ({ resourceName, name, emails }): Referent => ({
        ...base,
        type: "contact",
        id: resourceName,
        label: shorten(name),
        people: emails,
      }),
    ),
  ];
}

function shorten(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}
