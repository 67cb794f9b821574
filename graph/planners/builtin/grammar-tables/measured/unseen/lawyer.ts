import { at } from "../../expectations.ts";
import {
  agenda,
  cancel,
  cancelAll,
  change,
  create,
  free,
  rsvp,
  whenIs,
} from "../calendar-notation.ts";
import type { MeasuredRow } from "../expected-step.ts";
import { archiveEach, draft, find, forward, label, read, reply, send } from "../mail-notation.ts";
import { ev, msg, tk } from "../named.ts";
import { FRI, MON, THU, TUE, WED, afternoon, dayOf, morning, nextWeek } from "../spans.ts";
import {
  done,
  editContact,
  editTask,
  newContact,
  newTask,
  tasks,
  who,
} from "../task-and-contact-notation.ts";

/** As a lawyer dictates: whole sentences, titles, precise times. */
export const lawyer: readonly MeasuredRow[] = [
  [
    "Please calendar a deposition of Mr. Alvarez for December 3 from 9:30 a.m. to 12:30 p.m.",
    create(["deposition of mr alvarez", "deposition of mr. alvarez"], at("2026-12-03", "09:30"), {
      mins: 180,
    }),
    "decline",
  ],
  [
    "Schedule a deposition of Mr. Alvarez for December 3 from 9:30 a.m. to 12:30 p.m.",
    create(["deposition of mr alvarez", "deposition of mr. alvarez"], at("2026-12-03", "09:30"), {
      mins: 180,
    }),
  ],
  [
    "Set a conference call with Judith Marsh for Thursday at 11:15 a.m.",
    create("conference call", at(THU, "11:15"), { with: ["judith marsh"] }),
  ],
  [
    "I have a hearing in Department 12 on Monday at 8:30 a.m.; put it on my calendar.",
    "decline",
    create("hearing", at(MON, "08:30"), { where: "department 12" }),
  ],
  [
    "Block two hours on Friday morning at 9 for trial preparation.",
    create("trial preparation", at(FRI, "09:00"), { mins: 120 }),
  ],
  [
    "Kindly move the Henderson mediation to next Tuesday at 1:00 p.m.",
    change(ev("henderson mediation"), { date: TUE, time: "13:00" }),
  ],
  [
    "The status conference has been continued to December 10 at 9 a.m.",
    "decline",
    change(ev("status conference"), { date: "2026-12-10", time: "09:00" }),
  ],
  [
    "Cancel my lunch with opposing counsel on Wednesday.",
    cancel(ev("lunch with opposing counsel", WED)),
  ],
  ["Vacate all my appointments for Friday afternoon.", ...cancelAll(afternoon(FRI)), "decline"],
  ["Clear my calendar for Friday afternoon.", ...cancelAll(afternoon(FRI))],
  ["What appears on my calendar for Thursday?", agenda(dayOf(THU)), "decline"],
  ["What do I have scheduled for tomorrow morning?", agenda(morning(WED))],
  ["At what time is the Henderson mediation?", ...whenIs("henderson mediation"), "decline"],
  ["When is the Henderson mediation?", ...whenIs("henderson mediation")],
  [
    "Find an hour next week for a call with Judith Marsh.",
    free(nextWeek, { mins: 60, with: ["judith marsh"] }),
  ],
  [
    "Is Judith Marsh available on Thursday at 2 p.m.?",
    free(dayOf(THU), { with: ["judith marsh"] }),
    free(
      {
        outerMin: at(THU, "14:00"),
        outerMax: at(THU, "15:00"),
        innerMin: at(THU, "14:00"),
        innerMax: at(THU, "14:30"),
      },
      { with: ["judith marsh"] },
    ),
  ],
  [
    "Accept the invitation to the partners' meeting.",
    rsvp(ev("partners meeting"), "accepted"),
    rsvp(ev("partners' meeting"), "accepted"),
  ],
  ["Decline the bar association luncheon.", rsvp(ev("bar association luncheon"), "declined")],
  [
    "Please email Judith Marsh: the stipulation is attached for your signature.",
    send(["judith marsh"], { body: ["the stipulation is attached for your signature."] }),
  ],
  [
    "Draft an email to Paul Nakamura regarding the Henderson matter stating that we accept the offer.",
    draft(["paul nakamura"], {
      subject: ["the henderson matter", "henderson matter"],
      has: "we accept the offer",
    }),
    "decline",
  ],
  [
    "Draft an email to Paul Nakamura regarding the Henderson matter saying we accept the offer.",
    draft(["paul nakamura"], {
      subject: ["the henderson matter", "henderson matter"],
      body: ["we accept the offer"],
    }),
  ],
  [
    "Reply to Paul Nakamura's latest email and confirm that the hearing is on Monday.",
    "decline",
    reply(msg("paul nakamura latest"), [
      "the hearing is on monday",
      "i confirm that the hearing is on monday",
    ]),
  ],
  [
    "Reply to Paul Nakamura's latest email saying that the hearing is on Monday.",
    reply(msg("latest paul nakamura"), ["the hearing is on monday"]),
    reply(msg("paul nakamura"), ["the hearing is on monday"]),
  ],
  [
    "Forward the most recent email from the clerk to Priscilla Chen with a note saying please docket this.",
    forward(msg("most recent clerk"), ["priscilla chen"], ["please docket this"]),
    forward(msg("clerk"), ["priscilla chen"], ["please docket this"]),
  ],
  [
    "Have we received anything from Paul Nakamura this week?",
    find({
      from: "paul nakamura",
      afterAny: ["2026-11-22", "2026-11-23"],
      beforeAny: ["2026-11-29", "2026-11-30"],
    }),
    find({ from: "paul nakamura", afterAny: ["2026-11-22", "2026-11-23"] }),
    "decline",
  ],
  ["Search my email for the engagement letter.", find({ about: "engagement letter" })],
  [
    "Locate all emails from Paul Nakamura concerning the settlement.",
    find({ from: "paul nakamura", about: "settlement" }),
    "decline",
  ],
  [
    "Find all emails from Paul Nakamura about the settlement.",
    find({ from: "paul nakamura", about: "settlement" }),
  ],
  [
    "Read the most recent message from Judith Marsh.",
    read(msg("most recent judith marsh")),
    read(msg("judith marsh")),
  ],
  ["Archive every email from LexAlert.", ...archiveEach({ from: "lexalert" })],
  [
    "Label the message from Judith Marsh as Henderson.",
    label(msg("judith marsh"), { add: ["henderson"] }),
  ],
  [
    "Add a task to file the reply brief by December 1.",
    newTask("file the reply brief", { due: "2026-12-01" }),
  ],
  [
    "Create a task: send retainer agreement to Mr. Osei, due Friday.",
    newTask(["send retainer agreement to mr. osei", "send retainer agreement to mr osei"], {
      due: FRI,
    }),
  ],
  ["Mark the task file the reply brief as complete.", done(tk("file the reply brief"))],
  ["Which of my tasks are overdue?", tasks({ dueMaxAny: ["2026-11-23"] }), "decline"],
  [
    "List my tasks due this week.",
    tasks({ dueMin: "2026-11-23", dueMax: "2026-11-29" }),
    tasks({ dueMaxAny: ["2026-11-29"] }),
  ],
  [
    "Postpone the task file the reply brief to December 4.",
    editTask(tk("file the reply brief"), { due: "2026-12-04" }),
  ],
  ["Provide Judith Marsh's telephone number.", who("judith marsh"), "decline"],
  ["What is Judith Marsh's telephone number?", who("judith marsh")],
  [
    "Add Priscilla Chen, pchen@chenlaw.com, to my contacts.",
    newContact("priscilla chen", { email: "pchen@chenlaw.com" }),
  ],
  [
    "Update Paul Nakamura's phone number to 213-555-0144.",
    editContact("paul nakamura", { phone: "2135550144" }),
  ],
  ["Bill the Henderson matter for 1.5 hours.", "decline"],
  ["What is the statute of limitations for breach of contract in California?", "decline"],
  [
    "Invite Priscilla Chen and Judith Marsh to the strategy session on Thursday.",
    change(ev("strategy session", THU), { with: ["priscilla chen", "judith marsh"] }),
  ],
];
