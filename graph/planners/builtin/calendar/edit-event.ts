import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { isAfter, readOnlyTime, toInstant, toRange } from "../times.ts";
import { change, minutesOf } from "./change-event.ts";

const LINK =
  "[google] (meet|video|hangouts) [call|conference|conferencing|meeting] (link|url|room|conferencing)";
const SHIFT = "(push|push back|move|shift|delay|postpone|bring forward|move up|reschedule)";
const EVERYTHING =
  "(everything|all [of] [my|the] (meetings|events|appointments|calls)|(my|all) (meetings|events|appointments|calls))";
/** Further than this a plural is a mistake more likely than a wish. */
const MOST_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

/** Commands that change what an event is, not when it begins; and when several begin. */
export const editEventRules: readonly Rule[] = [
  rule(
    [
      [
        `(add|attach|put|include) [a|an|the] ${LINK} (to|on|in) <thing>`,
        `give <thing> [a|an] ${LINK}`,
        "add [a] [google] (meet|video|video call) to [the|my|our] <thing>",
        "(make|turn) <thing> [into] (a|an) (video call|video meeting|video conference|google meet)",
        "(convert|change|switch) <thing> (to|into) (a|an) (video call|video meeting|video conference|google meet)",
      ],
    ],
    ({ thing = "" }, clause) => change(thing, clause, () => ({ args: { videoLink: true } })),
  ),
  rule(
    [
      [
        "(make|let) <thing> <amount> (longer|shorter)",
        "cut <thing> short by <amount>",
        "(extend|lengthen|prolong|shorten|cut|cut short) <thing> by <amount>",
      ],
    ],
    ({ thing = "", amount = "" }, clause, text) => {
      const minutes = minutesOf(amount, clause);
      const isShorter = /^(?:shorten|cut)\b|\bshorter\W*$/iu.test(text);
      return minutes === undefined
        ? undefined
        : change(thing, clause, () => ({
            args: { extendMinutes: isShorter ? -minutes : minutes },
          }));
    },
  ),
  rule(
    [
      [
        "(end|finish|wrap up) <thing> (at|by) <when>",
        "(set|make|have) <thing> [to] (end|finish) (at|by) <when>",
        "(extend|lengthen|shorten) <thing> (to|until|till) <when>",
        "<thing> should (end|finish) (at|by) <when>",
      ],
    ],
    ({ thing = "", when = "" }, clause) => endAt(thing, when, clause),
  ),
  rule(
    [
      [
        "add [a|the] (note|notes|comment|description) (to|on|for) <thing> : <words>",
        "add to the (note|notes|description) (of|for|on) <thing> : <words>",
        "add [a|the] (note|notes|comment) (to|on|for) <thing> (saying|that says) <words>",
        "add [a|the] (note|comment) (saying|that says) <words> to <thing>",
      ],
    ],
    ({ thing = "", words = "" }, clause) =>
      change(thing, clause, () => ({
        args: { appendDescription: clause.prepared.restore(words) },
      })),
    ["words"],
  ),
  rule(
    [
      [
        "(change|set|update) the (description|notes|agenda) (of|for|on|in) <thing> to <words>",
        "(change|set|update) <thing> 's (description|notes|agenda) to <words>",
      ],
    ],
    ({ thing = "", words = "" }, clause) =>
      change(thing, clause, () => ({ args: { description: clause.prepared.restore(words) } })),
    ["words"],
  ),
  rule(
    [
      [
        `${SHIFT} ${EVERYTHING} [<when>] (back|forward|up) [by] <amount>`,
        `${SHIFT} ${EVERYTHING} [<when>] by <amount> [later|earlier]`,
        `${SHIFT} ${EVERYTHING} [<when>] <amount> [later|earlier]`,
      ],
    ],
    ({ when, amount = "" }, clause, text) => shiftAll(when, amount, clause, text),
  ),
];

/** "end tomorrow's workshop at 4": only where its day is said as well is that a moment. */
function endAt(thing: string, when: string, clause: Clause): Built | undefined {
  const day = clause.time(thing);
  const clock = readOnlyTime(when, clause);
  if (day?.date === undefined || day.endDate !== undefined || clock?.time === undefined)
    return undefined;
  if (
    clock.date !== undefined ||
    clock.durationMinutes !== undefined ||
    clock.endTime !== undefined
  )
    return undefined;
  const end = toInstant(day.date, clock.time, clause.timezone);
  return change(thing, clause, () => ({ args: { end } }));
}

/** "push everything this afternoon back an hour": each event of a stretch of time that is still to come. */
function shiftAll(
  when: string | undefined,
  amount: string,
  clause: Clause,
  text: string,
): Built | undefined {
  const minutes = minutesOf(amount, clause);
  const time = when === undefined ? undefined : readOnlyTime(when, clause);
  if (minutes === undefined || (when !== undefined && time === undefined)) return undefined;
  if (time === undefined) return clause.ask("range", "For which day or days?");
  if (time.fault !== undefined) return refuse(time.fault);
  const said = toRange(time, clause);
  if (said === undefined) return undefined;
  const range = isAfter(clause.now, said.timeMin) ? { ...said, timeMin: clause.now } : said;
  const length = Date.parse(range.timeMax) - Date.parse(range.timeMin);
  if (length <= 0) return refuse("That time has already passed.");
  if (length > MOST_DAYS * DAY_MS) return undefined;
  const isEarlier = /\b(?:earlier|forward|up)\b/iu.test(text);
  if (isEarlier && /\b(?:back|later|delay|postpone)\b/iu.test(text)) return undefined;
  if (!isEarlier && !/\b(?:back|later|delay|postpone)\b/iu.test(text)) return undefined;
  const find = clause.stepId("find");
  return {
    kind: "draft",
    goal: `Move what is on ${when} ${isEarlier ? "earlier" : "later"}`,
    steps: [
      { id: find, tool: "calendar_list_events", args: { ...range } },
      {
        id: clause.stepId("update"),
        tool: "calendar_update_event",
        forEach: `${find}.events[?!allDay]`,
        args: {
          eventId: { $ref: "item.id" },
          scope: "this",
          shiftMinutes: isEarlier ? -minutes : minutes,
        },
      },
    ],
  };
}
