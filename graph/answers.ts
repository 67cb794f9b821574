import type { EntityOption } from "../src/domain/entity.ts";
import { isGroup, isPhoneNumber } from "../src/domain/people-words.ts";
import { Settlement } from "../src/domain/intervention.ts";
import type { InterventionAnswer, Question } from "../src/domain/intervention.ts";
import type { Json } from "../src/domain/plan.ts";
import { addressesFor, isListOfPeople, namesIn } from "./people-answers.ts";
import type { FoundAddress } from "./people-answers.ts";
import { withoutMarks } from "./planners/builtin/follow-ups/edit.ts";
import { correctionIn } from "./planners/builtin/follow-ups/plan-revision.ts";

/** What an answer says, once read against its question. */
export type Reading =
  | Settlement
  /** Exactly this person or thing. */
  | { readonly kind: "entity"; readonly option: EntityOption }
  /** The addresses of some or all of the people who were asked about together. */
  | { readonly kind: "addresses"; readonly found: readonly FoundAddress[] }
  /** Who is in the group that was asked about: names and addresses, still to be looked up. */
  | { readonly kind: "members"; readonly names: readonly string[] }
  /** Words for the planner. */
  | { readonly kind: "text"; readonly text: string }
  /** A correction of the command: the plan is made anew. */
  | { readonly kind: "revision"; readonly text: string }
  /** Other words for the same person or thing, still to be looked up. */
  | { readonly kind: "other_words"; readonly words: string };

/**
 * Reads an answer in any natural form: an address, an option's value, label or 1-based number, a yes or no, plain
 * words, or an object of the question's schema (`{ "value": ... }`).
 */
export function readAnswer(question: Question, answer: InterventionAnswer): Reading {
  const settlement = Settlement.safeParse(answer);
  if (settlement.success) return settlement.data;
  const text = toText(answer);
  if (question.kind === "authorize")
    return isRevision(question, text) ? { kind: "revision", text } : { kind: "connected" };
  if (isRefusal(text)) return { kind: "cancelled" };
  const said = withoutMarks(text).core;
  const option =
    chosenOption(question.options ?? [], text) ?? chosenOption(question.options ?? [], said);
  if (option === undefined && isRevision(question, text)) return { kind: "revision", text };
  if (question.kind === "clarify") return { kind: "text", text: option?.value ?? text };
  if (option !== undefined) return { kind: "entity", option };
  if (question.mentions !== undefined) {
    const found = addressesFor(question.mentions, answer, text);
    return found.length > 0 ? { kind: "addresses", found } : { kind: "other_words", words: text };
  }
  if (asksForMembers(question)) {
    const names = namesIn(said);
    return names.length > 0 ? { kind: "members", names } : { kind: "other_words", words: text };
  }
  const address = question.mention?.type === "person" ? addressIn(text) : undefined;
  if (address !== undefined) {
    const name = question.mention?.$entity ?? "";
    return { kind: "entity", option: { value: address, label: `${name} <${address}>` } };
  }
  return { kind: "other_words", words: said };
}

/** Whether a text with nothing that marks it as an answer is to be taken as one all the same. */
export function readsAsAnswer(question: Question, text: string): boolean {
  if (isRefusal(text) || isRevision(question, text)) return true;
  const option = chosenOption(question.options ?? [], text);
  if (option !== undefined) return true;
  const words = text.trim().split(/\s+/u).length;
  switch (question.kind) {
    case "authorize":
      return /^(?:done|connected|ok(?:ay)?|ready|yes)[.! ]*$/iu.test(text.trim());
    case "resolve_entity":
    case "choose_entity":
      if (asksForMembers(question))
        return !COMMAND_OPENING.test(text.trim()) && isListOfPeople(text);
      if (isPhoneNumber(text) && question.kind === "resolve_entity") return true;
      if (question.mentions !== undefined)
        return addressesFor(question.mentions, text, text).length > 0 && words <= MOST_WORDS;
      return question.mention?.type === "person" && addressIn(text) !== undefined && words <= 8;
    case "clarify":
      return !COMMAND_OPENING.test(text.trim());
    case "approve":
      return /^(?:yes|no|ok(?:ay)?)\b/iu.test(text.trim());
    default:
      return false;
  }
}

function asksForPeople({ mention, mentions }: Question): boolean {
  return mention?.type === "person" || mentions !== undefined;
}

function asksForMembers({ kind, mention }: Question): boolean {
  return kind === "resolve_entity" && mention !== undefined && isGroup(mention.$entity);
}

/** Words that say of themselves that they change what was asked for, whatever follows. */
const MARKED =
  /^(?:no[,.]?\s+)?(?:actually|instead|rather|i meant?|wait|make (?:it|that)|change (?:it|that)|and (?:also )?(?:invite|add|cc|bcc))\b/iu;
/** Changes that are no answer to any question, however they are said. */
const NEVER_ANSWERS: readonly string[] = ["cc", "bcc", "without", "title", "place"];

/** Whether a text corrects the command that a question is about, instead of answering the question. */
export function isRevision(question: Question, text: string): boolean {
  const correction = correctionIn(text);
  const changes = correction?.edits.map((edit) => edit.changes) ?? [];
  const { core } = withoutMarks(text);
  if (question.verbatim === true) return changes.some((what) => NEVER_ANSWERS.includes(what));
  if (correction === undefined) return isMarked(question, text, core);
  if (addressIn(core) !== undefined && changes.every((what) => what === "people" || what === "to"))
    return !asksForPeople(question);
  if (correction.marked || correction.ofIt) return true;
  if (changes.some((what) => NEVER_ANSWERS.includes(what))) return true;
  if (changes.includes("guests"))
    return /^(?:and\b|also\b|plus\b|invite\b|add\b)/iu.test(text.trim());
  const isTime = !isBareAnswer(text) && changes.every((what) => what === "time" || what === "day");
  return isTime && (asksForPeople(question) || question.kind === "authorize");
}

/** A correction in words of which only the planner may make sense; "actually Sam Ortiz" is another name. */
function isMarked({ mention, mentions }: Question, text: string, core: string): boolean {
  if (!MARKED.test(text.trim())) return false;
  const isName = /^[\p{L}\p{M}'.-]+(?: [\p{L}\p{M}'.-]+){0,3}$/u.test(core);
  return (mention ?? mentions) === undefined || (addressIn(core) === undefined && !isName);
}

/** A text that can only be an answer: an address, a number, a yes or a no, and nothing else. */
export function isBareAnswer(text: string): boolean {
  const said = text.trim().replace(/[.!]+$/u, "");
  return /^(?:#?\d{1,2}|yes|yep|no|nope|ok(?:ay)?)$/iu.test(said) || addressIn(said) === said;
}

/** Words that begin a new command rather than fill in what is missing in the last one. */
const COMMAND_OPENING =
  /^(?:(?:please|pls|can you|could you)\s+)?(?:schedule|book|set up|create|add|move|reschedule|cancel|delete|remove|send|email|e-mail|mail|reply|forward|read|show|list|find|search|what|what's|whats|when|who|where|is|are|am|do|does|invite|complete|mark|archive|draft|summari[sz]e|help)\b/iu;

const REFUSAL =
  /^(?:no|nope|(?:no,? )?(?:cancel|delete|scrap)(?: (?:it|that))?|(?:actually,? )?never ?mind|forget (?:it|that)|stop|drop it|leave it)[.! ]*$/iu;

function isRefusal(text: string): boolean {
  return REFUSAL.test(text.trim());
}

/** More words than this are not an answer that gives addresses. */
const MOST_WORDS = 40;

/** `[^@\s]` on both sides, and a dot in the host: the strict check is the tool's. */
const ADDRESS = /[^\s@<>(),;:"']+@[^\s@<>(),;:"']+\.[\p{L}\d-]{2,}/u;

function addressIn(text: string): string | undefined {
  return ADDRESS.exec(text)?.[0];
}

const ORDINALS = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];

function chosenOption(options: readonly EntityOption[], text: string): EntityOption | undefined {
  const said = fold(text);
  if (said === "") return undefined;
  const exact = options.find(({ value, label }) => fold(value) === said || fold(label) === said);
  if (exact !== undefined) return exact;
  const number = /^#?(\d{1,2})[.)]?$/u.exec(said)?.[1];
  if (number !== undefined) return options[Number(number) - 1];
  const ordinal = /^(?:the )?(\w+)(?: one)?$/u.exec(said)?.[1];
  if (ordinal !== undefined && ORDINALS.includes(ordinal))
    return options[ORDINALS.indexOf(ordinal)];
  if (ordinal === "last") return options.at(-1);
  const containing = options.filter(({ label }) => wordsOf(label).isSupersetOf(wordsOf(text)));
  return containing.length === 1 ? containing[0] : undefined;
}

function wordsOf(text: string): Set<string> {
  return new Set(fold(text).match(/[\p{L}\d]+/gu));
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function toText(answer: Json): string {
  if (typeof answer === "string") return answer;
  if (Array.isArray(answer)) return answer.map(toText).join(", ");
  if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) {
    const { value, text, email } = answer;
    const own = value ?? text ?? email;
    if (own !== undefined && own !== answer) return toText(own);
  }
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  return typeof answer === "number" ? String(answer) : JSON.stringify(answer);
}
