import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { CHECKS } from "./scorecard/checks.ts";
import { KEPT_RESULTS, readKeptResults } from "./scorecard/kept-results.ts";
import { LEFT_OPEN, NOT_RUN } from "./scorecard/reasons.ts";
import { runMutants } from "./scorecard/run-mutants.ts";
import { faultsOf, toDocument, toRows } from "./scorecard/scorecard.ts";
import { resultsOf, SuiteReport } from "./scorecard/suite-results.ts";

const DOCUMENT = "docs/security-scorecard.md";

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    report: { type: "string" },
    mutants: { type: "boolean", default: false },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`npm run scorecard [-- --long] [-- --report FILE]

Runs every test whose title names a check ([W7]), adds what other commands left in ${KEPT_RESULTS}/, and writes
${DOCUMENT}: each check with its n, and pass, fail, or why it is not run.

  --long         the tests take their full counts: minutes instead of seconds
  --report FILE  reads vitest's JSON report from there instead of running the tests
  --mutants      instead: takes out one defence after the other and says whether a test notices (check L13); with
                 --only WORDS those whose name has these words`);
  process.exit(0);
}
if (values.mutants) process.exit(runMutants(values.only) === 0 ? 0 : 1);

const report = values.report ?? runTests();
const reasons = { notRun: NOT_RUN, leftOpen: LEFT_OPEN };
const results = [
  ...resultsOf(SuiteReport.parse(JSON.parse(readFileSync(report, "utf8")))),
  ...readKeptResults(KEPT_RESULTS),
];
const rows = toRows(CHECKS, results, reasons);
const taken = [
  `Taken ${new Date().toISOString().slice(0, 10)} at ${commit()} by \`npm run scorecard${values.long ? " -- --long" : ""}\``,
  `Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown processor"}`,
];
writeFileSync(DOCUMENT, toDocument(rows, taken));
spawnSync("node_modules/.bin/prettier", ["--write", "--log-level", "warn", DOCUMENT]);

for (const { id, verdict, n, remark } of rows) {
  console.log(`${id.padEnd(4)} ${verdict.padEnd(8)} n=${n}  ${remark}`);
}
const faults = faultsOf(CHECKS, results, reasons);
for (const fault of faults) console.error(fault);
console.log(`Written: ${DOCUMENT}`);
process.exitCode = faults.length > 0 || rows.some(({ verdict }) => verdict === "fail") ? 1 : 0;

function runTests(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "errand-scorecard-")), "report.json");
  process.on("exit", () => rmSync(path.dirname(file), { recursive: true, force: true }));
  spawnSync(process.execPath, ["scripts/test.ts", "--testNamePattern", String.raw`\[[A-Z]\d+\]`], {
    stdio: "inherit",
    env: { ...process.env, TEST_REPORT: file, ...(values.long && { SCORECARD: "long" }) },
  });
  if (existsSync(file)) return file;
  console.error("The tests left no report.");
  process.exit(1);
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
}
