import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

import { KEPT_RESULTS } from "./kept-results.ts";
import { MUTANTS } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { breakSource, copySources } from "./source-copy.ts";
import type { SourceCopy } from "./source-copy.ts";

/** What is read of vitest's JSON report. */
const Passed = z.object({ numPassedTests: z.number() });

/**
 * Takes out one defence after the other, in a copy of the sources, and runs the tests that have to notice. Answers how
 * many were not noticed, and leaves that as the result of check L13.
 */
export function runMutants(only: string | undefined): number {
  const copy = copySources();
  try {
    const chosen = MUTANTS.filter(({ defence }) => only === undefined || defence.includes(only));
    const unnoticed = chosen.filter((mutant) => {
      const verdict = tryMutant(copy, mutant);
      console.log(`${verdict.padEnd(12)} ${mutant.defence}`);
      return verdict !== "noticed";
    });
    console.log(`${chosen.length - unnoticed.length} noticed of ${chosen.length}`);
    if (only === undefined) {
      const at = new Date().toISOString();
      const result = { id: "L13", n: chosen.length, failures: unnoticed.length, at };
      mkdirSync(KEPT_RESULTS, { recursive: true });
      writeFileSync(path.join(KEPT_RESULTS, "mutants.json"), `${JSON.stringify(result)}\n`);
    }
    return unnoticed.length;
  } finally {
    copy.dispose();
  }
}

/** `broken`: its tests fail with the defence in place as well, or there are none; `stale`: its text is not in the file, once. */
type Verdict = "noticed" | "NOT NOTICED" | "BROKEN" | "STALE";

const passing = new Set<string>();

function tryMutant(copy: SourceCopy, mutant: Mutant): Verdict {
  const { folder } = copy;
  const mend = breakSource(copy, mutant);
  if (mend === undefined) return "STALE";
  try {
    const key = JSON.stringify([mutant.tests, mutant.named]);
    if (!passing.has(key)) {
      mend();
      if (runTests(folder, mutant) !== "passed") return "BROKEN";
      passing.add(key);
      breakSource(copy, mutant);
    }
    return runTests(folder, mutant) === "failed" ? "noticed" : "NOT NOTICED";
  } finally {
    mend();
  }
}

function runTests(copy: string, { tests, named }: Mutant): "passed" | "failed" | "none" {
  const report = path.join(copy, "mutant-report.json");
  rmSync(report, { force: true });
  const pattern = named.replaceAll(/[[\]]/gu, String.raw`\$&`);
  const args = ["run", ...tests, "--reporter=json", `--outputFile=${report}`];
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", ...args, ...(named === "" ? [] : ["-t", pattern])],
    { cwd: copy, stdio: "ignore" },
  );
  if (status !== 0) return "failed";
  // A file of skipped tests alone counts as passed, too.
  const { numPassedTests } = Passed.parse(JSON.parse(readFileSync(report, "utf8")));
  return numPassedTests > 0 ? "passed" : "none";
}
