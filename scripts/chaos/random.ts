import { seededRandom } from "../../test/support/random.ts";

/** Random numbers from a seed: the same seed, the same numbers. */
export interface Random {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** Chooses by a seed. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  return {
    next,
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
    shuffle(items) {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i -= 1) {
        const j = Math.floor(next() * (i + 1));
        [shuffled[i], shuffled[j]] = [shuffled[j] as never, shuffled[i] as never];
      }
      return shuffled;
    },
  };
}
