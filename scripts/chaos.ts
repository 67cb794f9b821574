import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { CHECK_NAMES, runChaos } from "./chaos/chaos.ts";
import type { CheckName } from "./chaos/chaos.ts";
import { cellsOf } from "./chaos/checks/kill-points.ts";

/** Where the scorecard looks for results. */
const RESULTS = ".scorecard/chaos.json";

const SHORT: Readonly<Record<CheckName, number>> = {
  "kill-points": 1,
  checkpoints: 1,
  "held-mail": 1,
  random: 3,
  acknowledged: 2,
  frozen: 1,
  "lost-answers": 1,
  "parallel-answers": 8,
  "yes-and-no": 8,
  superseded: 8,
  replayed: 8,
  expired: 8,
  "two-at-once": 4,
  "repeated-command": 4,
  "repeated-calls": 1,
};
const LONG: Readonly<Record<CheckName, number>> = {
  "kill-points": 20,
  checkpoints: 20,
  "held-mail": 20,
  random: 60,
  acknowledged: 60,
  frozen: 5,
  "lost-answers": 10,
  "parallel-answers": 200,
  "yes-and-no": 200,
  superseded: 200,
  replayed: 200,
  expired: 200,
  "two-at-once": 100,
  "repeated-command": 100,
  "repeated-calls": 20,
};

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    seed: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
    runs: { type: "string" },
    random: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`npm run chaos [-- --long] [--seed N] [--only NAME ...] [--runs N] [--random KILLS]

Kills the program at the worst moments and counts at the providers' end what it did: nothing twice, nothing lost.
The providers (Composio's, Twilio's and OpenAI's protocols) stand in this process and outlive every kill.

  --long    each case twenty times and more, providers that never answer among them; about an hour
  --seed    chooses the instants and the order; printed, so that a run can be had again
  --only    a check (${CHECK_NAMES.join(", ")}),
            a kill point (K8), a kind of write (mail), or one of both (K8:mail); may be given several times
  --runs    how often each case is tried
  --random  so many kills at random instants; alone, nothing but them

Results are kept in ${RESULTS} for the scorecard.`);
  process.exit(0);
}

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const given = values.random === undefined ? values.only : [...values.only, "random"];
const isCheck = (name: string): name is CheckName =>
  (CHECK_NAMES as readonly string[]).includes(name);
const ofCells = given.filter((name) => !isCheck(name));
const cells = cellsOf(ofCells);
if (cells.length === 0) {
  console.error(`--only: nothing is called ${ofCells.join(" or ")}. npm run chaos -- --help`);
  process.exit(64);
}
const checks: readonly CheckName[] =
  given.length === 0
    ? CHECK_NAMES
    : CHECK_NAMES.filter(
        (name) => given.includes(name) || (name === "kill-points" && ofCells.length > 0),
      );
const preset = values.long ? LONG : SHORT;
const runs = Object.fromEntries(
  CHECK_NAMES.map((name) => [
    name,
    Number((name === "random" ? values.random : undefined) ?? values.runs ?? preset[name]),
  ]),
) as Record<CheckName, number>;

console.log(`seed ${seed}`);
const startedAt = performance.now();
const results = await runChaos({
  seed,
  checks,
  runs,
  cells,
  hangs: values.long,
  onCell: (line) => console.log(`     ${line}`),
  onResult: (name, { id, n, failures, detail }) => {
    console.log(`${id.padEnd(4)} ${name}: ${n - failures.length}/${n}  ${detail}`);
    for (const failure of failures) console.log(`     FAILED ${failure}`);
    if (failures.length > 0) console.log(`     again: ${commandFor(name, failures)}`);
  },
});
const uncaught = results.at(-1);
console.log(`L12  errors nobody caught: ${uncaught?.failures.length} in ${uncaught?.detail}`);
for (const failure of uncaught?.failures ?? []) console.log(`     FAILED ${failure}`);

const at = new Date().toISOString();
const lines = results.map(({ failures, ...result }) =>
  JSON.stringify({ ...result, failures: failures.length, seed, at }),
);
await mkdir(path.dirname(RESULTS), { recursive: true });
await writeFile(RESULTS, `${lines.join("\n")}\n`);
const failed = results.filter(({ failures }) => failures.length > 0).length;
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${failed === 0 ? "all held" : `${failed} checks failed`} (${seconds} s)`);
process.exitCode = failed === 0 ? 0 : 1;

/** What runs the same again: of the kill points the cells that failed alone. */
function commandFor(name: CheckName, failures: readonly string[]): string {
  const failedCells = failures.flatMap((failure) => /^K\w+:\w+/u.exec(failure) ?? []);
  const only = name === "kill-points" ? [...new Set(failedCells)] : [name];
  const named = only.map((each) => ` --only ${each}`).join("");
  return `npm run chaos -- --seed ${seed} --runs ${runs[name]}${named}${values.long ? " --long" : ""}`;
}
