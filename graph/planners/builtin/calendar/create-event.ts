import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { beginsCommandInside, beginsWithCommand } from "../clauses.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built, Draft, PlannedEvent } from "../draft.ts";
import {
  CALENDAR,
  EVENT_NOUN,
  EVENT_WORDS,
  SEVERAL_DAYS_WORDS,
  SHORT_EVENT_WORDS,
  WHOLE_DAY_WORDS,
} from "../lexicon.ts";
import { readPeople } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import {
  addDays,
  addMinutes,
  cutTime,
  isPast,
  namedZone,
  readOnlyTime,
  showWhen,
  withoutTime,
} from "../times.ts";
import { readTitle, trimEdges } from "../title.ts";
import type { EventDetails } from "./event-details.ts";
import { readEventDetails } from "./event-details.ts";

const BOOK =
  "(schedule|book|set up|setup|arrange|organize|organise|plan|reserve|pencil in|block|block off|block out)";
const MAKE = "(create|add|make|put|enter|new)";
const TRIP = /\b(?:flights?|tickets?|hotels?|taxi|cab|uber|rooms?|table|restaurant|car|train)\b/iu;
const NOT_EVENT =
  /^(?:(?:a|an|the|my)\s+)?(?:email|mail|message|reminder|text|tweet|post|task|todo|contact)\b/iu;
const STATEMENT =
  /\b(?:is|are|was|were|am|be|been|has|have|had|will|would|can|could|should|did|does|do|went|got|go|going|there|this|it|lands|arrives|leaves|departs|moved|pushed|rescheduled|cancell?ed|postponed|delayed|shifted|bumped|changed)\b/iu;
/** An event may run past midnight; one that runs around the clock was said the wrong way round. */
const LONGEST_NIGHT_MS = 14 * 3_600_000;
const REPEATING = /\b(?:all[- ]day|recurring|repeating|regular)\b/giu;
/** Where "book" is no verb. */
const BOOK_NAMES = /^book (?:club|fair|signing|launch|reading|group)\b/iu;
/** "event: Planning": the kind of thing, before its name. */
const KIND =
  /^\s*(?:(?:a|an|the|new)\s+)*(?:calendar\s+)?(?:(?:event|appointment|meeting)\s*:\s*|(?:event|entry)\s+(?=[\uE000-\uE3FF]))/iu;
const HAVING =
  /^(?:(?:i|we)(?:'ve| have| need| want| got|'d like)?(?: got)?|do|have|hold|host|attend|need|got|(?:grab|have|do|get|catch)(?: an?| some)?(?: quick)?)\s+/iu;
/** "a quick 15 min chat": how long it is says it better. */
const BRIEF = /\b(?:quick|brief|short|little)\s+(?=\d+|half|an? hour)/iu;
const OUTING = /^(?:coffee|tea|lunch|dinner|breakfast|brunch|drinks?|beers?|supper)$/iu;
/** Before the name of an event, these make the words a remark or a command that is not known. */
const NO_LEAD =
  /^(?:maybe|perhaps|possibly|probably|thinking)\b|\b(?:i|i'm|i've|you|we|he|she|they|my|your|his|our|their|need|want|like|ok|so|let|get|got|go|lets|about|for|of|before|after|from|the|is|are|if)\b|^(?:line up|play|ask|get|watch|buy|wash|pay|read|take|bring|tell|order|prepare|finish|wear|join|attend|skip|leave|start|stop|try|use|see|love|enjoy|thank|remember|wait|wish|hope to|listen|look|go|fix|clean|call|text|ring|ping|invite)\b|^\S+(?:\s+\S+){4,}/iu;
const MEALS = /\b(?:lunch|dinner|breakfast|brunch)\b/iu;

/** Commands that put something new on the calendar. */
export const createEventRules: readonly Rule[] = [
  rule(
    [[`${BOOK} [me|us] <what>`, `<when> ${BOOK} <what>`]],
    ({ what = "", when = "" }, clause, text) => {
      if (BOOK_NAMES.test(text)) return undefined;
      if (when !== "" && clause.time(when) === undefined) return undefined;
      if (TRIP.test(what.split(/\b(?:with|at|in|on)\b/iu)[0] ?? "") || NOT_EVENT.test(what))
        return undefined;
      // "plan" and "block" are said of much else: only with an hour are they of the calendar.
      const isLoose = /\b(?:plan|block)\b/iu.test(text.slice(0, text.length - what.length));
      const time = clause.time(`${what} ${when}`);
      if (isLoose && (time?.start ?? time?.upcoming ?? time?.window ?? time?.allDay) === undefined)
        return undefined;
      return createEvent(`${what} ${when}`, clause);
    },
  ),
  rule(
    [
      [
        "(block|block off|block out|mark|mark off|reserve) <when> as <what>",
        "(hold|save|keep|block|block off|block out|reserve) <when> for <what>",
        "(hold|save|keep|block|block off|block out|reserve) [off|out] [my|the] calendar <when> for <what>",
        "(book|reserve|take) the <when> slot for <what>",
        "(book|reserve|take) the <clock> slot <when> for <what>",
      ],
    ],
    ({ when = "", clock = "", what = "" }, clause, text) => {
      const isHeld = /^(?:hold|save|keep|book|take)\b/iu.test(text);
      if (isHeld && !EVENT_WORDS.test(what)) return undefined;
      return readOnlyTime(`${when} ${clock}`.trim(), clause) === undefined ||
        clause.time(what) !== undefined
        ? undefined
        : createEvent(`${what} ${when} ${clock}`.trim(), clause);
    },
  ),
  rule(
    [
      [
        `${MAKE} <what> (to|on|in|into) [my|the] ${CALENDAR} [<when>]`,
        `${CALENDAR} : <what>`,
        `${MAKE} (to|on|in|into) [my|the] ${CALENDAR} [:] [that] [(i|we) have] <what>`,
      ],
    ],
    ({ what = "", when = "" }, clause) =>
      when !== "" && clause.time(when) === undefined
        ? undefined
        : createEvent(`${what} ${when}`, clause),
  ),
  rule(
    [
      [
        "(create|add|new) [a|an|another|new] [new|quick] <what>",
        "(make|set) (a|an|another) [new|quick] <what>",
      ],
    ],
    ({ what = "" }, clause) =>
      (EVENT_WORDS.test(what.split(/\b(?:to|with|at|about)\b/iu)[0] ?? "") ||
        ((SEVERAL_DAYS_WORDS.test(what) || WHOLE_DAY_WORDS.test(what)) &&
          clause.time(what)?.date !== undefined)) &&
      !/\b(?:task|todo|contact|email|list|draft|to (?:my|the|our))\b/iu.test(what)
        ? createEvent(what, clause)
        : undefined,
  ),
  rule(
    [`(create|add|make|schedule|new) [a|an|another] [all-day|all day] event [<what>]`],
    ({ what = "" }, clause) => createEvent(`event ${what}`, clause),
  ),
  rule(
    [["meet [with] <whom>", "have a meeting with <whom>", "(i'm|i am) meeting [with] <whom>"]],
    ({ whom = "" }, clause) =>
      clause.time(whom) === undefined ? undefined : createEvent(`meeting with ${whom}`, clause),
  ),
  rule(
    [
      [
        "(see|meet|seeing|visit) [with] <whom>",
        "(i'm|i am|we're|we are) (meeting|seeing) [with] <whom>",
        "(catch up|sync up|touch base|hang out|meet up) with <whom>",
      ],
    ],
    ({ whom = "" }, clause, text) =>
      readPeople(trimEdges(withoutTime(whom, clause.time(whom))), clause) === undefined
        ? undefined
        : timedEvent(
            /^(?:visit|catch|sync|touch|hang|meet up)/iu.test(text) ? text : `meeting with ${whom}`,
            clause,
          ),
  ),
  rule(
    [
      [
        `<what> , [please] (add|put|schedule|book) (it|this|that) [(to|on|in) [my|the] ${CALENDAR}]`,
        `<what> (add|put) (it|this|that) (to|on|in) [my|the] ${CALENDAR}`,
      ],
    ],
    ({ what = "" }, clause) => timedEvent(withoutSubject(what, clause), clause),
  ),
  rule(
    [
      [
        "(i|we) (have|need|want|got|'ve got) (a|an|my|our) <what>",
        "(i've|we've) got (a|an|my|our) <what>",
        "i (have|got) <what>",
        "i'd like (a|an) <what>",
        "(do|have|hold|host|attend|need|got) (a|an) <what>",
        "(grab|have|do|get|catch) [a|an|some] [quick] <meal> with <what>",
      ],
    ],
    ({ what = "", meal }, clause, text) =>
      (meal === undefined ? EVENT_WORDS.test(what) : OUTING.test(meal)) &&
      !STATEMENT.test(text.replace(HAVING, ""))
        ? timedEvent(text.replace(HAVING, ""), clause)
        : undefined,
  ),
  rule(
    [`get <whom> on [the|my] ${CALENDAR} for (a|an) <what>`],
    ({ whom = "", what = "" }, clause) =>
      readPeople(whom, clause) === undefined
        ? undefined
        : timedEvent(`${what} with ${whom}`, clause),
  ),
  rule(
    [["(mark|put) me [down] [as] (out of office|ooo|off|away|on vacation|on leave) <when>"]],
    ({ when = "" }, clause, text) => {
      const time = readOnlyTime(when, clause);
      const isAway = time?.date !== undefined && time.time === undefined;
      const summary = /vacation/iu.test(text) ? "vacation" : "out of office";
      return isAway ? createEvent(`${summary} all day ${when}`, clause) : undefined;
    },
  ),
  rule([[`[a] ${EVENT_NOUN} [<rest>]`, `<lead> ${EVENT_NOUN} [<rest>]`]], (slots, clause, text) => {
    const time = clause.time(text);
    const isSaid =
      (time?.start ?? time?.upcoming) !== undefined ||
      (time?.date !== undefined && WHOLE_DAY_WORDS.test(text)) ||
      (time?.endDate !== undefined && time.recurrence === undefined && time.window === undefined);
    const lead = withoutTime(slots["lead"] ?? "", clause.time(slots["lead"] ?? ""));
    if (NO_LEAD.test(lead) || (beginsWithCommand(lead) && !BOOK_NAMES.test(text))) return undefined;
    const isStatement =
      STATEMENT.test(withoutTime(text, time).replace(/\bWill\b/gu, "")) ||
      (beginsWithCommand(text) && !BOOK_NAMES.test(text)) ||
      /^(?:what|when|where|who|why|how|i|my|the)\b/iu.test(text);
    return isSaid && !isStatement && text.split(" ").length <= 16
      ? createEvent(text, clause)
      : undefined;
  }),
  rule(
    [
      "[a|my] (vacation|pto|annual leave|out of office|ooo|conference|offsite|business trip|trip) <rest>",
    ],
    ({ rest = "" }, clause, text) =>
      readOnlyTime(rest, clause)?.date === undefined ? undefined : createEvent(text, clause),
  ),
  rule([`[a] ${EVENT_NOUN} with <rest>`], (_slots, clause, text) => {
    const hasDay = clause.time(text)?.date !== undefined;
    return hasDay && !STATEMENT.test(text) ? createEvent(text, clause) : undefined;
  }),
  rule([["invite <whom> to (a|an) <what>"]], ({ whom = "", what = "" }, clause) =>
    createEvent(`${what} with ${whom}`, clause),
  ),
  rule([["(invite|add|include) <whom> [too|as well]"]], ({ whom = "" }, clause) =>
    inviteToEarlier(whom, clause),
  ),
];

/** More than a year ahead, and no year was said: 29 February, more often than not. */
function isFarOff(time: TimeExpression | undefined, words: string, clause: Clause): boolean {
  const limit = addDays(clause.now.slice(0, 10), 400);
  return time?.date !== undefined && time.date > limit && !/\b20\d\d\b|\byears?\b/iu.test(words);
}

/** An event whose time is said: without one, the words may be no more than a remark. */
function timedEvent(words: string, clause: Clause): Built | undefined {
  const time = clause.time(words);
  return time?.start === undefined && time?.upcoming === undefined && time?.recurrence === undefined
    ? undefined
    : createEvent(words, clause);
}

/** "At 5 I have a checkup": the checkup, with its time. */
function withoutSubject(words: string, clause: Clause): string {
  const time = clause.time(words);
  const rest = cutTime(words, time).replace(/^[\s|,]*/u, "");
  const stated = words.replace(/\s+(?:is|starts|begins)(?=\s)/iu, "");
  if (stated !== words && /^(?:my|the|our|a|an)\s/iu.test(words)) return stated;
  return HAVING.test(rest) || /^[\s|,]*(?:i|we)\b/iu.test(rest)
    ? words.replace(/\b(?:i|we)(?:'ve|'m| have| got| am)?(?: got| having| seeing)?\s+/iu, "")
    : words;
}

/** Plans one new event from its words, or asks for the time or the name that they leave out. */
function createEvent(text: string, clause: Clause): Built | undefined {
  const words = text.replace(KIND, "").replace(BRIEF, "");
  if (beginsCommandInside(words) || /^(?:it|this|that|them|these|those)\b/iu.test(words))
    return undefined;
  const said = clause.time(words);
  if (said?.fault !== undefined) return refuse(said.fault);
  if (said?.shiftMinutes !== undefined) return undefined;
  const adjectives = said?.recurrence === undefined ? /\ball[- ]day\b/giu : REPEATING;
  const details = readEventDetails(cutTime(words, said).replace(adjectives, " "), clause);
  if (details === undefined) return undefined;
  const given = clause.answer("title");
  if (isFarOff(said, words, clause)) {
    return refuse(`That would be ${said?.date ?? ""}. Please say the year, if it is meant.`);
  }
  const summary =
    details.summary ?? (given && readTitle(given.text, { ...clause, prepared: given }));
  if (summary === undefined) return clause.ask("title", "What should it be called?");
  const settled = settleTimes(words, said, summary, clause);
  if ("kind" in settled) {
    return settled.kind === "clarify"
      ? { ...settled, pending: toDraft(summary, "", "", details, clause) }
      : settled;
  }
  const { start, end, time, assumed } = settled;
  const draft = toDraft(summary, start, end, details, clause);
  Object.assign(draft.event.step.args, namedZone(time, clause));
  if (time.recurrence !== undefined) draft.event.step.args["recurrence"] = [...time.recurrence];
  return { ...draft, assumed: [...time.assumed, ...assumed] };
}

function toDraft(
  summary: string,
  start: string,
  end: string,
  { people, location }: EventDetails,
  clause: Clause,
): Draft & { readonly event: PlannedEvent } {
  const args: Record<string, Json> = { summary, start, end };
  if (people.length > 0) args["attendees"] = [...people];
  if (location !== undefined) args["location"] = location;
  const step = { id: clause.stepId("create"), tool: "calendar_create_event", args };
  const when = start === "" ? "" : showWhen(start, end, clause.timezone);
  return {
    kind: "draft",
    goal: `${summary}, ${when}`,
    steps: [step],
    ...(people.length > 0 && { people }),
    event: { step, summary, when, location },
  };
}

interface Settled {
  readonly start: string;
  readonly end: string;
  readonly time: TimeExpression;
  readonly assumed: readonly string[];
}

function settleTimes(
  words: string,
  said: TimeExpression | undefined,
  summary: string,
  clause: Clause,
): Settled | Built {
  const time = completeTime(words, said, clause);
  if (time?.fault !== undefined) return refuse(time.fault);
  const wholeDay =
    time?.allDay === true ||
    WHOLE_DAY_WORDS.test(words) ||
    (time?.endDate !== undefined && SEVERAL_DAYS_WORDS.test(words));
  if (
    time?.date !== undefined &&
    time.time === undefined &&
    time.window === undefined &&
    wholeDay
  ) {
    return { start: time.date, end: addDays(time.endDate ?? time.date, 1), time, assumed: [] };
  }
  const start = time?.start ?? time?.upcoming?.start;
  if (
    time === undefined ||
    start === undefined ||
    time.bound !== undefined ||
    (time.endDate !== undefined && time.recurrence === undefined)
  ) {
    return clause.ask(
      "time",
      time?.date === undefined
        ? `When should “${summary}” be?`
        : `What time should “${summary}” start?`,
    );
  }
  if (time.recurrence === undefined && isPast(start, clause))
    return refuse("That time has already passed.");
  const end = time.end ?? time.upcoming?.end;
  if (end !== undefined) {
    return Date.parse(end) - Date.parse(start) > LONGEST_NIGHT_MS && time.endDate === undefined
      ? refuse("That ends before it starts.")
      : { start, end, time, assumed: [] };
  }
  if (time.durationMinutes !== undefined) {
    return {
      start,
      end: addMinutes(start, time.durationMinutes, clause.timezone),
      time,
      assumed: [],
    };
  }
  const short = SHORT_EVENT_WORDS.test(summary) && !MEALS.test(summary);
  const minutes = short ? 30 : 60;
  const assumed = [short ? "I took it to last 30 minutes." : "I took it to last an hour."];
  return { start, end: addMinutes(start, minutes, clause.timezone), time, assumed };
}

/** What the command says of the time, with what was answered when it was asked for, oldest answer first. */
function completeTime(
  words: string,
  said: TimeExpression | undefined,
  clause: Clause,
): TimeExpression | undefined {
  let time = said;
  let phrases = (said?.spans ?? []).map(({ start, end }) => words.slice(start, end)).join(" ");
  for (const { text } of clause.answers("time")) {
    const alone = readOnlyTime(text, clause);
    if (alone === undefined) continue;
    if (alone.fault !== undefined) return alone;
    const isNewDay =
      alone.date !== undefined && (time?.date !== undefined || alone.start !== undefined);
    const joined = isNewDay
      ? [text]
      : [`${phrases} ${text}`, `${phrases} at ${text}`, `${text} ${phrases}`];
    const readings = joined.map((phrase) => ({ phrase, read: clause.time(phrase) }));
    const best = readings.find(({ read }) => read?.start !== undefined) ?? {
      phrase: text,
      read: alone,
    };
    phrases = best.phrase;
    time = best.read;
  }
  const durationMinutes = time?.durationMinutes ?? said?.durationMinutes;
  return time === undefined || durationMinutes === undefined ? time : { ...time, durationMinutes };
}

/** "… and invite Dana": one more guest of the event that the sentence makes or changes. */
function inviteToEarlier(whom: string, clause: Clause): Built | undefined {
  const event = clause.earlier.at(-1)?.event;
  const people = readPeople(whom, clause);
  const changed = clause.earlier.at(-1)?.steps.at(-1);
  if (changed?.tool === "calendar_update_event" && people !== undefined) {
    const { addAttendees } = changed.args;
    changed.args["addAttendees"] = [
      ...(Array.isArray(addAttendees) ? addAttendees : []),
      ...people,
    ];
    return { kind: "draft", goal: "", steps: [], people };
  }
  if (event === undefined || people === undefined) return undefined;
  const before = event.step.args["attendees"];
  const guests = [...(Array.isArray(before) ? before : []), ...people];
  event.step.args["attendees"] = guests;
  return { kind: "draft", goal: "", steps: [], people: guests };
}
