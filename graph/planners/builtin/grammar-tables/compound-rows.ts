import { at, event, person } from "./expectations.ts";
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
];
