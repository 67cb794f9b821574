import { contact, at, day, event, person } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const CREATE = "calendar_create_event";

/** Sentences with several commands that the grammar was written with. */
export const compoundRows: readonly Row[] = [
  [
    "Schedule lunch with Eden Chan tomorrow at noon and email her the details",
    [
      [CREATE, { summary: "Lunch with Eden Chan" }],
      ["email_send", { to: [person("Eden Chan")] }],
    ],
  ],
  [
    "cancel my dentist appointment; add a task to call the dentist",
    [
      ["calendar_delete_event", { eventId: event("dentist appointment") }],
      ["tasks_create", { title: "Call the dentist" }],
    ],
  ],
  [
    "book coffee with Sam tomorrow at 10am, then book dinner with Dana on Friday at 7pm",
    [
      [CREATE, { summary: "Coffee with Sam", start: at("2026-11-25", "10:00") }],
      [CREATE, { summary: "Dinner with Dana", start: at("2026-11-27", "19:00") }],
    ],
  ],
  [
    "schedule lunch with Sam tomorrow at noon and invite Dana",
    [[CREATE, { attendees: [person("Sam"), person("Dana")] }]],
  ],
  [
    "what's on today and do I have any unread mail",
    [["calendar_list_events"], ["email_search", { unread: true }]],
  ],
  ["schedule lunch tomorrow at noon and frobnicate the widget", "decline"],
  ["schedule dinner with Sam on Friday and email him the details", "clarify"],
  // Sentences that were once half done, or done to the wrong thing.
  [
    "move lunch to Friday and dinner to Saturday",
    [
      ["calendar_update_event", { eventId: event("lunch"), date: "2026-11-27" }],
      ["calendar_update_event", { eventId: event("dinner"), date: "2026-11-28" }],
    ],
  ],
  [
    "cancel lunch and dinner tomorrow",
    [
      ["calendar_delete_event", { eventId: event("lunch", day("2026-11-25", "2026-11-26")) }],
      ["calendar_delete_event", { eventId: event("dinner", day("2026-11-25", "2026-11-26")) }],
    ],
  ],
  ["cancel lunch and dinner tomorrow at 7", "decline"],
  ["delete everything", "decline"],
  ["delete all emails", "decline"],
  ["cancel next week", "decline"],
  ["schedule an email to Sam tomorrow at 9am", "decline"],
  ["add agenda to the meeting with Sam", "decline"],
  ["add eggs to groceries and milk to shopping", "decline"],
  ["invite Sam to lunch tomorrow at noon", "decline"],
  ["there is a party tomorrow at 8pm", "decline"],
  ["make the meeting shorter", "decline"],
  ["find me a slot for the dentist next week", "decline"],
  ["block my calendar tomorrow from 2 to 4", "clarify"],
  [
    "delete Dana's number",
    [["contacts_update", { resourceName: contact("Dana"), clear: ["phone"] }]],
  ],
  ["reply to Sam: ok", [["email_reply", { body: "Ok" }]]],
  ["send a quick note to Dana saying thanks!", [["email_send", { body: "Thanks!" }]]],
  [
    "push back my 4pm by 15 min",
    [["calendar_update_event", { eventId: event("16:00 meeting"), shiftMinutes: 15 }]],
  ],
  [
    "change the time of lunch to 1pm",
    [["calendar_update_event", { eventId: event("lunch"), time: "13:00" }]],
  ],
  ["schedule a workshop with Dana tomorrow at 1pm in Room 5", [[CREATE, { location: "Room 5" }]]],
  [
    "schedule lunch with Sam at noon tomorrow, invite Dana and email them the details",
    [
      [CREATE, { attendees: [person("Sam"), person("Dana")] }],
      ["email_send", { to: [person("Sam"), person("Dana")] }],
    ],
  ],
];
