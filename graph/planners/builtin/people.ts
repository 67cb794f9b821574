import { EntityMention } from "../../../src/domain/entity.ts";
import { isGroup, isRelation, withoutDeterminer } from "../../../src/domain/people-words.ts";
import type { Json } from "../../../src/domain/plan.ts";
import type { Clause } from "./clause.ts";
import { COMMAND_WORDS, CONDITION, EVENT_WORDS, LEFTOVER_TIME } from "./lexicon.ts";
import { isAddress } from "./prepared-text.ts";
import { refuse } from "./rule.ts";
import { capitalizeName } from "./title.ts";

/** Words that stand where a name could and are none. */
const NO_NAME = new Set(
  `a an the this that these those it its me my mine i you your we us our he she his him her they them their everyone
  everybody anybody anyone someone somebody nobody all each team company group people guys folks client clients customer
  customers staff board office details info report file document invoice budget number calendar list inbox contacts
  about with at in on for to from of and saying that's what who when where how please thanks today here there
  is are was were be will would can could should has have had do does did get got let make
  new old last latest next first early late good bad free busy back up down out over again soon now later
  email emails mail mails message messages note task tasks todo event events everything anything something nothing
  re subject body cc bcc link agenda zoom teams notes description location room attachment file slides deck
  coming invited going attending candidate music parking address phone contact book food milk money dollars
  draft drafts label labels thread conversation trash spam`.split(/\s+/u),
);
const PRONOUN = /^(?:him|her|them|he|she|they|both|both of them)$/iu;
/** "the doctor" is whom one goes to see; "the boss" is somebody to write to. */
const PROFESSION =
  /\b(?:doctor|dentist|therapist|teacher|professor|tutor|lawyer|attorney|accountant)$/iu;
/** "Sam from Acme" */
const FROM_COMPANY = /^(\S+(?: \S+)?) from (\S+(?: \S+)?)$/iu;
const NAME = /^\p{L}[\p{L}\p{M}'.-]*(?: \p{L}[\p{L}\p{M}'.-]*){0,4}$/u;

/**
 * The people a stretch of a command names, each as a mention or a literal address; undefined where any part of it is
 * not a person.
 */
export function readPeople(text: string, clause: Clause): Json[] | undefined {
  const parts = text
    .replace(/[,\s]+$/u, "")
    .split(/\s*,\s*(?:and\s+)?|\s+(?:and|plus|\+)\s+/iu)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const people: Json[] = [];
  for (const part of parts) {
    if (/^(?:me|myself|i)$/iu.test(part) && parts.length > 1) continue;
    if (PRONOUN.test(part)) {
      const meant = whomMeant(part, clause);
      if (meant.length === 0) return undefined;
      people.push(...meant);
      continue;
    }
    const person = readPerson(part, clause);
    if (person === undefined) return undefined;
    people.push(person);
  }
  return people.length === 0 ? undefined : people;
}

/** The people a pronoun stands for; none where there are none, or where it is one of several: the clause then asks. */
function whomMeant(pronoun: string, clause: Clause): readonly Json[] {
  const meant = clause.antecedent();
  if (meant.length === 0) clause.note(refuse(`I don't know whom you mean by “${pronoun}”.`));
  if (meant.length < 2 || !/^(?:him|her|he|she)$/iu.test(pronoun)) return meant;
  const answer = clause.chosen("whom");
  const chosen = meant.filter((person) => wordsFor(person) === answer);
  if (chosen.length === 1) return chosen;
  const question = clause.ask("whom", `Whom do you mean by “${pronoun}”?`);
  const options = meant.map((person) => ({ value: wordsFor(person), label: wordsFor(person) }));
  if (question.kind === "clarify")
    clause.note({ ...question, clarify: { ...question.clarify, options } });
  return [];
}

/** One name or address, or a group. */
function readPerson(text: string, clause: Clause): Json | undefined {
  const group = readGroup(text, clause);
  if (group !== undefined) return { $entity: group };
  const name = readName(text, clause);
  if (name === undefined) return undefined;
  return name.includes("@") ? name : { $entity: name };
}

/** Several people by what they are together, as it was said: "the design team", "my family". */
export function readGroup(text: string, clause: Clause): string | undefined {
  const group = clause.prepared
    .restore(text)
    .replace(/^(?:everyone|everybody|all) (?:in|on|from) /iu, "");
  if (!isGroup(group) || !NAME.test(group) || group.length > 80) return undefined;
  const words = group.split(" ");
  const inner = words.slice(/^(?:my|our|the)$/iu.test(words[0] ?? "") ? 1 : 0, -1);
  const isPlain = inner.every((word) => !NO_NAME.has(word.toLowerCase()));
  if (words.length < 2 || !isPlain || EVENT_WORDS.test(group)) return undefined;
  return LEFTOVER_TIME.test(group) || CONDITION.test(group) ? undefined : group;
}

/** A name as it was said, or an address; undefined where the words are neither. */
export function readName(text: string, clause: Clause): string | undefined {
  if (isAddress(text)) return clause.prepared.restore(text);
  if (/^the\s/iu.test(text) && isRelation(text) && !PROFESSION.test(text))
    return withoutDeterminer(text);
  const [, person, company] = FROM_COMPANY.exec(text) ?? [];
  if (person !== undefined && company !== undefined)
    return readPlainName(person) && readPlainName(company) && text.replace(/^my\s+/iu, "");
  return readPlainName(text);
}

function readPlainName(text: string): string | undefined {
  const name = text.replace(/^my\s+/iu, "").trim();
  if (!NAME.test(name) || /'s?$/iu.test(name) || name.length > 80) return undefined;
  const words = name.split(" ");
  // "Will" is a name where it stands alone or is written as one.
  const isNone = (word: string): boolean =>
    NO_NAME.has(word.toLowerCase().replace(/\.$/u, "")) &&
    !(word === "Will" || (words.length === 1 && word === "will"));
  if (words.some(isNone)) return undefined;
  if (EVENT_WORDS.test(name) || LEFTOVER_TIME.test(name) || CONDITION.test(name)) return undefined;
  if (words.length > 2 && !isCapital(words.at(-1) ?? "")) return undefined;
  if (!words.some(isCapital) && words.some((word) => COMMAND_WORDS.includes(word)))
    return undefined;
  return name;
}

function isCapital(word: string): boolean {
  return !/^\p{Ll}/u.test(word);
}

/** How people are written within a title. */
export function showPeople(people: readonly Json[]): string {
  const names = people.map(wordsFor).map((name) => (isGroup(name) ? name : capitalizeName(name)));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function wordsFor(person: Json): string {
  if (typeof person === "string") return person;
  const mention = EntityMention.safeParse(person);
  return mention.success ? mention.data.$entity : "";
}
