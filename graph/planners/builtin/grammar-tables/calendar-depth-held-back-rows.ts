import { at, day, event, person } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const CREATE = "calendar_create_event";
const UPDATE = "calendar_update_event";
const DELETE = "calendar_delete_event";
const LIST = "calendar_list_events";
const FREE = "calendar_find_free_time";
const RSVP = "calendar_respond_to_event";

/** Series, zones, free time of several, video links and details: written before the rules for them were. */
export const calendarDepthHeldBackRows: readonly Row[] = [
  // How much of a series.
  [
    "move my weekly 1:1 to 3pm, just this once",
    [[UPDATE, { eventId: event("weekly 1:1"), time: "15:00", scope: "this" }]],
  ],
  ["cancel the standup from now on", [[DELETE, { eventId: event("standup"), scope: "following" }]]],
  [
    "Delete the entire yoga class series",
    [[DELETE, { eventId: event("yoga class"), scope: "all" }]],
  ],
  [
    "change the team sync to 11am for all occurrences",
    [[UPDATE, { eventId: event("team sync"), time: "11:00", scope: "all" }]],
  ],
  [
    "invite Priya to the weekly review, this and all future meetings",
    [[UPDATE, { addAttendees: [person("Priya")], scope: "following" }]],
  ],
  [
    "decline only this instance of the book club meeting",
    [[RSVP, { eventId: event("book club meeting"), response: "declined", scope: "this" }]],
  ],
  ["push tomorrow's standup back 15 minutes", [[UPDATE, { shiftMinutes: 15, scope: "this" }]]],
  ["move my weekly sync to 4", [[UPDATE, { eventId: event("weekly sync"), time: "16:00" }]]],
  // Whole days.
  [
    "add a conference from Monday to Wednesday",
    [[CREATE, { summary: "Conference", start: "2026-11-30", end: "2026-12-03" }]],
  ],
  [
    "put vacation 20-24 December on my calendar",
    [[CREATE, { summary: "Vacation", start: "2026-12-20", end: "2026-12-25" }]],
  ],
  [
    "schedule an all day offsite on Friday",
    [[CREATE, { summary: "Offsite", start: "2026-11-27", end: "2026-11-28" }]],
  ],
  [
    "move my all-day offsite to Friday",
    [[UPDATE, { eventId: event("offsite"), date: "2026-11-27" }]],
  ],
  [
    "block off December 28 through December 31 as out of office",
    [[CREATE, { summary: "Out of office", start: "2026-12-28", end: "2027-01-01" }]],
  ],
  // Other people's zones.
  [
    "schedule a call with Priya tomorrow at 9am London time",
    [
      [
        CREATE,
        {
          summary: "Call with Priya",
          start: "2026-11-25T09:00:00+00:00",
          timezone: "Europe/London",
        },
      ],
    ],
  ],
  [
    "book a meeting with Kenji on Friday at noon in Tokyo",
    [[CREATE, { start: "2026-11-27T12:00:00+09:00", timezone: "Asia/Tokyo" }]],
  ],
  [
    "set up a call with Ana for Thursday 3pm EST",
    [[CREATE, { start: "2026-11-26T15:00:00-05:00", timezone: "America/New_York" }]],
  ],
  [
    "move the design review to Thursday at 4pm Berlin time",
    [[UPDATE, { start: "2026-11-26T16:00:00+01:00", timezone: "Europe/Berlin" }]],
  ],
  ["schedule a call with Dana tomorrow at 10 her time", "clarify"],
  // Free time.
  [
    "find a time for me, Sam and Dana next week",
    [[FREE, { attendees: [person("Sam"), person("Dana")], earliest: "09:00", latest: "18:00" }]],
  ],
  [
    "is Sam free tomorrow at 3?",
    [
      [
        FREE,
        {
          attendees: [person("Sam")],
          timeMin: at("2026-11-25", "15:00"),
          timeMax: at("2026-11-25", "16:00"),
        },
      ],
    ],
  ],
  [
    "when can Eden and I meet for 45 minutes this week?",
    [[FREE, { attendees: [person("Eden")], durationMinutes: 45 }]],
  ],
  [
    "are Sam and Dana available on Thursday afternoon?",
    [[FREE, { attendees: [person("Sam"), person("Dana")] }]],
  ],
  [
    "when are Lee and I both free tomorrow?",
    [[FREE, { attendees: [person("Lee")], ...day("2026-11-25", "2026-11-26") }]],
  ],
  [
    "find an hour with Priya tomorrow before 9",
    [[FREE, { attendees: [person("Priya")], durationMinutes: 60, latest: "09:00" }]],
  ],
  [
    "find 30 minutes for Sam and me on Wednesday evening",
    [[FREE, { attendees: [person("Sam")], durationMinutes: 30 }]],
  ],
  // Video links.
  [
    "schedule a call with Sam tomorrow at 2pm with a video link",
    [
      [
        CREATE,
        {
          summary: "Call with Sam",
          attendees: [person("Sam")],
          videoLink: true,
          start: at("2026-11-25", "14:00"),
        },
      ],
    ],
  ],
  [
    "set up a video call with Eden on Friday at 11am",
    [[CREATE, { attendees: [person("Eden")], videoLink: true }]],
  ],
  [
    "add a Google Meet link to my 3pm",
    [[UPDATE, { eventId: event("15:00 meeting"), videoLink: true }]],
  ],
  [
    "make the budget review a video call",
    [[UPDATE, { eventId: event("budget review"), videoLink: true }]],
  ],
  // Details.
  [
    "make the design review 30 minutes longer",
    [[UPDATE, { eventId: event("design review"), extendMinutes: 30 }]],
  ],
  ["shorten tomorrow's standup by 10 minutes", [[UPDATE, { extendMinutes: -10, scope: "this" }]]],
  [
    "extend my meeting with Dana by half an hour",
    [[UPDATE, { eventId: event("meeting with Dana"), extendMinutes: 30 }]],
  ],
  [
    "shorten the budget review to 45 min",
    [[UPDATE, { eventId: event("budget review"), durationMinutes: 45 }]],
  ],
  [
    "add a note to the design review: bring the mockups",
    [[UPDATE, { eventId: event("design review"), appendDescription: "bring the mockups" }]],
  ],
  [
    "change the description of the budget review to quarterly numbers",
    [[UPDATE, { eventId: event("budget review"), description: "quarterly numbers" }]],
  ],
  [
    "set the location of tomorrow's lunch to Chez Panisse",
    [[UPDATE, { location: "Chez Panisse", scope: "this" }]],
  ],
  ["push everything this afternoon back an hour", [[LIST], [UPDATE, { shiftMinutes: 60 }]]],
  [
    "uninvite Sam from the design review",
    [[UPDATE, { eventId: event("design review"), removeAttendees: [person("Sam")] }]],
  ],
  ["move all my meetings tomorrow to Friday", "decline"],
];
