import { at, person } from "../../grammar-tables/expectations.ts";
import { eden, it } from "./rows.ts";
import type { FollowUpRow } from "./rows.ts";

const UPDATE = "calendar_update_event";

/**
 * Follow-ups that were written before the rules were. On the first run 37 of the 41 came out right and one plan was
 * wrong (“mark the first and third ones as done”); what those four showed was then mended.
 */
export const heldBackRows: readonly FollowUpRow[] = [
  ["booked", "push it back half an hour", [[UPDATE, { eventId: it("lunch1"), shiftMinutes: 30 }]]],
  [
    "booked",
    "reschedule that to Thursday at 1",
    [[UPDATE, { eventId: it("lunch1"), start: at("2026-11-26", "13:00") }]],
  ],
  [
    "booked",
    "can you move it to Monday please?",
    [[UPDATE, { eventId: it("lunch1"), date: "2026-11-30" }]],
  ],
  [
    "booked",
    "and invite Dana and Raj",
    [[UPDATE, { eventId: it("lunch1"), addAttendees: [person("Dana"), person("Raj")] }]],
  ],
  ["booked", "add Sam too", [[UPDATE, { eventId: it("lunch1"), addAttendees: [person("Sam")] }]]],
  ["booked", "make that 12:30", [[UPDATE, { eventId: it("lunch1"), time: "12:30" }]]],
  ["booked", "sorry, I meant Thursday", [[UPDATE, { eventId: it("lunch1"), date: "2026-11-26" }]]],
  [
    "booked",
    "rename it to Catch-up with Eden",
    [[UPDATE, { eventId: it("lunch1"), summary: "Catch-up with Eden" }]],
  ],
  ["booked", "delete that", [["calendar_delete_event", { eventId: it("lunch1") }]]],
  [
    "booked",
    "email her the details",
    [["email_send", { to: [eden], subject: "Lunch with Eden Chan" }]],
  ],
  ["booked", "make it 90 minutes", [[UPDATE, { eventId: it("lunch1"), durationMinutes: 90 }]]],
  ["dentistFound", "move it to 5pm", [[UPDATE, { eventId: it("dentist1"), time: "17:00" }]]],
  [
    "dentistFound",
    "cancel that appointment",
    [["calendar_delete_event", { eventId: it("dentist1") }]],
  ],
  ["listed", "cancel the third one", [["calendar_delete_event", { eventId: it("dentist1") }]]],
  ["listed", "move number 2 to Friday", [[UPDATE, { eventId: it("review1"), date: "2026-11-27" }]]],
  [
    "listed",
    "cancel all of them",
    [
      ["calendar_delete_event", { eventId: it("sync1") }],
      ["calendar_delete_event", { eventId: it("review1") }],
      ["calendar_delete_event", { eventId: it("dentist1") }],
    ],
  ],
  ["listed", "cancel it", "clarify"],
  ["listed", "move the fifth one to 3pm", "decline"],
  ["listed", "cancel both", "decline"],
  ["mails", "open the second one", [["email_read", { messageId: it("m2") }]]],
  [
    "mails",
    "star the first one",
    [["email_modify_labels", { messageId: it("m1"), add: ["STARRED"] }]],
  ],
  [
    "mails",
    "delete both",
    [
      ["email_trash", { messageId: it("m1") }],
      ["email_trash", { messageId: it("m2") }],
    ],
  ],
  ["mails", "reply to it saying thanks", "clarify"],
  [
    "mails",
    "mark those as read",
    [
      ["email_modify_labels", { messageId: it("m1") }],
      ["email_modify_labels", { messageId: it("m2") }],
    ],
  ],
  [
    "oneMail",
    "forward it to Raj",
    [["email_forward", { messageId: it("m1"), to: [person("Raj")] }]],
  ],
  [
    "oneMail",
    "reply that Thursday works for me",
    [["email_reply", { messageId: it("m1"), body: "Thursday works for me" }]],
  ],
  [
    "oneMail",
    "archive that email",
    [["email_modify_labels", { messageId: it("m1"), remove: ["INBOX"] }]],
  ],
  ["taskAdded", "delete it", [["tasks_delete", { taskId: it("t1") }]]],
  ["taskAdded", "make it due Friday", [["tasks_update", { taskId: it("t1"), due: "2026-11-27" }]]],
  [
    "tasks",
    "mark the first and third ones as done",
    [
      ["tasks_complete", { taskId: it("t1") }],
      ["tasks_complete", { taskId: it("t3") }],
    ],
  ],
  ["tasks", "complete the last one", [["tasks_complete", { taskId: it("t3") }]]],
  ["nothing", "cancel it", "decline"],
  ["nothing", "and invite Sam", "decline"],
  ["nothing", "the second one", "decline"],
  ["nothing", "archive those", "decline"],
  ["deleted", "when is it?", "decline"],
  ["cancelled", "cancel it", "decline"],
  ["bookedThenMailed", "move it to 3pm", [[UPDATE, { eventId: it("lunch1"), time: "15:00" }]]],
  ["bookedThenTask", "mark that as done", [["tasks_complete", { taskId: it("t1") }]]],
  [
    "firstDeleted",
    "cancel the third one",
    [["calendar_delete_event", { eventId: it("dentist1") }]],
  ],
  [
    "contact",
    "email her saying lunch is on me",
    [["email_send", { to: [{ id: "dana@acme.com" }], body: "Lunch is on me" }]],
  ],
];
