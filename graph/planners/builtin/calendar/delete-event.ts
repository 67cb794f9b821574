import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { pointsAt } from "../follow-ups/point.ts";
import { CALENDAR, EVENT_WORDS } from "../lexicon.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { scopeOfDay } from "./series-scope.ts";
import { isGenericEvent, readEventMention } from "../thing.ts";
import { isAfter, readOnlyTime, toRange, withoutTime } from "../times.ts";
import { readPeople, showPeople } from "../people.ts";

const DELETE = "(delete|remove|drop|scrap|erase|get rid of)";
const CANCEL = "(cancel|call off)";
const NOT_EVENT =
  /\b(?:tasks?|todos?|emails?|mails?|messages?|contacts?|lists?|reminders?|subscription|order|labels?|folders?|notes?|alarms?|timers?|photos?|pictures?|files?|documents?|payments?)\b/iu;
const PLURAL = "(meetings|events|appointments|calls)";

/** Commands that take events off the calendar. */
export const deleteEventRules: readonly Rule[] = [
  rule(
    [
      [
        `(cancel|delete|remove|clear|call off) (all|all of|every one of) [my|the|our] ${PLURAL} [<rest>]`,
        `(cancel|delete|remove|clear|call off) (my|all) ${PLURAL} [<rest>]`,
        `(cancel|delete|remove|clear|call off) [all] [of] (my|all|the) <rest> ${PLURAL}`,
      ],
    ],
    ({ rest = "" }, clause, text) =>
      deleteAll(rest, /\b(?:meetings|calls)\b/iu.test(text) ? "!allDay" : undefined, clause),
  ),
  rule(
    [
      [
        `(cancel|delete|remove|clear) everything on my ${CALENDAR} [<rest>]`,
        `(cancel|delete|remove|clear) everything <rest>`,
        `clear [out] [my] ${CALENDAR} [<rest>]`,
        `clear [out] [my] day <rest>`,
        "(clear|free up|wipe) [out|up] [my] <free>",
        "cancel (the rest|rest|remainder) of <end>",
      ],
    ],
    ({ rest = "", free, end }, clause) => {
      if (free === undefined && end === undefined) return deleteAll(rest, undefined, clause);
      const stretch = free ?? `rest of ${end?.replace(/^my /iu, "the ") ?? ""}`;
      const when = clause.time(stretch) === undefined ? `this ${stretch}` : stretch;
      const time = readOnlyTime(when, clause);
      // "clear my 3pm" is one event.
      return time === undefined || time.time !== undefined
        ? undefined
        : deleteAll(when, undefined, clause);
    },
  ),
  rule(
    [
      [
        `${DELETE} <thing> (from|off) [my|the] ${CALENDAR} [<when>]`,
        `take <thing> off [my|the] ${CALENDAR} [<when>]`,
      ],
    ],
    ({ thing = "", when = "" }, clause) =>
      when !== "" && readOnlyTime(when, clause) === undefined
        ? undefined
        : deleteOne(`${thing} ${when}`, clause),
  ),
  rule([`${CANCEL} <thing>`], ({ thing = "" }, clause) => deleteOne(thing, clause)),
  rule([`${DELETE} <thing>`], ({ thing = "" }, clause) =>
    EVENT_WORDS.test(thing) ||
    clause.time(thing)?.time !== undefined ||
    pointsAt(thing, "event", clause)
      ? deleteOne(thing, clause)
      : undefined,
  ),
];

/** "the rest of the day": what is past stays. */
const REST = /\b(?:rest|remainder) of\b/iu;

function deleteOne(thing: string, clause: Clause): Built | undefined {
  const isPointed = pointsAt(thing, "event", clause);
  if (
    (NOT_EVENT.test(thing) && !isPointed) ||
    /^(?:all|every|everything|both|any)\b/iu.test(thing.trim())
  )
    return undefined;
  if (/\b(?:meetings|events|appointments)\b/iu.test(thing) && !isPointed) return undefined;
  const eventId = readEventMention(thing, clause);
  if (eventId === undefined) return undefined;
  return {
    kind: "draft",
    goal: `Delete ${clause.prepared.restore(thing)}`,
    steps: [
      {
        id: clause.stepId("delete"),
        tool: "calendar_delete_event",
        args: { eventId, ...scopeOfDay(thing, eventId) },
      },
    ],
    ...whomWith(thing, clause),
  };
}

/** "lunch with Eden … and tell her": the person within the thing. */
function whomWith(thing: string, clause: Clause): { people?: readonly Json[] } {
  const whom = /\bwith\s+(.+)$/iu.exec(withoutTime(thing, clause.time(thing)))?.[1];
  const people = whom === undefined ? undefined : readPeople(whom, clause);
  return people === undefined ? {} : { people };
}

function deleteAll(rest: string, only: string | undefined, clause: Clause): Built | undefined {
  const time = clause.time(rest);
  if (time?.fault !== undefined) return refuse(time.fault);
  const words = withoutTime(rest, time);
  const whom = /^with\s+(.+)$/iu.exec(words)?.[1];
  const people = whom === undefined ? undefined : readPeople(whom, clause);
  if (words !== "" && !isGenericEvent(words) && people?.length !== 1) return undefined;
  const answer = clause.answer("range")?.text;
  const when = time ?? (answer === undefined ? undefined : readOnlyTime(answer, clause));
  const whole = when && toRange(when, clause);
  const range =
    whole !== undefined && REST.test(rest) && isAfter(clause.now, whole.timeMin)
      ? { ...whole, timeMin: clause.now }
      : whole;
  // What is past needs no clearing: something else was meant.
  if (range !== undefined && !isAfter(range.timeMax, clause.now)) return undefined;
  if (when !== undefined && range === undefined && time !== undefined) return undefined;
  if (range === undefined) return clause.ask("range", "For which day or days?");
  const find = clause.stepId("find");
  const query = people === undefined ? {} : { query: showPeople(people) };
  return {
    kind: "draft",
    goal: `Delete events: ${clause.prepared.restore(rest)}`,
    steps: [
      { id: find, tool: "calendar_list_events", args: { ...range, ...query } },
      {
        id: clause.stepId("delete"),
        tool: "calendar_delete_event",
        forEach: only === undefined ? `${find}.events` : `${find}.events[?${only}]`,
        args: { eventId: { $ref: "item.id" } },
      },
    ],
    ...(people !== undefined && { people }),
  };
}
