import { randomUUID } from "node:crypto";

import { z } from "zod";

import { assertNever } from "../../src/domain/assert-never.ts";
import type {
  EntityMention,
  EntityOption,
  EntityResolver,
  EntityType,
  MentionContext,
  Resolution,
} from "../../src/domain/entity.ts";
import { AssistantError, toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { DELETE_DATA } from "../../src/domain/own-data.ts";
import type { Json } from "../../src/domain/plan.ts";
import {
  isGroup,
  isPhoneNumber,
  isRelation,
  withoutDeterminer,
} from "../../src/domain/people-words.ts";
import { CalendarEvent, Contact, MailMessage, Task } from "../../src/domain/resources.ts";
import type { Origin } from "../../src/domain/provenance.ts";
import { Reminder } from "../../src/domain/reminder.ts";
import { isSaid } from "../../src/domain/said-addresses.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import type { ObservableToolbox } from "../toolbox.ts";
import { createAcquaintanceBook } from "./acquaintance-book.ts";
import type { AliasBook } from "./aliases.ts";
import { eventWindow, isInstanceId, resolveEvent } from "./event.ts";
import { createKeptIndex } from "./kept-index.ts";
import { readMessageMention, resolveMessage } from "./message.ts";
import { resolveCalendar, resolveList, resolveTask } from "./named-thing.ts";
import { resolveReminder } from "./reminder.ts";
import { createNameIndex } from "./name-index.ts";
import type { NameIndex } from "./name-index.ts";
import {
  literalAddress,
  resolveContact,
  resolvePerson,
  resolvePhoneNumber,
  resolveWholeName,
} from "./person.ts";

type Mention = EntityMention & { readonly type: EntityType };

const EVENTS_LOOKED_AT = 250;
const MESSAGES_LOOKED_AT = 25;
const CONTACTS_KEPT_MS = 5 * 60_000;
/** A list of acquaintances that takes longer is done without: the user can be asked instead. */
const ACQUAINTANCES_DEADLINE_MS = 5_000;

const Events = z.object({ events: z.array(CalendarEvent) });
const Messages = z.object({ messages: z.array(MailMessage) });
const Tasks = z.object({ tasks: z.array(Task) });
const Contacts = z
  .object({ contacts: z.array(Contact) })
  .transform(({ contacts }): readonly Contact[] => contacts);
const Reminders = z.object({ reminders: z.array(Reminder) });
const Lists = z.object({ lists: z.array(z.object({ id: z.string(), title: z.string() })) });
const Calendars = z.object({
  calendars: z.array(z.object({ id: z.string(), name: z.string(), primary: z.boolean() })),
});

export interface EntityResolverOptions {
  readonly toolbox: ObservableToolbox;
  readonly cache: CacheStore;
  readonly aliases: AliasBook;
  readonly logger: Logger;
}

/**
 * Finds what the user's words mean: people by what the user once said they mean and by their contacts, everything else
 * by looking it up. Only what keeps its id (people, lists, calendars) is learnt.
 */
export function createEntityResolver({
  toolbox,
  cache,
  aliases,
  logger,
}: EntityResolverOptions): EntityResolver {
  const read = async (tool: string, args: Record<string, Json>, context: MentionContext) =>
    toolbox.call({ tool, args, context, idempotencyKey: randomUUID(), commandId: "", origins: [] });
  const contacts = createKeptIndex<Contact>({
    cache,
    key: "contacts",
    ttlMs: CONTACTS_KEPT_MS,
    schema: Contacts,
    read: (context) => read("contacts_list", {}, context),
  });
  toolbox.onWrite(async ({ name, service }, { userId }) => {
    if (service === "contacts" || name === DELETE_DATA) await contacts.drop(userId);
  });
  const acquaintances = createAcquaintanceBook({
    toolbox,
    cache,
    logger,
    read: (tool, args, context) =>
      toolbox.call({
        tool,
        args,
        context,
        idempotencyKey: randomUUID(),
        commandId: "",
        origins: [],
        signal: AbortSignal.timeout(ACQUAINTANCES_DEADLINE_MS),
      }),
  });

  async function person(mention: Mention, context: MentionContext): Promise<Resolution> {
    const { $entity: words } = mention;
    const { resolution: found, contacts: known } = await closePerson(mention, context);
    if (found.kind === "resolved" || found.kind === "group" || !isName(mention)) return found;
    const { own, outside } = await acquaintances.all(context);
    const wider = resolvePerson(words, known, ...own);
    if (wider.kind !== "unknown") return keptIn("somebody you have written to or met", wider);
    const strangers = resolvePerson(words, ...outside);
    if (strangers.kind === "resolved") return { kind: "unknown", options: [optionOf(strangers)] };
    return strangers.kind === "ambiguous"
      ? { kind: "unknown", options: strangers.options }
      : { kind: "unknown" };
  }

  /** By the user's own words and their contacts alone. */
  async function closePerson(
    mention: Mention,
    context: MentionContext,
  ): Promise<{ readonly resolution: Resolution; readonly contacts: NameIndex<Contact> }> {
    const { $entity: words } = mention;
    const none = createNameIndex<Contact>([]);
    const literal = literalAddress(mention.id ?? words);
    if (literal !== undefined && isSaid(literal.value, context.words))
      return {
        resolution: { kind: "resolved", ...literal, origin: { kind: "user" } },
        contacts: none,
      };
    const learnt = await recall(mention, context);
    if (learnt !== undefined)
      return { resolution: keptIn("what you told me before", learnt), contacts: none };
    const known = await contactsOrNone(context);
    return { resolution: keptIn("your contacts", inContacts(mention, known)), contacts: known };
  }

  /** The user can still be asked for the address. */
  async function contactsOrNone(context: MentionContext): Promise<NameIndex<Contact>> {
    try {
      return await contacts.get(context);
    } catch (cause) {
      const { code } = toAssistantError(cause);
      if (code !== "ERR_NOT_CONNECTED") logger.warn({ code }, "contacts could not be read");
      return createNameIndex<Contact>([]);
    }
  }

  async function recall(
    mention: Mention,
    { userId }: MentionContext,
  ): Promise<Resolution | undefined> {
    const alias = await aliases.find(userId, mention);
    const [only, ...others] = alias?.meaning ?? [];
    if (alias === undefined || only === undefined) return undefined;
    return others.length === 0
      ? { kind: "resolved", ...only }
      : { kind: "group", members: alias.meaning };
  }

  async function event(mention: Mention, context: MentionContext): Promise<Resolution> {
    const query = { ...eventWindow(mention, context), maxResults: EVENTS_LOOKED_AT };
    const { events } = Events.parse(await read("calendar_list_events", query, context));
    return resolveEvent(mention.$entity, events, context);
  }

  async function message(mention: Mention, context: MentionContext): Promise<Resolution> {
    const { $entity: words, from, in: place } = mention;
    const { telling } = readMessageMention(words);
    const wanted = [...(place === undefined ? [] : [`in:${place}`]), ...telling];
    const search = async (sender: string | undefined) => {
      const query = {
        ...(sender !== undefined && { from: sender }),
        ...(wanted.length > 0 && { query: wanted.join(" ") }),
        maxResults: MESSAGES_LOOKED_AT,
      };
      const { messages } = Messages.parse(await read("email_search", query, context));
      return messages.filter(({ labels }) => labels.includes("DRAFT") === (place === "drafts"));
    };
    // Who is known is searched for by address: "Bob" may sign as Robert. Who is not, by the name as it was said.
    const sender =
      from === undefined
        ? undefined
        : (await closePerson({ $entity: from, type: "person" }, context)).resolution;
    const known = sender?.kind === "resolved" ? await search(sender.value) : [];
    return resolveMessage(words, known.length > 0 ? known : await search(from), context);
  }

  async function task(mention: Mention, context: MentionContext): Promise<Resolution> {
    const which = mention.in === "completed" ? { onlyCompleted: true } : {};
    const { tasks } = Tasks.parse(await read("tasks_list", which, context));
    return resolveTask(mention.$entity, tasks, context);
  }

  async function reminder(mention: Mention, context: MentionContext): Promise<Resolution> {
    const { reminders } = Reminders.parse(await read("assistant_list_reminders", {}, context));
    return resolveReminder(mention, reminders, context);
  }

  async function list(mention: Mention, context: MentionContext): Promise<Resolution> {
    const { lists } = Lists.parse(await read("tasks_list_lists", {}, context));
    return resolveList(mention.$entity, lists);
  }

  async function calendar(mention: Mention, context: MentionContext): Promise<Resolution> {
    const { calendars } = Calendars.parse(await read("calendar_list_calendars", {}, context));
    return resolveCalendar(mention.$entity, calendars);
  }

  async function lookUp(mention: Mention, context: MentionContext): Promise<Resolution> {
    switch (mention.type) {
      case "person":
        return person(mention, context);
      case "contact":
        return resolveContact(mention.$entity, await contacts.get(context));
      case "event":
        return event(mention, context);
      case "message":
        return message(mention, context);
      case "task":
        return task(mention, context);
      case "reminder":
        return reminder(mention, context);
      case "list":
        return (await recall(mention, context)) ?? list(mention, context);
      case "calendar":
        return (await recall(mention, context)) ?? calendar(mention, context);
      default:
        return assertNever(mention.type);
    }
  }

  return {
    async resolve(mention, context) {
      const { id, type, $entity: label } = mention;
      // An address is looked at all the same: that it was said before does not make it one to write to.
      if (id !== undefined && type !== "person") {
        const recurring = type === "event" && isInstanceId(id);
        return listed({ kind: "resolved", value: id, label, ...(recurring && { recurring }) });
      }
      try {
        const found = await lookUp(mention, context);
        return type === "person" ? found : listed(found);
      } catch (cause) {
        if (!(cause instanceof AssistantError)) throw cause;
        if (cause.code !== "ERR_NOT_CONNECTED" || cause.service === undefined) throw cause;
        return { kind: "not_connected", service: cause.service };
      }
    },
    async learn(userId, { type, $entity: words }, meaning) {
      if (!LEARNT.has(type) || meaning.length === 0) return;
      const people = meaning.map(({ value, label }) => ({ value, label }));
      await aliases.put(userId, { type, words, meaning: people });
    },
  };
}

const LEARNT: ReadonlySet<EntityType> = new Set(["person", "list", "calendar"]);

/** Neither an address nor a number, nor what somebody is to the user. */
function isName({ $entity: words, id }: Mention): boolean {
  const isAddress = literalAddress(id ?? words) !== undefined;
  return !isAddress && !isPhoneNumber(words) && !isRelation(words) && !isGroup(words);
}

function inContacts(mention: Mention, known: NameIndex<Contact>): Resolution {
  const { $entity: words, id } = mention;
  const literal = literalAddress(id ?? words);
  if (literal !== undefined) {
    // An address the user neither gave nor keeps is one somebody made up: it is asked about.
    return known.hasAddress(literal.value) ? { kind: "resolved", ...literal } : { kind: "unknown" };
  }
  if (isPhoneNumber(words)) return resolvePhoneNumber(words, known);
  if (isName(mention)) return resolvePerson(words, known);
  // What somebody is to the user is for the user alone to say: nothing but their address book may know it as well.
  return resolveWholeName(withoutDeterminer(words), known);
}

/** Found among what the user keeps, or once said. */
function keptIn(where: string, found: Resolution): Resolution {
  return withOrigin(found, { kind: "known", from: where });
}

/** Something the provider has an id for. */
function listed(found: Resolution): Resolution {
  return withOrigin(found, { kind: "listed" });
}

function withOrigin(found: Resolution, origin: Origin): Resolution {
  if (found.kind === "resolved") return { ...found, origin };
  if (found.kind !== "group") return found;
  return { ...found, members: found.members.map((member) => ({ ...member, origin })) };
}

function optionOf({ value, label }: EntityOption): EntityOption {
  return { value, label };
}
