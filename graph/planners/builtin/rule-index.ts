import type { Pattern, Words } from "./pattern.ts";
import type { Rule } from "./rule.ts";

/** One sentence shape of one rule. */
export interface Shape {
  readonly rule: Rule;
  readonly pattern: Pattern;
}

/** Finds the shapes a clause may fit by its first word, in the order of the rules. */
export function indexRules(rules: readonly Rule[]): (words: Words) => readonly Shape[] {
  const all = rules.flatMap((rule) => rule.patterns.map((pattern) => ({ rule, pattern })));
  const openings = new Set(all.flatMap(({ pattern }) => [...(pattern.opening ?? [])]));
  const open = all.filter(({ pattern }) => pattern.opening === undefined);
  const byOpening = new Map(
    [...openings].map((word) => [
      word,
      all.filter(({ pattern }) => pattern.opening === undefined || pattern.opening.has(word)),
    ]),
  );
  return ({ tokens }) => byOpening.get(tokens[0]?.lower ?? "") ?? open;
}
