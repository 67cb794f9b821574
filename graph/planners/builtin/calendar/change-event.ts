import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { pointsAt } from "../follow-ups/point.ts";
import { EVENT_WORDS } from "../lexicon.ts";
import { readPeople } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { scopeOfDay } from "./series-scope.ts";
import { readEventMention } from "../thing.ts";
import { addMinutes, isPast, namedZone, readOnlyTime, today, withoutTime } from "../times.ts";
import { readTitle, readWords, upperFirst } from "../title.ts";

const MOVE =
  "(move|bump|switch|reschedule|shift|push|push back|postpone|delay|bring forward|change|make|bring|move up)";
const LATER = "(push back|push|delay|postpone|move back)";
const EARLIER = "(bring forward|move up|pull forward)";
const NOT_EVENT =
  /\b(?:tasks?|todos?|emails?|mails?|contacts?|lists?|due date|reminders?|number|phone)\b/iu;

/** Commands that change an event there is. */
export const changeEventRules: readonly Rule[] = [
  rule(
    [
      [
        `${MOVE} <thing> from <old> (to|until|till) <when>`,
        `(have|do|start|hold) <thing> at <when> instead of [at] <old>`,
        `${MOVE} <thing> to <when> instead of <old>`,
      ],
    ],
    ({ thing = "", old = "", when = "" }, clause) => {
      const former = readOnlyTime(old, clause);
      const isTold = former !== undefined && former.fault === undefined;
      const time = isTold
        ? (clockOf(thing, when, clause) ?? readOnlyTime(when, clause))
        : undefined;
      if (time === undefined || former === undefined || clause.time(thing) !== undefined)
        return undefined;
      // What it is called tells it already; the hour it had is looked for only where nothing else does.
      const isDay = former.time === undefined;
      if (!isDay && time.time === undefined) return undefined;
      const named = isDay ? `${thing} on ${old}` : thing;
      return change(named, clause, () => move(time, clause));
    },
  ),
  rule(
    [`${MOVE} <thing> (to|until|till|for|to be at) <when>`],
    ({ thing = "", when = "" }, clause) => {
      const time = clockOf(thing, when, clause) ?? readOnlyTime(when, clause);
      if (time !== undefined && isDoubtfulDay(when, time, clause)) {
        return refuse("That is today. Please say “today”, or the date of the day you mean.");
      }
      if (time !== undefined) return change(thing, clause, () => move(time, clause));
      return PLACE.test(when) && isEvent(thing, clause) && readWords(when) !== undefined
        ? change(thing, clause, () => ({ args: { location: clause.prepared.restore(when) } }))
        : undefined;
    },
  ),
  rule(
    [
      [
        "(change|move|set) the (time|date|start time|start) (of|for) <thing> to <when>",
        "(change|move|set) <thing> 's (time|date|start time) to <when>",
        "(change|move|set) (time|date|start time|start) (of|for) <thing> to <when>",
        "(bring|pull|move) <thing> (forward|up) to <when>",
        "(push|move) <thing> (back|out|off) (to|until|till) <when>",
      ],
    ],
    ({ thing = "", when = "" }, clause) => {
      const time = readOnlyTime(when, clause);
      return time === undefined ? undefined : change(thing, clause, () => move(time, clause));
    },
  ),
  rule(
    [
      [
        "[make|have] <thing> (start|begin) (at|on) <when>",
        "<thing> (is|was|has been|got) (moved|rescheduled|pushed) to <when>",
        "<thing> is now (at|on) <when>",
        "<thing> is (at|on) <when> now",
        "(have|do|hold) <thing> (at|on) <when> instead",
        "(have|do|hold) <thing> <when> instead",
        "<thing> moved to <when>",
        "<thing> → <when>",
      ],
    ],
    ({ thing = "", when = "" }, clause) => {
      const time = readOnlyTime(when, clause);
      return time === undefined || !isEvent(thing, clause) || isDoubtfulDay(when, time, clause)
        ? undefined
        : change(thing, clause, () => move(time, clause));
    },
  ),
  rule([`${LATER} <thing> [back] [by] <amount>`], ({ thing = "", amount = "" }, clause) =>
    shift(thing, amount, 1, clause),
  ),
  rule(
    [
      [
        `${EARLIER} <thing> [by] <amount>`,
        "(bring|pull|move) <thing> (forward|up) [by] <amount>",
        "(bring|pull) <thing> forward [by] <amount>",
        "move <thing> up [by] <amount>",
      ],
    ],
    ({ thing = "", amount = "" }, clause) => shift(thing, amount, -1, clause),
  ),
  rule(
    [
      [
        "(move|shift|reschedule) <thing> [back] by <amount> [later]",
        "(move|shift) <thing> back <amount>",
      ],
    ],
    ({ thing = "", amount = "" }, clause) => shift(thing, amount, 1, clause),
  ),
  rule(
    ["(move|shift|reschedule|start|make) <thing> <amount> (later|earlier)"],
    ({ thing = "", amount = "" }, clause, text) =>
      shift(thing, amount, /earlier\W*$/iu.test(text) ? -1 : 1, clause),
  ),
  rule(
    [
      [
        "rename <thing> to <title>",
        "rename <thing> as <title>",
        "change the (title|name|summary) of <thing> to <title>",
        "change <thing> 's (title|name) to <title>",
        "change <thing> (title|name) to <title>",
        "retitle <thing> to <title>",
      ],
    ],
    ({ thing = "", title = "" }, clause) => {
      const summary = readNewName(title, clause);
      return summary === undefined
        ? undefined
        : change(thing, clause, () => ({ args: { summary } }));
    },
  ),
  rule(
    [
      [
        "(change|set|update) [the|a] (location|place|venue|room) (of|for|on) <thing> to <place>",
        "<thing> is [now] (at|in) <place> [instead|now]",
        "(change|set|update) <thing> 's (location|place|venue|room) to <place>",
        "add (location|the location) <place> to <thing>",
        "(change|set|update) [the|my] <thing> (location|place|venue) to <place>",
      ],
    ],
    ({ thing = "", place = "" }, clause, text) =>
      readWords(place) === undefined ||
      clause.time(`at ${place}`) !== undefined ||
      (/^\S+(?: \S+)* is\b/iu.test(text) &&
        !(EVENT_WORDS.test(thing) && /\b(?:now|instead)\b/iu.test(text)))
        ? undefined
        : change(thing, clause, () => ({ args: { location: clause.prepared.restore(place) } })),
  ),
  rule(
    [
      [
        "make <thing> <amount> [long]",
        "(shorten|extend|lengthen|cut) <thing> to <amount>",
        "change the (length|duration) of <thing> to <amount>",
      ],
    ],
    ({ thing = "", amount = "" }, clause) => {
      const durationMinutes = minutesOf(amount, clause);
      return durationMinutes === undefined
        ? undefined
        : change(thing, clause, () => ({ args: { durationMinutes } }));
    },
  ),
  rule(
    [
      [
        "invite <whom> to (the|my|our) <thing>",
        "send <whom> (an invite|an invitation|the invite) (to|for) [the|my|our] <event>",
        "send (an invite|an invitation|the invite) (to|for) [the|my|our] <event> to <whom>",
        "(bring|loop|rope|pull) <whom> (in on|into|in to|onto) [the|my|our] <event>",
        "have <whom> join [the|my|our] <event>",
        "invite <whom> (on|into|for) [the|my|our] <event>",
        "invite <whom> to <bare>",
        "add <whom> to [the|my|our] <event>",
        "include <whom> in [the|my|our] <event>",
        "(put|get) <whom> on [the|my|our] <event> [invite|invitation]",
      ],
    ],
    ({ whom = "", thing, bare, event = "" }, clause, text) => {
      if (bare !== undefined && clause.time(bare)?.start !== undefined) return undefined;
      const named = thing ?? bare ?? event;
      const isPointed = pointsAt(named, "event", clause);
      if (thing === undefined && !isEvent(named, clause) && !isPointed) return undefined;
      const addAttendees = readPeople(whom, clause);
      // "add agenda to the meeting" adds no person: names that are not invited are written as names.
      if (
        event !== "" &&
        /^(?:add|include|put)\b/iu.test(text) &&
        !isPointed &&
        (NO_GUEST.test(whom) || (whom === whom.toLowerCase() && !LIKE_NAMES.test(whom)))
      ) {
        return undefined;
      }
      return (
        addAttendees && change(named, clause, () => ({ args: { addAttendees } }), addAttendees)
      );
    },
  ),
  rule(
    [
      [
        "(remove|drop|take|kick|cut|leave) <whom> (from|off|out of) [the|my|our] <event> [invite|invitation|guest list]",
        "uninvite <whom> from [the|my|our] <thing>",
      ],
    ],
    ({ whom = "", thing, event = "" }, clause) => {
      const named = thing ?? event;
      if (thing === undefined && !isEvent(named, clause) && !pointsAt(named, "event", clause))
        return undefined;
      const removeAttendees = readPeople(whom, clause);
      return (
        removeAttendees &&
        change(named, clause, () => ({ args: { removeAttendees } }), removeAttendees)
      );
    },
  ),
  rule([["(move|reschedule|postpone) <thing>"]], ({ thing = "" }, clause) => {
    if (
      !(EVENT_WORDS.test(thing) || pointsAt(thing, "event", clause)) ||
      readEventMention(thing, clause) === undefined ||
      /\b(?:to|by|around|up|back|forward|later|earlier)\b/iu.test(thing)
    )
      return undefined;
    const answer = clause.answer("when")?.text.replace(/^to\s+/iu, "");
    const time = answer === undefined ? undefined : readOnlyTime(answer, clause);
    if (time === undefined) return clause.ask("when", "When should it be instead?");
    return change(thing, clause, () => move(time, clause));
  }),
];

/** A name that an event is given: "Weekly sync" says nothing of when. */
function readNewName(words: string, clause: Clause): string | undefined {
  const isName = readTitle(words.replace(OFTEN, ""), clause) !== undefined;
  return (
    readTitle(words, clause) ?? (isName ? upperFirst(clause.prepared.restore(words)) : undefined)
  );
}

const OFTEN = /\b(?:daily|weekly|monthly)\s+(?=\p{L})/iu;

/** "the review", or "my 3pm". */
function isEvent(words: string, clause: Clause): boolean {
  if (/\b(?:calendar|group|chat|list|channel|team|thread)$/iu.test(words)) return false;
  if (EVENT_WORDS.test(words) && !/\bcalendar\b/iu.test(words)) return true;
  const time = clause.time(words);
  return time?.time !== undefined && /^(?:meeting|one|slot)?$/iu.test(withoutTime(words, time));
}

const LIKE_NAMES =
  /^(?:[\p{Ll}'-]{2,}|[\uE400-\uE7FF])(?:\s*(?:,|and|\s)\s*(?:[\p{Ll}'-]{2,}|[\uE400-\uE7FF]))*$/u;
/** What is added to an event and is nobody. */
const NO_GUEST =
  /\b(?:time|break|buffer|minutes?|hours?|travel|reminders?|alarm|alert|colou?r|topics?|items?|docs?|documents?|links?|title|name|coffee|tea|snacks|pizza|cake|video|call|repeat|more|point|section|intro|recap|title|tag|label|emoji|end|start|questions?|deadline|plan|list|invite|host|map|directions|password|code|dial-in|number|time ?zone)\b/iu;

const PLACE =
  /\b(?:rooms?|office|lobby|hall|building|floor|cafe|café|restaurant|place|house|park|hq|upstairs|downstairs|studio|lounge|terrace)\b/iu;
const EVENING =
  /\b(?:dinner|supper|drinks|party|movie|concert|happy hour|(?:game|date|poker|trivia|movie) night)\b/iu;

/** "Dinner to 8": the hour that its name makes of a bare number. */
function clockOf(thing: string, when: string, clause: Clause): TimeExpression | undefined {
  const name = EVENING.exec(thing)?.[0];
  if (name === undefined || !/^(?:at )?\d{1,2}(?::\d\d)?$/iu.test(when.trim())) return undefined;
  const time = clause.time(`${name} at ${when.replace(/^at /iu, "")}`)?.time;
  return time === undefined
    ? undefined
    : { spans: [], timezone: clause.timezone, time, assumed: [] };
}

/** A weekday that is today's own: nobody moves a thing to today by that name. */
function isDoubtfulDay(when: string, time: TimeExpression, clause: Clause): boolean {
  return (
    time.date === today(clause) &&
    time.time === undefined &&
    !/\b(?:today|tonight|this)\b/iu.test(when) &&
    /day\b/iu.test(when)
  );
}

/** What changes of an event, or why it cannot. */
export type Change = { readonly args: Record<string, Json> } | { readonly refused: string };

export function change(
  thing: string,
  clause: Clause,
  changes: () => Change | undefined,
  people?: readonly Json[],
): Built | undefined {
  if (NOT_EVENT.test(thing) && !pointsAt(thing, "event", clause)) return undefined;
  // "the retro to 3pm and" (to 4pm): one time too many.
  if (/\bto\s+(?:at\s+)?\d/iu.test(thing)) return undefined;
  const eventId = readEventMention(thing, clause);
  const changed = eventId === undefined ? undefined : changes();
  if (eventId === undefined || changed === undefined) return undefined;
  if ("refused" in changed) return refuse(changed.refused);
  return {
    kind: "draft",
    goal: `Change ${clause.prepared.restore(thing)}`,
    steps: [
      {
        id: clause.stepId("update"),
        tool: "calendar_update_event",
        args: { eventId, ...scopeOfDay(thing, eventId), ...changed.args },
      },
    ],
    ...(people !== undefined && { people }),
  };
}

function move(time: TimeExpression, clause: Clause): Change | undefined {
  if (time.fault !== undefined) return { refused: time.fault };
  if (time.shiftMinutes !== undefined) return { args: { shiftMinutes: time.shiftMinutes } };
  if (
    time.recurrence !== undefined ||
    time.window !== undefined ||
    time.endDate !== undefined ||
    time.bound !== undefined
  )
    return undefined;
  if (time.start !== undefined && isPast(time.start, clause))
    return { refused: "That time has already passed." };
  if (time.start !== undefined) {
    const end =
      time.end ??
      (time.durationMinutes && addMinutes(time.start, time.durationMinutes, clause.timezone));
    const zone = namedZone(time, clause);
    return { args: { start: time.start, ...(end !== undefined && end !== 0 && { end }), ...zone } };
  }
  if (time.endTime !== undefined || time.durationMinutes !== undefined) return undefined;
  if (time.time !== undefined) return { args: { time: time.time, ...namedZone(time, clause) } };
  return time.date === undefined ? undefined : { args: { date: time.date } };
}

function shift(thing: string, amount: string, sign: 1 | -1, clause: Clause): Built | undefined {
  const minutes = minutesOf(amount, clause);
  return minutes === undefined
    ? undefined
    : change(thing, clause, () => ({ args: { shiftMinutes: sign * minutes } }));
}

/** "30 minutes", "an hour": a length and nothing else. */
export function minutesOf(amount: string, clause: Clause): number | undefined {
  for (const text of [amount, `for ${amount}`]) {
    const time = readOnlyTime(text, clause);
    if (time?.durationMinutes !== undefined && time.date === undefined && time.time === undefined)
      return time.durationMinutes;
  }
  return undefined;
}
