import { doubleMetaphone } from "double-metaphone";
import { distance } from "fastest-levenshtein";

import { areNicknames } from "./nicknames.ts";

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

/**
 * Whether the words that fit do so beyond doubt. A short word that is only near is as likely another name: Chan is not
 * Chen, and Dan need not be Danica.
 */
export function isSureFit(
  said: readonly string[],
  near: readonly Nearness[],
  name: readonly string[],
): boolean {
  return said.every((word, i) =>
    name.some((candidate) => {
      const fit = near[i]?.get(candidate) ?? 0;
      return fit >= NEARNESS.nickname || fit === NEARNESS.initial || (fit > 0 && word.length > 4);
    }),
  );
}
