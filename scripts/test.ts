import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";

import { aptInstall } from "./test/apt-install.ts";
import { findRedis } from "./test/find-redis.ts";
import { onPath } from "./test/on-path.ts";

/** What is read of vitest's JSON report. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});

/** A thing some tests need that npm does not bring. */
interface Need {
  readonly name: string;
  /** How the tests are told where it is. */
  readonly variable: string;
  /** Gets it where it is not there and that can be done. */
  find(): string | undefined;
  readonly install: string;
}

const chromium: Need = {
  name: "Chromium",
  variable: "CHROMIUM_PATH",
  find() {
    const installed = (): string | undefined =>
      process.env["CHROMIUM_PATH"] ?? onPath("chromium", "chromium-browser", "google-chrome");
    if (installed() === undefined)
      aptInstall("Chromium for the tests of the page", "chromium", "fonts-dejavu-core");
    return installed();
  },
  install: "install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH",
};

const redis: Need = {
  name: "Redis",
  variable: "REDIS_SERVER",
  find: findRedis,
  install:
    "install redis-server or valkey-server (Debian: apt-get install redis-server), start Docker, or set REDIS_SERVER",
};

const langGraphCli: Need = {
  name: "the LangGraph CLI",
  variable: "LANGGRAPH_CLI",
  find: () => {
    const version = spawnSync(
      "npx",
      ["--yes", "--package", "@langchain/langgraph-cli@1.5.1", "langgraphjs", "--version"],
      {
        stdio: "ignore",
      },
    );
    return version.status === 0 ? "1.5.1" : undefined;
  },
  install: "let npx fetch @langchain/langgraph-cli@1.5.1 once",
};

const found: Record<string, string> = {};
const missing: Need[] = [];
for (const need of [chromium, redis, langGraphCli]) {
  const where = need.find();
  if (where === undefined) missing.push(need);
  else found[need.variable] = where;
}

const scratch = mkdtempSync(path.join(tmpdir(), "errand-tests-"));
const report = process.env["TEST_REPORT"] ?? path.join(scratch, "report.json");
const run = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", env: { ...process.env, ...found } },
);
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = readReport();
rmSync(scratch, { recursive: true, force: true });

for (const { name, install } of missing)
  console.log(`Skipped: tests that need ${name}. To run them, ${install}.`);
const strict = process.env["CI"] === "true" && skipped > 0;
if (strict) console.log("With CI=true a skipped test is a failure.");
process.exitCode = run.status === 0 && !strict ? 0 : 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

function readReport(): z.infer<typeof Report> {
  if (!existsSync(report)) return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
  return Report.parse(JSON.parse(readFileSync(report, "utf8")));
}
