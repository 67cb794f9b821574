import type { CaseResult, ModelUse } from "./case-result.ts";
import { sumModelUse } from "./model-use.ts";
import { isSuccess, VERDICTS } from "./score.ts";
import type { Verdict } from "./score.ts";
import { mcNemar, meanOf, passHatK, wilson } from "./statistics.ts";
import type { Estimate } from "./statistics.ts";

/** What a set of cases comes to: the headline first, in the order in which it matters. */
export interface Figures {
  /** Scenarios; their repeats are not independent, so they narrow no interval. */
  readonly n: number;
  readonly cases: number;
  readonly wrongWrites: Estimate;
  readonly success: Estimate;
  /** Questions a task, those for consent included that a scenario allows. */
  readonly questions: Estimate;
  readonly needless: number;
  readonly missing: number;
  readonly verdicts: ReadonlyMap<Verdict, number>;
  /** pass^k for each k up to the repeats. */
  readonly passHatK: readonly number[];
  readonly model: ModelUse;
  /** The median and the 95th percentile of how long a case took. */
  readonly ms: { readonly p50: number; readonly p95: number };
}

/** Counts cases. Where scenarios were repeated, each counts as the mean of its repeats. */
export function figuresOf(cases: readonly CaseResult[]): Figures {
  const tasks = [...Map.groupBy(cases, ({ scenario }) => scenario).values()];
  const n = tasks.length;
  const share = (fits: (verdict: Verdict) => boolean): Estimate =>
    wilson(
      tasks.reduce(
        (sum, runs) => sum + runs.filter(({ verdict }) => fits(verdict)).length / runs.length,
        0,
      ),
      n,
    );
  const repeats = Math.min(...tasks.map((runs) => runs.length));
  const outcomes = tasks.map((runs) => ({
    n: runs.length,
    c: runs.filter(({ verdict }) => isSuccess(verdict)).length,
  }));
  const sorted = cases.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const percentile = (p: number): number => sorted[Math.ceil(p * sorted.length) - 1] ?? 0;
  return {
    n,
    cases: cases.length,
    wrongWrites: share((verdict) => verdict === "wrong-write"),
    success: share(isSuccess),
    questions: meanOf(
      tasks.map(
        (runs) =>
          runs.reduce((sum, { questions }) => sum + questions.needed + questions.needless, 0) /
          runs.length,
      ),
    ),
    needless: cases.reduce((sum, { questions }) => sum + questions.needless, 0),
    missing: cases.reduce((sum, { questions }) => sum + questions.missing, 0),
    verdicts: new Map(
      VERDICTS.map((verdict) => [verdict, cases.filter((one) => one.verdict === verdict).length]),
    ),
    passHatK:
      repeats > 1 && Number.isFinite(repeats)
        ? Array.from({ length: repeats }, (_, i) => passHatK(outcomes, i + 1))
        : [],
    model: sumModelUse(cases.map(({ model }) => model)),
    ms: { p50: percentile(0.5), p95: percentile(0.95) },
  };
}

/** Two runs of the same scenarios, task by task. */
export interface Comparison {
  /** Scenarios that both runs held in the same wording. */
  readonly n: number;
  /** Those that only one of them holds, or holds otherwise. */
  readonly left: readonly string[];
  /** Right before and not now. */
  readonly lost: readonly string[];
  /** Not right before and right now. */
  readonly gained: readonly string[];
  readonly pSuccess: number;
  /** Written wrongly now and not before, and the reverse. */
  readonly newWrongWrites: readonly string[];
  readonly goneWrongWrites: readonly string[];
  readonly pWrongWrites: number;
}

/** Compares case by case; a repeated scenario counts as solved where all its repeats are, as wrongly written where one is. */
export function compareRuns(before: readonly CaseResult[], now: readonly CaseResult[]): Comparison {
  const byTask = (cases: readonly CaseResult[]): Map<string, CaseResult[]> =>
    Map.groupBy(cases, ({ scenario, digest }) => `${scenario} ${digest}`);
  const former = byTask(before);
  const latter = byTask(now);
  const both = [...latter.keys()].filter((key) => former.has(key));
  const solved = (runs: readonly CaseResult[] = []): boolean =>
    runs.every(({ verdict }) => isSuccess(verdict));
  const harmed = (runs: readonly CaseResult[] = []): boolean =>
    runs.some(({ verdict }) => verdict === "wrong-write");
  const only = (
    fits: typeof solved,
    one: Map<string, CaseResult[]>,
    other: Map<string, CaseResult[]>,
  ): string[] => both.filter((key) => fits(one.get(key)) && !fits(other.get(key))).map(scenarioOf);
  const lost = only(solved, former, latter);
  const gained = only(solved, latter, former);
  const newWrongWrites = only(harmed, latter, former);
  const goneWrongWrites = only(harmed, former, latter);
  const left = [...former.keys(), ...latter.keys()].filter((key) => !both.includes(key));
  return {
    n: both.length,
    left: [...new Set(left.map(scenarioOf))],
    lost,
    gained,
    pSuccess: mcNemar(lost.length, gained.length),
    newWrongWrites,
    goneWrongWrites,
    pWrongWrites: mcNemar(newWrongWrites.length, goneWrongWrites.length),
  };
}

function scenarioOf(task: string): string {
  return task.split(" ")[0] ?? task;
}
