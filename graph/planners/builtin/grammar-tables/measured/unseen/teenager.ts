import { at } from "../../expectations.ts";
import { agenda, busy, cancel, change, create, free, whenIs } from "../calendar-notation.ts";
import type { MeasuredRow } from "../expected-step.ts";
import { find, forward, read, reply, send, trash } from "../mail-notation.ts";
import { ev, msg, tk } from "../named.ts";
import { FRI, MON, SAT, SUN, THU, TODAY, TUE, WED, dayOf, thisWeek, weekend } from "../spans.ts";
import {
  done,
  dropTask,
  editTask,
  newContact,
  newTask,
  tasks,
  who,
} from "../task-and-contact-notation.ts";

/** As somebody of sixteen texts: no capitals, few marks, much slang. */
export const teenager: readonly MeasuredRow[] = [
  [
    "yo put soccer practice on my cal thurs 4 to 6",
    create("soccer practice", at(THU, "16:00"), { mins: 120 }),
  ],
  [
    "movie w jess and tyler sat 8pm",
    create("movie", at(SAT, "20:00"), { with: ["jess", "tyler"] }),
  ],
  ["bro whats going on this weekend", agenda(weekend)],
  [
    "wait do i have anything fri nite",
    agenda(dayOf(FRI)),
    [...busy(at(FRI, "19:00"))][0] ?? "decline",
  ],
  [
    "can u move my driving lesson to sunday at 10am pls",
    change(ev("driving lesson"), { date: SUN, time: "10:00" }),
  ],
  ["cancel piano tmrw i hate it", "decline", cancel(ev("piano", WED))],
  ["cancel piano tmrw", cancel(ev("piano", WED))],
  ["add chem hw to my to do list due mon", newTask("chem hw", { due: MON })],
  ["done w chem hw", done(tk("chem hw"))],
  ["chem test next fri 9am put it on the calendar", create("chem test", at("2026-12-04", "09:00"))],
  ["hey can u remind me abt the bake sale", "clarify"],
  ["whens my dentist thing", ...whenIs("dentist"), ...whenIs("dentist thing")],
  ["lowkey need to know if im free at 5", ...busy(at(TODAY, "17:00")), "decline"],
  ["am i free at 5", ...busy(at(TODAY, "17:00"))],
  ["tell mom i missed the bus", send(["mom"], { body: ["i missed the bus"] })],
  [
    "email mr harris that im sick and cant do the presentation",
    send(["mr harris"], { body: ["im sick and cant do the presentation"] }),
  ],
  ["did coach email me back", find({ from: "coach" })],
  ["read coachs last email", read(msg("coach last")), read(msg("coach"))],
  ["send coach's email to dad", forward(msg("coach"), ["dad"])],
  [
    "hit reply to coach and say ill be there",
    reply(msg("coach"), ["ill be there", "i'll be there"]),
    "decline",
  ],
  ["reply to coach ok", reply(msg("coach"), ["ok"])],
  [
    "sleepover at mias house sat at 7",
    create("sleepover", at(SAT, "19:00"), { where: "mias house" }),
    create("sleepover at mias house", at(SAT, "19:00")),
  ],
  [
    "delete that spam email from gamezone",
    trash(msg("spam gamezone")),
    trash(msg("gamezone")),
    "decline",
  ],
  ["gimme mias number", who("mia"), who("mias")],
  ["whats mia's number", who("mia")],
  ["save tyler 555-867-5309", newContact("tyler", { phone: "5558675309" })],
  ["new number for tyler 415 555 0199", "decline", newContact("tyler", { phone: "4155550199" })],
  ["what do i gotta do today", tasks({ dueMaxAny: [TODAY] }), agenda(dayOf(TODAY))],
  ["whats on my list", tasks()],
  ["scratch buy posters off my list", dropTask(tk("buy posters")), done(tk("buy posters"))],
  ["push band practice back 30 mins", change(ev("band practice"), { shift: 30 })],
  [
    "band practice got moved to tues at 5",
    change(ev("band practice"), { date: TUE, time: "17:00" }),
    change(ev("band practice"), { date: TODAY, time: "17:00" }),
  ],
  [
    "prom dress fitting dec 5th 1pm w mom",
    create("prom dress fitting", at("2026-12-05", "13:00"), { with: ["mom"] }),
  ],
  ["make study group an hour longer", change(ev("study group"), { extend: 60 })],
  ["invite jess to study group", change(ev("study group"), { with: ["jess"] })],
  ["how long til winter break lol", "decline"],
  ["venmo jess 20 bucks", "decline"],
  ["play some drake", "decline"],
  ["ily", "decline", "reply"],
  ["show me everything for next mon", agenda(dayOf(MON))],
  ["when am i free to hang w jess this wk", free(thisWeek, { with: ["jess"] }), "decline"],
  ["due date for the essay is now wed", editTask(tk("essay"), { due: WED }), "decline"],
];
