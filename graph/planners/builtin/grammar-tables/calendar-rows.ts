import { at, day, event, person } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const CREATE = "calendar_create_event";
const UPDATE = "calendar_update_event";
const DELETE = "calendar_delete_event";
const LIST = "calendar_list_events";
const FREE = "calendar_find_free_time";
const RSVP = "calendar_respond_to_event";

/** Calendar commands the grammar was written with. */
export const calendarRows: readonly Row[] = [
  [
    "Schedule lunch with Eden Chan tomorrow at noon",
    [
      [
        CREATE,
        {
          summary: "Lunch with Eden Chan",
          start: at("2026-11-25", "12:00"),
          end: at("2026-11-25", "13:00"),
          attendees: [person("Eden Chan")],
        },
      ],
    ],
  ],
  [
    "Book coffee with Dana Reyes on Friday at 10am",
    [
      [
        CREATE,
        {
          summary: "Coffee with Dana Reyes",
          start: at("2026-11-27", "10:00"),
          attendees: [person("Dana Reyes")],
        },
      ],
    ],
  ],
  [
    "Schedule dentist tomorrow at 3pm",
    [[CREATE, { summary: "Dentist", start: at("2026-11-25", "15:00") }]],
  ],
  [
    "schedule gym tomorrow at 6pm",
    [[CREATE, { summary: "Gym", start: at("2026-11-25", "18:00") }]],
  ],
  [
    "Meet Eden tomorrow at 10am",
    [
      [
        CREATE,
        {
          summary: "Meeting with Eden",
          start: at("2026-11-25", "10:00"),
          attendees: [person("Eden")],
        },
      ],
    ],
  ],
  [
    "can you please set up a meeting with Sam and Dana on Thursday at 2pm for 45 minutes?",
    [
      [
        CREATE,
        {
          summary: "Meeting with Sam and Dana",
          start: at("2026-11-26", "14:00"),
          end: at("2026-11-26", "14:45"),
          attendees: [person("Sam"), person("Dana")],
        },
      ],
    ],
  ],
  [
    "lunch w/ eden tmrw @ 12pm pls",
    [
      [
        CREATE,
        {
          summary: "Lunch with Eden",
          start: at("2026-11-25", "12:00"),
          attendees: [person("eden")],
        },
      ],
    ],
  ],
  [
    "Put dentist on my calendar for Friday at 9am",
    [[CREATE, { summary: "Dentist", start: at("2026-11-27", "09:00") }]],
  ],
  [
    'add "Quarterly review" to my calendar tomorrow from 2pm to 4pm',
    [
      [
        CREATE,
        {
          summary: "Quarterly review",
          start: at("2026-11-25", "14:00"),
          end: at("2026-11-25", "16:00"),
        },
      ],
    ],
  ],
  [
    "create an event called Team sync tomorrow at 11am",
    [[CREATE, { summary: "Team sync", start: at("2026-11-25", "11:00") }]],
  ],
  [
    "schedule dinner with dana@example.com on Friday at 7pm at Chez Panisse",
    [
      [
        CREATE,
        {
          summary: "Dinner with dana@example.com",
          start: at("2026-11-27", "19:00"),
          attendees: ["dana@example.com"],
          location: "Chez Panisse",
        },
      ],
    ],
  ],
  ["Schedule standup every weekday at 9:30am", [[CREATE, { summary: "Standup" }]]],
  [
    "book a call with Sam about the budget tomorrow at 4pm",
    [
      [
        CREATE,
        {
          summary: "Call with Sam about the budget",
          start: at("2026-11-25", "16:00"),
          end: at("2026-11-25", "16:30"),
          attendees: [person("Sam")],
        },
      ],
    ],
  ],
  ["Schedule a meeting with Dana Reyes tomorrow", "clarify"],
  ["Schedule lunch with Dana on Friday", "clarify"],
  ["schedule a meeting", "clarify"],
  ["create an event tomorrow at 3pm", "clarify"],
  [
    "Schedule vacation from December 21 to December 23",
    [[CREATE, { summary: "Vacation", start: "2026-12-21", end: "2026-12-24" }]],
  ],
  ["Schedule lunch with Eden Chan on February 31 at noon", "decline"],
  ["Reticulate the splines and schedule lunch tomorrow at noon", "decline"],
  ["don't schedule lunch with Eden tomorrow at noon", "decline"],
  ["if it rains tomorrow cancel my 3pm", "decline"],
  ["schedule lunch tomorrow at noon unless Sam is busy", "decline"],
  [
    "move lunch with Eden to Friday",
    [[UPDATE, { eventId: event("lunch with Eden"), date: "2026-11-27" }]],
  ],
  [
    "Move my dentist appointment to 4pm",
    [[UPDATE, { eventId: event("dentist appointment"), time: "16:00" }]],
  ],
  [
    "reschedule the team sync to Thursday at 2pm",
    [[UPDATE, { eventId: event("team sync"), start: at("2026-11-26", "14:00") }]],
  ],
  ["push standup back by 30 minutes", [[UPDATE, { eventId: event("standup"), shiftMinutes: 30 }]]],
  [
    "rename lunch with Eden to Lunch and planning",
    [[UPDATE, { eventId: event("lunch with Eden"), summary: "Lunch and planning" }]],
  ],
  [
    "change the location of the team sync to Room 4",
    [[UPDATE, { eventId: event("team sync"), location: "Room 4" }]],
  ],
  [
    "make the team sync 45 minutes long",
    [[UPDATE, { eventId: event("team sync"), durationMinutes: 45 }]],
  ],
  [
    "invite Dana to the team sync",
    [[UPDATE, { eventId: event("team sync"), addAttendees: [person("Dana")] }]],
  ],
  [
    "remove Sam from the team sync meeting",
    [[UPDATE, { eventId: event("team sync meeting"), removeAttendees: [person("Sam")] }]],
  ],
  [
    "Cancel lunch with Eden tomorrow",
    [[DELETE, { eventId: event("lunch with Eden", day("2026-11-25", "2026-11-26")) }]],
  ],
  ["cancel my dentist appointment", [[DELETE, { eventId: event("dentist appointment") }]]],
  [
    "delete all my meetings tomorrow",
    [
      [LIST, day("2026-11-25", "2026-11-26")],
      [DELETE, { eventId: { $ref: "item.id" } }],
    ],
  ],
  [
    "cancel everything on Friday",
    [
      [LIST, day("2026-11-27", "2026-11-28")],
      [DELETE, { eventId: { $ref: "item.id" } }],
    ],
  ],
  [
    "clear my calendar for tomorrow",
    [
      [LIST, day("2026-11-25", "2026-11-26")],
      [DELETE, { eventId: { $ref: "item.id" } }],
    ],
  ],
  ["don't cancel lunch with Eden", "decline"],
  ["cancel lunch but not dinner", "decline"],
  ["What's on tomorrow?", [[LIST, day("2026-11-25", "2026-11-26")]]],
  ["What's on today?", [[LIST, { timeMax: at("2026-11-25", "00:00") }]]],
  ["what's on my calendar on Friday", [[LIST, day("2026-11-27", "2026-11-28")]]],
  ["show me my schedule for tomorrow", [[LIST, day("2026-11-25", "2026-11-26")]]],
  ["do I have anything tomorrow afternoon?", [[LIST, { timeMin: at("2026-11-25", "12:00") }]]],
  ["who am I meeting Friday?", [[LIST, day("2026-11-27", "2026-11-28")]]],
  ["when is my dentist appointment?", [[LIST, { query: "dentist" }]]],
  ["what's my next meeting?", [[LIST, { timeMin: "2026-11-24T09:00:00-08:00", maxResults: 1 }]]],
  ["when's my next meeting with Sam", [[LIST, { query: "Sam", maxResults: 1 }]]],
  [
    "am I free at 3pm tomorrow?",
    [[FREE, { timeMin: at("2026-11-25", "15:00"), timeMax: at("2026-11-25", "16:00") }]],
  ],
  ["is Sam free Friday afternoon?", [[FREE, { attendees: [person("Sam")] }]]],
  [
    "find 30 minutes with Sam this week",
    [[FREE, { durationMinutes: 30, attendees: [person("Sam")] }]],
  ],
  [
    "find 30 minutes with Sam this week and book it",
    [
      [FREE, { durationMinutes: 30, attendees: [person("Sam")] }],
      [
        CREATE,
        {
          summary: "Meeting with Sam",
          start: { $ref: "find.slots[0].start" },
          attendees: [person("Sam")],
        },
      ],
    ],
  ],
  [
    "accept the team sync invitation",
    [[RSVP, { eventId: event("team sync"), response: "accepted" }]],
  ],
  [
    "decline the budget meeting",
    [[RSVP, { eventId: event("budget meeting"), response: "declined" }]],
  ],
  [
    "tentatively accept lunch with Dana on Friday",
    [
      [
        RSVP,
        {
          eventId: event("lunch with Dana", day("2026-11-27", "2026-11-28")),
          response: "tentative",
        },
      ],
    ],
  ],
  ["lunch with Eden tomorrow", "clarify"],
  ["lunch with Eden was great tomorrow", "decline"],
  ["schedule lunch at noon or 1pm tomorrow", "decline"],
  ["deleted the standup", "decline"],
  ["cancels the retro", "decline"],
];
