import { at } from "../../expectations.ts";
import { agenda, cancel, change, create, free, rsvp, whenIs } from "../calendar-notation.ts";
import type { MeasuredRow } from "../expected-step.ts";
import { eachTrash, find, forward, label, read, reply, send } from "../mail-notation.ts";
import { ev, msg, tk } from "../named.ts";
import { FRI, MON, SAT, THU, TODAY, TUE, WED, afternoon, dayOf, morning } from "../spans.ts";
import {
  done,
  editContact,
  editTask,
  newContact,
  newTask,
  tasks,
  who,
} from "../task-and-contact-notation.ts";

/** As a contractor dictates from the truck: sites, estimates, suppliers, one thing after another. */
export const contractor: readonly MeasuredRow[] = [
  [
    "Book a site walk with Dale Friday 7am at 118 Orchard Lane",
    create("site walk", at(FRI, "07:00"), { with: ["dale"], where: "118 orchard lane" }),
  ],
  [
    "need an estimate appointment with Mrs Kowalski Thursday 4:30",
    create("estimate appointment", at(THU, "16:30"), { with: ["mrs kowalski"] }),
    create(["estimate appointment with mrs kowalski"], at(THU, "16:30")),
  ],
  [
    "Inspection at the Orchard job tomorrow 10 to 11",
    create("inspection", at(WED, "10:00"), { mins: 60, where: "orchard job" }),
    create(["inspection at the orchard job"], at(WED, "10:00"), { mins: 60 }),
    create("inspection", at(WED, "10:00"), { mins: 60, where: "the orchard job" }),
  ],
  ["block Saturday 8 to noon for drywall", create("drywall", at(SAT, "08:00"), { mins: 240 })],
  [
    "concrete pour monday 6am, invite Dale and Rafa",
    create("concrete pour", at(MON, "06:00"), { with: ["dale", "rafa"] }),
    "decline",
  ],
  [
    "schedule concrete pour monday 6am and invite Dale and Rafa",
    create("concrete pour", at(MON, "06:00"), { with: ["dale", "rafa"] }),
  ],
  [
    "crew meeting every Monday at 6:15 in the morning",
    create("crew meeting", at(MON, "06:15"), { rec: "RRULE:FREQ=WEEKLY;BYDAY=MO" }),
  ],
  [
    "push the Kowalski estimate to Friday same time",
    change(ev("kowalski estimate"), { date: FRI }),
  ],
  ["bump the inspection to 1", change(ev("inspection"), { time: "13:00" })],
  [
    "slide tomorrow's inspection an hour later",
    change(ev("inspection", WED), { shift: 60 }),
    "decline",
  ],
  ["shift tomorrow's inspection an hour later", change(ev("inspection", WED), { shift: 60 })],
  [
    "rain monday so kill the concrete pour",
    "decline",
    cancel(ev("concrete pour")),
    cancel(ev("concrete pour", MON)),
  ],
  ["kill the concrete pour monday", cancel(ev("concrete pour", MON))],
  [
    "scrap Saturday's drywall block",
    cancel(ev("drywall block", SAT)),
    cancel(ev("drywall", SAT)),
    "decline",
  ],
  [
    "where am I supposed to be at 2",
    "decline",
    agenda({
      outerMin: at(TODAY, "14:00"),
      outerMax: at(TODAY, "15:00"),
      innerMin: at(TODAY, "14:00"),
      innerMax: at(TODAY, "14:01"),
    }),
  ],
  ["what's lined up for Thursday", agenda(dayOf(THU)), "decline"],
  [
    "what jobs do I have Thursday",
    "decline",
    agenda(dayOf(THU)),
    agenda(dayOf(THU), { query: "jobs" }),
  ],
  ["give me my schedule for Thursday morning", agenda(morning(THU))],
  [
    "who's my 3 o'clock",
    "decline",
    agenda({
      outerMin: at(TODAY, "15:00"),
      outerMax: at(TODAY, "16:00"),
      innerMin: at(TODAY, "15:00"),
      innerMax: at(TODAY, "15:01"),
    }),
  ],
  ["when's the Kowalski estimate", ...whenIs("kowalski estimate")],
  ["got any holes Friday afternoon", free(afternoon(FRI)), "decline"],
  ["any free time Friday afternoon", free(afternoon(FRI))],
  ["is Dale open Wednesday morning", free(morning(WED), { with: ["dale"] })],
  ["put Rafa on the inspection tomorrow", change(ev("inspection", WED), { with: ["rafa"] })],
  ["pull Rafa off the inspection", change(ev("inspection"), { without: ["rafa"] }), "decline"],
  ["take Rafa off the inspection", change(ev("inspection"), { without: ["rafa"] })],
  [
    "tell the permit office yes for the pre-con meeting",
    "decline",
    send(["permit office"], { has: "yes" }),
  ],
  [
    "say yes to the pre-con meeting",
    rsvp(ev("pre-con meeting"), "accepted"),
    rsvp(ev("pre-con"), "accepted"),
  ],
  [
    "Shoot Mrs Kowalski an email that her tile came in",
    send(["mrs kowalski"], { body: ["her tile came in", "your tile came in"] }),
  ],
  ["let Dale know the lumber's on site", send(["dale"], { body: ["the lumber's on site"] })],
  [
    "ask Dale if he can bring the laser level",
    send(["dale"], { body: ["can you bring the laser level", "can you bring the laser level?"] }),
  ],
  [
    "email Ferris Supply asking for a quote on 40 sheets of half inch drywall",
    send(["ferris supply"], { has: "40 sheets of half inch drywall" }),
  ],
  ["did Ferris get back to me", find({ from: "ferris" }), "decline"],
  [
    "anything from Ferris Supply today",
    find({ from: "ferris supply", after: TODAY, before: WED }),
    find({ from: "ferris supply", after: TODAY }),
  ],
  [
    "pull up the invoice from Ferris Supply",
    read(msg("invoice ferris supply")),
    find({ from: "ferris supply", about: "invoice" }),
  ],
  [
    "forward the Ferris invoice to my bookkeeper",
    forward(msg("ferris invoice"), ["my bookkeeper"]),
    forward(msg("ferris invoice"), ["bookkeeper"]),
  ],
  [
    "tag the Ferris invoice email as Materials",
    label(msg("ferris invoice"), { add: ["materials"] }),
  ],
  ["trash every email from ToolDeals", ...eachTrash({ from: "tooldeals" })],
  [
    "reply to Mrs Kowalski's email saying we can start Monday",
    reply(msg("mrs kowalski"), ["we can start monday"]),
  ],
  ["add order windows to my to-do's for Thursday", newTask("order windows", { due: THU })],
  [
    "put two boxes of deck screws on the supply list",
    newTask("two boxes of deck screws", { list: "supply" }),
  ],
  ["deck screws are bought, mark it off", "decline", done(tk("deck screws"))],
  ["mark order windows as finished", done(tk("order windows"))],
  ["what's left on the punch list", tasks({ list: "punch" })],
  [
    "order windows can wait till next Tuesday",
    "decline",
    editTask(tk("order windows"), { due: TUE }),
  ],
  ["move the order windows task to next Tuesday", editTask(tk("order windows"), { due: TUE })],
  [
    "save Rafa's number: 971-555-0172",
    newContact("rafa", { phone: "9715550172" }),
    editContact("rafa", { phone: "9715550172" }),
  ],
  ["what's the number for Ferris Supply", who("ferris supply")],
  ["how much is a 2x4 these days", "decline"],
  ["call Dale", "decline"],
  ["book a dumpster for Monday", "decline", "clarify"],
  [
    "cancel the 2pm and tell Dale I'm stuck at the supply house",
    [cancel(ev("2pm", TODAY)), send(["dale"], { body: ["i'm stuck at the supply house"] })],
  ],
  [
    "move the crew meeting to 6:30 and let Rafa know we start late",
    [change(ev("crew meeting"), { time: "06:30" }), send(["rafa"], { body: ["we start late"] })],
  ],
];
