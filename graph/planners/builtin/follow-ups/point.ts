import type { Referent } from "../../../../src/domain/conversation.ts";
import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { PlannedEvent } from "../draft.ts";
import { refuse } from "../rule.ts";
import { showWhen } from "../times.ts";
import { newestList, thingsAtHand } from "./at-hand.ts";
import type { AtHand, Kind } from "./at-hand.ts";
import { readPointer } from "./pointer.ts";
import type { Pointer } from "./pointer.ts";
import { STAND_IN } from "./stand-in.ts";

const ALL_KINDS: readonly Kind[] = ["event", "message", "task", "contact", "reminder"];

/** What a verb can be done to; with any other, the rule that reads it knows. */
const KINDS_OF_VERBS: readonly (readonly [RegExp, readonly Kind[]])[] = [
  [/^(?:delete|remove|drop|get rid of|trash|bin|erase|scrap)\b/iu, ALL_KINDS],
  [
    /^(?:move|push|postpone|reschedule|shift|delay|rename|change|make)\b/iu,
    ["event", "task", "reminder"],
  ],
  [/^(?:cancel|stop|call off)\b/iu, ["event", "reminder"]],
  [/^(?:show|open)\b/iu, ["event", "message"]],
];

/** The kinds of thing that the command of a clause may mean by "it". */
export function kindsMeant(clause: Clause): readonly Kind[] | undefined {
  return KINDS_OF_VERBS.find(([verb]) => verb.test(clause.words))?.[1];
}

/**
 * The thing of this kind that the words point at. Undefined where they do not point; null where they do, and at nothing
 * of the kind, or at several: the clause then knows what to say or ask, should no other rule have it.
 */
export function pointAt(text: string, kind: Kind, clause: Clause): Referent | null | undefined {
  if (text.trim() === STAND_IN) return clause.standIn?.type === kind ? clause.standIn : null;
  const pointer = readPointer(text.replace(/\s+as$/iu, ""));
  if (pointer === undefined) return undefined;
  if (pointer.kind !== undefined && pointer.kind !== kind) return pointer.loose ? undefined : null;
  const kinds = pointer.kind === undefined ? (kindsMeant(clause) ?? [kind]) : [kind];
  const atHand = atHandFor(pointer, kinds.includes(kind) ? kinds : [kind], clause);
  if (atHand === undefined) {
    if (pointer.loose === true) return undefined;
    clause.note(refuse(`I don't know what “${clause.prepared.restore(text)}” is.`));
    return null;
  }
  const things = choose(pointer, atHand, clause);
  const isWanted = things.some(({ type }) => type === kind);
  const thing = things.length > 1 && isWanted ? oneOf(things, text, clause) : things[0];
  if (thing === undefined && things.length === 0 && pointer.loose === true) return undefined;
  return thing?.type === kind ? thing : null;
}

/** What a pointer may pick from: a place is one of the newest list, though single things of it came up since. */
export function atHandFor(
  pointer: Pointer,
  kinds: readonly Kind[],
  { conversation }: Clause,
): AtHand | undefined {
  const newest = thingsAtHand(conversation, kinds);
  if (pointer.points !== "places" && pointer.points !== "one with") return newest;
  return newestList(conversation, kinds) ?? newest;
}

/** Whether the words point at a thing of this kind. */
export function pointsAt(text: string, kind: Kind, clause: Clause): boolean {
  return pointAt(text, kind, clause) != null;
}

/** The thing as a plan names it: by the user's words, for the label is somebody else's, and by its id. */
export function mentionOf({ id, type }: Referent, words: string, clause: Clause): Json {
  return { $entity: clause.prepared.restore(words) || "it", type, id };
}

/** Every thing a pointer picks out of what is at hand; what stands in the way is noted. */
export function choose(pointer: Pointer, atHand: AtHand, clause: Clause): readonly Referent[] {
  const living = atHand.listed.flatMap(({ thing, gone }) => (gone ? [] : [thing]));
  switch (pointer.points) {
    case "it":
      return meantByIt(atHand, clause);
    case "all": {
      const { count } = pointer;
      if (count === undefined || count === living.length) return living;
      clause.note(refuse(`I can't tell which ${count} you mean.`));
      return [];
    }
    case "places": {
      const picked = pointer.places.map((place) => atHand.listed.at(place));
      const things = picked.flatMap((one) => (one === undefined || one.gone ? [] : [one.thing]));
      if (things.length === picked.length) return things;
      clause.note(
        refuse(
          picked.some((one) => one?.gone === true)
            ? "That one is no longer there."
            : `I only see ${atHand.listed.length} there.`,
        ),
      );
      return [];
    }
    case "one with":
      return withWords(pointer.words, living, clause);
    default:
      return pointer satisfies never;
  }
}

/** A day that was only looked at does not take "it" away from what was made just before. */
function meantByIt({ meant, exchange }: AtHand, clause: Clause): readonly Referent[] {
  const [step] = exchange.plan.steps;
  const isListing = step?.tool === "calendar_list_events" && step.args["query"] === undefined;
  const before = clause.conversation.slice(0, clause.conversation.indexOf(exchange));
  if (!isListing || meant.length !== 1 || before.length === 0) return meant;
  const older = thingsAtHand(before, ["event"]);
  const made = older?.meant.filter(({ effect }) => effect === "write") ?? [];
  return [...meant, ...made.filter(({ id }) => meant.every((thing) => thing.id !== id))];
}

/** "The one with Dana", "the 3pm one": those that the words fit. */
function withWords(words: string, living: readonly Referent[], clause: Clause): Referent[] {
  const time = clause.time(words) ?? clause.time(`at ${words}`);
  if (time?.time !== undefined) {
    return living.filter(({ start = "" }) => start.slice(11, 16) === time.time);
  }
  const wanted = (
    clause.prepared
      .restore(words)
      .toLowerCase()
      .match(/[\p{L}\d]+/gu) ?? []
  ).filter((word) => !/^(?:the|a|an|my|about)$/u.test(word));
  return living.filter(({ label, people }) => {
    const has = new Set(`${label} ${people.join(" ")}`.toLowerCase().match(/[\p{L}\d]+/gu));
    return wanted.length > 0 && wanted.every((word) => has.has(word));
  });
}

/** The one the user has chosen of several; where they were not asked yet, the question is noted. */
function oneOf(things: readonly Referent[], text: string, clause: Clause): Referent | undefined {
  const answer = clause.chosen("which");
  const chosen = things.find(({ id }) => id === answer);
  if (chosen !== undefined) return chosen;
  const pointer = answer === undefined ? undefined : readPointer(answer);
  if (pointer?.points === "places") {
    const [place = 0, ...others] = pointer.places;
    if (others.length === 0) return things.at(place);
  }
  const words = clause.prepared.restore(text);
  const question = clause.ask("which", `Which one do you mean by “${words}”?`);
  if (question.kind !== "clarify" || things.length > 10) {
    clause.note(refuse(`“${words}” could be any of ${things.length}. Please say which.`));
    return undefined;
  }
  const options = things.map((thing) => ({ value: thing.id, label: labelOf(thing, clause) }));
  clause.note({ ...question, clarify: { ...question.clarify, options } });
  return undefined;
}

function labelOf({ type, label, start, end }: Referent, { timezone }: Clause): string {
  return type === "event" && start !== undefined && end !== undefined
    ? `${label}, ${showWhen(start, end, timezone)}`
    : label;
}

/** "Reply to her": the message at hand; where there is none, the newest from the person meant. */
export function theirMessage(text: string, clause: Clause): Json | undefined {
  if (!/^(?:him|her|them)$/iu.test(text.trim())) return undefined;
  const messages = thingsAtHand(clause.conversation, ["message"])?.meant ?? [];
  const thing = messages.length > 1 ? oneOf(messages, text, clause) : messages[0];
  if (messages.length > 0) return thing && mentionOf(thing, text, clause);
  const [person, ...others] = clause.antecedent();
  const { data } = EntityMention.safeParse(person);
  const from = typeof person === "string" ? person : (data?.id ?? data?.$entity);
  return from === undefined || others.length > 0
    ? undefined
    : { $entity: "email", type: "message", from };
}

/** The event at hand as something to write to people about; undefined where it is not exactly one. */
export function eventAtHand(clause: Clause): Omit<PlannedEvent, "step"> | undefined {
  const thing = pointAt("it", "event", clause);
  if (thing?.start === undefined || thing.end === undefined) return undefined;
  const { label: summary, start, end, location } = thing;
  return { summary, when: showWhen(start, end, clause.timezone), location };
}
