import { NEARNESS, wordSimilarity } from "./name-similarity.ts";
import { wordsOf } from "./words.ts";

const FILLERS: ReadonlySet<string> = new Set(
  (
    "a an the my our your his her their this that these those with for to from of on in at by about re and or is " +
    "please it one thing regarding concerning titled called named"
  ).split(" "),
);

/** The words of a mention that say which one is meant: without fillers and without what only names the kind of thing. */
export function tellingWords(text: string, generic: ReadonlySet<string>): string[] {
  return wordsOf(text).filter((word) => !FILLERS.has(word) && !generic.has(word));
}

/** Whether each of the words is in the text, give or take a letter, a nickname or a plural. */
export function fitsAll(words: readonly string[], text: string): boolean {
  const within = wordsOf(text);
  return words.every((word) => within.some((candidate) => isSameWord(word, candidate)));
}

/** Whether these words, fillers aside, are the whole text. */
export function isWhole(words: readonly string[], text: string): boolean {
  const within = tellingWords(text, new Set());
  return words.length === within.length && fitsAll(words, text);
}

function isSameWord(said: string, candidate: string): boolean {
  if (stem(said) === stem(candidate)) return true;
  // Digits are told apart exactly: room 12 is not room 13.
  if (/\d/u.test(said + candidate)) return false;
  return wordSimilarity(said, candidate) >= NEARNESS.typo;
}

function stem(word: string): string {
  return word.length > 3 ? word.replace(/(?:'s|es|s)$/u, "") : word;
}
