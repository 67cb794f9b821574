import type { Exchange, Referent } from "../../../../../src/domain/conversation.ts";
import type { Json, Plan } from "../../../../../src/domain/plan.ts";
import { at } from "../../grammar-tables/expectations.ts";

type Thing = Omit<Referent, "stepId" | "effect">;

export const LUNCH: Thing = {
  type: "event",
  id: "lunch1",
  label: "Lunch with Eden Chan",
  start: at("2026-11-25", "12:00"),
  end: at("2026-11-25", "13:00"),
  location: "Tartine",
  people: ["eden@example.com"],
};
const SYNC: Thing = {
  type: "event",
  id: "sync1",
  label: "Team sync",
  start: at("2026-11-25", "09:30"),
  end: at("2026-11-25", "10:00"),
  people: ["raj@acme.com"],
};
const REVIEW: Thing = {
  type: "event",
  id: "review1",
  label: "Design review",
  start: at("2026-11-25", "14:00"),
  end: at("2026-11-25", "15:00"),
  people: ["dana@acme.com"],
};
const DENTIST: Thing = {
  type: "event",
  id: "dentist1",
  label: "Dentist",
  start: at("2026-11-25", "16:00"),
  end: at("2026-11-25", "17:00"),
  people: [],
};
const OFFSITE: Thing = {
  type: "message",
  id: "m1",
  label: "Offsite plans",
  start: at("2026-11-24", "08:00"),
  people: ["dana@acme.com"],
};
const INVOICE: Thing = {
  type: "message",
  id: "m2",
  label: "Invoice 77",
  start: at("2026-11-24", "07:00"),
  people: ["raj@acme.com"],
};
const MILK: Thing = { type: "task", id: "t1", label: "Buy milk", people: [] };
const TAXES: Thing = { type: "task", id: "t2", label: "File taxes", people: [] };
const CALL: Thing = { type: "task", id: "t3", label: "Call the plumber", people: [] };
const DANA: Thing = {
  type: "contact",
  id: "people/c1",
  label: "Dana Wu",
  people: ["dana@acme.com"],
};

function exchange(
  words: string,
  effect: Referent["effect"],
  things: readonly Thing[],
  tool: string,
  args: Record<string, Json> = {},
  meanings: Record<string, string> = {},
): Exchange {
  const plan: Plan = { goal: words, steps: [{ id: "step", tool, args }] };
  const referents = things.map((thing) => ({ ...thing, stepId: "step", effect }));
  return { words: [words], plan, meanings, referents, at: at("2026-11-24", "08:55") };
}

const booked = exchange(
  "Schedule lunch with Eden Chan tomorrow at noon at Tartine",
  "write",
  [LUNCH],
  "calendar_create_event",
  {
    summary: "Lunch with Eden Chan",
    start: LUNCH.start ?? "",
    end: LUNCH.end ?? "",
    attendees: [{ $entity: "Eden Chan" }],
  },
  { "Eden Chan": "eden@example.com" },
);
const listed = exchange(
  "what's on tomorrow?",
  "read",
  [SYNC, REVIEW, DENTIST],
  "calendar_list_events",
  { timeMin: at("2026-11-25", "00:00"), timeMax: at("2026-11-26", "00:00") },
);
const mails = exchange("any unread mail?", "read", [OFFSITE, INVOICE], "email_search", {
  unread: true,
});
const tasks = exchange("what are my tasks?", "read", [MILK, TAXES, CALL], "tasks_list");
const deleted = exchange(
  "cancel lunch with Eden",
  "delete",
  [LUNCH],
  "calendar_delete_event",
  { eventId: { $entity: "lunch with Eden", type: "event" } },
  { "lunch with Eden": "lunch1" },
);

/** What was done and found before the words of a row are said. */
export const CONVERSATIONS = {
  nothing: [],
  booked: [booked],
  dentistFound: [
    exchange("when is my dentist appointment?", "read", [DENTIST], "calendar_list_events", {
      query: "dentist",
    }),
  ],
  listed: [listed],
  bookedThenListed: [booked, listed],
  oneMail: [
    exchange("read Dana's last email", "read", [OFFSITE], "email_read", {
      messageId: { $entity: "last email", type: "message", from: "Dana" },
    }),
  ],
  mails: [mails],
  taskAdded: [
    exchange("add buy milk to my tasks", "write", [MILK], "tasks_create", { title: "Buy milk" }),
  ],
  tasks: [tasks],
  contact: [
    exchange("find Dana in my contacts", "read", [DANA], "contacts_search", { query: "Dana" }),
  ],
  deleted: [booked, deleted],
  cancelled: [
    booked,
    exchange("Schedule dinner with Dana on Friday at 7pm", "write", [], "calendar_create_event", {
      summary: "Dinner with Dana",
    }),
  ],
  bookedThenMailed: [booked, mails],
  bookedThenTask: [
    booked,
    exchange("add buy milk to my tasks", "write", [MILK], "tasks_create", { title: "Buy milk" }),
  ],
  firstDeleted: [
    listed,
    exchange("delete the first one", "delete", [SYNC], "calendar_delete_event", {
      eventId: { $entity: "the first one", type: "event", id: "sync1" },
    }),
  ],
} satisfies Record<string, readonly Exchange[]>;
export type ConversationName = keyof typeof CONVERSATIONS;
