import { describe, expect, test } from "vitest";

import { UserId } from "../../src/domain/ids.ts";
import type { CalendarEvent, MailMessage } from "../../src/domain/resources.ts";
import { resolveEvent } from "./event.ts";
import { resolveMessage } from "./message.ts";
import { resolveList, resolveTask } from "./named-thing.ts";

const context = {
  userId: UserId.parse("alice"),
  timezone: "America/Los_Angeles",
  now: "2026-11-24T09:00:00-08:00",
  words: [],
};
const event = (
  id: string,
  summary: string,
  day: string,
  time: string,
  more: Partial<CalendarEvent> = {},
): CalendarEvent => ({
  id,
  summary,
  start: `${day}T${time}:00-08:00`,
  end: new Date(Date.parse(`${day}T${time}:00-08:00`) + 1_800_000).toISOString(),
  allDay: false,
  status: "confirmed",
  attendees: [],
  ...more,
});
const guest = (name: string, email: string) => [{ name, email, response: "accepted" as const }];

const events = [
  event("s1", "Standup", "2026-11-24", "09:15", { recurringEventId: "s" }),
  event("l1", "Lunch", "2026-11-24", "12:00", {
    attendees: guest("Eden Chan", "eden@example.com"),
  }),
  event("d", "Dentist", "2026-11-24", "15:00"),
  event("s2", "Standup", "2026-11-25", "09:15", { recurringEventId: "s" }),
  event("b", "Budget review", "2026-11-25", "15:00"),
  event("l2", "Lunch with Dana", "2026-11-26", "12:00"),
  event("t", "Team Sync", "2026-11-26", "14:00"),
];

describe("an event", () => {
  test.each([
    ["lunch with Eden", "l1"],
    ["dentist appointment", "d"],
    ["my dentist appointment", "d"],
    ["standup", "s1"],
    ["team sync meeting", "t"],
    ["budget meeting", "b"],
    ["buget review", "b"],
    ["next meeting", "s1"],
    ["my next lunch", "l1"],
    ["my 2 o'clock", "t"],
    ["the 2pm", "t"],
    ["noon lunch with Dana", "l2"],
    ["lunch with Dana", "l2"],
  ])("%s", (words, id) => {
    expect(resolveEvent(words, events, context)).toMatchObject({ kind: "resolved", value: id });
  });

  test("that may be several is asked about, each with its time", () => {
    expect(resolveEvent("lunch", events, context)).toEqual({
      kind: "ambiguous",
      options: [
        { value: "l1", label: "Lunch, Tue 24 Nov, 12:00-12:30" },
        { value: "l2", label: "Lunch with Dana, Thu 26 Nov, 12:00-12:30" },
      ],
    });
    expect(resolveEvent("my 3 o'clock", events, context).kind).toBe("ambiguous");
    expect(resolveEvent("my meeting", events, context).kind).toBe("ambiguous");
  });

  test("that there is not is unknown", () => {
    expect(resolveEvent("lunch with Zoltan", events, context)).toEqual({ kind: "unknown" });
    expect(resolveEvent("my 7pm", events, context)).toEqual({ kind: "unknown" });
  });
});

const message = (id: string, subject: string, name: string): MailMessage => ({
  id,
  threadId: id,
  from: { email: `${name.toLowerCase()}@example.com`, name },
  to: [],
  cc: [],
  subject,
  date: "2026-11-23T18:00:00Z",
  snippet: "",
  unread: false,
  labels: ["INBOX"],
});

describe("a message", () => {
  const messages = [
    message("m1", "Budget for 2027", "Dana"),
    message("m2", "The offsite", "Dana"),
    message("m3", "Your invoice", "Billing"),
    message("m4", "Invoice overdue", "Lottery"),
  ];
  test.each([
    ["budget", "m1"],
    ["last email", "m1"],
    ["email", "m1"],
    ["the offsite", "m2"],
  ])("%s", (words, id) => {
    expect(resolveMessage(words, messages, context)).toMatchObject({ kind: "resolved", value: id });
  });

  test("that may be several is asked about", () => {
    expect(resolveMessage("invoice", messages, context)).toMatchObject({
      kind: "ambiguous",
      options: [
        { value: "m3", label: "“Your invoice” from Billing, Mon 23 Nov, 10:00" },
        { value: "m4" },
      ],
    });
    expect(resolveMessage("contract", messages, context)).toEqual({ kind: "unknown" });
  });
});

describe("a task and a list", () => {
  const task = (id: string, title: string, due?: string) => ({
    id,
    title,
    listId: "1",
    listTitle: "My Tasks",
    completed: false,
    ...(due !== undefined && { due }),
  });
  const tasks = [
    task("1", "Buy milk", "2026-11-25"),
    task("2", "Buy oat milk"),
    task("3", "Renew passport"),
    task("4", "Call dentist"),
    task("5", "Submit expenses report"),
  ];
  const lists = [
    { id: "a", title: "My Tasks" },
    { id: "b", title: "Groceries" },
    { id: "c", title: "Work" },
  ];

  test.each([
    ["buy milk", "1"],
    ["renew passport", "3"],
    ["the passport task", "3"],
    ["submit expenses", "5"],
  ])("%s", (words, id) => {
    expect(resolveTask(words, tasks, context)).toMatchObject({ kind: "resolved", value: id });
  });

  test("of which there may be several is asked about", () => {
    expect(resolveTask("milk", tasks, context)).toMatchObject({
      kind: "ambiguous",
      options: [{ label: "Buy milk, due Wed 25 Nov (My Tasks)" }, { value: "2" }],
    });
    expect(resolveTask("call mum", tasks, context)).toEqual({ kind: "unknown" });
  });

  test.each([
    ["Groceries", "b"],
    ["grocery", "unknown"],
    ["my work list", "c"],
    ["my tasks", "a"],
    ["to-do list", "a"],
  ])("list %s", (words, id) => {
    const resolution = resolveList(words, lists);
    expect(resolution.kind === "resolved" ? resolution.value : resolution.kind).toBe(id);
  });
});
