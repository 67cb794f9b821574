import { fitOf, nameSimilarity } from "./name-similarity.ts";
import type { Fit, Nearness } from "./name-similarity.ts";
import { qualifiedEmails, readSaidName, wordsOfName } from "./said-name.ts";
import { createVocabulary } from "./vocabulary.ts";

/** Somebody in a list of people. */
export interface Named {
  readonly name: string;
  readonly emails: readonly string[];
  readonly organization?: string | undefined;
}

/** Somebody whom the words may mean. */
export interface Ranked<T extends Named> extends Fit {
  readonly person: T;
  /** From 0 to 1. */
  readonly score: number;
  /** The words are the person's whole name. */
  readonly isWholeName: boolean;
  /** The addresses that fit what was said of them, the preferred one first. */
  readonly emails: readonly string[];
}

/** A list of people, made ready for finding them by name. */
export interface NameIndex<T extends Named> {
  readonly people: readonly T[];
  /** Everybody the words may mean, best first. Who has no address is among them. */
  rank(text: string): Ranked<T>[];
  /** Whether this is the address of one of them. */
  hasAddress(email: string): boolean;
}

interface Entry<T> {
  readonly person: T;
  readonly words: readonly string[];
}

/** Makes the index; the list must not change afterwards. */
export function createNameIndex<T extends Named>(people: readonly T[]): NameIndex<T> {
  const entries = people.map((person): Entry<T> => ({ person, words: wordsOfName(person) }));
  const byWord = new Map<string, Entry<T>[]>();
  for (const entry of entries) {
    for (const word of new Set(entry.words)) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [entry]);
      else list.push(entry);
    }
  }
  const vocabulary = createVocabulary(byWord.keys());
  const addresses = new Set(people.flatMap(({ emails }) => emails));

  /** Who has a word for each that was said. */
  function bearers(near: readonly Nearness[]): Set<Entry<T>> {
    const sets = near.map(
      (words) => new Set([...words.keys()].flatMap((word) => byWord.get(word) ?? [])),
    );
    const [smallest = new Set<Entry<T>>(), ...others] = sets.toSorted((a, b) => a.size - b.size);
    return others.reduce((left, right) => left.intersection(right), smallest);
  }

  return {
    people,
    hasAddress: (email) => addresses.has(email),
    rank(text) {
      const { words: said, qualifier } = readSaidName(text);
      const near = said.map((word) => vocabulary.near(word));
      return [...bearers(near)]
        .flatMap(({ person, words }): Ranked<T>[] => {
          const score = nameSimilarity(near, words);
          const emails = qualifiedEmails(person.emails, person.organization ?? "", qualifier);
          if (score === 0 || emails === undefined) return [];
          const isWholeName =
            words.length === said.length && said.every((word) => words.includes(word));
          return [{ person, score, isWholeName, emails, ...fitOf(said, near, words) }];
        })
        .toSorted((a, b) => b.score - a.score || Number(b.isWholeName) - Number(a.isWholeName));
    },
  };
}
