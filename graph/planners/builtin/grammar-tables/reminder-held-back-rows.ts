import { at, day, reminder } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const SET = "assistant_set_reminder";
const LIST = "assistant_list_reminders";
const CANCEL = "assistant_cancel_reminder";
const CHANGE = "assistant_change_reminder";
const EACH = { reminderId: { $ref: "item.id" } };

/** Commands about reminders and briefs that were written before their rules and held back while those were made. */
export const reminderHeldBackRows: readonly Row[] = [
  // Once.
  [
    "remind me to water the plants at 6pm",
    [[SET, { text: "Water the plants", at: at("2026-11-24", "18:00") }]],
  ],
  [
    "remind me in 45 minutes to take the cake out",
    [[SET, { text: "Take the cake out", at: at("2026-11-24", "09:45") }]],
  ],
  [
    "remind me in two hours to check the oven",
    [[SET, { text: "Check the oven", at: at("2026-11-24", "11:00") }]],
  ],
  [
    "can you remind me to ring the dentist tomorrow at 10:30am please",
    [[SET, { text: "Ring the dentist", at: at("2026-11-25", "10:30") }]],
  ],
  [
    "remind me tomorrow at noon to pick up the dry cleaning",
    [[SET, { text: "Pick up the dry cleaning", at: at("2026-11-25", "12:00") }]],
  ],
  [
    "remind me on Friday at 3pm about the budget",
    [[SET, { text: "The budget", at: at("2026-11-27", "15:00") }]],
  ],
  [
    "remind me about the parking permit on december 1 at 9am",
    [[SET, { text: "The parking permit", at: at("2026-12-01", "09:00") }]],
  ],
  [
    "set a reminder for 4:15pm to send Priya the slides",
    [[SET, { text: "Send Priya the slides", at: at("2026-11-24", "16:15") }]],
  ],
  [
    "set a reminder to renew my passport on Dec 3 at 11am",
    [[SET, { text: "Renew my passport", at: at("2026-12-03", "11:00") }]],
  ],
  [
    "create a reminder to feed the cat tonight at 8",
    [[SET, { text: "Feed the cat", at: at("2026-11-24", "20:00") }]],
  ],
  [
    "tomorrow at 7am remind me to pack lunch",
    [[SET, { text: "Pack lunch", at: at("2026-11-25", "07:00") }]],
  ],
  [
    "in 10 minutes remind me to stretch",
    [[SET, { text: "Stretch", at: at("2026-11-24", "09:10") }]],
  ],
  [
    "reminder: pay the gas bill at 5pm",
    [[SET, { text: "Pay the gas bill", at: at("2026-11-24", "17:00") }]],
  ],
  [
    "text me at 2pm to call the bank",
    [[SET, { text: "Call the bank", at: at("2026-11-24", "14:00"), by: "sms" }]],
  ],
  [
    "remind me by text at 2pm to call the bank",
    [[SET, { text: "Call the bank", at: at("2026-11-24", "14:00"), by: "sms" }]],
  ],
  [
    "remind me to call Dana and Sam at 5pm",
    [[SET, { text: "Call Dana and Sam", at: at("2026-11-24", "17:00") }]],
  ],
  [
    'remind me at 5pm: "don\'t forget the milk"',
    [[SET, { text: "don't forget the milk", at: at("2026-11-24", "17:00") }]],
  ],
  [
    "remind me tomorrow morning to take the bins out",
    [[SET, { text: "Take the bins out", at: at("2026-11-25", "09:00") }]],
  ],
  [
    "don't let me forget to buy stamps at 1pm",
    [[SET, { text: "Buy stamps", at: at("2026-11-24", "13:00") }]],
  ],
  // Again and again.
  [
    "remind me every day at 10pm to take my pills",
    [
      [
        SET,
        { text: "Take my pills", at: at("2026-11-24", "22:00"), recurrence: ["RRULE:FREQ=DAILY"] },
      ],
    ],
  ],
  [
    "every Friday at 4pm remind me to submit my timesheet",
    [
      [
        SET,
        {
          text: "Submit my timesheet",
          at: at("2026-11-27", "16:00"),
          recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=FR"],
        },
      ],
    ],
  ],
  [
    "remind me to take the trash out every Sunday at 7pm",
    [
      [
        SET,
        {
          text: "Take the trash out",
          at: at("2026-11-29", "19:00"),
          recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=SU"],
        },
      ],
    ],
  ],
  [
    "remind me to pay rent on the 1st of every month at 9am",
    [
      [
        SET,
        {
          text: "Pay rent",
          at: at("2026-12-01", "09:00"),
          recurrence: ["RRULE:FREQ=MONTHLY;BYMONTHDAY=1"],
        },
      ],
    ],
  ],
  // Briefs.
  [
    "text me my schedule every morning at 7:30",
    [
      [
        SET,
        {
          brief: "today",
          at: at("2026-11-25", "07:30"),
          recurrence: ["RRULE:FREQ=DAILY"],
          by: "sms",
        },
      ],
    ],
  ],
  [
    "send me my agenda every weekday at 8am",
    [
      [
        SET,
        {
          brief: "today",
          at: at("2026-11-25", "08:00"),
          recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
        },
      ],
    ],
  ],
  [
    "send me tomorrow's schedule every evening at 9",
    [[SET, { brief: "tomorrow", at: at("2026-11-24", "21:00"), recurrence: ["RRULE:FREQ=DAILY"] }]],
  ],
  [
    "text me a summary of my day tomorrow at 7am",
    [[SET, { brief: "today", at: at("2026-11-25", "07:00"), by: "sms" }]],
  ],
  [
    "give me a briefing every weekday at 8:15am",
    [[SET, { brief: "today", at: at("2026-11-25", "08:15") }]],
  ],
  [
    "send me a summary of tomorrow at 8pm tonight",
    [[SET, { brief: "tomorrow", at: at("2026-11-24", "20:00") }]],
  ],
  // What there is.
  ["what reminders do i have for tomorrow?", [[LIST, day("2026-11-25", "2026-11-26")]]],
  ["show me all my reminders", [[LIST, {}]]],
  ["do I have any reminders today", [[LIST, day("2026-11-24", "2026-11-25")]]],
  ["list my reminders", [[LIST, {}]]],
  // Off.
  [
    "delete my reminder to water the plants",
    [[CANCEL, { reminderId: reminder("water the plants") }]],
  ],
  ["cancel the 6pm reminder", [[CANCEL, { reminderId: reminder("6pm") }]]],
  [
    "stop reminding me to submit my timesheet",
    [[CANCEL, { reminderId: reminder("submit my timesheet") }]],
  ],
  ["stop texting me my schedule", [[CANCEL, { reminderId: reminder("my schedule") }]]],
  [
    "get rid of all my reminders",
    [
      [LIST, {}],
      [CANCEL, EACH],
    ],
  ],
  [
    "remove the reminder for the parking permit",
    [[CANCEL, { reminderId: reminder("the parking permit") }]],
  ],
  // Otherwise.
  [
    "move the reminder about the budget to Monday at 10am",
    [[CHANGE, { reminderId: reminder("the budget"), date: "2026-11-30", time: "10:00" }]],
  ],
  ["change my 6pm reminder to 7pm", [[CHANGE, { reminderId: reminder("6pm"), time: "19:00" }]]],
  [
    "push my reminder about the budget back an hour",
    [[CHANGE, { reminderId: reminder("the budget"), shiftMinutes: 60 }]],
  ],
  [
    "move my reminder to call the bank to tomorrow",
    [[CHANGE, { reminderId: reminder("call the bank"), date: "2026-11-25" }]],
  ],
  // Asked, or left alone.
  ["remind me to buy a present", "clarify"],
  ["set a reminder", "clarify"],
  ["remind me tomorrow at 9", "clarify"],
  ["remind me to email the landlord on Thursday", "clarify"],
  ["remind Dana to send the report at 5", "decline"],
  ["remind me an hour before my flight to pack", "decline"],
  ["remind me when Sam replies", "decline"],
  ["remind me to call mom at 5 or 6", "decline"],
  ["remind me to stretch on april 31 at noon", "decline"],
  [
    "add a task to water the plants by Friday",
    [["tasks_create", { title: "Water the plants", due: "2026-11-27" }]],
  ],
  ["text Sam to call me at 5", "decline"],
];
