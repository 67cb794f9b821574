import { createHash } from "node:crypto";

import type { GoogleEvent, Workspace } from "../../test/support/client.ts";

/** One kind of write: what a user has, says and answers, and by what the sandbox shows that it was done. */
export interface Write {
  readonly name: string;
  readonly channel: "websocket" | "sms";
  /** What is held at K7 to K10: the call of the provider, or the text that tells how it ended. */
  readonly effect: "provider" | "reply";
  /** What the user has before; the rest of the workspace is empty. */
  readonly before: Pick<Workspace, "calendar" | "contacts" | "connections" | "tasks">;
  readonly command: string;
  /** What the user answers where a name is not known, or several things are. */
  readonly answer: string;
  /** The provider tools that are the write: each of them carried out is one effect. */
  readonly slugs: readonly string[];
  /** Whether what was asked for is there, once, and nothing else has changed. */
  isDone(after: Workspace): boolean;
}

export const TIMEZONE = "America/Los_Angeles";
const ALL_BUT = (service: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["calendar", "gmail", "tasks", "contacts"].map((each) => [
      each,
      each === service ? "none" : "active",
    ]),
  );

const two = [eventAt("Dentist", "09:00"), eventAt("Dentist", "14:00")] as const;
const titles = ({ calendar }: Workspace): string[] =>
  (calendar?.events ?? []).map(({ summary }) => summary);
const count = (all: readonly string[], one: string): number =>
  all.filter((each) => each === one).length;

const BY_TEXT = {
  channel: "sms",
  before: {},
  command: "Schedule lunch with Eden Chan tomorrow at noon",
  answer: "eden@example.com",
  slugs: ["GOOGLECALENDAR_CREATE_EVENT"],
  isDone: (after) => count(titles(after), "Lunch with Eden Chan") === 1,
} satisfies Omit<Write, "name" | "effect">;

/** Each kind raises a question on its way, so that every kill point lies on it. */
export const WRITES: readonly Write[] = [
  {
    name: "mail",
    channel: "websocket",
    effect: "provider",
    before: {},
    command: "Email eden@example.com saying the report is ready",
    answer: "eden@example.com",
    slugs: ["GMAIL_SEND_EMAIL", "GMAIL_SEND_DRAFT", "GMAIL_REPLY_TO_THREAD"],
    isDone: ({ gmail }) =>
      (gmail?.messages ?? []).filter(
        ({ labelIds, to }) =>
          (labelIds as string[]).includes("SENT") &&
          JSON.stringify(to ?? "").includes("eden@example.com"),
      ).length === 1,
  },
  {
    name: "create",
    channel: "websocket",
    effect: "provider",
    before: {},
    command: "Schedule lunch with Eden Chan tomorrow at noon",
    answer: "eden@example.com",
    slugs: ["GOOGLECALENDAR_CREATE_EVENT"],
    isDone: (after) =>
      titles(after).length === 1 && count(titles(after), "Lunch with Eden Chan") === 1,
  },
  {
    name: "update",
    channel: "websocket",
    effect: "provider",
    before: { calendar: { events: two } },
    command: "Move the dentist to 5pm",
    answer: "1",
    slugs: ["GOOGLECALENDAR_PATCH_EVENT", "GOOGLECALENDAR_UPDATE_EVENT"],
    isDone: ({ calendar }) =>
      calendar?.events.length === 2 && calendar.events.filter(isAt(17)).length === 1,
  },
  {
    name: "delete",
    channel: "websocket",
    effect: "provider",
    before: { calendar: { events: two } },
    command: "Delete the dentist",
    answer: "1",
    slugs: ["GOOGLECALENDAR_DELETE_EVENT"],
    isDone: (after) => count(titles(after), "Dentist") === 1,
  },
  {
    name: "task",
    channel: "websocket",
    effect: "provider",
    before: { connections: ALL_BUT("tasks"), tasks: { lists: [{ title: "My Tasks", tasks: [] }] } },
    command: "Add a task to buy milk",
    answer: "",
    slugs: ["GOOGLETASKS_INSERT_TASK"],
    isDone: ({ tasks }) => tasks?.lists.flatMap((list) => list.tasks).length === 1,
  },
  {
    name: "contact",
    channel: "websocket",
    effect: "provider",
    before: { connections: ALL_BUT("contacts") },
    command: "Add Noor Haddad, noor@example.com, to my contacts",
    answer: "",
    slugs: ["GOOGLECONTACTS_CREATE_CONTACT"],
    isDone: ({ contacts }) => contacts?.length === 1,
  },
  { ...BY_TEXT, name: "texted", effect: "provider" },
  { ...BY_TEXT, name: "reply", effect: "reply" },
];

/** A write that raises no question of who or which: what a client that never comes back can have asked for. */
export const UNATTENDED: Write = {
  name: "gym",
  channel: "websocket",
  effect: "provider",
  before: {},
  command: "Schedule gym tomorrow at 6pm",
  answer: "",
  slugs: ["GOOGLECALENDAR_CREATE_EVENT"],
  isDone: (after) => count(titles(after), "Gym") === 1,
};

/** The number of a user who texts. */
export function numberOf(index: number): string {
  return `+1415555${String(1000 + index).padStart(4, "0")}`;
}

/** The whole workspace of a user from whom this write is asked. */
export function workspaceFor(userId: string, { before }: Write): Workspace {
  return { userId, email: `${userId}@example.com`, timezone: TIMEZONE, ...before };
}

function eventAt(summary: string, time: string): GoogleEvent {
  const day = new Date(Date.now() + 24 * 60 * 60_000).toLocaleDateString("en-CA", {
    timeZone: TIMEZONE,
  });
  const [hour = 0] = time.split(":").map(Number);
  const at = (h: number): GoogleEvent["start"] => ({
    dateTime: `${day}T${String(h).padStart(2, "0")}:00:00`,
    timeZone: TIMEZONE,
  });
  const id = createHash("sha256").update(`${summary}${time}`).digest("hex").slice(0, 26);
  return { id, summary, start: at(hour), end: at(hour + 1) };
}

function isAt(hour: number): (event: GoogleEvent) => boolean {
  return ({ start }) =>
    new Date(start.dateTime ?? "").toLocaleString("en-GB", {
      timeZone: TIMEZONE,
      hour: "numeric",
    }) === String(hour);
}
