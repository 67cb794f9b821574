import type { Clause } from "./clause.ts";
import type { Built } from "./draft.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern, Slots } from "./pattern.ts";

/** A family of sentence shapes with one meaning. */
export interface Rule {
  readonly patterns: readonly Pattern[];
  /** Slots that hold free text: conditions and negations in them are the text's own. */
  readonly free: ReadonlySet<string>;
  /** Undefined where the slots do not hold what they should: the words were meant otherwise. */
  build(slots: Slots, clause: Clause, text: string): Built | undefined;
}

/** Makes a rule; every way to combine the `parts` is a pattern of it. */
export function rule(
  parts: readonly (string | readonly string[])[],
  build: Rule["build"],
  free: readonly string[] = [],
): Rule {
  let sources = [""];
  for (const part of parts) {
    const choices = typeof part === "string" ? [part] : part;
    sources = sources.flatMap((source) => choices.map((choice) => `${source} ${choice}`));
  }
  return { patterns: sources.map(compilePattern), free: new Set(free), build };
}

export function refuse(reason: string): Built {
  return { kind: "refuse", reason };
}
