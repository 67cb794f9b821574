import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { breakSource, copySources } from "../scripts/scorecard/source-copy.ts";
import type { SourceCopy } from "../scripts/scorecard/source-copy.ts";
import { caseKey } from "./case-result.ts";
import type { CaseResult } from "./case-result.ts";
import { MUTANTS } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { readRun, RUNS } from "./run-record.ts";
import { isSuccess } from "./score.ts";

const run = promisify(execFile);

/**
 * Breaks a copy of the program in one way after the other and holds the quick scenarios with it. Answers how many faults
 * no scenario noticed; a copy that is whole and does not pass is a fault of the scenarios, and throws.
 */
export async function runMutants(lanes: number, print: (line: string) => void): Promise<number> {
  const copy = copySources();
  try {
    const failing = failuresOf(await holdQuick(copy, lanes));
    if (failing.length > 0)
      throw new Error(`Without any fault these fail: ${failing.map(describe).join(", ")}`);
    let unnoticed = 0;
    for (const mutant of MUTANTS) {
      const { how, by } = await tryMutant(copy, mutant, lanes);
      if (how !== "caught") unnoticed++;
      print(`${how.padEnd(11)} ${mutant.fault}`);
      if (by.length > 0) print(`            by ${by.map(describe).join(", ")}`);
    }
    print(`${MUTANTS.length - unnoticed} of ${MUTANTS.length} faults caught`);
    return unnoticed;
  } finally {
    copy.dispose();
  }
}

interface Noticed {
  /** `STALE`: its text is not in the file, once. `BROKEN`: the program does not run at all, which tests no scenario. */
  readonly how: "caught" | "NOT CAUGHT" | "STALE" | "BROKEN";
  readonly by: readonly CaseResult[];
}

async function tryMutant(copy: SourceCopy, mutant: Mutant, lanes: number): Promise<Noticed> {
  const mend = breakSource(copy, mutant);
  if (mend === undefined) return { how: "STALE", by: [] };
  try {
    const cases = await holdQuick(copy, lanes);
    const by = failuresOf(cases);
    if (by.length === 0) return { how: "NOT CAUGHT", by };
    return by.every(({ verdict }) => verdict === "failed") && by.length === cases.length
      ? { how: "BROKEN", by: [] }
      : { how: "caught", by };
  } finally {
    mend();
  }
}

/** The command itself, in the copy: nothing of a broken program is loaded here. */
async function holdQuick({ folder }: SourceCopy, lanes: number): Promise<readonly CaseResult[]> {
  const runs = path.join(folder, RUNS);
  await rm(runs, { recursive: true, force: true });
  const args = ["evals/run.ts", "--tag", "quick", "--split", "all", "--name", "mutant"];
  await run(process.execPath, [...args, "--lanes", String(lanes)], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  return (await readRun("mutant", runs)).cases;
}

function failuresOf(cases: readonly CaseResult[]): readonly CaseResult[] {
  return cases.filter(({ verdict }) => !isSuccess(verdict));
}

function describe(one: CaseResult): string {
  return `${caseKey(one)} (${one.verdict})`;
}
