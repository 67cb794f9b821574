import { at } from "../../expectations.ts";
import { agenda, busy, cancel, change, create, free, or, whenIs } from "../calendar-notation.ts";
import type { MeasuredRow } from "../expected-step.ts";
import { archiveEach, find, read, reply, send } from "../mail-notation.ts";
import { ev, msg, tk } from "../named.ts";
import { FRI, MON, SAT, SUN, THU, TODAY, TUE, WED, dayOf, nextWeek, thisWeek } from "../spans.ts";
import { done, editContact, newTask, tasks, who } from "../task-and-contact-notation.ts";

/** As a nurse on shifts texts between two patients. */
export const nurse: readonly MeasuredRow[] = [
  ["night shift fri 7p-7a", create("night shift", at(FRI, "19:00"), { mins: 720 })],
  ["add day shift sat 7am to 7pm", create("day shift", at(SAT, "07:00"), { mins: 720 })],
  ["put staff mtg on my calendar thurs 0800", create("staff meeting", at(THU, "08:00"))],
  [
    "CPR recert mon 1pm-4pm room 210",
    create("cpr recert", at(MON, "13:00"), { mins: 180, where: "room 210" }),
    "decline",
  ],
  [
    "schedule CPR recert mon 1pm-4pm in room 210",
    create("cpr recert", at(MON, "13:00"), { mins: 180, where: "room 210" }),
  ],
  ["swap my friday shift to sunday", change(ev("shift", FRI), { date: SUN }), "decline"],
  ["move my friday shift to sunday", change(ev("shift", FRI), { date: SUN })],
  ["cancel yoga tonight im wiped", "decline", cancel(ev("yoga", TODAY))],
  ["cancel tonights yoga", cancel(ev("yoga", TODAY))],
  ["off work all day dec 24", "decline", create(["off work", "off"], "2026-12-24")],
  [
    "flu shot clinic wed 2:30 w/ Dr Patel",
    create(["flu shot clinic", "flu shot clinic with dr patel"], at(WED, "14:30"), {
      withMaybe: ["dr patel"],
    }),
    "decline",
  ],
  [
    "am i working saturday",
    "decline",
    agenda(dayOf(SAT)),
    agenda(dayOf(SAT), { query: "working" }),
  ],
  ["what's my week look like", agenda(thisWeek)],
  ["what have i got sunday", agenda(dayOf(SUN))],
  [
    "do i have anything before noon thurs",
    agenda({
      outerMin: at(THU, "00:00"),
      outerMax: at(THU, "12:00"),
      innerMin: at(THU, "09:00"),
      innerMax: at(THU, "12:00"),
    }),
    "decline",
  ],
  [
    "when is my next shift",
    ...whenIs("shift"),
    agenda(undefined, { query: "shift", max: 1 }),
    agenda(undefined, { query: "shift" }),
    "decline",
  ],
  ["when's the staff mtg", ...whenIs("staff meeting"), ...whenIs("staff")],
  ["am i off thurs at 3", "decline", ...busy(at(THU, "15:00"))],
  ["am i free thurs at 3", ...busy(at(THU, "15:00"))],
  ["any gaps in my schedule tmrw", free(dayOf(WED)), "decline"],
  ["find 45 min w Carmen next wk", free(nextWeek, { mins: 45, with: ["carmen"] })],
  [
    "coffee w Carmen after shift sun 730am",
    create(["coffee", "coffee after shift"], at(SUN, "07:30"), { with: ["carmen"] }),
    "decline",
  ],
  ["coffee w Carmen sun 7:30am", create("coffee", at(SUN, "07:30"), { with: ["carmen"] })],
  [
    "let charge nurse know im running 10 behind",
    send(["charge nurse"], { body: ["im running 10 behind"] }),
  ],
  [
    "email Carmen n ask if she can cover sat",
    send(["carmen"], {
      body: ["can you cover sat?", "can you cover sat", "can she cover sat", "she can cover sat"],
    }),
  ],
  [
    "email Carmen and Luis: potluck is moved to break room B",
    send(["carmen", "luis"], { body: ["potluck is moved to break room b"] }),
  ],
  [
    "tell Luis thx for covering",
    "decline",
    send(["luis"], { body: ["thx for covering", "thanks for covering"] }),
  ],
  ["any word from HR", find({ from: "hr" }), "decline"],
  ["any mail from HR", find({ from: "hr" })],
  ["read me the last email from staffing", read(msg("last staffing")), read(msg("staffing"))],
  ["reply to staffing: i can do the 12th", reply(msg("staffing"), ["i can do the 12th"])],
  ["reply yes to Carmen's email", reply(msg("carmen"), ["yes"])],
  ["clear out emails from Scrubs Direct", ...archiveEach({ from: "scrubs direct" }), "decline"],
  [
    "archive all the Scrubs Direct emails",
    ...archiveEach({ from: "scrubs direct" }),
    ...archiveEach({ about: "scrubs direct" }),
    "decline",
  ],
  ["todo renew license by dec 15", newTask("renew license", { due: "2026-12-15" })],
  ["add pick up scrubs to my list", newTask("pick up scrubs")],
  [
    "add pick up scrubs n refill meds to my list",
    [newTask("pick up scrubs"), newTask("refill meds")],
    newTask(["pick up scrubs and refill meds", "pick up scrubs n refill meds"]),
  ],
  ["picked up scrubs, check that off", done(tk("pick up scrubs")), "decline"],
  ["check off pick up scrubs", done(tk("pick up scrubs"))],
  ["anything due by friday", tasks({ dueMaxAny: [FRI] })],
  [
    "number for the staffing office?",
    who("staffing office"),
    who("the staffing office"),
    "decline",
  ],
  ["whats Carmens cell", who("carmen"), who("carmens"), "decline"],
  ["Carmen's cell is now 503 555 0133", editContact("carmen", { phone: "5035550133" })],
  ["bed 4 needs more ice", "decline"],
  ["give 500mg at 8", "decline"],
  [
    "staff mtg pushed to 0900",
    change(ev("staff meeting"), { time: "09:00" }),
    change(ev("staff"), { time: "09:00" }),
    "decline",
  ],
  ["standing reminder meds every 4 hours", "decline"],
  [
    "lunch with sis tues noon",
    create("lunch", or(at(TODAY, "12:00"), at(TUE, "12:00")), { with: ["sis"] }),
  ],
];
