import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { isOnlyTime, readOnlyTime } from "../times.ts";
import { toArgs } from "./set-reminder.ts";
import { isWhen, toWhen } from "./when.ts";

const PLANS = "(schedule|agenda|calendar|events|meetings|appointments|day|plan|plans)";
const SUMMARY = "(summary|brief|briefing|digest|rundown|overview|recap)";
const TODAY = [
  `my ${PLANS}`,
  "the day",
  "what i have on",
  "what (is|'s) on [my calendar]",
  `[what] my day (looks like|holds)`,
];
const TOMORROW = [
  `tomorrow 's ${PLANS}`,
  `(my|the) ${PLANS} (for|of) tomorrow`,
  `(my|the) next day 's ${PLANS}`,
  `(my|the) ${PLANS} (for|of) the next day`,
  "what (is|'s) on tomorrow",
  "what tomorrow (looks like|holds)",
];
const KIND = "[a|the|my] [morning|evening|quick|short]";
/** "A daily briefing": how often it is told stands before what it is. */
const OFTEN: Readonly<Record<string, string>> = {
  daily: "every day",
  nightly: "every day",
  weekly: "every week",
  weekday: "every weekday",
};
const ASKING = "(send|text|message|give)";

/** Commands that have the user told later what a day holds. */
export const setBriefRules: readonly Rule[] = [
  ...rulesFor(TOMORROW, [`${ASKING} me ${KIND} ${SUMMARY} (of|about|for|on) tomorrow`], "tomorrow"),
  ...rulesFor(TODAY, [`${ASKING} me ${KIND} ${SUMMARY}`, "brief me"], "today"),
];

function rulesFor(
  subjects: readonly string[],
  others: readonly string[],
  brief: "today" | "tomorrow",
): readonly Rule[] {
  const shapes = [
    ...others,
    ...subjects.flatMap((subject) => [
      `${ASKING} me ${subject}`,
      `${ASKING} me ${KIND} ${SUMMARY} (of|about|for|on) ${subject}`,
    ]),
  ];
  const daily = [
    brief === "today"
      ? `${ASKING} me (a|the|my) <often> ${SUMMARY}`
      : `${ASKING} me (a|the|my) <often> ${SUMMARY} (of|about|for|on) tomorrow`,
    ...subjects.map(
      (subject) => `${ASKING} me (a|the|my) <often> ${SUMMARY} (of|about|for|on) ${subject}`,
    ),
  ];
  return [
    rule([daily.map((shape) => `${shape} <when>`)], ({ often = "", when = "" }, clause, text) =>
      often.toLowerCase() in OFTEN
        ? briefAt(`${OFTEN[often.toLowerCase()] ?? ""} ${when}`, brief, clause, text)
        : undefined,
    ),
    rule([shapes.map((shape) => `${shape} <when>`)], ({ when = "" }, clause, text) =>
      briefAt(when, brief, clause, text),
    ),
    // Without a time it is asked for now, but for a text: that is sent another way than it was asked for.
    rule([shapes], (_slots, clause, text) =>
      /^text me\b/iu.test(text) && clause.earlier.length === 0
        ? build(undefined, "", brief, clause, text)
        : undefined,
    ),
  ];
}

function briefAt(
  when: string,
  brief: "today" | "tomorrow",
  clause: Clause,
  text: string,
): Built | undefined {
  // "A summary of Friday": of another day than the two that are told of.
  if (/\b(?:of|about)\b/iu.test(when)) return undefined;
  const time = readOnlyTime(when, clause);
  if (time === undefined || !isOnlyTime(when, clause.time(when) ?? time)) return undefined;
  const isRepeated = time.recurrence !== undefined;
  // "Send me my schedule for Friday" asks for it now; "give me my plan for tomorrow at 9" may.
  if (!isRepeated && (time.time === undefined || /^give\b/iu.test(text))) return undefined;
  return build(time, when, brief, clause, text);
}

function build(
  time: ReturnType<typeof readOnlyTime>,
  words: string,
  brief: "today" | "tomorrow",
  clause: Clause,
  text: string,
): Built | undefined {
  const when = toWhen(time, words, clause);
  if (!isWhen(when)) return when;
  const isTexted = /^text me\b/iu.test(text);
  return {
    kind: "draft",
    goal: brief === "today" ? "Tell what the day holds" : "Tell what the next day holds",
    steps: [
      {
        id: clause.stepId("brief"),
        tool: "assistant_set_reminder",
        args: { brief, ...toArgs(when), ...(isTexted && { by: "sms" }) },
      },
    ],
    assumed: when.assumed,
  };
}
