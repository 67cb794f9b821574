import type { Json } from "../../../src/domain/plan.ts";
import type { Clause } from "./clause.ts";
import type { TimeExpression } from "./dates/time-expression.ts";
import { mentionOf, pointAt } from "./follow-ups/point.ts";
import { EVENT_WORDS } from "./lexicon.ts";
import { isQuotation } from "./prepared-text.ts";
import { CUT, cutTime, toRange, withoutTime } from "./times.ts";
import { readWords, trimEdges } from "./title.ts";

/** "my weekly sync": how often it is tells which one, and is no time to look at. */
const OFTEN =
  /\b(?:daily|weekly|bi-?weekly|fortnightly|monthly|quarterly|yearly|annual|recurring|repeating|regular)\s+(?=\S)/iu;

/** Several events at once are no one event. */
const MANY =
  /^(?:all|whole|entire|rest of|every|each|everything|both|any|everyone|these|those|several|two|three|only|just|future)\b|^(?:meetings|events|appointments|calls|things)\b/iu;

const GENERIC = /^(?:(?:all|any)\s+)?(?:meetings?|events?|appointments?|things?)$/iu;

/** What is to change of an event, where the name of one should end. */
const PART =
  /\b(?:longer|shorter|earlier|later|sooner|location|venue|title|description|duration|length)$/iu;
/** Words that make a question of what follows. */
const QUESTION = /^(?:is|are|was|were|has|have|had|did|does|if|what|when|why|who|how)\b/iu;

/** Directions and parts of an event: words that are left where another shape was meant. */
/** Somebody's remark beside it: "yoga | i'm wiped". */
const REMARK = /\b(?:i|i'?m|i'?ve|we|we're|you|they|he|she|it's|please|me the|me my)\b/iu;
const NO_THING =
  /^(?:back|up|forward|out|off|down)\b|^(?:start |due )?(?:time|date|title|name|location|place|length|duration) (?:of|for)\b/iu;

/**
 * An event named by the user's words: "my 3pm", "tomorrow's lunch with Eden". What the words say about time narrows
 * the search; undefined where they do not name an event.
 */
export function readEventMention(text: string, clause: Clause): Json | undefined {
  const pointed = pointAt(text, "event", clause);
  if (pointed !== undefined) return pointed === null ? undefined : mentionOf(pointed, text, clause);
  const named = trimEdges(text.replace(/\s+(?:that |which )?(?:i|we) have(?=\s|$)/iu, "")).replace(
    /\b(?:all[- ]day|whole[- ]day)\s+(?=\S)/iu,
    "",
  );
  const [adjective = ""] = OFTEN.exec(named) ?? [];
  const bare = named.replace(OFTEN, "");
  const time = clause.time(bare);
  if (
    time?.fault !== undefined ||
    time?.recurrence !== undefined ||
    time?.shiftMinutes !== undefined
  )
    return undefined;
  // "lunch to Friday and dinner": two things, of which a time stood between.
  if (new RegExp(`\\${CUT}\\s*(?:,|and\\b)`, "iu").test(cutTime(bare, time))) return undefined;
  const rest = withoutTime(bare, time);
  const name = trimEdges(rest);
  if (!isQuotation(name) && REMARK.test(name)) return undefined;
  if ([MANY, QUESTION, NO_THING, PART].some((words) => words.test(name)) || isSeveral(rest))
    return undefined;
  if (trimEdges(rest) === "" && time?.time === undefined) return undefined;
  const words = trimEdges(rest) === "" && time !== undefined ? "meeting" : readWords(rest);
  if (words === undefined) return undefined;
  const range = time === undefined ? undefined : toRange(dayOf(time), clause);
  if (time !== undefined && range === undefined) return undefined;
  const clock = time?.time === undefined ? "" : `${time.time} `;
  const $entity = `${clock}${adjective}${clause.prepared.restore(words)}`;
  return { $entity, type: "event", ...range };
}

/** "lunch and dinner" are two things; "lunch with Sam and Dana" is one. */
function isSeveral(words: string): boolean {
  return (
    /\b(?:and|plus)\b/iu.test(words.split(/\b(?:with|about)\b/iu)[0] ?? "") ||
    /\band (?:the|my|one)\b/iu.test(words) ||
    EVENT_WORDS.test(words.split(/\b(?:and|plus)\b/iu)[1] ?? "")
  );
}

/** The whole day of a time: its hour tells the event by where it starts, not by what is still on. */
function dayOf({
  spans,
  date,
  upcoming,
  endDate,
  window,
  bound,
  recurrence,
  timezone,
  time,
  assumed,
}: TimeExpression): TimeExpression {
  const day = date ?? upcoming?.date;
  return {
    spans,
    timezone,
    assumed,
    ...(day !== undefined && { date: day }),
    ...(endDate !== undefined && { endDate }),
    ...(window !== undefined && { window }),
    ...(bound !== undefined && time === undefined && { bound }),
    ...(recurrence !== undefined && { recurrence }),
  };
}

/** Words that say only that it is an event, not which. */
export function isGenericEvent(words: string): boolean {
  return GENERIC.test(words.trim());
}

/** A task, a list, a calendar or a contact by its name. */
export function readMention(
  text: string,
  type: "task" | "list" | "calendar" | "contact",
  clause: Clause,
): Json | undefined {
  const pointed = type === "task" || type === "contact" ? pointAt(text, type, clause) : undefined;
  if (pointed !== undefined) return pointed === null ? undefined : mentionOf(pointed, text, clause);
  const words = readWords(text);
  return words === undefined ? undefined : { $entity: clause.prepared.restore(words), type };
}
