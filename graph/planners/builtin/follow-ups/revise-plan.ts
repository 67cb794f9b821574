import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json, Plan } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { showPeople } from "../people.ts";
import { showWhen, toRange } from "../times.ts";
import { upperFirst } from "../title.ts";
import type { Edit } from "./edit.ts";
import { isDay, retime } from "./retime.ts";

type Step = Plan["steps"][number];
type Args = Step["args"];
/** The plan as it is then, or why it cannot be. */
export type Revised = { readonly plan: Plan } | { readonly refused: string };

const PEOPLE = ["attendees", "addAttendees", "to", "cc", "bcc"];
const EVENTS = /^calendar_(?:create|update)_event$/u;
const MAIL = /^email_(?:send|create_draft|reply|forward)$/u;

/** A plan that is not carried out yet, with one thing of it changed and everything else as it was. */
export function revisePlan(plan: Plan, edit: Edit, clause: Clause): Revised {
  switch (edit.changes) {
    case "time":
    case "day":
      return reviseTime(plan, edit, clause);
    case "guests":
      return edit.insteadOf === undefined
        ? changeOne(plan, EVENTS, (step) =>
            addPeople(step, GUESTS_OF[step.tool] ?? "", edit.people),
          )
        : swapPeople(plan, edit.insteadOf, edit.people);
    case "people":
      return swapPeople(plan, edit.insteadOf ?? [], edit.people);
    case "without":
      return withoutPeople(plan, edit.people);
    case "to":
    case "cc":
    case "bcc":
      return changeOne(plan, MAIL, (step) => addPeople(step, edit.changes, edit.people));
    case "title":
      return reword(plan, upperFirst(clause.prepared.restore(edit.words)));
    case "place":
      return changeOne(plan, EVENTS, () => ({ location: clause.prepared.restore(edit.words) }));
    case "body":
      return changeOne(plan, /^email_(?:send|create_draft|reply)$/u, () => ({
        body: upperFirst(clause.prepared.restoreQuoted(edit.words)),
      }));
    case "subject":
      return changeOne(plan, /^email_(?:send|create_draft)$/u, () => ({
        subject: upperFirst(clause.prepared.restore(edit.words)),
      }));
    default:
      return edit satisfies never;
  }
}

const GUESTS_OF: Readonly<Record<string, string>> = {
  calendar_create_event: "attendees",
  calendar_update_event: "addAttendees",
};
const UNCLEAR = "I can't tell which part of that should change. Please say the whole command.";

/** Changes the one step of the plan that such a change fits. */
function changeOne(
  plan: Plan,
  tools: RegExp,
  change: (step: Step) => Args | string | undefined,
): Revised {
  const fitting = plan.steps.filter(({ tool }) => tools.test(tool));
  const [step] = fitting;
  if (step === undefined) return { refused: "There is nothing in that which this would change." };
  if (fitting.length > 1) return { refused: UNCLEAR };
  const changed = change(step);
  if (changed === undefined) return { refused: UNCLEAR };
  if (typeof changed === "string") return { refused: changed };
  return { plan: withStep(plan, { ...step, args: { ...step.args, ...changed } }) };
}

function withStep(plan: Plan, changed: Step): Plan {
  return { ...plan, steps: plan.steps.map((step) => (step.id === changed.id ? changed : step)) };
}

const TIMED = /^(?:calendar_(?:create|update)_event|tasks_(?:create|update))$/u;
const SEARCHED = /^calendar_(?:list_events|find_free_time)$/u;

function reviseTime(
  plan: Plan,
  { words, time }: Extract<Edit, { changes: "time" | "day" }>,
  clause: Clause,
): Revised {
  const isTimed = plan.steps.some(({ tool }) => TIMED.test(tool));
  if (!isTimed)
    return changeOne(
      plan,
      SEARCHED,
      () => toRange(time, clause, 60) && { ...toRange(time, clause, 60) },
    );
  const revised = changeOne(plan, TIMED, ({ tool, args }) => {
    if (tool.startsWith("tasks_"))
      return time.date === undefined || time.endDate ? undefined : { due: time.date };
    if (args["recurrence"] !== undefined && time.date !== undefined) return undefined;
    return tool === "calendar_create_event" || args["start"] !== undefined
      ? stretchOf(args, words, time, clause)
      : movedTo(time);
  });
  if ("refused" in revised) return revised;
  const update = revised.plan.steps.find(({ tool }) => tool === "calendar_update_event");
  if (update !== undefined)
    return { plan: withStep(revised.plan, withoutFormerTime(update, time)) };
  return { plan: retell(plan, revised.plan, clause) };
}

function stretchOf(
  args: Args,
  words: string,
  time: Parameters<typeof retime>[2],
  clause: Clause,
): Args | string | undefined {
  const { start, end } = args;
  if (typeof start !== "string") return undefined;
  const to = typeof end === "string" ? end : start;
  const moved = retime({ start, end: to }, words, time, clause);
  if (moved === undefined || typeof moved === "string") return moved;
  return end === undefined ? { start: moved.start } : { ...moved };
}

/** For an event whose own time the plan does not know: the day or the hour that is said, beside what was said before. */
function movedTo({
  date,
  endDate,
  time,
  shiftMinutes,
  durationMinutes,
  fault,
}: Parameters<typeof retime>[2]): Args | string | undefined {
  if (fault !== undefined) return fault;
  if (endDate !== undefined) return undefined;
  if (shiftMinutes !== undefined) return { shiftMinutes };
  const changes = {
    ...(date !== undefined && { date }),
    ...(time !== undefined && { time }),
    ...(durationMinutes !== undefined && { durationMinutes }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** What was to be a shift is none when a time is said, and the other way round. */
function withoutFormerTime(step: Step, { shiftMinutes }: Parameters<typeof retime>[2]): Step {
  const former = shiftMinutes === undefined ? ["shiftMinutes"] : ["date", "time"];
  const args = Object.entries(step.args).filter(([name]) => !former.includes(name));
  return { ...step, args: Object.fromEntries(args) };
}

/** The words that told of the event before (a mail with the details, the goal) tell of it as it is now. */
function retell(before: Plan, after: Plan, { timezone }: Clause): Plan {
  let told = after;
  for (const step of before.steps) {
    const now = after.steps.find(({ id }) => id === step.id);
    const [old, fresh] = [step.args, now?.args].map((args) => whenOf(args, timezone));
    if (old !== undefined && fresh !== undefined) told = replaceText(told, old, fresh);
  }
  return told;
}

function whenOf(args: Args | undefined, timezone: string): string | undefined {
  const { start, end } = args ?? {};
  if (typeof start !== "string" || typeof end !== "string" || start === "") return undefined;
  return isDay(start) === isDay(end) ? showWhen(start, end, timezone) : undefined;
}

function replaceText(plan: Plan, old: string, fresh: string): Plan {
  if (old === "" || old === fresh) return plan;
  return {
    ...plan,
    goal: plan.goal.replaceAll(old, () => fresh).slice(0, 500),
    steps: plan.steps.map((step) => ({
      ...step,
      args: Object.fromEntries(
        Object.entries(step.args).map(([name, value]) => [
          name,
          typeof value === "string" ? value.replaceAll(old, () => fresh) : value,
        ]),
      ),
    })),
  };
}

function reword(plan: Plan, title: string): Revised {
  const named = plan.steps.filter(({ tool }) => TIMED.test(tool));
  const [step] = named;
  if (step === undefined || named.length > 1) return { refused: UNCLEAR };
  const field = step.tool.startsWith("tasks_") ? "title" : "summary";
  const former = step.args[field];
  const retold = typeof former === "string" ? replaceText(plan, former, title) : plan;
  return changeOne(retold, TIMED, () => ({ [field]: title }));
}

function addPeople({ args }: Step, field: string, people: readonly Json[]): Args {
  const before = listOf(args[field]);
  const added = people.filter((person) => !before.some((one) => isSame(one, person)));
  return { [field]: [...before, ...added] };
}

/** Puts people in the places of others, wherever in the plan those stand, its title included. */
function swapPeople(plan: Plan, former: readonly Json[], people: readonly Json[]): Revised {
  const inPlan = everybodyIn(plan);
  const leaving =
    former.length === 0
      ? inPlan
      : inPlan.filter((one) => former.some((other) => isSame(one, other)));
  if (former.length > 0 && leaving.length === 0)
    return { refused: `${showPeople(former)} is not in it.` };
  if (former.length === 0 && inPlan.length > 1) {
    return { refused: `Instead of whom? Please say “${showPeople(people)} instead of …”.` };
  }
  if (inPlan.length === 0) {
    const field = plan.steps.some(({ tool }) => EVENTS.test(tool)) ? EVENTS : MAIL;
    return changeOne(plan, field, (step) => addPeople(step, GUESTS_OF[step.tool] ?? "to", people));
  }
  const swapped = mapPeople(plan, (list) => {
    const staying = list.filter((one) => !leaving.some((other) => isSame(one, other)));
    if (staying.length === list.length) return list;
    return [...staying, ...people.filter((one) => !staying.some((other) => isSame(one, other)))];
  });
  return { plan: replaceText(swapped, showPeople(leaving), showPeople(people)) };
}

function withoutPeople(plan: Plan, people: readonly Json[]): Revised {
  const leaving = everybodyIn(plan).filter((one) => people.some((other) => isSame(one, other)));
  if (leaving.length === 0) return { refused: `${showPeople(people)} is not in it.` };
  const without = mapPeople(plan, (list) =>
    list.filter((one) => !leaving.some((other) => isSame(one, other))),
  );
  const toNobody = without.steps.some(
    ({ args }) => Array.isArray(args["to"]) && args["to"].length === 0,
  );
  return toNobody ? { refused: "Then the message would go to nobody." } : { plan: without };
}

function everybodyIn(plan: Plan): Json[] {
  const everybody: Json[] = [];
  for (const { args } of plan.steps) {
    for (const person of PEOPLE.flatMap((field) => listOf(args[field]))) {
      if (!everybody.some((one) => isSame(one, person))) everybody.push(person);
    }
  }
  return everybody;
}

function mapPeople(
  plan: Plan,
  change: (people: readonly Json[]) => Json[] | readonly Json[],
): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => ({
      ...step,
      args: Object.fromEntries(
        Object.entries(step.args).flatMap(([name, value]): [string, Json][] => {
          if (!PEOPLE.includes(name)) return [[name, value]];
          const people = [...change(listOf(value))];
          return people.length === 0 && name !== "to" ? [] : [[name, people]];
        }),
      ),
    })),
  };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** "Eden" is the "Eden Chan" of the plan. */
function isSame(a: Json, b: Json): boolean {
  const [one, other] = [a, b].map((person) => new Set(nameOf(person).toLowerCase().split(/\s+/u)));
  return (
    one !== undefined && other !== undefined && (one.isSubsetOf(other) || other.isSubsetOf(one))
  );
}

function nameOf(person: Json): string {
  return typeof person === "string"
    ? person
    : (EntityMention.safeParse(person).data?.$entity ?? "");
}
