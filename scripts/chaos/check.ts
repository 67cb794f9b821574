import type { Random } from "./random.ts";
import type { Rig } from "./rig.ts";
import type { Verdict } from "./verdict.ts";

/** What came of one check of the scorecard. */
export interface CheckResult {
  /** The check's id on the scorecard. */
  readonly id: string;
  /** How many cases were tried. */
  readonly n: number;
  /** What went wrong, one line each. */
  readonly failures: readonly string[];
  readonly detail: string;
}

/** What a check works with. */
export interface Bench {
  readonly rig: Rig;
  readonly random: Random;
  /** How often each case is tried. */
  readonly runs: number;
}

/** How many of each kind there are, in words: `38 done, 2 uncertain`. */
export function tally(verdicts: readonly Verdict[]): string {
  const kinds = ["done", "uncertain", "not done", "fault"] as const;
  return kinds
    .map((kind) => [verdicts.filter((each) => each.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(", ");
}

/** The faults among verdicts, in words. */
export function faultsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ kind }) => kind === "fault").map(({ detail }) => detail);
}

/** The items in groups of at most so many. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
