import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import { Service } from "../../src/domain/service.ts";
import { CalendarEvent, completeEvent } from "./calendar/event.ts";
import { completePerson, GivenPerson } from "./contacts/person.ts";
import { completeMessage, MailMessage, SYSTEM_LABELS } from "./gmail/message.ts";
import { makeId } from "./ids.ts";
import {
  authConfigFor,
  ConnectionStatus,
  connectionStatus,
  setConnection,
} from "./store/connections.ts";
import type { Account } from "./store/connections.ts";
import { Profile } from "./store/profile.ts";
import type { Store } from "./store/store.ts";
import { completeTask, GivenTaskList } from "./tasks/task.ts";

/** One user's workspace as a document: Google's own resource shapes. Only `userId` and `email` are required. */
export const UserDocument = Profile.extend({
  connections: z.partialRecord(Service, ConnectionStatus).optional(),
  calendar: z.looseObject({ events: z.array(CalendarEvent).default([]) }).optional(),
  gmail: z.looseObject({ messages: z.array(MailMessage).default([]) }).optional(),
  tasks: z.looseObject({ lists: z.array(GivenTaskList).default([]) }).optional(),
  contacts: z.array(GivenPerson).optional(),
  otherContacts: z.array(GivenPerson).optional(),
});
export type UserDocument = z.infer<typeof UserDocument>;

/** All users' workspaces: what a sandbox can start from. */
export const WorkspaceDocument = z.object({ users: z.array(UserDocument) });
export type WorkspaceDocument = z.infer<typeof WorkspaceDocument>;

/** The first fault of a document, after its path: `users[0].email: ...`. */
export function describeFault(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((key) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  return `${path.join("").replace(/^\./u, "") || "document"}: ${issue?.message ?? "is not valid"}`;
}

/** Replaces all that a user has. What the document leaves out is empty; without `connections` all are active. */
export function replaceUser(store: Store, document: UserDocument, clock: Clock): void {
  const { connections, calendar, gmail, tasks, contacts, otherContacts, ...profile } = document;
  const now = clock.now();
  const workspace = store.putProfile(Profile.parse(profile));
  const { profile: owner, ...collections } = workspace;
  const { events, messages, labels, taskLists, tasks: stored, contacts: people } = collections;
  for (const collection of Object.values(collections)) collection.clear();
  for (const event of calendar?.events ?? []) {
    events.put(completeEvent(event, owner, now));
  }
  for (const given of gmail?.messages ?? []) {
    const message = completeMessage(given, owner, now);
    messages.put(message);
    for (const id of message.labelIds) if (!SYSTEM.has(id)) labels.put({ id, name: id });
  }
  for (const { id = makeId.task(), title, tasks: given } of tasks?.lists ?? []) {
    taskLists.put({ id, title, updated: new Date(now).toISOString() });
    for (const [position, task] of given.entries()) {
      stored.put({ listId: id, task: completeTask(task, position, now) });
    }
  }
  for (const person of contacts ?? []) people.put(completePerson(person));
  for (const person of otherContacts ?? []) {
    collections.otherContacts.put(completePerson(person, "otherContacts"));
  }
  for (const service of Service.options) {
    const status = connections === undefined ? "active" : (connections[service] ?? "none");
    setConnection(store, newAccount(store, profile.userId, service, now), status);
  }
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_LABELS);

/**
 * A user's workspace as a document, ids included. Deleted events are not in it; a deleted time of a series that is
 * still there is, cancelled, because it belongs to when the series takes place.
 */
export function toDocument(store: Store, userId: string): object {
  const { profile, events, messages, taskLists, tasks, contacts, otherContacts } =
    store.workspace(userId);
  return {
    ...profile,
    connections: Object.fromEntries(
      Service.options.map((service) => [service, connectionStatus(store, userId, service)]),
    ),
    calendar: {
      events: [...events.values()].filter(
        ({ status, recurringEventId = "" }) =>
          status !== "cancelled" ||
          (events.get(recurringEventId)?.status ?? "cancelled") !== "cancelled",
      ),
    },
    gmail: { messages: [...messages.values()] },
    tasks: {
      lists: [...taskLists.values()].map(({ id, title }) => ({
        id,
        title,
        tasks: [...tasks.values()].filter(({ listId }) => listId === id).map(({ task }) => task),
      })),
    },
    contacts: [...contacts.values()],
    ...(otherContacts.size > 0 && { otherContacts: [...otherContacts.values()] }),
  };
}

/** An account that is not connected yet, of a service whose auth config is there. */
export function newAccount(store: Store, userId: string, service: Service, now: number): Account {
  const config = authConfigFor(store, service, () => ({
    id: makeId.authConfig(),
    service,
    name: service,
    createdAt: now,
  }));
  return {
    id: makeId.account(),
    userId,
    service,
    authConfigId: config.id,
    status: "INITIATED",
    revoked: false,
    createdAt: now,
    updatedAt: now,
  };
}
