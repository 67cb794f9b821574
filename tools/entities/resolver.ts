import { randomUUID } from "node:crypto";

import { z } from "zod";

import { assertNever } from "../../src/domain/assert-never.ts";
import type {
  EntityMention,
  EntityResolver,
  EntityType,
  MentionContext,
  Resolution,
} from "../../src/domain/entity.ts";
import { EntityOption } from "../../src/domain/entity.ts";
import { AssistantError, toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Json } from "../../src/domain/plan.ts";
import { CalendarEvent, MailMessage, Task } from "../../src/domain/resources.ts";
import { isSaid } from "../../src/domain/said-addresses.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import type { ObservableToolbox } from "../toolbox.ts";
import { createContactBook } from "./contact-book.ts";
import { eventWindow, isInstanceId, resolveEvent } from "./event.ts";
import { readMessageMention, resolveMessage } from "./message.ts";
import { resolveCalendar, resolveList, resolveTask } from "./named-thing.ts";
import { literalAddress, resolveContact, resolvePerson } from "./person.ts";
import { wordsOf } from "./words.ts";

type Mention = EntityMention & { readonly type: EntityType };

const EVENTS_LOOKED_AT = 250;
const MESSAGES_LOOKED_AT = 25;

const Events = z.object({ events: z.array(CalendarEvent) });
const Messages = z.object({ messages: z.array(MailMessage) });
const Tasks = z.object({ tasks: z.array(Task) });
const Lists = z.object({ lists: z.array(z.object({ id: z.string(), title: z.string() })) });
const Calendars = z.object({
  calendars: z.array(z.object({ id: z.string(), name: z.string(), primary: z.boolean() })),
});

export interface EntityResolverOptions {
  readonly toolbox: ObservableToolbox;
  readonly cache: CacheStore;
  readonly logger: Logger;
}

/**
 * Finds what the user's words mean: people by what the user once said they mean and by their contacts, everything else
 * by looking it up. Only what keeps its id (people, lists, calendars) is learnt.
 */
export function createEntityResolver({
  toolbox,
  cache,
  logger,
}: EntityResolverOptions): EntityResolver {
  const read = async (tool: string, args: Record<string, Json>, context: MentionContext) =>
    toolbox.call({ tool, args, context, idempotencyKey: randomUUID(), commandId: "" });
  const contacts = createContactBook({ toolbox, cache, read });

  async function person(mention: Mention, context: MentionContext): Promise<Resolution> {
    const literal = literalAddress(mention.id ?? mention.$entity);
    if (literal !== undefined && isSaid(literal.value, context.words))
      return { kind: "resolved", ...literal };
    const learnt = await recall(mention, context);
    if (learnt !== undefined) return learnt;
    try {
      const known = await contacts.all(context);
      if (literal === undefined) return resolvePerson(mention.$entity, known);
      // An address the user neither gave nor keeps is one somebody made up: it is asked about.
      const isKept = known.some(({ emails }) => isSaid(literal.value, emails));
      return isKept ? { kind: "resolved", ...literal } : { kind: "unknown" };
    } catch (cause) {
      // The user can still be asked for the address.
      const { code } = toAssistantError(cause);
      if (code !== "ERR_NOT_CONNECTED") logger.warn({ code }, "contacts could not be read");
      return { kind: "unknown" };
    }
  }

  async function recall(
    mention: Mention,
    { userId }: MentionContext,
  ): Promise<Resolution | undefined> {
    const option = EntityOption.safeParse(await cache.get(userId, aliasKey(mention)));
    return option.success ? { kind: "resolved", ...option.data } : undefined;
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
      from === undefined ? undefined : await person({ $entity: from, type: "person" }, context);
    const known = sender?.kind === "resolved" ? await search(sender.value) : [];
    return resolveMessage(words, known.length > 0 ? known : await search(from), context);
  }

  async function task(mention: Mention, context: MentionContext): Promise<Resolution> {
    const which = mention.in === "completed" ? { onlyCompleted: true } : {};
    const { tasks } = Tasks.parse(await read("tasks_list", which, context));
    return resolveTask(mention.$entity, tasks, context);
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
        return resolveContact(mention.$entity, await contacts.all(context));
      case "event":
        return event(mention, context);
      case "message":
        return message(mention, context);
      case "task":
        return task(mention, context);
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
        return { kind: "resolved", value: id, label, ...(recurring && { recurring }) };
      }
      try {
        return await lookUp(mention, context);
      } catch (cause) {
        if (!(cause instanceof AssistantError)) throw cause;
        if (cause.code !== "ERR_NOT_CONNECTED" || cause.service === undefined) throw cause;
        return { kind: "not_connected", service: cause.service };
      }
    },
    async learn(userId, mention, option) {
      if (!LEARNT.has(mention.type)) return;
      await cache.set(userId, aliasKey(mention), { value: option.value, label: option.label });
    },
  };
}

const LEARNT: ReadonlySet<EntityType> = new Set(["person", "list", "calendar"]);

function aliasKey({ type, $entity }: Mention): string {
  return `alias:${type}:${wordsOf($entity).join(" ")}`;
}
