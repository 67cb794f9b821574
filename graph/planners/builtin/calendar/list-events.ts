import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { CALENDAR, EVENT_WORDS } from "../lexicon.ts";
import { readName } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import {
  addDays,
  isAfter,
  readMyTime,
  readOnlyTime,
  toInstant,
  toRange,
  today,
  withoutTime,
} from "../times.ts";
import type { Range } from "../times.ts";
import { readMention } from "../thing.ts";
import { readWords, trimEdges } from "../title.ts";

const IS = "(is|'s)";
const PLURAL = "(meetings|events|appointments|calls|plans)";
const PAST = /\b(?:did|was|were)\b/iu;
const NOT_EVENT =
  /\b(?:slots?|gaps?|time|times|tasks?|todos?|emails?|mails?|inbox|messages?|contacts?|lists?|reminders?|number|phone)\b/iu;

/** Questions about what is on the calendar. */
export const listEventsRules: readonly Rule[] = [
  rule(
    [
      [
        `what ${IS} (on|happening|up|going on|planned|scheduled|in) [<when>]`,
        `what ${IS} (on|in) [my|the] ${CALENDAR} [<when>]`,
        `what ${IS} my ${CALENDAR} [look like] [<when>]`,
        `what ${IS} my (day|schedule|calendar) [look] [looking] [like] [<when>]`,
        "what (was|were) (on|in) [my|the] calendar [<when>]",
        "what did i (have|do) [on|scheduled] [<when>]",
        "what (do|have) i [have|got] [on|going on|planned|scheduled] [<when>]",
        "what am i doing [<when>]",
        "what am i up to [<when>]",
        "what (is|'s) on my plate [<when>]",
        `what does my ${CALENDAR} look like [<when>]`,
        `how does my ${CALENDAR} look [<when>]`,
      ],
    ],
    ({ when }, clause, text) => onDay(when, clause, PAST.test(text) ? "past" : "future"),
  ),
  rule(
    [
      [
        "what does [my] <when> look like",
        "how (does|do|is|are|'s) [my|the] <when> [look|looking|shaping up] [like]",
        "how (busy|full|packed|booked) (am i|is my day|is my calendar|are we) [<when>]",
        "how (busy|full|packed) is [my] <when>",
        "(show|show me) [my|what's on] <when>",
        `<when> 's (${CALENDAR}|${PLURAL})`,
        `(my|the) <when> (${CALENDAR}|${PLURAL})`,
        `(show|list|get|check|read) [me] [all] [of] [my|the] <when> (${CALENDAR}|${PLURAL})`,
        `(show|list|get|check|read) [me] [all] [of] [my|the] <when> 's (${CALENDAR}|${PLURAL})`,
      ],
    ],
    ({ when = "today" }, clause, text) => {
      const said = readMyTime(when, clause);
      // "show me 3pm" is one event; "my week" is this one.
      if (said?.date === undefined || said.time !== undefined) return undefined;
      return onDay(
        readOnlyTime(when, clause) === undefined ? `this ${when}` : when,
        clause,
        PAST.test(text) ? "past" : "future",
      );
    },
  ),
  rule(
    [
      [
        `[do i have|have i got|are there] [any] ${PLURAL} (left|remaining|still to come) [<when>]`,
        `what ${PLURAL} (are|do i have) (left|remaining) [<when>]`,
        "what (is|'s) left [on my calendar] <when>",
      ],
    ],
    ({ when = "today" }, clause) => onDay(when, clause, "future", true),
  ),
  rule(
    [
      [
        "(what time|when) (is|'s|does|do) (my|the) (first|last|earliest|latest) (meeting|event|appointment|call|thing) [start|begin|end] [<when>]",
      ],
    ],
    ({ when = "today" }, clause) => onDay(when, clause),
  ),
  rule(
    [
      [
        `(show|list|get|see|check|read|view|open|give) [me] [all] [of] [my|the] (${CALENDAR}|${PLURAL}|day) [<when>]`,
        `[my] ${CALENDAR} [<when>]`,
        `what (meetings|events|appointments|calls) do i have [<when>]`,
        `how many (meetings|events|appointments|calls) do i have [<when>]`,
        `[do i have] (any|anything) [${PLURAL}] [on|going on|planned|scheduled|happening] [(on|in) my ${CALENDAR}] [<when>]`,
        `do i have [any] ${PLURAL} [on|planned|scheduled|coming up] [<when>]`,
        `have i got (any|anything) [${PLURAL}] [on|planned|scheduled] [<when>]`,
        `(show|list|get|see|check|read|view|open|give) [me] what (is|'s) on [for] [<when>]`,
        "[do i have] anything [on|going on|planned|scheduled] [<when>]",
        "(who|whom) am i (meeting|seeing) [with] [<when>]",
        "what (are|'re) my (meetings|events|appointments|plans) [<when>]",
        "is there anything [on|on my calendar] <when>",
        "(show|list|see|give) [me] (everything|all my events) [on|for] <when>",
        "what (are|is|'s) my (first|last) (meeting|event|appointment|call) [<when>]",
        "what (are|'re) (we|you) doing <when>",
      ],
    ],
    ({ when }, clause) => onDay(when, clause),
  ),
  rule(
    [
      [
        `(what|when) (is|'s) (my|the) next (meeting|event|appointment|call) [with <whom>]`,
        `next (meeting|event|appointment) [with <whom>]`,
        `what ${IS} next [on|in] [my] [${CALENDAR}]`,
        "what do i have next",
        "(who|whom) am i meeting next",
      ],
    ],
    ({ whom }, clause) => {
      const name = whom === undefined ? undefined : readName(whom, clause);
      if (whom !== undefined && name === undefined) return undefined;
      return listing(
        "Next event",
        { timeMin: clause.now, ...(name !== undefined && { query: name }), maxResults: 1 },
        clause,
      );
    },
  ),
  rule(
    [
      [
        `what ${IS} coming up`,
        "what (is|'s) ahead",
        `what ${IS} upcoming`,
        `[show] [me] [my] upcoming (events|meetings|appointments)`,
      ],
    ],
    (_slots, clause) =>
      listing(
        "What is coming up",
        {
          timeMin: clause.now,
          timeMax: toInstant(addDays(today(clause), 7), "00:00", clause.timezone),
        },
        clause,
      ),
  ),
  rule(
    [
      [
        `(when|where) ${IS} [my|the|our] <thing>`,
        `what (time|day|date) ${IS} [my|the|our] <thing>`,
        "when do i have [my|the|a] <thing>",
        "(what time|when) does [my|the] <thing> (start|begin|end|finish) [<when>]",
        "(who|who's|whom) (is|'s|are) (coming to|going to|attending|invited to|in) [my|the|our] <thing>",
        "who 's (coming to|going to|attending|invited to) [my|the|our] <thing>",
        "where (are|is) [my|the|our] <thing>",
      ],
    ],
    ({ thing = "", when = "" }, clause, text) =>
      when !== "" && readOnlyTime(when, clause) === undefined
        ? undefined
        : EVENT_WORDS.test(thing) || /\s(?:my|the|our)\s/iu.test(text)
          ? withWords(`${thing} ${when}`, clause)
          : undefined,
  ),
  rule(
    [
      [
        "(show|list|find) [me] (everything|all my meetings|all meetings|my meetings|meetings) with <whom>",
      ],
    ],
    ({ whom = "" }, clause) => {
      const name = readName(withoutTime(whom, clause.time(whom)), clause);
      return name === undefined ? undefined : withWords(`meeting with ${whom}`, clause);
    },
  ),
  rule(
    [
      [
        `what ${IS} on [my|the|our] <calendar> calendar [<when>]`,
        `(show|list|check|see) [me] [my|the|our] <calendar> calendar [<when>]`,
      ],
    ],
    ({ calendar = "", when = "" }, clause) => {
      if (/\b(?:email|tasks?|list|contacts?)\b|'s$/iu.test(calendar)) return undefined;
      if (clause.time(calendar) !== undefined) return undefined;
      const named = readMention(calendar, "calendar", clause);
      const range = when === "" ? { timeMin: clause.now } : rangeOf(when, clause);
      return named === undefined || range === undefined
        ? undefined
        : listing(`What is on ${calendar}`, { ...range, calendar: named }, clause);
    },
  ),
  rule(
    [
      [
        "(find|show|list|look for|look up|search for) [me] [all] [my|the|our] <thing>",
        "do i have (a|an|any) <thing>",
        "search [my] calendar for <any>",
        "(is|are) there (a|an|any) <thing>",
      ],
    ],
    ({ thing, any = "" }, clause) =>
      thing === undefined
        ? withWords(any, clause)
        : EVENT_WORDS.test(thing)
          ? withWords(thing, clause)
          : undefined,
  ),
  rule(
    [["is (the|my|our) <thing> (on|at) <when>", "is (the|my|our) <thing> <when>"]],
    ({ thing = "", when = "" }, clause) =>
      !EVENT_WORDS.test(thing) ||
      clause.time(thing) !== undefined ||
      readOnlyTime(when, clause)?.date === undefined
        ? undefined
        : withWords(`${thing} ${when}`, clause),
  ),
  rule(
    ["when (am i|do i) (meeting|seeing|meet|see) [with] <whom> [next|again]"],
    ({ whom = "" }, clause) => {
      const time = clause.time(whom);
      const name = readName(withoutTime(whom, time), clause);
      return name === undefined ? undefined : withWords(`meeting with ${whom}`, clause);
    },
  ),
];

function rangeOf(when: string, clause: Clause): Range | undefined {
  const time = readOnlyTime(when, clause);
  return time && toRange(time, clause, 60);
}

function onDay(
  when: string | undefined,
  clause: Clause,
  direction: "future" | "past" = "future",
  fromNow = false,
): Built | undefined {
  const time = when === undefined ? clause.time("today") : readOnlyTime(when, clause, direction);
  if (time === undefined) return undefined;
  if (time.fault !== undefined) return refuse(time.fault);
  const range = toRange(time, clause, 60);
  if (range === undefined) return undefined;
  const isOn = fromNow && isAfter(clause.now, range.timeMin) && isAfter(range.timeMax, clause.now);
  return listing(
    `What is on ${when ?? "today"}`,
    { ...range, ...(isOn && { timeMin: clause.now }) },
    clause,
  );
}

/** Looks for events by the words of their title or guests. */
function withWords(thing: string, clause: Clause): Built | undefined {
  if (NOT_EVENT.test(thing)) return undefined;
  const time = clause.time(thing);
  if (time?.fault !== undefined) return refuse(time.fault);
  const words = readWords(withoutTime(thing, time));
  const range = time === undefined ? { timeMin: clause.now } : toRange(time, clause);
  if (words === undefined || range === undefined) return undefined;
  if (!EVENT_WORDS.test(words) && !/^[\p{L}\uE000-\uF8FF][^,]{0,60}$/u.test(words))
    return undefined;
  const query = queryOf(words, clause);
  if (/\b(?:the|a|to|of|is|am|are|i|you|it)\b/iu.test(query)) return undefined;
  return listing(
    `Find ${clause.prepared.restore(words)}`,
    { ...range, ...(query !== "" && { query }) },
    clause,
  );
}

/** The words that tell this event from others. */
function queryOf(words: string, clause: Clause): string {
  const telling = words
    .replace(/\b(?:meetings?|events?|appointments?|calls?)\b/giu, " ")
    .replace(/\b(?:with|about|and|at|the|my|next)\b/giu, " ");
  return clause.prepared.restore(trimEdges(telling.replace(/\s+/gu, " ")));
}

function listing(goal: string, args: Record<string, Json>, clause: Clause): Built {
  return {
    kind: "draft",
    goal,
    steps: [{ id: clause.stepId("list"), tool: "calendar_list_events", args }],
  };
}
