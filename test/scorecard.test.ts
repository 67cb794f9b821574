import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { CHECKS, SECTIONS } from "../scripts/scorecard/checks.ts";
import { LEFT_OPEN, NOT_RUN } from "../scripts/scorecard/reasons.ts";
import { faultsOf, toDocument, toRows } from "../scripts/scorecard/scorecard.ts";
import { resultsOf } from "../scripts/scorecard/suite-results.ts";
import type { Result, SuiteReport } from "../scripts/scorecard/suite-results.ts";

const CHECKED = [
  { id: "W1", statement: "One" },
  { id: "W2", statement: "Two" },
];
const NONE = { notRun: {}, leftOpen: {} };
const result = (id: string, n: number, outcome: Result["outcome"], from = "tests"): Result => ({
  id,
  n,
  outcome,
  from,
});

test("every check that a test's title names is one of the scorecard", () => {
  const known = new Set(CHECKS.map(({ id }) => id));
  const unknown = globSync("{src,graph,tools,channels,evals,test}/**/*.test.ts").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/["'`]\[([A-Z]\d+)\]/gu)]
      .map(([, id = ""]) => id)
      .filter((id) => !known.has(id))
      .map((id) => `${file}: [${id}]`),
  );
  expect(unknown).toEqual([]);
});

test("the list names each check once, in a section there is", () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  expect(CHECKS.filter(({ id }) => SECTIONS[id.slice(0, 1)] === undefined)).toEqual([]);
  expect(faultsOf(CHECKS, [], { notRun: NOT_RUN, leftOpen: LEFT_OPEN })).toEqual([]);
});

test("a title says which checks a test is for, and how many cases it took", () => {
  const assertion = (
    title: string,
    status: "passed" | "skipped",
    ancestorTitles: string[] = [],
  ) => ({
    title,
    status,
    ancestorTitles,
  });
  const report: SuiteReport = {
    testResults: [
      {
        assertionResults: [
          assertion("[W7] frames of every class (n=2,000)", "passed"),
          assertion("nothing of the scorecard (300 tries)", "passed"),
          assertion("a prototype", "passed", ["[W8] what is odd"]),
          assertion("[D7] [P9] one word (30 tries)", "skipped"),
        ],
      },
    ],
  };
  expect(resultsOf(report)).toEqual([
    result("W7", 2_000, "passed"),
    result("W8", 1, "passed"),
    result("D7", 30, "skipped"),
    result("P9", 30, "skipped"),
  ]);
});

describe("a check", () => {
  test("passes with all of its tests, and fails with one", () => {
    const passing = [result("W1", 10, "passed"), result("W1", 5, "passed", "chaos")];
    expect(toRows(CHECKED, passing, NONE)[0]).toMatchObject({ verdict: "pass", n: 15 });
    const failing = [...passing, result("W1", 1, "failed")];
    expect(toRows(CHECKED, failing, NONE)[0]).toMatchObject({ verdict: "fail" });
  });

  test("that nothing was run for says why, and is no pass", () => {
    const reasons = { notRun: { W1: "there is no Redis" }, leftOpen: {} };
    const rows = toRows(CHECKED, [result("W2", 3, "skipped")], reasons);
    expect(rows.map(({ verdict, remark }) => [verdict, remark])).toEqual([
      ["not run", "there is no Redis"],
      ["not run", "its tests were skipped on this machine"],
    ]);
    expect(toDocument(rows, [])).toContain("| W1 | One |  | not run | there is no Redis |");
  });

  test("that nobody knows, or that is said not to be run and is, is a fault", () => {
    const results = [result("W9", 1, "passed"), result("W1", 1, "passed")];
    expect(faultsOf(CHECKED, results, { notRun: { W1: "why" }, leftOpen: {} })).toEqual([
      "There is no check [W9].",
      "[W1] is run, and scripts/scorecard/reasons.ts says why it is not.",
    ]);
  });
});
