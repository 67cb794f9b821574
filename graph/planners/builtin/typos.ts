import { distance } from "fastest-levenshtein";

import { beginsWithCommand } from "./clauses.ts";

/** Verbs long enough that a slip of the thumb still tells which one was meant. */
const VERBS = [
  "schedule",
  "reschedule",
  "cancel",
  "delete",
  "remove",
  "rename",
  "postpone",
  "invite",
  "accept",
  "decline",
  "email",
  "reply",
  "respond",
  "forward",
  "draft",
  "archive",
  "search",
  "complete",
  "arrange",
  "organize",
];

/** How verbs are cut short on a telephone. */
const SHORT_VERBS: ReadonlyMap<string, string> = new Map([
  ["mv", "move"],
  ["mve", "move"],
  ["moev", "move"],
  ["resched", "reschedule"],
  ["sched", "schedule"],
  ["skd", "schedule"],
  ["cxl", "cancel"],
  ["canc", "cancel"],
  ["del", "delete"],
  ["fw", "forward"],
  ["addd", "add"],
  ["ad", "add"],
]);

const INFLECTION = /(?:ed|s)$/u;

/** The command with its first word spelled as it was meant: "cancle my 3pm", "resched gym". */
export function correctOpening(text: string): string {
  const [first = ""] = /^\p{L}+/u.exec(text) ?? [];
  if (first === "" || beginsWithCommand(text)) return text;
  const word = first.toLowerCase();
  const verb = SHORT_VERBS.get(word) ?? VERBS.find((candidate) => isSlipOf(word, candidate));
  return verb === undefined ? text : verb + text.slice(first.length);
}

/** One letter left out, doubled, or two that changed places; the first letter is hardly ever wrong. */
function isSlipOf(word: string, verb: string): boolean {
  if (word.length < 4 || word[0] !== verb[0] || word === verb) return false;
  // "deleted the standup" tells what somebody did: it asks for nothing.
  if (INFLECTION.test(word)) return false;
  if (word.length !== verb.length) return distance(word, verb) === 1;
  const sorted = (letters: string): string => letters.split("").toSorted().join("");
  return sorted(word) === sorted(verb) && distance(word, verb) === 2;
}
