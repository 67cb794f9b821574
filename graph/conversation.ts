import { z } from "zod";

import type { Exchange, Referent } from "../src/domain/conversation.ts";
import type { Plan, StepResult } from "../src/domain/plan.ts";
import { Reminder } from "../src/domain/reminder.ts";
import { CalendarEvent, Contact, MailMessage, Task } from "../src/domain/resources.ts";
import type { ToolSpec } from "../src/domain/tool.ts";
import { holesIn, mentionKey } from "./plan-language/holes.ts";
import type { State } from "./state.ts";

/** Further back than this nobody says "it". */
const EXCHANGES_KEPT = 6;
const REFERENTS_KEPT = 25;
const LONGEST_LABEL = 120;
/** As long as a question by text message stays open. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Tools after which the thing they answer is no longer there. */
const REMOVES = /_(?:delete|trash|cancel)(?:_|$)/u;

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
  reminder: Reminder.optional(),
  reminders: z.array(Reminder).optional(),
});

/** The session's conversation with the command that has just ended added to it. */
export function withExchange(
  state: State,
  results: readonly StepResult[],
  specs: ReadonlyMap<string, ToolSpec>,
): Exchange[] {
  const { plan, command, conversation } = state;
  if (plan === null) return conversation;
  const takesBack = command.ready !== undefined;
  const exchange: Exchange = {
    words: wordsOf(state),
    plan,
    ...(takesBack && { takesBack }),
    // The titles in a plan that takes back are nothing the user said.
    meanings: takesBack ? {} : meaningsOf(plan, state.meanings, specs),
    referents: results
      .filter(({ status }) => status === "done")
      .flatMap((result) => referentsOf(result, effectOf(result.tool, specs)))
      .slice(0, REFERENTS_KEPT),
    at: command.now,
  };
  return [...conversation, exchange].slice(-EXCHANGES_KEPT);
}

/** What the session still remembers at this moment: "it" a day later means something else. */
export function recentOf(
  conversation: readonly Exchange[],
  { now }: Pick<State["command"], "now">,
): readonly Exchange[] {
  const oldest = Date.parse(now) - REMEMBERED_MS;
  return conversation.filter(({ at }) => Date.parse(at) >= oldest);
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
    ...Object.values(meanings).flatMap((meaning) => meaning.map(({ value }) => value)),
    ...(command.user.email === undefined ? [] : [command.user.email]),
  ];
}

function wordsOf({ command, clarifications, revision }: State): string[] {
  return [command.text, ...clarifications.map(({ answer }) => answer), ...(revision?.texts ?? [])];
}

/** What the mentions of a plan mean, by the words of each. */
function meaningsOf(
  plan: Plan,
  meanings: State["meanings"],
  specs: ReadonlyMap<string, ToolSpec>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { tool, args } of plan.steps) {
    const fields = specs.get(tool)?.entityFields ?? {};
    for (const [name, value] of Object.entries(args)) {
      for (const hole of holesIn(value, name).holes) {
        if (hole.kind !== "entity") continue;
        const { mention } = hole;
        const key = mentionKey(mention, mention.type ?? fields[name] ?? "person");
        // Who is in a group is looked up anew: it has no one address.
        const [only, ...others] = meanings[key] ?? [];
        if (only !== undefined && others.length === 0) found[mention.$entity] = only.value;
      }
    }
  }
  return found;
}

function effectOf(tool: string, specs: ReadonlyMap<string, ToolSpec>): Referent["effect"] {
  return REMOVES.test(tool) ? "delete" : (specs.get(tool)?.effect ?? "read");
}

function referentsOf({ stepId, output }: StepResult, effect: Referent["effect"]): Referent[] {
  const found = Output.safeParse(output);
  if (!found.success) return [];
  const { event, events = [], message, messages = [] } = found.data;
  const { task, tasks = [], contact, contacts = [] } = found.data;
  const { reminder, reminders = [] } = found.data;
  const base = { stepId, effect };
  return [
    ...[...(event ? [event] : []), ...events].map(
      ({ id, summary, start, end, location, attendees }): Referent => ({
        ...base,
        type: "event",
        id,
        label: shorten(summary),
        start,
        end,
        ...(location !== undefined && { location: shorten(location) }),
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
    ...[...(reminder ? [reminder] : []), ...reminders].map(({ id, text = "", at }): Referent => ({
      ...base,
      type: "reminder",
      id,
      label: shorten(text),
      start: at,
      people: [],
    })),
  ];
}

function shorten(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}
