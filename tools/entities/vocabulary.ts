import { doubleMetaphone } from "double-metaphone";

import { nicknamesOf } from "./nicknames.ts";
import { wordSimilarity } from "./name-similarity.ts";

/** The distinct words of a list of names. */
export interface Vocabulary {
  /** How near each word is that is near at all to what was said; both folded. */
  near(said: string): ReadonlyMap<string, number>;
}

/** Shorter words have no misspellings: `NEARNESS` of name-similarity.ts asks for four letters. */
const SHORTEST_TYPO = 4;
const SHORTEST_FAR_TYPO = 8;
const LONGEST_WORD = 40;

/**
 * Makes words findable by everything that `wordSimilarity` allows for, so that it is asked of a few dozen words instead
 * of all: by how they begin, by how they sound, and by themselves less any one letter.
 */
export function createVocabulary(all: Iterable<string>): Vocabulary {
  const words = [...new Set(all)].toSorted();
  const known = new Set(words);
  const byLessOne = new Map<string, string[]>();
  const bySound = new Map<string, string[]>();
  const longByInitial = new Map<string, string[]>();
  for (const word of words) {
    if (word.length >= SHORTEST_TYPO) {
      for (const less of lessOneLetter(word)) push(byLessOne, less, word);
    }
    if (word.length >= SHORTEST_FAR_TYPO) push(longByInitial, word.charAt(0), word);
    for (const code of soundsOf(word)) push(bySound, code, word);
  }

  function* candidates(said: string): Generator<string> {
    yield* beginningWith(said, words);
    if (known.has(said.charAt(0))) yield said.charAt(0);
    if (said.length === 1) return;
    for (const other of nicknamesOf(said)) if (known.has(other)) yield other;
    for (const code of soundsOf(said)) yield* bySound.get(code) ?? [];
    if (said.length < SHORTEST_TYPO) return;
    for (const less of lessOneLetter(said)) yield* byLessOne.get(less) ?? [];
    if (said.length >= SHORTEST_FAR_TYPO) yield* longByInitial.get(said.charAt(0)) ?? [];
  }

  return {
    near(said) {
      const near = new Map<string, number>();
      for (const word of new Set(candidates(said.slice(0, LONGEST_WORD)))) {
        const fit = wordSimilarity(said, word);
        if (fit > 0) near.set(word, fit);
      }
      return near;
    },
  };
}

/** The word itself, and what is left of it without any one of its letters. */
function* lessOneLetter(word: string): Generator<string> {
  yield word;
  const length = Math.min(word.length, LONGEST_WORD);
  for (let i = 0; i < length; i++) yield word.slice(0, i) + word.slice(i + 1);
}

function soundsOf(word: string): Set<string> {
  return new Set(doubleMetaphone(word).filter((code) => code !== ""));
}

/** Of sorted words those with this beginning. */
function* beginningWith(beginning: string, words: readonly string[]): Generator<string> {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? "") < beginning) low = middle + 1;
    else high = middle;
  }
  for (const word of words.slice(low)) {
    if (!word.startsWith(beginning)) return;
    yield word;
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
