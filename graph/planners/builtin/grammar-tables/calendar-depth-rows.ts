import { at, event, person } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const CREATE = "calendar_create_event";
const UPDATE = "calendar_update_event";
const DELETE = "calendar_delete_event";
const LIST = "calendar_list_events";
const FREE = "calendar_find_free_time";
const RSVP = "calendar_respond_to_event";

/** Series, zones, free time of several, video links and details: what the rules for them were written with. */
export const calendarDepthRows: readonly Row[] = [
  ["cancel the sync from next week on", [[DELETE, { eventId: event("sync"), scope: "following" }]]],
  ["move the standup to 9:30 from now on", [[UPDATE, { time: "09:30", scope: "following" }]]],
  ["from now on, move the standup to 9:30", [[UPDATE, { time: "09:30", scope: "following" }]]],
  [
    "cancel all occurrences of the yoga class",
    [[DELETE, { eventId: event("yoga class"), scope: "all" }]],
  ],
  [
    'rename the whole team sync series to "Product sync"',
    [[UPDATE, { eventId: event("team sync"), summary: "Product sync", scope: "all" }]],
  ],
  [
    "accept the book club invitation for all of them",
    [[RSVP, { response: "accepted", scope: "all" }]],
  ],
  ["cancel my next standup", [[DELETE, { scope: "this" }]]],
  ["cancel the Tuesday sync", [[DELETE, { eventId: event("sync") }]]],
  ["cancel Friday's gym session", [[DELETE, { scope: "this" }]]],
  ["I'm on vacation from December 21 to January 3", "decline"],
  [
    "add PTO December 21 to December 23 to my calendar",
    [[CREATE, { summary: "PTO", start: "2026-12-21", end: "2026-12-24" }]],
  ],
  [
    "schedule a workshop from Monday to Wednesday",
    [[CREATE, { summary: "Workshop", start: "2026-11-30", end: "2026-12-03" }]],
  ],
  ["schedule a meeting from Monday to Wednesday", "clarify"],
  [
    "book a demo every Monday at 9am London time",
    [[CREATE, { timezone: "Europe/London", recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO"] }]],
  ],
  ["schedule lunch with Eden tomorrow at noon", [[CREATE, { start: at("2026-11-25", "12:00") }]]],
  [
    "schedule a call with Sam on Friday at 3pm my time",
    [[CREATE, { start: at("2026-11-27", "15:00") }]],
  ],
  ["schedule a call with Sam tomorrow at 4pm his time", "clarify"],
  ["move my call with Dana to 10am her time tomorrow", "clarify"],
  [
    "find a slot for Sam, Dana and me on Thursday",
    [[FREE, { attendees: [person("Sam"), person("Dana")] }]],
  ],
  [
    "is Dana busy on Friday at 2pm?",
    [[FREE, { attendees: [person("Dana")], timeMin: at("2026-11-27", "14:00") }]],
  ],
  [
    "when can I meet with Sam tomorrow after 6pm?",
    [[FREE, { attendees: [person("Sam")], earliest: "18:00" }]],
  ],
  [
    "when can Sam, Dana and I meet next week?",
    [[FREE, { attendees: [person("Sam"), person("Dana")], weekdaysOnly: true }]],
  ],
  ["find me an hour on Saturday", [[FREE, { durationMinutes: 60 }]]],
  ["book a zoom call with Sam tomorrow at 2pm", [[CREATE, { summary: "Zoom call with Sam" }]]],
  [
    "add a video link to the budget review",
    [[UPDATE, { eventId: event("budget review"), videoLink: true }]],
  ],
  [
    "create a meeting with Eden tomorrow at 4 and add a Meet link",
    [[CREATE, { attendees: [person("Eden")], videoLink: true }]],
  ],
  [
    "turn my 1:1 with Sam into a video call",
    [[UPDATE, { eventId: event("1:1 with Sam"), videoLink: true }]],
  ],
  [
    "make my 3pm half an hour shorter",
    [[UPDATE, { eventId: event("15:00 meeting"), extendMinutes: -30 }]],
  ],
  [
    "lengthen the design review by 15 minutes",
    [[UPDATE, { eventId: event("design review"), extendMinutes: 15 }]],
  ],
  [
    "add notes to tomorrow's standup: demo the new login",
    [[UPDATE, { appendDescription: "demo the new login", scope: "this" }]],
  ],
  ["push all my meetings tomorrow back by 30 minutes", [[LIST], [UPDATE, { shiftMinutes: 30 }]]],
  ["move everything tomorrow morning an hour later", [[LIST], [UPDATE, { shiftMinutes: 60 }]]],
  [
    "schedule dinner with Sam at 7pm in Paris next Friday",
    [[CREATE, { start: "2026-12-04T19:00:00+01:00", timezone: "Europe/Paris" }]],
  ],
  [
    "cut the review short by 15 minutes",
    [[UPDATE, { eventId: event("review"), extendMinutes: -15 }]],
  ],
  ["push my whole afternoon back by 30 minutes", "decline"],
  ["is everyone free tomorrow at 3?", "decline"],
  ["move all of today's meetings to tomorrow", "decline"],
  [
    "what times work for Sam, Lee and me on Thursday?",
    [[FREE, { attendees: [person("Sam"), person("Lee")], earliest: "09:00" }]],
  ],
  [
    "check if Dana and Sam are free on Friday at 10",
    [[FREE, { attendees: [person("Dana"), person("Sam")] }]],
  ],
  ["when is Dana available next week?", [[FREE, { weekdaysOnly: true, latest: "18:00" }]]],
  [
    "find a time to meet with Lee after 5pm tomorrow",
    [[FREE, { earliest: "17:00", latest: "22:00" }]],
  ],
  ["vacation 20-24 December", [[CREATE, { start: "2026-12-20", end: "2026-12-25" }]]],
  [
    "add to the notes of the review: slides are ready",
    [[UPDATE, { eventId: event("review"), appendDescription: "slides are ready" }]],
  ],
  ["add video to my 2pm", [[UPDATE, { eventId: event("14:00 meeting"), videoLink: true }]]],
  ["call with Raj tomorrow 9am IST", [[CREATE, { timezone: "Asia/Kolkata" }]]],
];
