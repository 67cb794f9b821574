import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { mentionOf, pointAt } from "../follow-ups/point.ts";
import { MAIL, MAILS } from "../lexicon.ts";
import { compilePattern, readMatch, tokenize } from "../pattern.ts";
import type { Pattern, Slots } from "../pattern.ts";
import { readName } from "../people.ts";
import { addDays, withoutTime } from "../times.ts";
import { readWords, trimEdges } from "../title.ts";
import { toNumber } from "../dates/numbers.ts";
import { readOperators } from "./search-operators.ts";

/** Which of several, by their age. */
export const AGE = "(last|latest|newest|most recent|recent|new)";
/** What comes before the subject of a message. */
export const ABOUT = "(about|regarding|on|re|with the subject|with subject|titled|called)";
const THREAD = "(thread|conversation|email thread|email conversation|email chain)";
/** What is a mail by its name, without the word. */
const MAIL_NOUN =
  "(newsletter|invoice|receipt|digest|confirmation|itinerary|bill|statement|quote|proposal|invitation email|order confirmation|flight confirmation|booking confirmation|reminder email|notification)";
const ONE = [
  `[the|my|that] [<age>] ${THREAD} (with|from|by) <from> ${ABOUT} <topic>`,
  `[the|my|that] [<age>] ${THREAD} ${ABOUT} <topic> (with|from|by) <from>`,
  `[the|my|that] [<age>] ${THREAD} (with|from|by) <from>`,
  `[the|my|that] [<age>] ${THREAD} ${ABOUT} <topic>`,
  `[the|my|that] <topic> ${THREAD}`,
  `[the|my|that] [<age>] ${MAIL} (from|by) <from> ${ABOUT} <topic>`,
  `[the|my|that] [<age>] ${MAIL} ${ABOUT} <topic> from <from>`,
  `[the|my|that] [<age>] ${MAIL} (from|by) <from>`,
  `[the|my|that] [<age>] ${MAIL} ${ABOUT} <topic>`,
  `<from> 's [<age>] ${MAIL} ${ABOUT} <topic>`,
  `<from> 's [<age>] ${MAIL}`,
  `[the|my|that] <age> ${MAIL}`,
  `[the|my|that] <topic> ${MAIL}`,
  `[the|my|that] <topic> ${MAIL} from <from>`,
  `<owner> ${AGE} ${MAIL}`,
  `[the|my] <age> [one|thing|message] from <from>`,
].map(compilePattern);
/** The same of a mail that is named by what it is: "the invoice from Northwind". */
const BY_NOUN = [
  `[the|my|that] [<age>] <topic> from <from>`,
  `<from> 's [<age>] <topic>`,
  `[the|my|that] <topic>`,
].map(compilePattern);
const IS_NOUN = new RegExp(`(?:^|\\s)${MAIL_NOUN}$`, "iu");
const IS_AGE = new RegExp(`^${AGE}$`, "iu");

/** One message named by the user's words: "Dana's last email about the offsite". */
export function readMessageMention(text: string, clause: Clause): Json | undefined {
  const pointed = pointAt(text, "message", clause);
  if (pointed !== undefined) return pointed === null ? undefined : mentionOf(pointed, text, clause);
  return readFit(ONE, text, ({ age, from: whose, topic, owner }) => {
    const from = owner === undefined ? whose : ownerOf(owner);
    if (owner !== undefined && from === undefined) return undefined;
    if (age !== undefined && !IS_AGE.test(age)) return undefined;
    const sender = from === undefined ? undefined : readSender(from, clause);
    if (from !== undefined && sender === undefined) return undefined;
    const words = topic === undefined ? undefined : topicWords(topic);
    if (topic !== undefined && words === undefined) return undefined;
    const said = words ?? `${age === undefined ? "" : `${age.toLowerCase()} `}email`;
    return {
      $entity: clause.prepared.restore(said),
      type: "message",
      ...(sender !== undefined && { from: sender }),
    };
  });
}

/** A mail named by what it is, with no word for mail in it: "the Acme newsletter". */
export function readMailByNoun(text: string, clause: Clause): Json | undefined {
  return readFit(BY_NOUN, text, ({ age, from, topic = "" }) => {
    if (age !== undefined && !IS_AGE.test(age)) return undefined;
    const sender = from === undefined ? undefined : readSender(from, clause);
    const words = IS_NOUN.test(topic) ? topicWords(topic) : undefined;
    if (words === undefined || (from !== undefined && sender === undefined)) return undefined;
    return {
      $entity: clause.prepared.restore(words),
      type: "message",
      ...(sender !== undefined && { from: sender }),
    };
  });
}

/** "danas last email": the apostrophe is left out more often than not. */
function ownerOf(words: string): string | undefined {
  if (!/^\p{Ll}{3,}s$/u.test(words)) return undefined;
  return /(?:[ius]s|james|charles|thomas|nicholas|lucas|jonas|elias|agnes|jules)$/u.test(words)
    ? words
    : words.slice(0, -1);
}

/** A name, or somebody by what they are: "the landlord". */
function readSender(words: string, clause: Clause): string | undefined {
  return readName(words.replace(/^the\s+(?=\p{Ll}+$)/iu, ""), clause);
}

const MAIL_NOUNS = "(newsletters|invoices|receipts|digests|notifications|confirmations|promotions)";
const IS_NOUNS = new RegExp(`\\b${MAIL_NOUNS}\\b`, "iu");
const MANY = [
  "[<which>]",
  `[<which>] ${MAILS}`,
  `[<which>] ${MAILS} ${ABOUT} <topic>`,
  `[<which>] ${MAILS} from <from>`,
  `[<which>] ${MAILS} from <from> ${ABOUT} <topic>`,
  `[<which>] ${MAILS} ${ABOUT} <topic> from <from>`,
  `[<which>] ${MAILS} (to|i sent to) <to>`,
  `[<which>] (inbox|mailbox)`,
  "(everything|anything) from <from>",
  "(everything|anything) from <from> about <topic>",
  `[<which>] ${MAIL_NOUNS}`,
  `[<which>] ${MAIL_NOUNS} from <from>`,
  `[<which>] <from> 's ${MAILS}`,
].map(compilePattern);
/** "my 5 latest emails", "last 3 emails": how many. */
const COUNT =
  /(?<=\b(?:last|latest|newest|most recent|recent)\s)(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s(?=(?:\p{L}+ )?(?:e?mails|messages)\b)|(?:^|\s)(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s(?=(?:last|latest|newest|most recent|recent)\s(?:\p{L}+ )?(?:e?mails|messages)\b)/iu;
const WHICH =
  /^(?:(?:all|any|my|the|of|new|unread|recent|latest|newest|most recent|last|some|every|other|that|those)\s*)+$/iu;

/** Which messages are meant, as arguments of a search: "unread mail from Dana yesterday". */
export function readMailSearch(text: string, clause: Clause): Record<string, Json> | undefined {
  const [counted, before, after] = COUNT.exec(text) ?? [];
  const count = before ?? after;
  const maxResults = count === undefined ? undefined : toNumber(count.toLowerCase());
  const { rest: said, operators } = readOperators(
    counted === undefined ? text : text.replace(counted, " ").trim(),
    clause,
  );
  const time = clause.time(said, "past");
  if (time?.fault !== undefined || time?.recurrence !== undefined || time?.time !== undefined)
    return undefined;
  const rest = withoutTime(said, time)
    .replace(/\s+(?:from|in|on|since)$/iu, "")
    .replace(/\s+(?:in|from) my (?:inbox|mail|email)$/iu, "");
  if (
    !/\b(?:emails?|mails?|messages?|inbox|mailbox|everything|anything)\b/iu.test(rest) &&
    !IS_NOUNS.test(rest)
  )
    return undefined;
  return readFit(MANY, rest, ({ which = "", from, to, topic }) => {
    if (which !== "" && !WHICH.test(which)) return undefined;
    if (
      /\bth(?:at|ose)\b/iu.test(which) &&
      from === undefined &&
      to === undefined &&
      topic === undefined
    )
      return undefined;
    const people = [from, to].map((words) => (words === undefined ? "" : readName(words, clause)));
    const words = topic === undefined ? "" : topicWords(topic);
    const [sender, recipient] = people;
    if (sender === undefined || recipient === undefined || words === undefined) return undefined;
    const noun = IS_NOUNS.exec(rest)?.[0];
    if (
      noun !== undefined &&
      topic === undefined &&
      /\b(?:emails?|mails?|messages?)\b/iu.test(rest)
    )
      return undefined;
    const kind = noun !== undefined && words === "" ? noun : words;
    const query = [...operators, ...(kind === "" ? [] : [clause.prepared.restore(kind)])];
    return {
      ...(query.length > 0 && { query: query.join(" ") }),
      ...(maxResults !== undefined && { maxResults }),
      ...(sender !== "" && { from: sender }),
      ...(recipient !== "" && { to: recipient }),
      ...(/\b(?:unread|new)\b/iu.test(which) && { unread: true }),
      ...(time?.date !== undefined && dates(time.date, time.endDate, time.bound)),
    };
  });
}

function dates(
  date: string,
  last: string | undefined,
  bound: "before" | "after" | undefined,
): Record<string, Json> {
  if (bound === "before") return { before: date };
  return bound === "after" ? { after: date } : { after: date, before: addDays(last ?? date, 1) };
}

/** "the weekly digest": how often it comes is part of what it is called. */
const OFTEN = /\b(?:daily|weekly|monthly|quarterly|annual)\s+(?=\p{L})/giu;

/** What mail is about, without the small words a search would look for in vain. */
export function topicWords(topic: string): string | undefined {
  if (/\s(?:last|latest|newest|most recent)$/iu.test(topic)) return undefined;
  const isNamed = readWords(topic.replace(OFTEN, "")) !== undefined;
  const words = isNamed ? trimEdges(topic) : undefined;
  return words === undefined ||
    words.split(" ").length > 8 ||
    /[\uE400-\uE7FF]/u.test(words) ||
    /\b(?:emails?|mails?|messages?|drafts?|from|all)\b/iu.test(words)
    ? undefined
    : words;
}

/** The first thing that `read` makes of a way the words fit one of the patterns. */
export function readFit<Read>(
  patterns: readonly Pattern[],
  text: string,
  read: (slots: Slots) => Read | undefined,
): Read | undefined {
  const words = tokenize(text);
  for (const pattern of patterns) {
    const found = readMatch(pattern, words, read);
    if (found !== undefined) return found;
  }
  return undefined;
}
