import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { mentionOf, pointAt } from "../follow-ups/point.ts";
import { MAIL, MAILS } from "../lexicon.ts";
import { compilePattern, readMatch, tokenize } from "../pattern.ts";
import type { Pattern, Slots } from "../pattern.ts";
import { readName } from "../people.ts";
import { addDays, withoutTime } from "../times.ts";
import { readWords, trimEdges } from "../title.ts";
import { readOperators } from "./search-operators.ts";

/** Which of several, by their age. */
export const AGE = "(last|latest|newest|most recent|recent|new)";
/** What comes before the subject of a message. */
export const ABOUT = "(about|regarding|on|re|with the subject|with subject|titled|called)";
const THREAD = "(thread|conversation|email thread|email conversation|email chain)";
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
].map(compilePattern);
const IS_AGE = new RegExp(`^${AGE}$`, "iu");

/** One message named by the user's words: "Dana's last email about the offsite". */
export function readMessageMention(text: string, clause: Clause): Json | undefined {
  const pointed = pointAt(text, "message", clause);
  if (pointed !== undefined) return pointed === null ? undefined : mentionOf(pointed, text, clause);
  return readFit(ONE, text, ({ age, from, topic }) => {
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

/** A name, or somebody by what they are: "the landlord". */
function readSender(words: string, clause: Clause): string | undefined {
  return readName(words.replace(/^the\s+(?=\p{Ll}+$)/iu, ""), clause);
}

const MANY = [
  "[<which>]",
  `[<which>] ${MAILS}`,
  `[<which>] ${MAILS} ${ABOUT} <topic>`,
  `[<which>] ${MAILS} from <from>`,
  `[<which>] ${MAILS} from <from> ${ABOUT} <topic>`,
  `[<which>] ${MAILS} ${ABOUT} <topic> from <from>`,
  `[<which>] ${MAILS} (to|i sent to) <to>`,
  `[<which>] (inbox|mailbox)`,
  "everything from <from>",
  `[<which>] <from> 's ${MAILS}`,
].map(compilePattern);
const WHICH = /^(?:(?:all|any|my|the|of|new|unread|recent|latest|last|some|every)\s*)+$/iu;

/** Which messages are meant, as arguments of a search: "unread mail from Dana yesterday". */
export function readMailSearch(text: string, clause: Clause): Record<string, Json> | undefined {
  const { rest: said, operators } = readOperators(text, clause);
  const time = clause.time(said, "past");
  if (time?.fault !== undefined || time?.recurrence !== undefined || time?.time !== undefined)
    return undefined;
  const rest = withoutTime(said, time)
    .replace(/\s+(?:from|in|on|since)$/iu, "")
    .replace(/\s+(?:in|from) my (?:inbox|mail|email)$/iu, "");
  if (!/\b(?:emails?|mails?|messages?|inbox|mailbox|everything)\b/iu.test(rest)) return undefined;
  return readFit(MANY, rest, ({ which = "", from, to, topic }) => {
    if (which !== "" && !WHICH.test(which)) return undefined;
    const people = [from, to].map((words) => (words === undefined ? "" : readName(words, clause)));
    const words = topic === undefined ? "" : topicWords(topic);
    const [sender, recipient] = people;
    if (sender === undefined || recipient === undefined || words === undefined) return undefined;
    const query = [...operators, ...(words === "" ? [] : [clause.prepared.restore(words)])];
    return {
      ...(query.length > 0 && { query: query.join(" ") }),
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

/** What mail is about, without the small words a search would look for in vain. */
export function topicWords(topic: string): string | undefined {
  const words = readWords(trimEdges(topic));
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
