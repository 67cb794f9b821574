import { at } from "../expectations.ts";
import { create, or } from "./calendar-notation.ts";
import { FRI, MON, SAT, SUN, THU, TODAY, TUE, WED } from "./spans.ts";
import type { MeasuredRow } from "./expected-step.ts";

/** Making events, as people text it. */
export const calendarCreate: readonly MeasuredRow[] = [
  ["lunch with Priya tomorrow at noon", create("lunch", at(WED, "12:00"), { with: ["priya"] })],
  ["dinner w/ mom friday 7pm", create("dinner", at(FRI, "19:00"), { with: ["mom"] })],
  [
    "Schedule a meeting with Eden Chan on Thursday at 2pm",
    create("meeting", at(THU, "14:00"), { with: ["eden chan"] }),
  ],
  [
    "Could you please set up a 30 minute call with Tomás for Friday at 10:30am?",
    create("call", at(FRI, "10:30"), { with: ["tomás"], mins: 30 }),
  ],
  ["dentist tmrw 3pm", create("dentist", at(WED, "15:00"))],
  ["put dentist on my calendar for dec 3 at 9:15", create("dentist", at("2026-12-03", "09:15"))],
  ["add gym to my calendar tomorrow 6am", create("gym", at(WED, "06:00"))],
  [
    "Book an hour with Grace on Monday at 11",
    create("meeting", at(MON, "11:00"), { with: ["grace"], mins: 60 }),
  ],
  ["block 2-4pm tomorrow for deep work", create("deep work", at(WED, "14:00"), { mins: 120 })],
  [
    "block off friday afternoon from 1 to 5 for inventory",
    create("inventory", at(FRI, "13:00"), { mins: 240 }),
  ],
  [
    "Coffee with Will, Thursday 8:30am, Blue Bottle",
    create("coffee", at(THU, "08:30"), { with: ["will"], where: "blue bottle" }),
    create(["coffee", "coffee with will, blue bottle"], at(THU, "08:30"), { with: ["will"] }),
  ],
  [
    "pencil in drinks with May next monday at 6pm",
    create("drinks", at(MON, "18:00"), { with: ["may"] }),
  ],
  [
    "create an event called Board review on December 8 from 1pm to 3pm",
    create("board review", at("2026-12-08", "13:00"), { mins: 120 }),
  ],
  [
    'new event: "Quarterly planning" 12/10 10am-12pm',
    create("quarterly planning", at("2026-12-10", "10:00"), { mins: 120 }),
  ],
  [
    "schedule standup every weekday at 9:30am",
    create("standup", or(at(TODAY, "09:30"), at(WED, "09:30")), {
      rec: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    }),
  ],
  ["yoga every thursday 6pm", create("yoga", at(THU, "18:00"), { rec: "FREQ=WEEKLY;BYDAY=TH" })],
  [
    "Set up a weekly 1:1 with Bill on Wednesdays at 4pm",
    create(["1:1", "weekly 1:1"], at(WED, "16:00"), {
      with: ["bill"],
      rec: "FREQ=WEEKLY;BYDAY=WE",
    }),
  ],
  [
    "piano lesson every other monday at 5pm",
    create("piano lesson", at(MON, "17:00"), { rec: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" }),
  ],
  [
    "book club first tuesday of every month at 7pm",
    create("book club", at(TUE, "19:00"), { rec: "FREQ=MONTHLY;BYDAY=1TU" }),
  ],
  [
    "pay day event on the 15th of every month, all day",
    create("pay day", "2026-12-15", { rec: "FREQ=MONTHLY;BYMONTHDAY=15" }),
  ],
  ["vacation dec 21 to dec 28", create("vacation", "2026-12-21", { till: "2026-12-29" })],
  ["mark me out of office this friday all day", create("out of office", FRI, { till: SAT })],
  ["all day event saturday: garage sale", create("garage sale", SAT, { till: SUN })],
  [
    "Sarah's birthday is on jan 12, put it on my calendar",
    create(["sarah's birthday"], "2027-01-12", { optionalRec: "FREQ=YEARLY" }),
  ],
  ["haircut sat 11", create("haircut", at(SAT, "11:00"))],
  ["haircut sat at 11am for 45 min", create("haircut", at(SAT, "11:00"), { mins: 45 })],
  ["meet jack in an hour", create("meeting", at(TODAY, "10:00"), { with: ["jack"] })],
  [
    "call with rose in 2 hours for 15 minutes",
    create("call", at(TODAY, "11:00"), { with: ["rose"], mins: 15 }),
  ],
  [
    "set up a call with sam@acme.com at 4pm today",
    create("call", at(TODAY, "16:00"), { with: ["sam@acme.com"] }),
  ],
  [
    "Invite kim@example.org and lee@example.org to a kickoff on Monday at 1pm",
    create("kickoff", at(MON, "13:00"), { with: ["kim@example.org", "lee@example.org"] }),
  ],
  [
    "schedule design review with Ana, Bo and Cy wed 3-4",
    create("design review", at(WED, "15:00"), { with: ["ana", "bo", "cy"], mins: 60 }),
  ],
  [
    "meeting w Ana & Bo tomorrow at 10",
    create("meeting", at(WED, "10:00"), { with: ["ana", "bo"] }),
  ],
  [
    "set a meeting for tomorrow at 3 with the design team",
    create("meeting", at(WED, "15:00"), { with: ["design team"] }),
  ],
  [
    "i need to see dr okafor on dec 2 at 8:45 am",
    create(
      [
        "dr okafor",
        "see dr okafor",
        "appointment with dr okafor",
        "meeting with dr okafor",
        "appointment",
      ],
      at("2026-12-02", "08:45"),
      { withMaybe: ["dr okafor"] },
    ),
  ],
  [
    "vet appointment for Biscuit on thursday 4:15pm",
    create("vet appointment for biscuit", at(THU, "16:15")),
  ],
  ["pick up the kids at 3:30 today", create("pick up the kids", at(TODAY, "15:30")), "clarify"],
  ["schedule pick up dry cleaning tomorrow 5pm", create("pick up dry cleaning", at(WED, "17:00"))],
  ["flight to denver sunday 6:40am", create("flight to denver", at(SUN, "06:40"))],
  [
    "Flight AA 1203 on Dec 18, 7:05 am - 12:30 pm",
    create("flight aa 1203", at("2026-12-18", "07:05"), { mins: 325 }),
  ],
  [
    "movie night saturday at 8pm at Hope's place",
    create("movie night", at(SAT, "20:00"), { where: "hope's place" }),
    create("movie night at hope's place", at(SAT, "20:00")),
  ],
  [
    "lunch with Mark at Tartine on Thursday at 12:30",
    create("lunch", at(THU, "12:30"), { with: ["mark"], where: "tartine" }),
  ],
  [
    "dinner at Nopa on saturday 7:30pm with Grace and Art",
    create("dinner", at(SAT, "19:30"), { with: ["grace", "art"], where: "nopa" }),
    create("dinner at nopa", at(SAT, "19:30"), { with: ["grace", "art"] }),
  ],
  [
    "add a meeting in room 4B with Jules tomorrow 2pm",
    create("meeting", at(WED, "14:00"), { with: ["jules"], where: "room 4b" }),
  ],
  [
    "interview with Dana Wu dec 1 at 14:00, 45 mins",
    create("interview", at(TUE, "14:00"), { with: ["dana wu"], mins: 45 }),
  ],
  [
    "at 5pm tomorrow I have parent teacher conference, add it",
    create("parent teacher conference", at(WED, "17:00")),
  ],
  [
    "tomorrow 7pm: poker at Bill's",
    create("poker", at(WED, "19:00"), { where: "bill's" }),
    create("poker at bill's", at(WED, "19:00")),
  ],
  [
    "On Monday at 9 I'm meeting with Lucía",
    create("meeting", at(MON, "09:00"), { with: ["lucía"] }),
  ],
  [
    "can u put a call w/ dave on my cal for thurs 2pm",
    create("call", at(THU, "14:00"), { with: ["dave"] }),
  ],
  ["pls schedule lunch w june wed 12", create("lunch", at(WED, "12:00"), { with: ["june"] })],
  [
    "shedule a meeting with priya tomorow at 4pm",
    create("meeting", at(WED, "16:00"), { with: ["priya"] }),
  ],
  ["calender event thurs 1pm budget review", create("budget review", at(THU, "13:00"))],
  ["hey can you add tennis on sunday at 10am 🎾", create("tennis", at(SUN, "10:00"))],
  ["🍕 pizza night friday 6:30pm", create("pizza night", at(FRI, "18:30"))],
  [
    "SCHEDULE A CALL WITH NINA TOMORROW AT 11AM",
    create("call", at(WED, "11:00"), { with: ["nina"] }),
  ],
  ["breakfast with Sam tomorrow at 8", create("breakfast", at(WED, "08:00"), { with: ["sam"] })],
  ["dinner with Sam tomorrow at 8", create("dinner", at(WED, "20:00"), { with: ["sam"] })],
  ["lunch friday with Noor", create("lunch", at(FRI, "12:00"), { with: ["noor"] }), "clarify"],
  [
    "Set up 1 on 1 with Ravi thursday from 11:15 to 11:45",
    create("1 on 1", at(THU, "11:15"), { with: ["ravi"], mins: 30 }),
  ],
  [
    "Let's do a retro with the platform team Monday 3:30pm",
    create("retro", at(MON, "15:30"), { with: ["platform team"] }),
  ],
  ["I'd like to book a massage for saturday at 4 pm", create("massage", at(SAT, "16:00"))],
  [
    "make an appointment at the bank tomorrow at 10:15",
    create(["appointment"], at(WED, "10:15"), { where: "bank" }),
    create(["appointment at the bank"], at(WED, "10:15")),
  ],
  ["oil change next tuesday 8am", create("oil change", at(TUE, "08:00"))],
  [
    "team offsite next week wednesday 9am to 5pm",
    create("team offsite", at("2026-12-02", "09:00"), { mins: 480 }),
  ],
  [
    "conference from dec 7 through dec 9",
    create("conference", "2026-12-07", { till: "2026-12-10" }),
  ],
  ["webinar on 2026-12-14 at 16:00", create("webinar", at("2026-12-14", "16:00"))],
  ["webinar 14 december 4pm", create("webinar", at("2026-12-14", "16:00"))],
  [
    'put "Lunch & Learn: What\'s Next?" on thursday at noon',
    create("lunch & learn: what's next?", at(THU, "12:00")),
  ],
  ['schedule "Call Bank" for today at 2pm', create("call bank", at(TODAY, "14:00"))],
  [
    "call with the London office at 9am London time tomorrow",
    create(["call with the london office", "call"], "2026-11-25T09:00:00+00:00", {
      withMaybe: ["london office"],
    }),
  ],
  ["meeting with Kenji tomorrow 5pm PST", create("meeting", at(WED, "17:00"), { with: ["kenji"] })],
  [
    "sync with Ola at 11am eastern on friday",
    create("sync", "2026-11-27T11:00:00-05:00", { with: ["ola"] }),
  ],
  [
    "schedule a call w/ Pierre for thursday 3pm Paris time",
    create("call", "2026-11-26T15:00:00+01:00", { with: ["pierre"] }),
  ],
  [
    "meeting with Asha friday 10:00 UTC",
    create("meeting", "2026-11-27T10:00:00+00:00", { with: ["asha"] }),
  ],
  ["date night tonight at 7", create("date night", at(TODAY, "19:00"))],
  ["drinks tonight 8:30 with Leo", create("drinks", at(TODAY, "20:30"), { with: ["leo"] })],
  ["run this evening at 6", create("run", at(TODAY, "18:00")), "clarify"],
  ["team lunch on the 30th at 12:30", create("team lunch", at(MON, "12:30"))],
  [
    "remember the milk isn't an event, but choir practice thursday 7:30pm is, add that",
    create("choir practice", at(THU, "19:30")),
  ],
  [
    "Schedule time to review the budget tomorrow from 9 to 10:30",
    create(["review the budget", "time to review the budget"], at(WED, "09:00"), { mins: 90 }),
  ],
  [
    "Reserve 90 minutes on Monday at 1pm for writing",
    create("writing", at(MON, "13:00"), { mins: 90 }),
  ],
  [
    "hold 3pm thursday for Ximena",
    create(["hold for ximena", "ximena", "hold", "meeting"], at(THU, "15:00"), {
      withMaybe: ["ximena"],
    }),
    "clarify",
  ],
  [
    "focus time daily 8-9am",
    create("focus time", or(at(WED, "08:00"), at(TODAY, "08:00")), { mins: 60, rec: "FREQ=DAILY" }),
  ],
  [
    "swim every mon, wed and fri at 7am",
    create("swim", at(WED, "07:00"), { rec: "FREQ=WEEKLY;BYDAY=MO,WE,FR" }),
  ],
  [
    "therapy weekly on thursdays at 5 starting dec 3",
    create("therapy", at("2026-12-03", "17:00"), { rec: "FREQ=WEEKLY;BYDAY=TH" }),
  ],
  [
    "staff meeting every monday at 10am until jan 31",
    create("staff meeting", at(MON, "10:00"), { rec: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270131" }),
  ],
  [
    "physio every friday at 2pm for 6 weeks",
    create("physio", at(FRI, "14:00"), { rec: "FREQ=WEEKLY;BYDAY=FR;COUNT=6" }),
  ],
  [
    "rent review last friday of each month 4pm",
    create("rent review", at(FRI, "16:00"), { rec: "FREQ=MONTHLY;BYDAY=-1FR" }),
  ],
  [
    "anniversary every year on june 14",
    create("anniversary", "2027-06-14", { rec: "FREQ=YEARLY" }),
  ],
  [
    "spanish class tuesdays and thursdays 6:30-7:30pm",
    create("spanish class", or(at(TODAY, "18:30"), at(THU, "18:30")), {
      mins: 60,
      rec: "FREQ=WEEKLY;BYDAY=TU,TH",
    }),
  ],
  [
    "set up a video call with Omar tomorrow at 1pm with a meet link",
    create(["video call", "call"], at(WED, "13:00"), { with: ["omar"], video: true }),
  ],
  [
    "zoom with Petra mon 2pm",
    create(["zoom", "zoom with petra"], at(MON, "14:00"), { with: ["petra"], videoMaybe: true }),
  ],
  [
    "google meet with hr friday at 9:30",
    create(["google meet", "meeting", "meet"], at(FRI, "09:30"), {
      with: ["hr"],
      videoMaybe: true,
    }),
  ],
  [
    "add dinner reservation at 6:45 pm friday at Flour + Water",
    create("dinner reservation", at(FRI, "18:45"), { where: "flour + water" }),
    create("dinner reservation at flour + water", at(FRI, "18:45")),
  ],
  [
    "Create a 2-hour workshop tomorrow at 1 pm, location: HQ 3rd floor",
    create("workshop", at(WED, "13:00"), { mins: 120, where: "hq 3rd floor" }),
  ],
  [
    "add to my work calendar: sprint demo friday 3pm",
    create("sprint demo", at(FRI, "15:00"), { cal: "work" }),
  ],
  [
    "put soccer practice on the family calendar for saturday at 9am",
    create("soccer practice", at(SAT, "09:00"), { cal: "family" }),
  ],
  ["thx! also add brunch sunday 11", create("brunch", at(SUN, "11:00"))],
  [
    "ok so i need a meeting with accounting, tomorrow, 9:30",
    create("meeting", at(WED, "09:30"), { with: ["accounting"] }),
  ],
  [
    "get me on the books with Renée thursday at 1:30",
    create("meeting", at(THU, "13:30"), { with: ["renée"] }),
  ],
  [
    "arrange a meeting between me and Søren for Monday 11am",
    create("meeting", at(MON, "11:00"), { with: ["søren"] }),
  ],
  [
    "plan a hike with Maya on sunday at 7:30am",
    create("hike", at(SUN, "07:30"), { with: ["maya"] }),
  ],
  ["I have an eye exam on January 6th at 2:45pm", create("eye exam", at("2027-01-06", "14:45"))],
  [
    "Can we get Jordan on the calendar for a quick 15 min chat at 2 today?",
    create(["chat", "quick chat", "quick 15 min chat"], at(TODAY, "14:00"), {
      with: ["jordan"],
      mins: 15,
    }),
  ],
  [
    "schedule meeting with bob tomorrow at half past 3",
    create("meeting", at(WED, "15:30"), { with: ["bob"] }),
  ],
  [
    "call grandma sunday at quarter past 4pm, put it on the calendar",
    create("call grandma", at(SUN, "16:15"), { withMaybe: ["grandma"] }),
  ],
  [
    "meeting with Lena at 1430 on thursday",
    create("meeting", at(THU, "14:30"), { with: ["lena"] }),
  ],
  [
    "lunch tomorrow 12:15-1pm with Theo and Mia",
    create("lunch", at(WED, "12:15"), { with: ["theo", "mia"], mins: 45 }),
  ],
  [
    "overnight maintenance friday 10pm to 2am",
    create("overnight maintenance", at(FRI, "22:00"), { mins: 240 }),
  ],
  [
    "christmas dinner dec 25 at 5pm at grandma's",
    create("christmas dinner", at("2026-12-25", "17:00"), { where: "grandma's" }),
    create("christmas dinner at grandma's", at("2026-12-25", "17:00")),
  ],
  [
    "thanksgiving at aunt Linda's thursday 3pm",
    create("thanksgiving", at(THU, "15:00"), { where: "aunt linda's" }),
    create("thanksgiving at aunt linda's", at(THU, "15:00")),
  ],
  ["day after tomorrow, 10am, plumber", create("plumber", at(THU, "10:00"))],
  [
    "in 3 days at 2pm: check-in with Cleo",
    create("check-in", at(FRI, "14:00"), { with: ["cleo"] }),
  ],
  [
    "a week from today at noon lunch with Gus",
    create("lunch", at(TUE, "12:00"), { with: ["gus"] }),
  ],
  [
    "schedule a meeting with Sam about the roadmap on Friday at 11",
    create(
      [
        "meeting about the roadmap",
        "roadmap",
        "meeting with sam about the roadmap",
        "the roadmap",
        "meeting",
      ],
      at(FRI, "11:00"),
      { with: ["sam"] },
    ),
  ],
  [
    "meeting to discuss Q1 hiring with Tara thursday 4 to 5",
    create(
      [
        "meeting to discuss q1 hiring",
        "discuss q1 hiring",
        "q1 hiring",
        "meeting to discuss q1 hiring with tara",
        "meeting with tara to discuss q1 hiring",
      ],
      at(THU, "16:00"),
      { with: ["tara"], mins: 60 },
    ),
  ],
  [
    "book the conference room friday 2pm",
    create(["conference room", "book the conference room"], at(FRI, "14:00")),
    create(["event", "meeting", "conference room"], at(FRI, "14:00"), { where: "conference room" }),
    "clarify",
  ],
];
