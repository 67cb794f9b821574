import { at } from "../expectations.ts";
import { agenda, cancel, change, create, free, rsvp } from "./calendar-notation.ts";
import { draft, find, forward, label, read, reply, send, trash } from "./mail-notation.ts";
import { ev, msg, tk } from "./named.ts";
import { FRI, MON, SAT, THU, TODAY, WED, dayOf } from "./spans.ts";
import { done, dropTask, newContact, newTask, tasks, who } from "./task-and-contact-notation.ts";
import type { MeasuredRow } from "./expected-step.ts";

/** Several things in one message. */
export const compound: readonly MeasuredRow[] = [
  [
    "cancel my 3pm and email Sam that I'm sick",
    [cancel(ev("3pm")), send(["sam"], { body: ["i'm sick"] })],
  ],
  [
    "book lunch with Priya tomorrow at noon and add buy flowers to my todo list",
    [create("lunch", at(WED, "12:00"), { with: ["priya"] }), newTask("buy flowers")],
  ],
  [
    "move the standup to 10:30 and the retro to 4",
    [change(ev("standup"), { time: "10:30" }), change(ev("retro"), { time: "16:00" })],
  ],
  ["what's on today and what's on my to do list", [agenda(dayOf(TODAY)), tasks()]],
  [
    "schedule a call with Eden thursday at 2pm, then email her the agenda is attached",
    "decline",
    [
      create("call", at(THU, "14:00"), { with: ["eden"] }),
      send(["eden"], { body: ["the agenda is attached"] }),
    ],
    [
      create("call", at(THU, "14:00"), { with: ["eden"] }),
      send(["her"], { body: ["the agenda is attached"] }),
    ],
  ],
  [
    "archive the email from Acme and delete the newsletter",
    [label(msg("acme"), { remove: ["INBOX"] }), trash(msg("newsletter"))],
  ],
  [
    "Add milk to my shopping list. Also schedule gym tomorrow at 6am.",
    [newTask("milk", { list: "shopping" }), create("gym", at(WED, "06:00"))],
  ],
  [
    "reply to Bill's email saying ok and archive it",
    [reply(msg("bill"), ["ok"]), label(msg("bill"), { remove: ["INBOX"] })],
    [reply(msg("bill"), ["ok"]), label("any", { remove: ["INBOX"] })],
  ],
  [
    "accept the design review and decline the all hands",
    [rsvp(ev("design review"), "accepted"), rsvp(ev("all hands"), "declined")],
  ],
  [
    "dentist friday 2pm; haircut saturday 11am",
    [create("dentist", at(FRI, "14:00")), create("haircut", at(SAT, "11:00"))],
  ],
  [
    "mark call the plumber as done and add pay the plumber due friday to my tasks",
    [done(tk("call the plumber")), newTask("pay the plumber", { due: FRI })],
  ],
  [
    "forward Priya's email to Grace and reply to Priya saying done",
    [forward(msg("priya"), ["grace"]), reply(msg("priya"), ["done"])],
  ],
  [
    "email sam that lunch is off and cancel lunch with sam",
    [send(["sam"], { body: ["lunch is off"] }), cancel(ev("lunch sam"))],
  ],
  [
    "cancel the hike, and let Maya know it's too wet",
    [cancel(ev("hike")), send(["maya"], { body: ["it's too wet"] })],
  ],
  [
    "move my dentist appointment to monday at 9 and tell Grace I'll be late on monday",
    [
      change(ev("dentist"), { date: MON, time: "09:00" }),
      send(["grace"], { body: ["i'll be late on monday"] }),
    ],
  ],
  [
    "save Leo's number 415-555-0132 and email leo@example.com saying got your number",
    [
      newContact("leo", { phone: "4155550132" }),
      send(["leo@example.com"], { body: ["got your number"] }),
    ],
  ],
  ["find emails from Noor and show my tasks", [find({ from: "noor" }), tasks()]],
  ["what's on tomorrow? and any unread mail?", [agenda(dayOf(WED)), find({ unread: true })]],
  [
    "schedule coffee with May at 9am thursday and drinks with Will at 6pm friday",
    [
      create("coffee", at(THU, "09:00"), { with: ["may"] }),
      create("drinks", at(FRI, "18:00"), { with: ["will"] }),
    ],
  ],
  [
    "create a task to book flights and a task to renew passport",
    [newTask("book flights"), newTask("renew passport")],
  ],
  [
    "delete the event Sprint demo and the event Retro",
    [cancel(ev("sprint demo")), cancel(ev("retro"))],
  ],
  [
    "read the budget email and then forward it to accounting@acme.com",
    [read(msg("budget")), forward(msg("budget"), ["accounting@acme.com"])],
    [read(msg("budget")), forward("any", ["accounting@acme.com"])],
  ],
  [
    "find a free hour with Sam on friday and book it",
    [free(dayOf(FRI), { mins: 60, with: ["sam"] }), create("any", "any", { with: ["sam"] })],
  ],
  [
    "block 9-11 tomorrow for writing and decline the vendor pitch",
    [create("writing", at(WED, "09:00"), { mins: 120 }), rsvp(ev("vendor pitch"), "declined")],
  ],
  [
    "email Rose that the lease is signed and draft an email to Mark saying keys on friday",
    [
      send(["rose"], { body: ["the lease is signed"] }),
      draft(["mark"], { body: ["keys on friday"] }),
    ],
  ],
  [
    "what's Sam's number and when is the offsite",
    [who("sam"), agenda(undefined, { query: "offsite" })],
  ],
  [
    "1) cancel yoga thursday 2) add buy mat to my todo",
    [cancel(ev("yoga", THU)), newTask("buy mat")],
  ],
  [
    "add Sam to the design review and move it to 3pm",
    [
      change(ev("design review"), { with: ["sam"] }),
      change(ev("design review"), { time: "15:00" }),
    ],
    [change(ev("design review"), { with: ["sam"], time: "15:00" })],
    [change(ev("design review"), { with: ["sam"] }), change("any", { time: "15:00" })],
  ],
  [
    "email Priya and Bill about the picnic saying bring chairs, and add buy ice to my shopping list",
    [
      send(["priya", "bill"], { subject: ["the picnic", "picnic"], body: ["bring chairs"] }),
      newTask("buy ice", { list: "shopping" }),
    ],
  ],
  [
    "star the email about the lease and mark the email from Noor as unread",
    [label(msg("lease"), { add: ["STARRED"] }), label(msg("noor"), { add: ["UNREAD"] })],
  ],
  [
    "Cancel dinner on Saturday and schedule brunch with mom on Sunday at 11am instead",
    [cancel(ev("dinner", SAT)), create("brunch", at("2026-11-29", "11:00"), { with: ["mom"] })],
  ],
  [
    "email Sam that rock and roll is dead and loud",
    send(["sam"], { body: ["rock and roll is dead and loud"] }),
  ],
  [
    "add salt and pepper to my shopping list",
    newTask("salt and pepper", { list: "shopping" }),
    [newTask("salt", { list: "shopping" }), newTask("pepper", { list: "shopping" })],
  ],
  [
    "email Grace: buy milk and cancel the gym",
    send(["grace"], { body: ["buy milk and cancel the gym"] }),
  ],
  ["add a task to call Bill and email Rose", newTask("call bill and email rose"), "clarify"],
  [
    "lunch with Tom and Jerry friday 1pm and dinner with Ana at 8pm friday",
    [
      create("lunch", at(FRI, "13:00"), { with: ["tom", "jerry"] }),
      create("dinner", at(FRI, "20:00"), { with: ["ana"] }),
    ],
  ],
  [
    "complete buy milk, delete buy stamps from my tasks",
    [done(tk("buy milk")), dropTask(tk("buy stamps"))],
  ],
  ["show my calendar for friday and for saturday", [agenda(dayOf(FRI)), agenda(dayOf(SAT))]],
  [
    "please reschedule the retro to thursday 4pm and invite Ravi",
    [change(ev("retro"), { date: THU, time: "16:00" }), change(ev("retro"), { with: ["ravi"] })],
    [change(ev("retro"), { with: ["ravi"], date: THU, time: "16:00" })],
    [change(ev("retro"), { date: THU, time: "16:00" }), change("any", { with: ["ravi"] })],
  ],
  [
    "tell Omar I'm on my way and tell Petra I'm late",
    [send(["omar"], { body: ["i'm on my way"] }), send(["petra"], { body: ["i'm late"] })],
  ],
  [
    "meeting with Ana at 10 and with Bo at 11 tomorrow",
    "decline",
    [
      create("meeting", at(WED, "10:00"), { with: ["ana"] }),
      create("meeting", at(WED, "11:00"), { with: ["bo"] }),
    ],
  ],
];
