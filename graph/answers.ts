import type { EntityOption } from "../src/domain/entity.ts";
import { isGroup, isPhoneNumber } from "../src/domain/people-words.ts";
import { Settlement } from "../src/domain/intervention.ts";
import type { InterventionAnswer, Question } from "../src/domain/intervention.ts";
import type { Json } from "../src/domain/plan.ts";
import { readApproval, readsAsApproval } from "./approval-answers.ts";
import { fromInbox } from "./inbox-shapes.ts";
import { chooseOption } from "./option-choice.ts";
import type { Choice } from "./option-choice.ts";
import { addressesFor, addressesGiven, isListOfPeople, namesIn } from "./people-answers.ts";
import type { FoundAddress } from "./people-answers.ts";
import { withoutMarks } from "./planners/builtin/follow-ups/edit.ts";
import { correctionIn } from "./planners/builtin/follow-ups/plan-revision.ts";

/** What an answer says, once read against its question. */
export type Reading =
  | Settlement
  /** Exactly this person or thing; `also` is a correction of the command that was said beside it. */
  | { readonly kind: "entity"; readonly option: EntityOption; readonly also?: string }
  /** It speaks of the options, or of addresses, but settles on none: the question stays open, and why is said. */
  | { readonly kind: "unsettled"; readonly why: Unsettled }
  /** The addresses of some or all of the people who were asked about together. */
  | { readonly kind: "addresses"; readonly found: readonly FoundAddress[] }
  /** Who is in the group that was asked about: names and addresses, still to be looked up. */
  | { readonly kind: "members"; readonly names: readonly string[] }
  /** Whether an account is to be used that may be somebody else's; undefined where that was not said. */
  | { readonly kind: "use_account"; readonly allowed: boolean | undefined }
  /** Words for the planner. */
  | { readonly kind: "text"; readonly text: string }
  /** A correction of the command: the plan is made anew. */
  | { readonly kind: "revision"; readonly text: string }
  /** A yes to what was shown. */
  | { readonly kind: "approved"; readonly always?: boolean }
  /** Other words for the same person or thing, still to be looked up. */
  | { readonly kind: "other_words"; readonly words: string }
  /** What tells the person or thing that was asked about from others of its name: "from Acme", "private". */
  | { readonly kind: "told_apart"; readonly words: string; readonly by: string };

/** Why an answer settles on nobody and nothing. */
export type Unsettled =
  | Exclude<Choice, { kind: "one" }>
  | { readonly kind: "several_addresses"; readonly addresses: readonly string[] };

/**
 * Reads an answer in any natural form: an address, an option's value, label or 1-based number, a yes or no, plain
 * words, or an object of the question's schema (`{ "value": ... }`).
 */
export function readAnswer(question: Question, given: InterventionAnswer): Reading {
  const answer = question.kind === "approve" ? given : fromInbox(given);
  const settlement = Settlement.safeParse(answer);
  if (settlement.success) return settlement.data;
  if (question.kind === "approve") return readApproval(answer, question.options);
  const text = toText(answer);
  if (question.kind === "authorize")
    return isRevision(question, text) ? { kind: "revision", text } : { kind: "connected" };
  if (question.account !== undefined) return { kind: "use_account", allowed: readYesOrNo(text) };
  if (isRefusal(text)) return { kind: "cancelled" };
  const said = withoutMarks(text).core;
  const choice = choiceIn(question, text);
  if (choice?.kind !== "one" && isRevision(question, text)) return { kind: "revision", text };
  if (question.kind === "clarify")
    return { kind: "text", text: choice?.kind === "one" ? choice.option.value : text };
  if (choice?.kind === "one") return { kind: "entity", option: choice.option };
  if (choice !== undefined) return { kind: "unsettled", why: choice };
  if (question.mentions !== undefined) {
    const found = addressesFor(question.mentions, answer, text);
    return found.length > 0 ? { kind: "addresses", found } : { kind: "other_words", words: text };
  }
  if (asksForMembers(question)) {
    const names = namesIn(said);
    return names.length > 0 ? { kind: "members", names } : { kind: "other_words", words: text };
  }
  const address = question.mention?.type === "person" ? addressesGiven(text)[0] : undefined;
  if (address !== undefined) {
    const also = correctionBeside(question, address, text);
    const addresses = addressesGiven(also === undefined ? text : text.replace(also, ""));
    if (addresses.length > 1)
      return { kind: "unsettled", why: { kind: "several_addresses", addresses } };
    const label = `${question.mention?.$entity ?? ""} <${address}>`;
    return { kind: "entity", option: { value: address, label }, ...(also && { also }) };
  }
  const [, after, before] = POINTED_AT.exec(said) ?? [];
  const by = after ?? before;
  return by === undefined
    ? { kind: "other_words", words: said }
    : { kind: "told_apart", words: said, by };
}

/** "The one at Acme", "it's the private one". */
const POINTED_AT =
  /^(?:(?:it['’]?s|it is|that['’]?s|that is) )?the (?:(?:other )?one (.+)|(?!one\b)(.+?) one)$/iu;

/** A plain yes or no, or its number, and nothing that could be meant otherwise. */
function readYesOrNo(text: string): boolean | undefined {
  const said = text.trim().replace(/[.!]+$/u, "");
  if (isRefusal(text) || /^#?2$/u.test(said)) return false;
  return /^(?:#?1|(?:yes|yep|yeah|y|ok(?:ay)?|sure)(?:,? (?:please|use it|go ahead))?)$/iu.test(
    said,
  )
    ? true
    : undefined;
}

/** Whether a text with nothing that marks it as an answer is to be taken as one all the same. */
export function readsAsAnswer(question: Question, text: string): boolean {
  if (isRefusal(text) || isRevision(question, text)) return true;
  const choice = choiceIn(question, text);
  if (choice?.kind === "one") return true;
  const words = text.trim().split(/\s+/u).length;
  const isCommand = opensCommand(text);
  switch (question.kind) {
    case "authorize":
      return /^(?:done|connected|ok(?:ay)?|ready|yes)[.! ]*$/iu.test(text.trim());
    case "resolve_entity":
    case "choose_entity":
      if (isCommand) return false;
      if (choice !== undefined) return true;
      if (asksForMembers(question)) return isListOfPeople(text);
      if (isPhoneNumber(text) && question.kind === "resolve_entity") return true;
      if (question.mentions !== undefined)
        return addressesFor(question.mentions, text, text).length > 0 && words <= MOST_WORDS;
      return (
        POINTED_AT.test(withoutMarks(text).core) ||
        namesAnother(question, text) ||
        (question.mention?.type === "person" && hasAddress(text) && words <= 8)
      );
    case "clarify":
      return !isCommand;
    case "approve":
      return readsAsApproval(text);
    default:
      return false;
  }
}

function choiceIn({ options = [] }: Question, text: string): Choice | undefined {
  return chooseOption(options, text) ?? chooseOption(options, withoutMarks(text).core);
}

/** A correction that stands before or after the address of an answer: "eden@example.com, but make it 4pm". */
function correctionBeside(question: Question, address: string, text: string): string | undefined {
  const at = text.indexOf(address);
  const beside = [text.slice(0, at), text.slice(at + address.length)].map((part) =>
    part.replace(/^[\s,.;:)>]+|[\s,.;:(<]+$/gu, ""),
  );
  return beside.find((part) => {
    const changes = correctionIn(part)?.edits.map((edit) => edit.changes) ?? [];
    // "at Acme" says where somebody works.
    return changes.length > 0 && !changes.includes("place") && isRevision(question, part);
  });
}

/** A name beside the one that was asked about: "Dana Rivera" where it was "Dana". */
function namesAnother({ mention }: Question, text: string): boolean {
  if (mention?.type !== "person" && mention?.type !== "contact") return false;
  const { core } = withoutMarks(text);
  const asked = new Set(mention.$entity.toLowerCase().split(/\s+/u));
  return (
    isListOfPeople(core) &&
    core
      .toLowerCase()
      .split(/\s+/u)
      .some((word) => asked.has(word))
  );
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
  if (hasAddress(core) && changes.every((what) => what === "people" || what === "to"))
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
  return (mention ?? mentions) === undefined || (!hasAddress(core) && !isName);
}

/** A text that can only be an answer: an address, a number, a yes or a no, and nothing else. */
export function isBareAnswer(text: string): boolean {
  const said = text.trim().replace(/[.!]+$/u, "");
  return (
    /^(?:#?\d{1,2}|yes|yep|no|nope|ok(?:ay)?)$/iu.test(said) || addressesGiven(said)[0] === said
  );
}

/** Words that begin a new command rather than fill in what is missing in the last one. */
const COMMAND_OPENING =
  /^(?:(?:please|pls|can you|could you)\s+)?(?:schedule|book|set up|create|add|move|reschedule|cancel|delete|remove|send|email|e-mail|mail|reply|forward|read|show|list|find|search|what|what's|whats|when|who|where|is|are|am|do|does|invite|complete|mark|archive|draft|summari[sz]e|help|(?:remind|text) me)\b/iu;

/** Those words where they begin an answer: "email is ...", "send it to ...". */
const ANSWER_OPENING =
  /^(?:e-?mail|mail)(?: address)?(?: is\b|'s\b|\s*[:=])|^(?:send|e-?mail|mail|forward) (?:it|that|this) to\b/iu;

function opensCommand(text: string): boolean {
  const said = text.trim();
  return COMMAND_OPENING.test(said) && !ANSWER_OPENING.test(said);
}

const REFUSAL =
  /^(?:no|nope|(?:no,? )?(?:cancel|delete|scrap)(?: (?:it|that))?|(?:actually,? )?never ?mind|forget (?:it|that)|stop|drop it|leave it)[.! ]*$/iu;

function isRefusal(text: string): boolean {
  return REFUSAL.test(text.trim());
}

/** More words than this are not an answer that gives addresses. */
const MOST_WORDS = 40;

function hasAddress(text: string): boolean {
  return addressesGiven(text).length > 0;
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
