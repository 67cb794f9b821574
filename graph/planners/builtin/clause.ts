import type { Exchange, Referent } from "../../../src/domain/conversation.ts";
import type { Json } from "../../../src/domain/plan.ts";
import type { Clarification, PlanRequest } from "../../../src/domain/planner.ts";
import type { Built, Draft } from "./draft.ts";
import { readTime } from "./dates/read-time.ts";
import type { TimeExpression } from "./dates/time-expression.ts";
import { momentIn } from "./dates/zone.ts";
import { thingsMentioned } from "./follow-ups/at-hand.ts";
import { peopleAtHand } from "./follow-ups/people-at-hand.ts";
import { STAND_IN } from "./follow-ups/stand-in.ts";
import { prepareText } from "./prepared-text.ts";
import type { PreparedText } from "./prepared-text.ts";

/** The words of one command of a sentence, and everything a rule may know beside them. */
export interface Clause {
  /** Position in the sentence: the names of its questions begin with it. */
  readonly index: number;
  /** The clause's own words. */
  readonly words: string;
  readonly prepared: PreparedText;
  readonly now: string;
  readonly timezone: string;
  /** What the commands before it in the sentence came to. */
  readonly earlier: readonly Draft[];
  /** What "it" and "the second one" may mean: with commands before it in the sentence, what those are about. */
  readonly conversation: readonly Exchange[];
  /** The thing that `STAND_IN` is. */
  readonly standIn: Referent | undefined;
  /** What a stretch of the clause says about time. */
  time(text: string, direction?: "future" | "past"): TimeExpression | undefined;
  /** The newest answer to a question of this clause, made as plain as the command. */
  answer(slot: string): PreparedText | undefined;
  /** All of them, oldest first. */
  answers(slot: string): readonly PreparedText[];
  /** Asks for what is missing. */
  ask(slot: string, question: string): Built;
  /** A name for a step that no other step of the plan has. */
  stepId(name: string): string;
  /** The newest answer, as it was given: the value of an option that was chosen. */
  chosen(slot: string): string | undefined;
  /** Whom "her", "him" and "them" mean, from the commands before. */
  antecedent(): readonly Json[];
  /** What to ask or to say should no rule account for the clause. */
  note(built: Built): void;
  /** The clause with `STAND_IN` for one thing of the several that `words` point at, after commands on the others. */
  pointing(thing: Referent, words: string, before: readonly Draft[]): Clause;
}

/** What all clauses of one request share; what was read of a time is not read twice. */
export function createClauses(
  request: PlanRequest,
  prepared: PreparedText,
  notes: Built[],
): (index: number, words: string, earlier: readonly Draft[]) => Clause {
  const { now, timezone, clarifications, conversation = [] } = request;
  const moment = momentIn(now, timezone);
  const times = new Map<string, TimeExpression | undefined>();
  const time: Clause["time"] = (text, direction = "future") => {
    const key = `${direction} ${text}`;
    if (!times.has(key))
      times.set(key, readTime(text, { now: moment, direction, masked: maskNames(text) }));
    return times.get(key);
  };
  const make = (
    index: number,
    words: string,
    earlier: readonly Draft[],
    before: readonly Draft[] = [],
    pointed?: { readonly thing: Referent; readonly words: string },
  ): Clause => ({
    index,
    words,
    prepared: pointed === undefined ? prepared : withStandIn(prepared, pointed.words),
    now,
    timezone,
    earlier,
    conversation: earlier.length === 0 ? conversation : thingsMentioned(earlier, conversation),
    standIn: pointed?.thing,
    time,
    answer: (slot) => answersTo(clarifications, `${index}.${slot}`).at(-1),
    answers: (slot) => answersTo(clarifications, `${index}.${slot}`),
    chosen: (slot) => clarifications.findLast((given) => given.slot === `${index}.${slot}`)?.answer,
    ask: (slot, question) => ({
      kind: "clarify",
      clarify: { slot: `${index}.${slot}`, question, ...(slot === "body" && { verbatim: true }) },
    }),
    stepId: (name) => {
      const taken = new Set(
        [...earlier, ...before].flatMap(({ steps }) => steps.map(({ id }) => id)),
      );
      let id = name;
      for (let n = 2; taken.has(id); n++) id = `${name}${n}`;
      return id;
    },
    antecedent: () =>
      earlier.findLast(({ people }) => people !== undefined)?.people ?? peopleAtHand(conversation),
    note: (built) => void notes.push(built),
    pointing: (thing, said, others) =>
      make(index, words, earlier, [...before, ...others], { thing, words: said }),
  });
  return make;
}

function withStandIn(prepared: PreparedText, words: string): PreparedText {
  const put = (part: string): string => part.replaceAll(STAND_IN, words);
  return {
    text: prepared.text,
    restore: (part) => prepared.restore(put(part)),
    restoreQuoted: (part) => prepared.restoreQuoted(put(part)),
  };
}

const LONGEST_ANSWER = 2000;

function answersTo(clarifications: readonly Clarification[], slot: string): PreparedText[] {
  return clarifications
    .filter((given) => given.slot === slot)
    .map(({ answer }) => prepareText(answer.slice(0, LONGEST_ANSWER)));
}

/** People who are called like a month or a season, where the words around them say that a person is meant. */
const CALENDAR_NAMES =
  /\b(?:with|invite|email|mail|tell|cc|and)\s+((?:April|May|June|August|Summer|Autumn|Friday)\b(?!\s+\d)(?:\s+\p{Lu}[\p{Ll}]+)?)/gu;

/** Events that carry the name of a part of the day: "movie night" is not tonight. */
const NAMED_NIGHTS =
  /\b(?:movie|game|date|poker|trivia|quiz|pizza|karaoke|family)\s+(nights?)\b/giu;

function maskNames(text: string): { start: number; end: number }[] {
  return [...text.matchAll(CALENDAR_NAMES), ...text.matchAll(NAMED_NIGHTS)].map((match) => {
    const end = match.index + match[0].length;
    return { start: end - (match[1] ?? "").length, end };
  });
}
