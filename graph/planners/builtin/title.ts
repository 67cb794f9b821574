import type { Clause } from "./clause.ts";
import { CONDITION, LEFTOVER_TIME } from "./lexicon.ts";
import { beginsCommandInside } from "./clauses.ts";
import { STAND_IN } from "./follow-ups/stand-in.ts";
import { isQuotation } from "./prepared-text.ts";

const LONGEST_TITLE = 150;
const EDGES = /^(?:(?:a|an|the|my|our|another|some|new)\s+)+|^(?:on|at|for|in|to|and|by|of)\s+/iu;
const ARTICLE = /^(?:a|an|the|my|our|another|some|new)$/iu;
const DANGLING = /[\s,.:;!?-]+$|\s+(?:on|at|for|in|to|and|by|of|from|as|due|the|a)$/iu;
/** Words that point at something said before, whatever stands beside them. */
const POINTING =
  /\b(?:first|second|third|fourth|fifth|last|other|same) ones?\b|^(?:both|all) of (?:them|those|these)\b/iu;
/** Said by somebody who takes back what stood before. */
const RETRACTION =
  /\b(?:actually|never ?mind|nvm|jk|no wait|scratch that|on second thoughts?|forget it)\b/iu;
/** How something is to be done: no part of its name. */
const MEANS = /\bby \p{L}+ing\b/iu;
const NOTHING = /^(?:it|that|this|them|him|her|these|those|something|thing|one|me|us|stuff)$/iu;

/** What was taken as the name of a thing, without the small words around it; undefined where nothing nameable is left. */
export function readWords(text: string): string | undefined {
  const words = trimEdges(text);
  if (words === "" || NOTHING.test(words) || words.length > LONGEST_TITLE) return undefined;
  if (words.includes(STAND_IN) || POINTING.test(words)) return undefined;
  if (!isQuotation(words) && (CONDITION.test(words) || LEFTOVER_TIME.test(words))) return undefined;
  if (!isQuotation(words) && (MEANS.test(words) || RETRACTION.test(words))) return undefined;
  if (/[.!?;]\s/u.test(words) || beginsCommandInside(words)) return undefined;
  return /[\p{L}\p{N}\uE000-\uF8FF]/u.test(words) ? words : undefined;
}

/** A title as it should be read on a calendar or a list: the user's words, first letter upper. */
export function readTitle(text: string, clause: Clause): string | undefined {
  const words = readWords(text);
  if (words === undefined) return undefined;
  const title = clause.prepared.restore(words);
  if (title === "") return undefined;
  return isQuotation(words) ? title : upperFirst(title);
}

export function upperFirst(text: string): string {
  const [first = ""] = text;
  return /^\S+@\S+$/u.test(text) ? text : first.toUpperCase() + text.slice(first.length);
}

/** Names are written with capitals even where the user did not bother. */
export function capitalizeName(name: string): string {
  if (name.includes("@") || name !== name.toLowerCase()) return name;
  return name.replace(/(?<=^|[\s-])\p{Ll}/gu, (letter) => letter.toUpperCase());
}

/** Articles, possessives and prepositions at either end are not part of a name. */
export function trimEdges(text: string): string {
  let words = text.trim();
  for (;;) {
    const trimmed = words
      .replace(EDGES, "")
      .replace(DANGLING, "")
      .replace(/^[\s,.:;!?-]+/u, "")
      .trim();
    if (ARTICLE.test(trimmed)) return "";
    if (trimmed === words) return words;
    words = trimmed;
  }
}
