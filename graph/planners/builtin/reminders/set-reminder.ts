import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { isQuotation } from "../prepared-text.ts";
import type { PreparedText } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { CUT, cutTime, withoutTime } from "../times.ts";
import { readWords, upperFirst } from "../title.ts";
import { cutOften, isWhen, toWhen } from "./when.ts";
import type { When } from "./when.ts";

const REMIND = "(remind|nudge|alert|notify|message) me";
const BY_TEXT = "(by|via|with a|over) (text|sms|text message)";
const SET = "(set|set up|create|add|make|schedule|give me|i need|i want)";

/** Commands that have the user told something later, in their own words. */
export const setReminderRules: readonly Rule[] = [
  rule(
    [[`${REMIND} [<when>] not to <what>`, "don't let me <what>"]],
    ({ when = "", what = "" }, clause, text) =>
      /^(?:forget|miss)\b/iu.test(what) || isNegated(text, "don't let me")
        ? forgetting(what, clause)
        : setFrom(`${when} to ${what}`, clause, { negated: true }),
  ),
  rule([[`${REMIND} ${BY_TEXT} <rest>`, `${REMIND} <rest> ${BY_TEXT}`]], ({ rest = "" }, clause) =>
    setFrom(rest, clause, { by: "sms" }),
  ),
  rule(
    [
      [
        "text me [a reminder] <rest>",
        "(send|shoot) me a (text|sms|text message) [reminder] <rest>",
      ],
    ],
    ({ rest = "" }, clause) => setFrom(rest, clause, { by: "sms" }),
  ),
  rule(
    [[`${SET} [me] [a|an|another] [new] reminder [<rest>]`, "reminder <rest>"]],
    ({ rest = "" }, clause) => setFrom(rest, clause, { isNoun: true }),
  ),
  rule(
    [[`${SET} [me] [a|an|another] [new] <often> reminder [<rest>]`]],
    ({ often = "", rest = "" }, clause) => {
      if (/^(?:a|an|another|new)$/iu.test(often)) return undefined;
      const said = `${often} ${rest}`.replace(/^(?:recurring|repeating|regular|quick)\s/iu, "");
      return setFrom(said, clause, { isNoun: true });
    },
  ),
  rule([[`${REMIND} <rest>`]], ({ rest = "" }, clause) => setFrom(rest, clause)),
  rule(
    [["remind me <rest>", "set [a] reminder <rest>"]],
    ({ rest = "" }) =>
      refuse(
        /\b(?:before|after|when|if|until)\b/iu.test(rest)
          ? "I can remind you at a time, or again and again, but not when something else happens."
          : "I can't tell what to remind you of, or when. Please put what it is in quotation marks: remind me at 5pm: “Call Dana”.",
      ),
    ["rest"],
  ),
];

interface How {
  readonly by?: "sms";
  /** "a reminder for 5pm": what comes after "for" is when. */
  readonly isNoun?: boolean;
  /** "not to eat": what is told is not to. */
  readonly negated?: boolean;
}

/** "don't let me forget to buy stamps" */
function forgetting(what: string, clause: Clause): Built | undefined {
  const rest = /^(?:forget|miss)\s+(?=(?:to|about|that)\s)(.*)$/iu.exec(what)?.[1];
  return rest === undefined ? undefined : setFrom(rest, clause);
}

function isNegated(text: string, opening: string): boolean {
  return text.toLowerCase().startsWith(opening);
}

/** What comes before the words that are to be told, once the time is taken out. */
const CONNECTOR = /^[\s,:;|–-]*(?:(to|about|of|for|that|saying)\s+|[:,–-]\s*)/iu;
const EDGES = /^[\s,:;|–-]+|[\s,:;|.–-]+$/gu;
/** A time that stands where an adjective does, or owns something, is part of what is spoken of. */
const OF_THE_THING = new RegExp(
  `\\b(?:the|my|our|a|an|his|her|their)\\s*\\${CUT}|\\${CUT}\\s*'s\\b`,
  "iu",
);

/** "A reminder to my 3pm": something that is there, and nothing to do. */
const THING = /^(?:the|my|our|an?|this|that)\s/iu;

function setFrom(said: string, clause: Clause, how: How = {}): Built | undefined {
  const often = cutOften(said, clause);
  const rest = often?.rest ?? said;
  const read = readParts(rest, clause, how);
  if (read === undefined) return undefined;
  const { text, time, times, isLast } = read;
  if (often !== undefined && time !== undefined) return undefined;
  const when = often?.when ?? toWhen(time, times, clause);
  if (when === undefined) return undefined;
  const told = text ?? answeredText(clause);
  if (told === undefined) {
    return isWhen(when) || when.kind === "clarify"
      ? clause.ask("body", "What shall I remind you of?")
      : when;
  }
  if (!isWhen(when)) return when;
  return draftOf(
    how.negated === true ? `Don't ${lowerFirst(told)}` : told,
    when,
    how,
    clause,
    isLast,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

interface Parts {
  readonly text: string | undefined;
  readonly time: TimeExpression | undefined;
  /** The words that said when. */
  readonly times: string;
  /** Whether the words to be told are the last ones. */
  readonly isLast: boolean;
}

/** Parts what is to be told from when; undefined where that cannot be told apart. */
function readParts(rest: string, clause: Clause, how: How): Parts | undefined {
  const asSaid = { text: rest, time: undefined, times: "", isLast: true };
  // "That the meeting is at 3": when that is says nothing of when to be told.
  const clauseAt = /(?:^|\s)that\s/iu.exec(rest)?.index;
  const head = clauseAt === undefined ? rest : rest.slice(0, clauseAt);
  const time = clause.time(head);
  const spans = time?.spans ?? [];
  const isOfThing =
    OF_THE_THING.test(cutTime(head, time)) ||
    (how.isNoun !== true &&
      spans.some(({ start, end }) => start > 0 && /^for\b/iu.test(head.slice(start, end))));
  if (isOfThing) return textOnly(asSaid, clause);
  const times = spans.map(({ start, end }) => head.slice(start, end)).join(" ");
  const body = `${withoutTime(head, time)} ${rest.slice(head.length)}`.trim();
  if (body === "" || /^[\s,:;]*$/u.test(body))
    return { text: undefined, time, times, isLast: false };
  const isLast = spans.every(
    ({ end }) => head.slice(end).trim() !== "" || head.length < rest.length,
  );
  const isAround = spans.some(
    ({ start, end }) => /\p{L}/u.test(head.slice(0, start)) && /\p{L}/u.test(head.slice(end)),
  );
  const text = textOf(body, clause, { mayBeSeveral: !isAround });
  return text === undefined ? undefined : { text, time, times, isLast: isLast && !isAround };
}

/** The words are all to be told, their times included: when is to be asked. */
function textOnly(parts: Parts, clause: Clause): Parts | undefined {
  const said = parts.text ?? "";
  const words = said.replace(CONNECTOR, "").replace(EDGES, "");
  if (/^\s*to\s/iu.test(said) && THING.test(words)) return undefined;
  const isPlain = readWords(withoutTime(words, clause.time(words))) !== undefined;
  return isPlain ? { ...parts, text: upperFirst(clause.prepared.restore(words)) } : undefined;
}

function textOf(
  body: string,
  clause: Clause,
  { mayBeSeveral }: { readonly mayBeSeveral: boolean },
): string | undefined {
  const connector = CONNECTOR.exec(body);
  const words = body.slice(connector?.[0].length ?? 0).replace(EDGES, "");
  if (isQuotation(words)) return clause.prepared.restore(words);
  if (connector === null) return undefined;
  // "To call Dana and email Bob": both are to be done, and one thing to be reminded of.
  const isToDo = connector[1]?.toLowerCase() === "to";
  if (isToDo && THING.test(words)) return undefined;
  const parts = mayBeSeveral && isToDo ? words.split(/\s*,?\s+and\s+/iu) : [words];
  const isThat = connector[1]?.toLowerCase() === "that";
  const isPlain = parts.every(
    (part) => readWords(isThat ? withoutTime(part, clause.time(part)) : part) !== undefined,
  );
  return isPlain ? upperFirst(clause.prepared.restore(words)) : undefined;
}

function answeredText(clause: Clause): string | undefined {
  const answer: PreparedText | undefined = clause.answer("body");
  const words = answer?.text
    .replace(/^(?:remind me\s+)?(?:to|about|of|that)\s+/iu, "")
    .replace(EDGES, "");
  return answer === undefined || words === undefined || words === ""
    ? undefined
    : upperFirst(answer.restore(words));
}

function draftOf(text: string, when: When, { by }: How, clause: Clause, isLast: boolean): Built {
  return {
    kind: "draft",
    goal: `Reminder: ${text}`.slice(0, 200),
    steps: [
      {
        id: clause.stepId("remind"),
        tool: "assistant_set_reminder",
        args: { text, ...toArgs(when), ...(by !== undefined && { by }) },
      },
    ],
    assumed: when.assumed,
    openEnded: isLast,
  };
}

/** When, as the tool takes it. */
export function toArgs({ args: { recurrence, ...args } }: When) {
  return { ...args, ...(recurrence !== undefined && { recurrence: [...recurrence] }) };
}
