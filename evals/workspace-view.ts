import type { UserDocument } from "../tools/sandbox/document.ts";

/** The four kinds of things a workspace holds. */
export const COLLECTIONS = ["events", "messages", "tasks", "contacts"] as const;
export type Collection = (typeof COLLECTIONS)[number];

export type FieldValue = string | boolean | null | readonly string[];

/** One thing of a workspace, cut down to what its owner would notice. */
export interface Item {
  readonly collection: Collection;
  readonly id: string;
  /** The series an instance of one belongs to. */
  readonly seriesId?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** Everything in a workspace that a user would notice, without what Google itself keeps changing (etags, times of change). */
export function viewWorkspace(document: UserDocument): Item[] {
  const { email: owner, calendar, gmail, tasks, contacts } = document;
  return [
    ...(calendar?.events ?? []).map((event): Item => ({
      collection: "events",
      id: event.id ?? "",
      ...(event.recurringEventId !== undefined && { seriesId: event.recurringEventId }),
      fields: eventFields(event, owner),
    })),
    ...(gmail?.messages ?? []).map((message): Item => ({
      collection: "messages",
      id: message.id ?? "",
      fields: messageFields(message),
    })),
    ...(tasks?.lists ?? []).flatMap((list) =>
      list.tasks.map((task): Item => {
        const parent = list.tasks.find(({ id }) => id === task.parent);
        return {
          collection: "tasks",
          id: task.id ?? "",
          fields: {
            list: list.title,
            title: task.title ?? "",
            notes: task.notes ?? null,
            due: task.due?.slice(0, 10) ?? null,
            status: task.status ?? "needsAction",
            parent: parent?.title ?? task.parent ?? null,
          },
        };
      }),
    ),
    ...(contacts ?? []).map((person): Item => ({
      collection: "contacts",
      id: person.resourceName ?? "",
      fields: {
        name: person.names?.[0]?.displayName ?? null,
        emails: (person.emailAddresses ?? []).map(({ value }) => value.toLowerCase()),
        phones: (person.phoneNumbers ?? []).map(({ value }) => value.replaceAll(/[^\d+]/gu, "")),
        organization: person.organizations?.[0]?.name ?? null,
      },
    })),
  ];
}

type Event = NonNullable<UserDocument["calendar"]>["events"][number];
type Message = NonNullable<UserDocument["gmail"]>["messages"][number];

function eventFields(event: Event, owner: string): Item["fields"] {
  const guests = event.attendees ?? [];
  const own = guests.find(({ email }) => email.toLowerCase() === owner);
  return {
    summary: event.summary ?? "",
    start: toMoment(event.start),
    end: event.end === undefined ? null : toMoment(event.end),
    guests: guests.map(({ email }) => email.toLowerCase()).filter((email) => email !== owner),
    answer: own?.responseStatus ?? null,
    location: event.location ?? null,
    description: event.description ?? null,
    recurrence: event.recurrence ?? [],
    video: event["hangoutLink"] !== undefined || event["conferenceData"] !== undefined,
    cancelled: event.status === "cancelled",
  };
}

function messageFields(message: Message): Item["fields"] {
  return {
    from: addressesIn(message.from)[0] ?? null,
    to: addressesIn(message.to),
    cc: addressesIn(message.cc),
    bcc: addressesIn(message.bcc),
    subject: message.subject ?? "",
    text: message.text ?? "",
    labels: message.labelIds ?? [],
    thread: message.threadId ?? null,
    attachments: (message.attachments ?? []).map(({ filename }) => filename),
  };
}

/** An instant in UTC, or a date: two ways to write one time are one time. */
function toMoment({ dateTime, date }: Event["start"]): string {
  return dateTime === undefined ? (date ?? "") : new Date(dateTime).toISOString();
}

function addressesIn(header: string | undefined): string[] {
  return header?.toLowerCase().match(/[^\s@<>,;"]+@[^\s@<>,;"]+/gu) ?? [];
}
