import { doubleMetaphone } from "double-metaphone";
import { distance } from "fastest-levenshtein";

import { areNicknames, isGivenName } from "./nicknames.ts";

/** How near two words of names are, from 0 to 1. */
export const NEARNESS = {
  same: 1,
  nickname: 0.92,
  typo: 0.85,
  beginning: 0.8,
  sound: 0.78,
  initial: 0.76,
  farTypo: 0.75,
} as const;

const SHORTEST_TYPO = 4;
const SHORTEST_FAR_TYPO = 8;
const SHORTEST_BEGINNING = 3;

/** How well a word that was said fits a word of a name; both folded. 0 where it does not. */
export function wordSimilarity(said: string, name: string): number {
  if (said === name) return NEARNESS.same;
  if (said.length === 1 || name.length === 1) return said[0] === name[0] ? NEARNESS.initial : 0;
  if (areNicknames(said, name)) return NEARNESS.nickname;
  const shorter = Math.min(said.length, name.length);
  if (shorter >= SHORTEST_TYPO) {
    if (distance(said, name) === 1 || areSwapped(said, name)) return NEARNESS.typo;
    if (said.length >= SHORTEST_BEGINNING && name.startsWith(said)) return NEARNESS.beginning;
    if (shorter >= SHORTEST_FAR_TYPO && distance(said, name) === 2) return NEARNESS.farTypo;
  }
  if (said.length >= SHORTEST_BEGINNING && name.startsWith(said)) return NEARNESS.beginning;
  return soundsAlike(said, name) ? NEARNESS.sound : 0;
}

/** `Cahn` for `Chan`: two neighbours changed places. */
function areSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return (
    at < one.length &&
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    one.slice(at + 2) === other.slice(at + 2)
  );
}

/** `Carrter` for `Carter`: a key was hit twice. */
function hasDoubled(said: string, name: string): boolean {
  if (said.length !== name.length + 1) return false;
  return Array.from(said).some(
    (letter, at) => letter === said[at - 1] && said.slice(0, at) + said.slice(at + 1) === name,
  );
}

/** Sounds alone would make one of "Chan" and "Jean": letters must agree for a good part as well. */
function soundsAlike(one: string, other: string): boolean {
  const longer = Math.max(one.length, other.length);
  if (Math.min(one.length, other.length) < SHORTEST_BEGINNING) return false;
  if (distance(one, other) > longer / 2) return false;
  const [first, second] = doubleMetaphone(one);
  const codes = doubleMetaphone(other);
  return (first !== "" && codes.includes(first)) || (second !== "" && codes.includes(second));
}

/** How near each word of some names is to one that was said; what is not in it is not near. */
export type Nearness = ReadonlyMap<string, number>;

/**
 * How well all the words that were said fit a name, whatever their order: each must fit a word of its own. 0 where one
 * does not: "Eden Chan" is nobody who is only called Eden too.
 */
export function nameSimilarity(said: readonly Nearness[], name: readonly string[]): number {
  if (said.length === 0 || said.length > name.length) return 0;
  return bestAssignment(said, name, new Set()) / said.length;
}

function bestAssignment(
  said: readonly Nearness[],
  name: readonly string[],
  taken: ReadonlySet<number>,
): number {
  const [near, ...rest] = said;
  if (near === undefined) return 0;
  let best = 0;
  for (const [i, candidate] of name.entries()) {
    const fit = taken.has(i) ? 0 : (near.get(candidate) ?? 0);
    if (fit === 0) continue;
    const others = rest.length === 0 ? 0 : bestAssignment(rest, name, new Set([...taken, i]));
    if (rest.length > 0 && others === 0) continue;
    best = Math.max(best, fit + others);
  }
  return best;
}

/** How well the words of one name fit what was said. */
export interface Fit {
  /** No word is as likely another name. */
  readonly isSure: boolean;
  /** No word is misspelled: each is there as it was said, for short, or by its first letters. */
  readonly isClean: boolean;
  /** The first name is there just as it was said. */
  readonly isFirstName: boolean;
  /** A word is there only as what it is short for, or as its short form. */
  readonly isNickname: boolean;
}

/** Tells how certain it is that these words, which all fit, mean this name. */
export function fitOf(
  said: readonly string[],
  near: readonly Nearness[],
  name: readonly string[],
): Fit {
  const best = said.map((word, i) => {
    const fits = name.map((candidate) => ({ word, candidate, fit: near[i]?.get(candidate) ?? 0 }));
    return fits.reduce((a, b) => (b.fit > a.fit ? b : a));
  });
  const isWhole = best.some(({ fit, word }) => fit === NEARNESS.same && word.length > 1);
  return {
    isSure: best.every((one, i) => {
      // Somebody else is called just so: then it is a name and no slip.
      const isName = near[i]?.has(one.word) === true || isGivenName(one.word);
      return isSureWord({ ...one, isName }, one.candidate === name.at(-1), isWhole);
    }),
    isClean: best.every(({ fit }) => CLEAN.has(fit)),
    isFirstName: best.some(
      ({ word, candidate, fit }) =>
        fit === NEARNESS.same && word.length > 1 && candidate === name[0],
    ),
    isNickname: best.some(({ fit }) => fit === NEARNESS.nickname),
  };
}

const CLEAN: ReadonlySet<number> = new Set([
  NEARNESS.same,
  NEARNESS.nickname,
  NEARNESS.beginning,
  NEARNESS.initial,
]);

/**
 * A slip of the fingers swaps or doubles letters, or changes how a name sounds, past its first letter. A family name that sounds the same in other
 * letters is another family: Petersen is not Peterson, and Chan is not Chen. A short word alone is as likely another
 * name: Dan need not be Danica.
 */
function isSureWord(
  {
    word,
    candidate,
    fit,
    isName,
  }: {
    readonly word: string;
    readonly candidate: string;
    readonly fit: number;
    readonly isName: boolean;
  },
  isFamilyName: boolean,
  isOtherwiseWhole: boolean,
): boolean {
  if (fit >= NEARNESS.nickname || fit === NEARNESS.initial) return true;
  if (fit === NEARNESS.beginning) return word.length > 4 || (isOtherwiseWhole && word.length > 2);
  if (word[0] !== candidate[0] || isName) return false;
  const isSlip = areSwapped(word, candidate) || hasDoubled(word, candidate);
  if (isFamilyName && isOtherwiseWhole && !isSlip && soundsAlike(word, candidate)) return false;
  return word.length > 4 || (isOtherwiseWhole && !isFamilyName && word.length > 3);
}
