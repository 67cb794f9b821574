import { at, day, person } from "../../grammar-tables/expectations.ts";
import { eden, it } from "./rows.ts";
import type { FollowUpRow } from "./rows.ts";

const UPDATE = "calendar_update_event";

/** Follow-ups that the rules were written with. */
export const tunedRows: readonly FollowUpRow[] = [
  ["booked", "move it to 3", [[UPDATE, { eventId: it("lunch1"), time: "15:00" }]]],
  [
    "booked",
    "and invite Sam",
    [[UPDATE, { eventId: it("lunch1"), addAttendees: [person("Sam")] }]],
  ],
  ["booked", "actually Friday", [[UPDATE, { eventId: it("lunch1"), date: "2026-11-27" }]]],
  ["booked", "at 4 instead", [[UPDATE, { eventId: it("lunch1"), time: "16:00" }]]],
  ["booked", "for two hours", [[UPDATE, { eventId: it("lunch1"), durationMinutes: 120 }]]],
  [
    "booked",
    "with Dana too",
    [[UPDATE, { eventId: it("lunch1"), addAttendees: [person("Dana")] }]],
  ],
  ["booked", "no, make it 3:30", [[UPDATE, { eventId: it("lunch1"), time: "15:30" }]]],
  ["booked", "same time next week", "clarify"],
  [
    "booked",
    "move it to the same time on Friday",
    [[UPDATE, { eventId: it("lunch1"), date: "2026-11-27" }]],
  ],
  ["booked", "what time is it again?", [["calendar_get_event", { eventId: it("lunch1") }]]],
  ["booked", "where is it?", [["calendar_get_event", { eventId: it("lunch1") }]]],
  ["booked", "cancel it", [["calendar_delete_event", { eventId: it("lunch1") }]]],
  ["booked", "email them the details", [["email_send", { to: [eden] }]]],
  [
    "booked",
    "call it Lunch and planning",
    [[UPDATE, { eventId: it("lunch1"), summary: "Lunch and planning" }]],
  ],
  [
    "booked",
    "invite Sam to it",
    [[UPDATE, { eventId: it("lunch1"), addAttendees: [person("Sam")] }]],
  ],
  [
    "booked",
    "move it to 3 and invite Sam",
    [[UPDATE, { eventId: it("lunch1"), time: "15:00", addAttendees: [person("Sam")] }]],
  ],
  ["booked", "tell her I'll be late", [["email_send", { to: [eden], body: "I'll be late" }]]],
  [
    "booked",
    "schedule dinner with Dana on Friday at 7pm",
    [["calendar_create_event", { attendees: [person("Dana")] }]],
  ],
  ["booked", "thanks!", "reply"],
  ["booked", "what time is it?", "reply"],
  [
    "booked",
    "and on Monday too",
    [
      [
        "calendar_create_event",
        {
          summary: "Lunch with Eden Chan",
          start: at("2026-11-30", "12:00"),
          end: at("2026-11-30", "13:00"),
          attendees: [eden],
        },
      ],
    ],
  ],
  [
    "booked",
    "the same for Friday at 1",
    [["calendar_create_event", { start: at("2026-11-27", "13:00") }]],
  ],
  ["dentistFound", "and on Monday too", "decline"],
  ["taskAdded", "and on Monday too", "decline"],
  [
    "booked",
    "actually decline it",
    [["calendar_respond_to_event", { eventId: it("lunch1"), response: "declined" }]],
  ],
  ["booked", "move it back half an hour", [[UPDATE, { eventId: it("lunch1"), shiftMinutes: 30 }]]],
  [
    "booked",
    "and schedule dinner with Eden Chan on Friday at 7pm",
    [["calendar_create_event", { start: at("2026-11-27", "19:00") }]],
  ],
  [
    "oneMail",
    "and archive it",
    [["email_modify_labels", { messageId: it("m1"), remove: ["INBOX"] }]],
  ],
  [
    "contact",
    "her number is +1 415 555 0199",
    [["contacts_update", { resourceName: it("people/c1") }]],
  ],
  ["contact", "and her email?", [["contacts_search"]]],
  ["booked", "book it for deep work", "decline"],
  ["listed", "cancel the second one", [["calendar_delete_event", { eventId: it("review1") }]]],
  ["listed", "move the last one to 5pm", [[UPDATE, { eventId: it("dentist1"), time: "17:00" }]]],
  ["listed", "cancel the one with Dana", [["calendar_delete_event", { eventId: it("review1") }]]],
  ["listed", "move it to 3", "clarify"],
  ["listed", "what about Friday?", [["calendar_list_events", day("2026-11-27", "2026-11-28")]]],
  [
    "listed",
    "delete the first two",
    [
      ["calendar_delete_event", { eventId: it("sync1") }],
      ["calendar_delete_event", { eventId: it("review1") }],
    ],
  ],
  [
    "bookedThenListed",
    "cancel the first one",
    [["calendar_delete_event", { eventId: it("sync1") }]],
  ],
  ["mails", "read the first one", [["email_read", { messageId: it("m1") }]]],
  [
    "mails",
    "archive those",
    [
      ["email_modify_labels", { messageId: it("m1"), remove: ["INBOX"] }],
      ["email_modify_labels", { messageId: it("m2"), remove: ["INBOX"] }],
    ],
  ],
  ["mails", "delete the last one", [["email_trash", { messageId: it("m2") }]]],
  ["mails", "read the one from Raj", [["email_read", { messageId: it("m2") }]]],
  [
    "oneMail",
    "reply to her that I'll be late",
    [["email_reply", { messageId: it("m1"), body: "I'll be late" }]],
  ],
  [
    "oneMail",
    'reply to it saying "Sounds good"',
    [["email_reply", { messageId: it("m1"), body: "Sounds good" }]],
  ],
  ["taskAdded", "mark it done", [["tasks_complete", { taskId: it("t1") }]]],
  ["taskAdded", "actually Friday", [["tasks_update", { taskId: it("t1"), due: "2026-11-27" }]]],
  ["tasks", "mark it done", "clarify"],
  ["tasks", "delete number 2", [["tasks_delete", { taskId: it("t2") }]]],
  ["nothing", "move it to 3", "decline"],
  ["nothing", "actually Friday", "decline"],
  ["deleted", "move it to 3", "decline"],
  ["deleted", "actually Friday", "decline"],
  ["cancelled", "move it to 3", "decline"],
  ["cancelled", "and invite Sam", "decline"],
  [
    "bookedThenTask",
    "move it to Friday",
    [["tasks_update", { taskId: it("t1"), due: "2026-11-27" }]],
  ],
  [
    "firstDeleted",
    "cancel the second one",
    [["calendar_delete_event", { eventId: it("review1") }]],
  ],
  ["firstDeleted", "cancel the first one", "decline"],
  ["firstDeleted", "move it to 3", "decline"],
  [
    "contact",
    "invite her to lunch tomorrow",
    [[UPDATE, { addAttendees: [{ id: "dana@acme.com" }] }]],
  ],
  [
    "contact",
    "schedule lunch with her tomorrow at noon",
    [
      [
        "calendar_create_event",
        { start: at("2026-11-25", "12:00"), attendees: [{ id: "dana@acme.com" }] },
      ],
    ],
  ],
];
