import { Temporal } from "temporal-polyfill";

import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { EVENT_WORDS } from "../lexicon.ts";
import { readPeople, showPeople } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { addMinutes, isAfter, readOnlyTime, toRange, withoutTime } from "../times.ts";
import type { Range } from "../times.ts";

const FREE = "(free|available|busy|open)";
/** Where nothing else is said people meet within these, Monday to Friday; "before 9" and "after 6" go this far beyond. */
const OFFICE_HOURS = { earliest: "09:00", latest: "18:00" };
const LATE = "16:00";
const WAKING_HOURS = { earliest: "07:00", latest: "22:00" };

/** Questions about free time, and booking it. */
export const freeTimeRules: readonly Rule[] = [
  rule(
    [
      [
        `am i ${FREE} [<when>]`,
        "free <when>",
        "i'm free <when>",
        `(check|see) (if|whether) (i'm|i am) ${FREE} [<when>]`,
        "(can|could) i (do|make|meet) <when>",
        "(can|could) i (fit|squeeze) in (a|an) <what> <when>",
        "(check|show) [me] my availability [<when>]",
        "where do i have (gaps|time|openings|free time|space|room) [<when>]",
        "(got|have) (any|some) (openings|free slots|free time|availability|gaps|time) [<when>]",
        "(do i have|have i got|is there) (a|any) (gap|slot|opening|window|space|room) [<when>]",
        "do i have time [free] <when>",
        "when am i (free|available) [<when>]",
        "when do i have [free] time [<when>]",
        "what (is|'s) my availability [<when>]",
        "(do i have|have i got|are there) (any|some) (openings|free slots|free time|availability|gaps|free slot) [<when>]",
        "[any|my|show me] [my|any] (openings|free slots|free time|availability|gaps|open slots) [<when>]",
        "do i have (a|any) (conflict|conflicts|clash) [<when>]",
      ],
    ],
    ({ when = "today", what }, clause, text) =>
      what !== undefined && !EVENT_WORDS.test(what)
        ? undefined
        : isFree(
            [],
            when,
            /^(?:when|where)\b|\b(?:openings|slots?|availability|gaps?|free time|window)\b/iu.test(
              text,
            ),
            clause,
          ),
  ),
  rule(
    [
      [
        "(do i have|have i got|when do i have|where do i have) <amount> [free|open|spare|to spare] <when>",
        "(does|do) <whom> have (time|a gap|a slot|availability|any time|any availability|room) [<when>]",
        "(does|do) <whom> have <amount> [free] <when>",
        "(can|could) <whom> (meet|do|make|make it) <when>",
      ],
    ],
    ({ whom, amount = "", when = "today" }, clause, text) => {
      const minutes = amount === "" ? undefined : lengthOf(amount, clause);
      if (amount !== "" && minutes === undefined) return undefined;
      if (/^(?:i|we|you)$/iu.test(whom ?? "")) return undefined;
      const people = whom === undefined ? [] : readPeople(whom, clause);
      const isOpen = /^(?:when|where)\b/iu.test(text) || minutes !== undefined;
      return people && isFree(people, when, isOpen, clause, minutes);
    },
  ),
  rule(
    [
      [
        "(when|what) (is|'s) my next (free|open|available) (slot|time|gap|window|hour)",
        "when am i next free",
        "when am i free next",
      ],
    ],
    (_slots, clause) =>
      draftOf(
        {
          timeMin: clause.now,
          timeMax: addMinutes(clause.now, 7 * 1440, clause.timezone),
          durationMinutes: 30,
          ...OFFICE_HOURS,
        },
        "Next free time",
        clause,
      ),
  ),
  rule(
    [
      [
        `(is|are) <whom> ${FREE} [<when>]`,
        `(check|see) (if|whether) <whom> (is|are) ${FREE} [<when>]`,
        `when (is|are) <whom> [both|all] (free|available) [<when>]`,
        `is <whom> around [<when>]`,
      ],
    ],
    ({ whom = "", when }, clause, text) => {
      const isTime = /^is\b/iu.test(text) && when === undefined && readOnlyTime(whom, clause);
      if (isTime) return /busy/iu.test(text) ? undefined : isFree([], whom, false, clause);
      const people = readPeople(whom, clause);
      return people && isFree(people, when ?? "today", /^when\b/iu.test(text), clause);
    },
  ),
  rule(
    [
      [
        "when (are|am) (i and <whom>|<whom> and i|<whom> and me|me and <whom>) [both|all] (free|available) [<when>]",
        "what (time|times) (works|work) for <whom> [<when>]",
        "when (works|would work) for <whom> [<when>]",
        "what (is|'s) (a good|the best|a) time (for|with|to meet with|to meet) <whom> [<when>]",
        "when (can|could) we (meet|talk|sync) with <whom> [<when>]",
        "when (can|could) (i and <whom>|<whom> and i|me and <whom>) [both|all] (get together|talk|sync|catch up) [<when>]",
      ],
    ],
    ({ whom = "", when = "" }, clause) =>
      when !== "" && readOnlyTime(when, clause) === undefined
        ? undefined
        : findTime(`with ${whom} ${when}`, false, false, clause),
  ),
  rule(
    [
      [
        "find [me|us] [a|some] (time|slot|times|free time|gap) <rest>",
        "find [me|us] <rest>",
        "(look for|get me|i need|give me) [me|us] (a|an|some) <rest>",
        "(look for|get me|give me|get) <rest>",
        "what (is|'s) (a good|the best) time for (a|an) <rest>",
        "book the (first|next|earliest) (free|available|open) <rest>",
        "when can i (meet|see) [with] <whom>",
        "when can (we|i and <whom>|<whom> and i) meet [<when>]",
        "find [a] time (to meet|for a meeting) <rest>",
      ],
      ["", "and (book|schedule) (it|that|one|the first [one])"],
    ],
    ({ rest, whom, when = "" }, clause, text) =>
      findTime(
        (rest ?? `with ${whom ?? ""} ${when}`)
          .replace(
            /\b(?:free|open|spare)\s+(?=(?:half )?(?:an? )?(?:hour|\d+|slot|time|window|gap))/iu,
            "",
          )
          .replace(/\b(?:slot|window|gap|block|opening|time slot)\b/iu, " "),
        /\band (?:book|schedule) (?:it|that|one|the first)|^book\b/iu.test(text),
        rest !== undefined &&
          !/^(?:what|book)\b/iu.test(text) &&
          !/^find (?:me |us )?(?:a |some )?(?:\w+ )?(?:time|slot|gap)/iu.test(text),
        clause,
      ),
  ),
  rule(
    [["(schedule|book|set up) <rest> (sometime|some time) <when>"]],
    ({ rest = "", when = "" }, clause) => findTime(`${rest} ${when}`, true, false, clause),
  ),
  rule([["(schedule|book|set up) <rest>"]], ({ rest = "" }, clause) => {
    const time = clause.time(rest);
    // "30 minutes with Ana this week": any gap of several days will do.
    const isAnywhere =
      time?.durationMinutes !== undefined &&
      time.endDate !== undefined &&
      time.time === undefined &&
      time.recurrence === undefined;
    return isAnywhere ? findTime(rest, true, true, clause) : undefined;
  }),
];

function isFree(
  people: readonly Json[],
  when: string,
  open: boolean,
  clause: Clause,
  length?: number,
): Built | undefined {
  const time = readOnlyTime(when, clause);
  if (time === undefined) return undefined;
  if (time.fault !== undefined) return refuse(time.fault);
  const range = toRange(time, clause, 60);
  if (range === undefined) return undefined;
  const isPoint = time.time !== undefined && time.bound === undefined && !open;
  const minutes = length ?? (isPoint ? minutesBetween(range) : (time.durationMinutes ?? 30));
  if (minutes < 1 || minutes > 1440) return undefined;
  const hours = open && people.length > 0 ? { ...hoursOf(time), ...weekdaysOf(range, clause) } : {};
  const args = { ...range, durationMinutes: minutes, ...hours };
  return draftOf(args, `Free time ${when}`, clause, people);
}

function draftOf(
  args: Record<string, Json>,
  goal: string,
  clause: Clause,
  people: readonly Json[] = [],
): Built {
  const id = clause.stepId("find");
  const who = people.length > 0 ? { attendees: [...people] } : {};
  return {
    kind: "draft",
    goal,
    steps: [{ id, tool: "calendar_find_free_time", args: { ...args, ...who } }],
    ...(people.length > 0 && { people }),
  };
}

/** "an hour", "half an hour", "30 min". */
function lengthOf(amount: string, clause: Clause): number | undefined {
  const time = readOnlyTime(`for ${amount}`, clause);
  return time?.date === undefined && time?.time === undefined ? time?.durationMinutes : undefined;
}

/** "30 minutes with Sam this week", "for a call with Sam": a gap in everybody's calendar, and the event that fills it. */
function findTime(
  words: string,
  book: boolean,
  needsLength: boolean,
  clause: Clause,
): Built | undefined {
  const time = clause.time(words);
  if (time?.fault !== undefined) return refuse(time.fault);
  if (needsLength && time?.durationMinutes === undefined) return undefined;
  const rest = withoutTime(words, time).replace(
    /^(?:to meet|to talk|for|to|a|an|meet|sometime|some time)\s+/iu,
    "",
  );
  const shape =
    /^(?:(?:to |for )?(?:a |an )?(?:(?<kind>meet|meeting|call|talk|chat|coffee|lunch|dinner|sync)\s*)?)?(?:(?:(?:with|for)\s+)?(?<whom>.+))?$/iu.exec(
      rest.trim(),
    );
  if (shape === null) return undefined;
  const { whom, kind } = shape.groups ?? {};
  const people = whom === undefined ? [] : readPeople(whom, clause);
  if (people === undefined) return undefined;
  const isDayKnown =
    time?.date !== undefined || time?.window !== undefined || time?.upcoming !== undefined;
  const answer = clause.answer("range")?.text;
  const when = isDayKnown ? time : answer === undefined ? undefined : readOnlyTime(answer, clause);
  const range = when && toRange(when, clause);
  if (when === undefined || range === undefined) {
    return clause.ask("range", "Within which days should I look?");
  }
  const durationMinutes = time?.durationMinutes ?? 30;
  const hours = hoursOf(when);
  const days = weekdaysOf(range, clause);
  const find = clause.stepId("find");
  const attendees = people.length > 0 ? { attendees: people } : {};
  const name =
    kind === undefined || /^(?:meet|talk|chat)$/iu.test(kind)
      ? "Meeting"
      : `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  const summary = people.length > 0 ? `${name} with ${showPeople(people)}` : name;
  const search = {
    id: find,
    tool: "calendar_find_free_time",
    args: { ...fromNow(range, clause), durationMinutes, ...attendees, ...hours, ...days },
  };
  const create = {
    id: clause.stepId("create"),
    tool: "calendar_create_event",
    when: `${find}.slots[0]`,
    args: {
      summary,
      start: { $ref: `${find}.slots[0].start` },
      end: { $ref: `${find}.slots[0].end` },
      ...attendees,
    },
  };
  const assumed = [
    ...(time?.durationMinutes === undefined ? ["I looked for 30 minutes."] : []),
    ...(hours === undefined
      ? []
      : [
          `I looked between ${hours.earliest} and ${hours.latest}${"weekdaysOnly" in days ? ", Monday to Friday" : ""}.`,
        ]),
  ];
  return {
    kind: "draft",
    goal: `Find ${durationMinutes} minutes: ${summary}`,
    steps: book ? [search, create] : [search],
    assumed,
    ...(people.length > 0 && { people }),
  };
}

/** The hours of each day within which people may meet; undefined where the words bound the time themselves. */
function hoursOf(when: TimeExpression) {
  if (when.time !== undefined && when.bound === "before") {
    return when.time <= OFFICE_HOURS.earliest
      ? { earliest: WAKING_HOURS.earliest, latest: when.time }
      : { earliest: OFFICE_HOURS.earliest, latest: when.time };
  }
  if (when.time !== undefined && when.bound === "after") {
    return when.time >= LATE
      ? { earliest: when.time, latest: WAKING_HOURS.latest }
      : { earliest: when.time, latest: OFFICE_HOURS.latest };
  }
  if (
    when.window !== undefined &&
    when.endDate !== undefined &&
    when.window.from < when.window.to
  ) {
    return { earliest: when.window.from, latest: when.window.to };
  }
  return when.window === undefined && when.time === undefined ? OFFICE_HOURS : undefined;
}

/** Where a stretch of several days has working days in it, its other days are not meant. */
function weekdaysOf({ timeMin, timeMax }: Range, { timezone }: Clause): { weekdaysOnly?: true } {
  const first = Temporal.Instant.from(timeMin).toZonedDateTimeISO(timezone).toPlainDate();
  const last = Temporal.Instant.from(timeMax)
    .subtract({ seconds: 1 })
    .toZonedDateTimeISO(timezone)
    .toPlainDate();
  const { days } = first.until(last);
  const isMeant = days > 1 || (days === 1 && first.dayOfWeek < 6 && last.dayOfWeek < 6);
  return isMeant ? { weekdaysOnly: true } : {};
}

/** What is past of "today" or "this week" is no time to meet. */
function fromNow(range: Range, { now }: Clause): Range {
  return isAfter(now, range.timeMin) && isAfter(range.timeMax, now)
    ? { ...range, timeMin: now }
    : range;
}

function minutesBetween({ timeMin, timeMax }: Range): number {
  return Math.round((Date.parse(timeMax) - Date.parse(timeMin)) / 60_000);
}
