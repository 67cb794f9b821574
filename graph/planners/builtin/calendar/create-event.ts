import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { CALENDAR, EVENT_NOUN, EVENT_WORDS, SHORT_EVENT_WORDS, WHOLE_DAY_WORDS } from "../lexicon.ts";
import { readPeople } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { addDays, addMinutes, cutTime, isPast, readOnlyTime, showWhen } from "../times.ts";
import { readTitle } from "../title.ts";
import { readEventDetails } from "./event-details.ts";

const BOOK = "(schedule|book|set up|setup|arrange|organize|organise|plan|reserve|pencil in|block|block off|block out)";
const MAKE = "(create|add|make|put|enter|new)";
const TRIP = /\b(?:flights?|tickets?|hotels?|taxi|cab|uber|rooms?|table|restaurant|car|train)\b/iu;
const MEALS = /\b(?:lunch|dinner|breakfast|brunch)\b/iu;

/** Commands that put something new on the calendar. */
export const createEventRules: readonly Rule[] = [
  rule([[`${BOOK} <what>`, `<when> ${BOOK} <what>`]], ({ what = "", when = "" }, clause) => {
    if (when !== "" && clause.time(when) === undefined) return undefined;
    if (TRIP.test(what)) return undefined;
    return createEvent(`${what} ${when}`, clause);
  }),
  rule([[`${MAKE} <what> (to|on|in|into) [my|the] ${CALENDAR} [<when>]`, `${CALENDAR} : <what>`]], ({ what = "", when = "" }, clause) =>
    when !== "" && clause.time(when) === undefined ? undefined : createEvent(`${what} ${when}`, clause),
  ),
  rule([`(create|add|make|new) [a|an|the|another|new] [new|quick] <what>`], ({ what = "" }, clause) =>
    EVENT_WORDS.test(what.split(/\b(?:to|with|at|about)\b/iu)[0] ?? "") && !/\b(?:task|todo|contact|email|list|draft|to (?:my|the|our))\b/iu.test(what)
      ? createEvent(what, clause)
      : undefined,
  ),
  rule([`(create|add|make|schedule|new) [a|an|the] [all-day|all day] event [<what>]`], ({ what = "" }, clause) =>
    createEvent(`event ${what}`, clause),
  ),
  rule([["meet [with] <whom>", "i'm meeting [with] <whom>", "have a meeting with <whom>"]], ({ whom = "" }, clause) =>
    clause.time(whom) === undefined ? undefined : createEvent(`meeting with ${whom}`, clause),
  ),
  rule([[`[a] ${EVENT_NOUN} <rest>`, `<lead> ${EVENT_NOUN} [<rest>]`]], (_slots, clause, text) => {
    const time = clause.time(text);
    const isSaid = (time?.start ?? time?.upcoming) !== undefined;
    return isSaid && text.split(" ").length <= 16 && !/^(?:what|when|where|who|why|how|is|are|do|does|did|can|has|have|was|i|my|the)\b/iu.test(text)
      ? createEvent(text, clause)
      : undefined;
  }),
  rule([["invite <whom> to (a|an) <what>"]], ({ whom = "", what = "" }, clause) =>
    createEvent(`${what} with ${whom}`, clause),
  ),
  rule([["(invite|add|include) <whom> [too|as well]"]], ({ whom = "" }, clause) => inviteToEarlier(whom, clause)),
];

/** Plans one new event from its words, or asks for the time or the name that they leave out. */
export function createEvent(words: string, clause: Clause): Built | undefined {
  const said = clause.time(words);
  if (said?.fault !== undefined) return refuse(said.fault);
  if (said?.shiftMinutes !== undefined) return undefined;
  const details = readEventDetails(cutTime(words, said).replace(/\ball[- ]day\b/giu, " "), clause);
  if (details === undefined) return undefined;
  const given = clause.answer("title");
  const summary = details.summary ?? (given && readTitle(given.text, { ...clause, prepared: given }));
  if (summary === undefined) return clause.ask("title", "What should it be called?");
  const settled = settleTimes(words, said, summary, clause);
  if ("kind" in settled) return settled;
  const { start, end, time, assumed } = settled;
  const args: Record<string, Json> = { summary, start, end };
  if (details.people.length > 0) args["attendees"] = [...details.people];
  if (details.location !== undefined) args["location"] = details.location;
  if (time.recurrence !== undefined) args["recurrence"] = [...time.recurrence];
  const step = { id: clause.stepId("create"), tool: "calendar_create_event", args };
  const when = showWhen(start, end, clause.timezone);
  return {
    kind: "draft",
    goal: `${summary}, ${when}`,
    steps: [step],
    assumed: [...time.assumed, ...assumed],
    ...(details.people.length > 0 && { people: details.people }),
    event: { step, summary, when, location: details.location },
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
  const wholeDay = time?.allDay === true || WHOLE_DAY_WORDS.test(words);
  if (time?.date !== undefined && time.time === undefined && time.window === undefined && wholeDay) {
    return { start: time.date, end: addDays(time.endDate ?? time.date, 1), time, assumed: [] };
  }
  const start = time?.start ?? time?.upcoming?.start;
  if (time === undefined || start === undefined || time.bound !== undefined || (time.endDate !== undefined && time.recurrence === undefined)) {
    return clause.ask("time", time?.date === undefined ? `When should “${summary}” be?` : `What time should “${summary}” start?`);
  }
  if (time.recurrence === undefined && isPast(start, clause)) return refuse("That time has already passed.");
  const end = time.end ?? time.upcoming?.end;
  if (end !== undefined) return { start, end, time, assumed: [] };
  if (time.durationMinutes !== undefined) {
    return { start, end: addMinutes(start, time.durationMinutes, clause.timezone), time, assumed: [] };
  }
  const short = SHORT_EVENT_WORDS.test(summary) && !MEALS.test(summary);
  const minutes = short ? 30 : 60;
  const assumed = [short ? "I took it to last 30 minutes." : "I took it to last an hour."];
  return { start, end: addMinutes(start, minutes, clause.timezone), time, assumed };
}

/** What the command says of the time, with what was answered when it was asked for. */
function completeTime(
  words: string,
  said: TimeExpression | undefined,
  clause: Clause,
): TimeExpression | undefined {
  const answer = clause.answer("time")?.text;
  if (answer === undefined) return said;
  const alone = readOnlyTime(answer, clause);
  if (alone === undefined || alone.fault !== undefined) return alone ?? said;
  if (alone.date !== undefined || said === undefined) {
    if (alone.start !== undefined || said === undefined) return alone;
  }
  const phrases = (said?.spans ?? []).map(({ start, end }) => words.slice(start, end));
  const days = phrases.join(" ");
  const joined = [`${days} ${answer}`, `${days} at ${answer}`, `${answer} ${days}`].map((text) => clause.time(text));
  return joined.find((time) => time?.start !== undefined) ?? alone;
}

/** "… and invite Dana": one more guest of the event that the sentence makes. */
function inviteToEarlier(whom: string, clause: Clause): Built | undefined {
  const event = clause.earlier.at(-1)?.event;
  const people = readPeople(whom, clause);
  if (event === undefined || people === undefined) return undefined;
  const before = event.step.args["attendees"];
  event.step.args["attendees"] = [...(Array.isArray(before) ? before : []), ...people];
  return { kind: "draft", goal: "", steps: [], people };
}
