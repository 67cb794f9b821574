import { at } from "../../expectations.ts";
import { agenda, busy, cancel, change, create, free, whenIs } from "../calendar-notation.ts";
import type { MeasuredRow } from "../expected-step.ts";
import { draft, find, forward, label, read, reply, send, trash } from "../mail-notation.ts";
import { ev, msg, tk } from "../named.ts";
import { FRI, MON, SAT, SUN, THU, TODAY, WED, dayOf, nextWeek } from "../spans.ts";
import {
  done,
  dropContact,
  dropTask,
  newContact,
  newTask,
  tasks,
  who,
} from "../task-and-contact-notation.ts";

/** As somebody writes who learned English late: articles missing, another word order, 24-hour clocks. */
export const newcomer: readonly MeasuredRow[] = [
  [
    "please make me appointment with dentist on friday 15:30",
    create(["dentist", "appointment with dentist", "dentist appointment"], at(FRI, "15:30")),
    "decline",
  ],
  [
    "make for me a meeting with Olga on thursday 14:00",
    create("meeting", at(THU, "14:00"), { with: ["olga"] }),
    "decline",
  ],
  [
    "i want make meeting with Olga thursday 14:00",
    create("meeting", at(THU, "14:00"), { with: ["olga"] }),
    "decline",
  ],
  [
    "meeting with Olga and Henrik thursday 14:00 until 15:30",
    create("meeting", at(THU, "14:00"), { mins: 90, with: ["olga", "henrik"] }),
  ],
  [
    "please write in calendar: birthday of my wife 12 december",
    create(["birthday of my wife", "birthday of wife"], "2026-12-12"),
    "decline",
  ],
  [
    "german lesson every tuesday and thursday at 18:00",
    create("german lesson", at(TODAY, "18:00"), { rec: "RRULE:FREQ=WEEKLY;BYDAY=TU,TH" }),
  ],
  [
    "tomorrow in the evening at 19:00 dinner with my colleagues",
    create(["dinner with my colleagues", "dinner with colleagues", "dinner"], at(WED, "19:00"), {
      withMaybe: ["my colleagues"],
    }),
    create("dinner", at(WED, "19:00"), { with: ["colleagues"] }),
  ],
  [
    "change please my lesson from 18:00 to 19:00",
    change(ev("lesson"), { time: "19:00" }),
    "decline",
  ],
  ["please change the time of my lesson to 19:00", change(ev("lesson"), { time: "19:00" })],
  [
    "meeting with Olga must be moved on friday",
    change(ev("meeting olga"), { date: FRI }),
    "decline",
  ],
  ["please to cancel the meeting with Henrik", cancel(ev("henrik")), "decline"],
  ["please cancel for me the meeting with Henrik", cancel(ev("henrik")), "decline"],
  ["cancel the meeting with Henrik please", cancel(ev("henrik"))],
  ["what i have in calendar tomorrow", agenda(dayOf(WED)), "decline"],
  ["what do i have in my calendar tomorrow", agenda(dayOf(WED))],
  ["do i have some appointment on saturday?", agenda(dayOf(SAT)), "decline"],
  ["show please my calendar for next week", agenda(nextWeek), "decline"],
  ["show my calendar for next week please", agenda(nextWeek)],
  ["at what hour is my german lesson", ...whenIs("german lesson"), "decline"],
  ["what time is my german lesson", ...whenIs("german lesson")],
  ["am i free on monday at 10:00?", ...busy(at(MON, "10:00"))],
  ["have i time on sunday afternoon", free(dayOf(SUN)), "decline"],
  ["is Olga free on friday", free(dayOf(FRI), { with: ["olga"] })],
  [
    "please send mail to Henrik: i come 20 minutes later",
    send(["henrik"], { body: ["i come 20 minutes later"] }),
  ],
  ["write to Olga that i am ill today", send(["olga"], { body: ["i am ill today"] }), "decline"],
  [
    "write an email to Olga that i am ill today",
    send(["olga"], { body: ["i am ill today"] }),
    draft(["olga"], { body: ["i am ill today"] }),
  ],
  ["say to Henrik that i agree", send(["henrik"], { body: ["i agree"] }), "decline"],
  ["tell Henrik that i agree", send(["henrik"], { body: ["i agree"] })],
  ["answer to Olga: yes i can", reply(msg("olga"), ["yes i can"])],
  [
    "answer the mail of Olga with thank you very much",
    reply(msg("olga"), ["thank you very much"]),
    "decline",
  ],
  ["give me mails from my landlord", find({ from: "landlord" }), "decline"],
  ["are there new mails", find({ unread: true })],
  ["have i mail from the bank", find({ from: "bank" }), "decline"],
  ["do i have mail from the bank", find({ from: "the bank" }), find({ from: "bank" }), "decline"],
  ["open the last mail of Henrik", read(msg("last henrik")), read(msg("henrik")), "decline"],
  ["open the last mail from Henrik", read(msg("last henrik")), read(msg("henrik"))],
  ["send the mail of Henrik further to Olga", "decline", forward(msg("henrik"), ["olga"])],
  ["forward the mail from Henrik to Olga", forward(msg("henrik"), ["olga"])],
  ["put the mail from school in trash", trash(msg("school"))],
  ["give the mail from Olga the label Family", label(msg("olga"), { add: ["family"] }), "decline"],
  ["put on my list: buy bread", newTask("buy bread")],
  [
    "i must buy bread tomorrow, write it in my tasks",
    newTask("buy bread", { due: WED }),
    "decline",
  ],
  [
    "make new task pay the internet until friday",
    newTask("pay the internet", { due: FRI }),
    "decline",
  ],
  ["which tasks i have for today", tasks({ dueMaxAny: [TODAY] }), "decline"],
  ["which tasks do i have for today", tasks({ dueMaxAny: [TODAY] })],
  ["the task buy bread is done", done(tk("buy bread"))],
  ["take buy bread away from my list", dropTask(tk("buy bread")), "decline"],
  ["what is the phone of Olga", who("olga"), "decline"],
  ["what is the phone number of Olga", who("olga")],
  [
    "save new contact Henrik Lund henrik@lund.dk",
    newContact("henrik lund", { email: "henrik@lund.dk" }),
  ],
  ["remove from contacts Henrik Lund", dropContact("henrik lund"), "decline"],
  ["how is the weather tomorrow", "decline"],
  ["translate good morning in german", "decline"],
];
