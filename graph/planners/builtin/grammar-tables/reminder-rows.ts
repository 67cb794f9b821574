import { at, day, reminder } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const SET = "assistant_set_reminder";
const LIST = "assistant_list_reminders";
const CANCEL = "assistant_cancel_reminder";
const CHANGE = "assistant_change_reminder";
const EACH = { reminderId: { $ref: "item.id" } };
const WEEKDAYS = ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"];

/** Commands about reminders and briefs by which their rules were made. */
export const reminderRows: readonly Row[] = [
  ["remind me to call Dana at 5", [[SET, { text: "Call Dana", at: at("2026-11-24", "17:00") }]]],
  [
    "remind me to call mom tomorrow at 5pm",
    [[SET, { text: "Call mom", at: at("2026-11-25", "17:00") }]],
  ],
  [
    "remind me in 20 minutes to stretch",
    [[SET, { text: "Stretch", at: at("2026-11-24", "09:20") }]],
  ],
  ["remind me to stretch in an hour", [[SET, { text: "Stretch", at: at("2026-11-24", "10:00") }]]],
  ["remind me at 8am to stretch", [[SET, { text: "Stretch", at: at("2026-11-25", "08:00") }]]],
  ["remind me that the plumber comes at 4pm tomorrow", "clarify"],
  [
    "remind me of the deadline on Monday at 9am",
    [[SET, { text: "The deadline", at: at("2026-11-30", "09:00") }]],
  ],
  [
    "set a 5pm reminder to call Dana",
    [[SET, { text: "Call Dana", at: at("2026-11-24", "17:00") }]],
  ],
  [
    "set a reminder for tomorrow at 9am: send the invoice",
    [[SET, { text: "Send the invoice", at: at("2026-11-25", "09:00") }]],
  ],
  [
    "remind me not to eat sugar at 3pm",
    [[SET, { text: "Don't eat sugar", at: at("2026-11-24", "15:00") }]],
  ],
  [
    "remind me to call Dana and email Bob at 5pm",
    [[SET, { text: "Call Dana and email Bob", at: at("2026-11-24", "17:00") }]],
  ],
  [
    "text me in 20 minutes to move the car",
    [[SET, { text: "Move the car", at: at("2026-11-24", "09:20"), by: "sms" }]],
  ],
  [
    "send me a text at 6pm to move the car",
    [[SET, { text: "Move the car", at: at("2026-11-24", "18:00"), by: "sms" }]],
  ],
  [
    "nudge me at 3pm to drink water",
    [[SET, { text: "Drink water", at: at("2026-11-24", "15:00") }]],
  ],
  [
    "remind me this evening to call dad",
    [[SET, { text: "Call dad", at: at("2026-11-24", "18:00") }]],
  ],
  [
    "remind me at 9am London time on Friday to call the office",
    [
      [
        SET,
        { text: "Call the office", at: "2026-11-27T09:00:00+00:00", timezone: "Europe/London" },
      ],
    ],
  ],
  [
    "remind me every Monday at 9 to send the report",
    [
      [
        SET,
        {
          text: "Send the report",
          at: at("2026-11-30", "09:00"),
          recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO"],
        },
      ],
    ],
  ],
  [
    "remind me to stand up every weekday at 3pm",
    [[SET, { text: "Stand up", at: at("2026-11-24", "15:00"), recurrence: WEEKDAYS }]],
  ],
  [
    "set a daily reminder at 9pm to floss",
    [[SET, { text: "Floss", at: at("2026-11-24", "21:00"), recurrence: ["RRULE:FREQ=DAILY"] }]],
  ],
  [
    "remind me every hour to drink water",
    [
      [
        SET,
        { text: "Drink water", at: at("2026-11-24", "10:00"), recurrence: ["RRULE:FREQ=HOURLY"] },
      ],
    ],
  ],
  [
    "remind me to take my meds every 4 hours",
    [
      [
        SET,
        {
          text: "Take my meds",
          at: at("2026-11-24", "13:00"),
          recurrence: ["RRULE:FREQ=HOURLY;INTERVAL=4"],
        },
      ],
    ],
  ],
  [
    "text me my day at 8 every weekday",
    [[SET, { brief: "today", at: at("2026-11-25", "08:00"), recurrence: WEEKDAYS, by: "sms" }]],
  ],
  [
    "send me a summary of tomorrow at 9pm",
    [[SET, { brief: "tomorrow", at: at("2026-11-24", "21:00") }]],
  ],
  [
    "brief me every weekday at 8am",
    [[SET, { brief: "today", at: at("2026-11-25", "08:00"), recurrence: WEEKDAYS }]],
  ],
  [
    "send me my calendar for tomorrow every night at 10pm",
    [[SET, { brief: "tomorrow", at: at("2026-11-24", "22:00"), recurrence: ["RRULE:FREQ=DAILY"] }]],
  ],
  [
    "every morning at 7 text me my agenda",
    [
      [
        SET,
        {
          brief: "today",
          at: at("2026-11-25", "07:00"),
          recurrence: ["RRULE:FREQ=DAILY"],
          by: "sms",
        },
      ],
    ],
  ],
  ["what reminders do I have?", [[LIST, {}]]],
  ["my reminders", [[LIST, {}]]],
  ["what are my reminders for Friday", [[LIST, day("2026-11-27", "2026-11-28")]]],
  ["what will you remind me of", [[LIST, {}]]],
  ["cancel the reminder about Dana", [[CANCEL, { reminderId: reminder("Dana") }]]],
  ["cancel my 5pm reminder", [[CANCEL, { reminderId: reminder("5pm") }]]],
  ["cancel the reminder", [[CANCEL, { reminderId: reminder("the reminder") }]]],
  ["stop reminding me about the report", [[CANCEL, { reminderId: reminder("the report") }]]],
  ["stop sending me my day", [[CANCEL, { reminderId: reminder("my day") }]]],
  ["cancel my morning briefing", [[CANCEL, { reminderId: reminder("morning briefing") }]]],
  [
    "cancel all my reminders",
    [
      [LIST, {}],
      [CANCEL, EACH],
    ],
  ],
  [
    "clear my reminders for tomorrow",
    [
      [LIST, day("2026-11-25", "2026-11-26")],
      [CANCEL, EACH],
    ],
  ],
  ["move my 5pm reminder to 6", [[CHANGE, { reminderId: reminder("5pm"), time: "18:00" }]]],
  ["move my 9am reminder to 8", [[CHANGE, { reminderId: reminder("9am"), time: "08:00" }]]],
  [
    "move my reminder about Dana to tomorrow at 4pm",
    [[CHANGE, { reminderId: reminder("Dana"), date: "2026-11-25", time: "16:00" }]],
  ],
  [
    "push my 5pm reminder by 30 minutes",
    [[CHANGE, { reminderId: reminder("5pm"), shiftMinutes: 30 }]],
  ],
  ["remind me to call Dana", "clarify"],
  ["remind me to call Dana tomorrow", "clarify"],
  ["remind me at 5", "clarify"],
  ["text me my day", "clarify"],
  ["remind me to call Dana before 5", "clarify"],
  ["remind me 10 minutes before the standup", "decline"],
  ["remind me if it rains", "decline"],
  ["remind Sam about dinner at 7", "decline"],
  ["remind me yesterday at 5pm to call Dana", "decline"],
  ["remind me every Monday to send the report", "clarify"],
  [
    "add a task to call Dana by Friday",
    [["tasks_create", { title: "Call Dana", due: "2026-11-27" }]],
  ],
  ["send me my agenda", "decline"],
  ["text me when Sam replies", "decline"],
  [
    "send me a daily briefing at 7am",
    [[SET, { brief: "today", at: at("2026-11-25", "07:00"), recurrence: ["RRULE:FREQ=DAILY"] }]],
  ],
  [
    "change my daily reminder to floss to 10pm",
    [[CHANGE, { reminderId: reminder("floss"), time: "22:00" }]],
  ],
  [
    "remind me every weekday evening to journal",
    [[SET, { text: "Journal", at: at("2026-11-24", "18:00"), recurrence: WEEKDAYS }]],
  ],
  [
    "remind me every morning to journal",
    [[SET, { text: "Journal", at: at("2026-11-24", "09:00") }]],
  ],
  ["set a reminder 10 minutes before the standup", "decline"],
  ["add a reminder to my 3pm meeting", "decline"],
  ["remind me to tell Sam I'm not coming at 5", "decline"],
  ["remind me about the 3pm meeting tomorrow", "clarify"],
  ["remind me to buy groceries for Sunday", "clarify"],
  ["remind me to take meds at 8am and 8pm", "decline"],
  ["remind Sam and me at 5 to leave", "decline"],
  ["remind me at midnight to sleep", [[SET, { text: "Sleep", at: at("2026-11-25", "00:00") }]]],
  [
    "send me a nightly summary of tomorrow at 9pm",
    [[SET, { brief: "tomorrow", at: at("2026-11-24", "21:00"), recurrence: ["RRULE:FREQ=DAILY"] }]],
  ],
];
