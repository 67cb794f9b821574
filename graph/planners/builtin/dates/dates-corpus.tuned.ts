import { BER, IST, KTM, LA, LDN, LHI, NY, NYF, PAST, SAO, TYO, UTC } from "./dates-corpus.ts";
import type { Row } from "./dates-corpus.ts";

/** The half of the corpus that readers of time were tuned on. */
export const TUNED: readonly Row[] = [
  // weekday names
  [LA, "lunch with Eden on Thursday", { date: "2026-11-26", rest: "lunch with Eden" }],
  [LA, "dentist this Thursday 9:15", { date: "2026-11-26", time: "09:15", rest: "dentist" }],
  [
    NYF,
    "gym next Monday 7am",
    { date: "2026-11-02", time: "07:00", start: "2026-11-02T07:00:00-05:00", rest: "gym" },
  ],
  [
    IST,
    "call Ravi Tuesday 4:30pm",
    { date: "2026-06-16", time: "16:30", start: "2026-06-16T16:30:00+05:30", rest: "call Ravi" },
  ],
  [
    UTC,
    "standup tues 09:30",
    { date: "2026-02-17", time: "09:30", start: "2026-02-17T09:30:00Z", rest: "standup" },
  ],
  [
    LDN,
    "dinner with Tom a week on Friday at 7pm",
    {
      date: "2026-10-30",
      time: "19:00",
      start: "2026-10-30T19:00:00+00:00",
      rest: "dinner with Tom",
    },
  ],
  [SAO, "thursday 8 standup", { date: "2026-07-16", time: "08:00", rest: "standup" }],
  [LA, "Friday's standup", { date: "2026-11-27", rest: "standup" }],
  // past direction
  [PAST, "mail from Friday", { date: "2026-11-20", rest: "mail" }],
  [PAST, "messages since Monday", { date: "2026-11-23", bound: "after", rest: "messages" }],
  [PAST, "messages from 3 days ago", { date: "2026-11-21", rest: "messages" }],
  [PAST, "mail from March", { date: "2026-03-01", endDate: "2026-03-31", rest: "mail" }],
  // named days
  [LA, "call mom tomorrow at 9am", { date: "2026-11-25", time: "09:00", rest: "call mom" }],
  [LA, "tmr 10am sync", { date: "2026-11-25", time: "10:00", rest: "sync" }],
  [LA, "day after tomorrow EOD", { date: "2026-11-26", time: "17:00", assumed: true }],
  [LA, "movie tonight at 8", { date: "2026-11-24", time: "20:00", rest: "movie", assumed: false }],
  [
    TYO,
    "call home tomorrow 9:00",
    { date: "2027-01-01", time: "09:00", start: "2027-01-01T09:00:00+09:00", rest: "call home" },
  ],
  [TYO, "notes from yesterday", { date: "2026-12-30", rest: "notes" }],
  [
    KTM,
    "meeting today at 14:30",
    { date: "2026-08-31", time: "14:30", start: "2026-08-31T14:30:00+05:45", rest: "meeting" },
  ],
  [LA, "the day before yesterday", { date: "2026-11-22" }],
  // relative amounts
  [LA, "ping me in 20 min", { date: "2026-11-24", time: "10:40", rest: "ping me" }],
  [
    LA,
    "call back an hour and a half from now",
    { date: "2026-11-24", time: "11:50", rest: "call back" },
  ],
  [LA, "a week from Friday at 2pm demo", { date: "2026-12-04", time: "14:00", rest: "demo" }],
  [
    LA,
    "in half an hour for 15 minutes",
    { date: "2026-11-24", time: "10:50", durationMinutes: 15, end: "2026-11-24T11:05:00-08:00" },
  ],
  [TYO, "in 45 minutes", { date: "2027-01-01", time: "00:15", start: "2027-01-01T00:15:00+09:00" }],
  [
    NYF,
    "check in 48 hours",
    { date: "2026-11-01", time: "14:00", start: "2026-11-01T14:00:00-05:00", rest: "check" },
  ],
  [UTC, "renew passport in 2 months", { date: "2026-04-16", rest: "renew passport" }],
  [UTC, "3 weeks from now retro", { date: "2026-03-09", rest: "retro" }],
  [LDN, "in 1h30", { date: "2026-10-19", time: "10:30" }],
  // calendar dates
  [LA, "party 28 November at 8pm", { date: "2026-11-28", time: "20:00", rest: "party" }],
  [LA, "rent due the 1st", { date: "2026-12-01", rest: "rent due" }],
  [LA, "trip on 12/4", { date: "2026-12-04", rest: "trip", assumed: false }],
  [BER, "Zahnarzt 24.11.2026 um 9:00", { date: "2026-11-24", time: "09:00" }],
  [
    BER,
    "call 2026-04-01T09:00",
    { date: "2026-04-01", time: "09:00", start: "2026-04-01T09:00:00+02:00", rest: "call" },
  ],
  [UTC, "exam on the 3rd of March", { date: "2026-03-03", rest: "exam" }],
  [SAO, "visit on Thu 23 July", { date: "2026-07-23", rest: "visit" }],
  [NY, "taxes April 15th", { date: "2026-04-15", rest: "taxes" }],
  [KTM, "the 31st invoice run", { date: "2026-08-31", rest: "invoice run" }],
  [LA, "off May 4-6", { date: "2027-05-04", endDate: "2027-05-06", rest: "off" }],
  [
    LA,
    "vacation from December 20 until January 2",
    { date: "2026-12-20", endDate: "2027-01-02", rest: "vacation" },
  ],
  [
    LA,
    "twenty-fourth of December dinner at 6pm",
    { date: "2026-12-24", time: "18:00", rest: "dinner" },
  ],
  // clock ranges
  [
    LA,
    "review 9 to 10am on Friday",
    { date: "2026-11-27", time: "09:00", endTime: "10:00", rest: "review" },
  ],
  [
    LA,
    "book between 2 and 4 on Monday",
    { date: "2026-11-30", time: "14:00", endTime: "16:00", rest: "book" },
  ],
  [
    LA,
    "noon til 2 tomorrow focus",
    { date: "2026-11-25", time: "12:00", endTime: "14:00", rest: "focus" },
  ],
  [
    LA,
    "on site 9-5 Friday",
    { date: "2026-11-27", time: "09:00", endTime: "17:00", rest: "on site" },
  ],
  [
    LA,
    "class from 6:30pm to 8pm on Wednesday",
    { date: "2026-11-25", time: "18:30", endTime: "20:00", rest: "class" },
  ],
  [
    NYF,
    "party 11pm to 3am tomorrow",
    {
      date: "2026-10-31",
      time: "23:00",
      endTime: "03:00",
      start: "2026-10-31T23:00:00-04:00",
      end: "2026-11-01T03:00:00-05:00",
      rest: "party",
    },
  ],
  // clock forms
  [LA, "tea tomorrow at quarter to five", { date: "2026-11-25", time: "16:45", rest: "tea" }],
  [LA, "briefing tomorrow 1430 hrs", { date: "2026-11-25", time: "14:30", rest: "briefing" }],
  [LA, "call at 4 tomorrow", { date: "2026-11-25", time: "16:00", rest: "call" }],
  [LA, "dinner at 7 tomorrow", { date: "2026-11-25", time: "19:00", rest: "dinner" }],
  [LA, "tomorrow @3 dentist", { date: "2026-11-25", time: "15:00", rest: "dentist" }],
  [
    LA,
    "dentist at quarter past 3 tomorrow",
    { date: "2026-11-25", time: "15:15", rest: "dentist" },
  ],
  [LA, "tomorrow at 4 o'clock", { date: "2026-11-25", time: "16:00" }],
  [
    LA,
    "launch at midnight on Friday",
    {
      date: "2026-11-27",
      time: "00:00",
      start: "2026-11-27T00:00:00-08:00",
      rest: "launch",
      assumed: true,
    },
  ],
  [LA, "meeting at 3pm", { time: "15:00", rest: "meeting", upcoming: "2026-11-24T15:00:00-08:00" }],
  [LA, "submit by EOD", { time: "17:00", bound: "before", rest: "submit" }],
  // parts of the day
  [
    LA,
    "coffee tomorrow morning",
    { date: "2026-11-25", window: { from: "08:00", to: "12:00" }, rest: "coffee" },
  ],
  [LA, "this evening", { date: "2026-11-24", window: { from: "18:00", to: "22:00" } }],
  [LA, "run tomorrow at 6 in the morning", { date: "2026-11-25", time: "06:00", rest: "run" }],
  [
    LA,
    "an hour on Friday in the afternoon",
    { date: "2026-11-27", durationMinutes: 60, window: { from: "12:00", to: "18:00" } },
  ],
  // durations
  [
    LA,
    "noon tomorrow for an hour",
    { date: "2026-11-25", time: "12:00", durationMinutes: 60, end: "2026-11-25T13:00:00-08:00" },
  ],
  [
    LA,
    "1 hour focus block tomorrow at 9am",
    { date: "2026-11-25", time: "09:00", durationMinutes: 60, rest: "focus block" },
  ],
  [
    LA,
    "a two-hour workshop on Monday at 1pm",
    { date: "2026-11-30", time: "13:00", durationMinutes: 120, rest: "a workshop" },
  ],
  [
    LA,
    "meeting tomorrow 3pm 2.5 hours",
    { date: "2026-11-25", time: "15:00", durationMinutes: 150, rest: "meeting" },
  ],
  [
    LA,
    "half an hour with Bo tomorrow at 11",
    { date: "2026-11-25", time: "11:00", durationMinutes: 30, rest: "with Bo" },
  ],
  [LA, "all day Friday offsite", { date: "2026-11-27", allDay: true, rest: "offsite" }],
  [
    BER,
    "maintenance Sunday at 1am for 2 hours",
    {
      date: "2026-03-29",
      time: "01:00",
      durationMinutes: 120,
      start: "2026-03-29T01:00:00+01:00",
      end: "2026-03-29T04:00:00+02:00",
      rest: "maintenance",
    },
  ],
  // ranges of days
  [LA, "meetings this week", { date: "2026-11-23", endDate: "2026-11-29", rest: "meetings" }],
  [LA, "meetings last week", { date: "2026-11-16", endDate: "2026-11-22", rest: "meetings" }],
  [LA, "show the rest of the week", { date: "2026-11-24", endDate: "2026-11-29", rest: "show" }],
  [LA, "between Monday and Wednesday", { date: "2026-11-30", endDate: "2026-12-02" }],
  [TYO, "plans for next week", { date: "2027-01-04", endDate: "2027-01-10", rest: "plans" }],
  [IST, "this weekend", { date: "2026-06-13", endDate: "2026-06-14" }],
  [
    LA,
    "meetings over the next 3 days",
    { date: "2026-11-24", endDate: "2026-11-26", rest: "meetings" },
  ],
  [LA, "out Mon-Wed", { date: "2026-11-30", endDate: "2026-12-02", rest: "out" }],
  // bounds
  [
    LA,
    "send it by 5pm tomorrow",
    { date: "2026-11-25", time: "17:00", bound: "before", rest: "send it" },
  ],
  [
    LA,
    "free after 3 on Thursday",
    { date: "2026-11-26", time: "15:00", bound: "after", rest: "free" },
  ],
  [LA, "from 2 onwards tomorrow", { date: "2026-11-25", time: "14:00", bound: "after" }],
  [LA, "due by end of next week", { date: "2026-12-06", bound: "before", rest: "due" }],
  // shifts
  [LA, "push the standup back by 30 minutes", { shiftMinutes: 30, rest: "push the standup" }],
  [LA, "push back 15 min", { shiftMinutes: 15, rest: "push" }],
  [LA, "bring the call forward by 20 minutes", { shiftMinutes: -20, rest: "bring the call" }],
  [LA, "push standup 15 minutes", { shiftMinutes: 15, rest: "push standup" }],
  [LA, "move the retro a day later", { shiftMinutes: 1440, rest: "move the retro" }],
  [LA, "postpone the sync by a week", { shiftMinutes: 10080, rest: "postpone the sync" }],
  // recurrence
  [
    LA,
    "standup every weekday at 9:30",
    {
      date: "2026-11-25",
      time: "09:30",
      recurrence: "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
      rest: "standup",
    },
  ],
  [
    LA,
    "1:1 with Bo every other Tuesday until June at 6pm",
    {
      date: "2026-11-24",
      time: "18:00",
      recurrence: "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270601T065959Z",
      rest: "1:1 with Bo",
    },
  ],
  [
    LA,
    "book club on the first Monday of every month at 7pm",
    {
      date: "2026-12-07",
      time: "19:00",
      recurrence: "RRULE:FREQ=MONTHLY;BYDAY=1MO",
      rest: "book club",
    },
  ],
  [
    LA,
    "Mondays and Thursdays at 8am swim",
    {
      date: "2026-11-26",
      time: "08:00",
      recurrence: "RRULE:FREQ=WEEKLY;BYDAY=MO,TH",
      rest: "swim",
    },
  ],
  [
    LA,
    "monthly on the 1st pay rent",
    { date: "2026-12-01", recurrence: "RRULE:FREQ=MONTHLY;BYMONTHDAY=1", rest: "pay rent" },
  ],
  [
    LA,
    "pay rent on the first of every month",
    { date: "2026-12-01", recurrence: "RRULE:FREQ=MONTHLY;BYMONTHDAY=1", rest: "pay rent" },
  ],
  [
    LA,
    "biweekly 1:1 on Wednesdays at 11am",
    {
      date: "2026-11-25",
      time: "11:00",
      recurrence: "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
      rest: "1:1",
    },
  ],
  [
    LA,
    "gym every Monday at 7am until 31 May",
    {
      date: "2026-11-30",
      time: "07:00",
      recurrence: "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270601T065959Z",
      rest: "gym",
    },
  ],
  [
    LA,
    "every 3 days water plants",
    { date: "2026-11-24", recurrence: "RRULE:FREQ=DAILY;INTERVAL=3", rest: "water plants" },
  ],
  [
    LA,
    "every Mon, Wed and Fri at 6:30am run",
    {
      date: "2026-11-25",
      time: "06:30",
      recurrence: "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR",
      rest: "run",
    },
  ],
  [
    LA,
    "Ana's birthday every year on March 3",
    {
      date: "2027-03-03",
      recurrence: "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3",
      rest: "Ana's birthday",
    },
  ],
  [
    LA,
    "every 2nd Wednesday of the month at noon",
    { date: "2026-12-09", time: "12:00", recurrence: "RRULE:FREQ=MONTHLY;BYDAY=2WE" },
  ],
  [
    NY,
    "planning every Tuesday at 9am",
    {
      date: "2026-03-10",
      time: "09:00",
      recurrence: "RRULE:FREQ=WEEKLY;BYDAY=TU",
      start: "2026-03-10T09:00:00-04:00",
      rest: "planning",
    },
  ],
  [
    UTC,
    "every weekend hike",
    { date: "2026-02-21", recurrence: "RRULE:FREQ=WEEKLY;BYDAY=SA,SU", rest: "hike" },
  ],
  [
    LA,
    "quarterly review on the 5th at 2pm",
    {
      date: "2026-12-05",
      time: "14:00",
      recurrence: "RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
      rest: "review",
    },
  ],
  [
    LA,
    "every day at 4pm for 20 minutes walk",
    {
      date: "2026-11-24",
      time: "16:00",
      durationMinutes: 20,
      recurrence: "RRULE:FREQ=DAILY",
      rest: "walk",
    },
  ],
  // nth and anchored
  [
    LA,
    "board meeting first Monday of April at 10",
    { date: "2027-04-05", time: "10:00", rest: "board meeting" },
  ],
  [LA, "2nd Tuesday of next month at 4pm", { date: "2026-12-08", time: "16:00" }],
  [UTC, "third Thursday in March", { date: "2026-03-19" }],
  [LA, "3 days before Christmas", { date: "2026-12-22" }],
  [LA, "the 3rd of next month", { date: "2026-12-03" }],
  // holidays
  [LA, "party on new years eve at 9pm", { date: "2026-12-31", time: "21:00", rest: "party" }],
  [TYO, "brunch on New Year's Day at 11", { date: "2027-01-01", time: "11:00", rest: "brunch" }],
  [NY, "bbq on Memorial Day", { date: "2026-05-25", rest: "bbq" }],
  [NY, "flowers for Mother's Day", { date: "2026-05-10", rest: "flowers" }],
  // zones
  [
    LA,
    "3pm London time tomorrow call",
    {
      date: "2026-11-25",
      time: "15:00",
      timezone: "Europe/London",
      start: "2026-11-25T15:00:00+00:00",
      rest: "call",
    },
  ],
  [
    LA,
    "call tomorrow at 9pm IST",
    {
      date: "2026-11-25",
      time: "21:00",
      timezone: "Asia/Kolkata",
      start: "2026-11-25T21:00:00+05:30",
      assumed: true,
      rest: "call",
    },
  ],
  [
    LDN,
    "sync tomorrow 4pm ET",
    {
      date: "2026-10-20",
      time: "16:00",
      timezone: "America/New_York",
      start: "2026-10-20T16:00:00-04:00",
      rest: "sync",
    },
  ],
  [
    BER,
    "call Monday 9am New York time",
    {
      date: "2026-03-30",
      time: "09:00",
      timezone: "America/New_York",
      start: "2026-03-30T09:00:00-04:00",
      rest: "call",
    },
  ],
  [
    LA,
    "2-3pm EST tomorrow",
    {
      date: "2026-11-25",
      time: "14:00",
      endTime: "15:00",
      timezone: "America/New_York",
      start: "2026-11-25T14:00:00-05:00",
    },
  ],
  // daylight saving
  [
    NYF,
    "backup on Sunday at 1:30am",
    {
      date: "2026-11-01",
      time: "01:30",
      dst: "overlap",
      start: "2026-11-01T01:30:00-04:00",
      assumed: true,
      rest: "backup",
    },
  ],
  [
    LHI,
    "boat tomorrow at 1:45am",
    {
      date: "2026-04-05",
      time: "01:45",
      dst: "overlap",
      start: "2026-04-05T01:45:00+11:00",
      rest: "boat",
    },
  ],
  [
    NY,
    "March 10 5pm review",
    { date: "2026-03-10", time: "17:00", start: "2026-03-10T17:00:00-04:00", rest: "review" },
  ],
  [
    LDN,
    "Sunday 1am to 3am",
    {
      date: "2026-10-25",
      time: "01:00",
      endTime: "03:00",
      dst: "overlap",
      start: "2026-10-25T01:00:00+01:00",
      end: "2026-10-25T03:00:00+00:00",
    },
  ],
  // impossible
  [LA, "dinner on 31 February", { fault: "31 February" }],
  [LA, "meet on Feb 30", { fault: "30 February" }],
  [LA, "meet on 2026-13-01", { fault: "2026-13-01" }],
  [LA, "june 31st party", { fault: "31 June" }],
  // false alarms
  [LA, "email Sat Patel", null],
  [LA, "add April Jones to contacts", null],
  [LA, "write to Sun Li", null],
  [LA, "buy 2 apples", null],
  [LA, "book room 12", null],
  [LA, "text +1 415 555 0100", null],
  [LA, "table for 3 people", null],
  [LA, "reply to May", null],
  [LA, "buy 2-3 apples", null],
  [LA, "order 24 bottles", null],
  [LA, "open https://x.io/2026/11/24/notes", null],
  [LA, "split 50/50 with Bo", null],
  [LA, "reply all noted", null],
  [LA, "is the second draft done", null],
  // odd text
  [LA, "🎉 party tomorrow at 8pm 🎂", { date: "2026-11-25", time: "20:00", rest: "🎉 party 🎂" }],
  [LA, "فطور tomorrow at 9am", { date: "2026-11-25", time: "09:00", rest: "فطور" }],
  [LA, "lunch, tomorrow, 1pm.", { date: "2026-11-25", time: "13:00" }],
];
