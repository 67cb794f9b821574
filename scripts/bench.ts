import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

import manifest from "../package.json" with { type: "json" };
import { createBuiltinPlanner } from "../graph/planners/builtin/builtin-planner.ts";
import { PLANNER_COMMANDS } from "./bench/commands.ts";
import { cpuShares } from "./bench/cpu-shares.ts";
import { benchNames } from "./bench/names/bench-names.ts";
import { cpuMsOf, residentMbOf } from "./bench/process-figures.ts";
import { printPlannerFigures } from "./bench/planner-figures.ts";
import { printCheckpointerFigures } from "./bench/checkpointer/checkpointer-figures.ts";
import { benchRedisTurns } from "./bench/redis-turns.ts";
import { format, median, quantile } from "./bench/statistics.ts";
import { turnsOver } from "./bench/turns.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    turns: { type: "string", default: "320" },
    starts: { type: "string", default: "5" },
    planner: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    names: { type: "boolean", default: false },
    redis: { type: "boolean", default: false },
    checkpointer: { type: "boolean", default: false },
    calls: { type: "string", default: "2000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`npm run bench [-- --rounds 7 --turns 320 --starts 5]
npm run bench -- --planner [--list]
npm run bench -- --names
npm run bench -- --checkpointer [--calls 2000]
npm run bench -- --redis [--rounds 7 --turns 320]

Prints, each figure with how it was taken:
  starts   how long until the program is ready, and its resident memory when idle
  turns    CPU of a whole turn (command in over a socket, event made, result out), 16 at a time, beside an empty
           six-node LangGraph graph with the in-memory saver, in alternating rounds of one run; then how one more
           program spends that CPU, by whose code it is
  planner  how long the built-in planner takes for one command

With --planner: how many commands of the measured tables (graph/planners/builtin/grammar-tables/measured) the built-in
planner plans right, and every wrong plan in full. With --list as well: those of the half that may be looked at that it
asks about or declines, although they can be carried out as they stand.

With --names: how often a name means the wrong person, is asked about needlessly, or is missed, over generated address
books, and how long one look-up takes.

With --checkpointer: how long getTuple, put and putWrites take on a Redis of its own, beside a bare GET or SET of as many
bytes and beside the published RedisSaver, among 0, 10,000 and 100,000 other threads. Needs redis-server or valkey-server
(on PATH, or REDIS_SERVER).

With --redis: whole turns on SQLite and on a Redis of its own, round by round, and how many commands a turn sends it.

Linux only: CPU and memory are read from /proc.`);
  process.exit(0);
}
if (values.redis) {
  await benchRedisTurns(Number(values.rounds), Number(values.turns));
  process.exit(0);
}
if (values.names) {
  benchNames();
  process.exit(0);
}
if (values.checkpointer) {
  await printCheckpointerFigures(Number(values.calls));
  process.exit(0);
}
if (values.planner) {
  await printPlannerFigures({ list: values.list });
  process.exit(0);
}
const rounds = Number(values.rounds);
const turnsPerRound = Number(values.turns);

/** What `npm start` gives Node.js: flags and the program. */
const START_ARGUMENTS = manifest.scripts.start.split(" ").slice(2);

console.log(`Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "processor"}\n`);
await benchStarts(Number(values.starts));
await benchTurns();
await benchPhases();
await benchPlanner();

interface Started {
  readonly url: string;
  readonly pid: number;
  readonly readyMs: number;
  stop(): Promise<void>;
}

async function startProgram(nodeFlags: readonly string[] = []): Promise<Started> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "errand-bench-"));
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, ...START_ARGUMENTS], {
    env: { ...process.env, PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const found = /^Open (http:\S+)/u.exec(line)?.[1];
      if (found !== undefined) resolve(found.replace(/\/$/u, ""));
    });
  });
  const ready = await fetch(`${url}/ready`);
  if (ready.status !== 200) throw new Error(`/ready answered ${ready.status}`);
  const readyMs = performance.now() - began;
  return {
    url,
    pid: child.pid ?? 0,
    readyMs,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function benchStarts(count: number): Promise<void> {
  const readyMs: number[] = [];
  const idleMb: number[] = [];
  for (let i = 0; i < count; i++) {
    const program = await startProgram();
    readyMs.push(program.readyMs);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    idleMb.push(residentMbOf(program.pid));
    await program.stop();
  }
  console.log(
    `Start, warm install, new data folder (n=${count}): process started -> GET /ready answers 200`,
  );
  console.log(
    `  ready   median ${format(median(readyMs), 0)} ms, max ${format(Math.max(...readyMs), 0)} ms`,
  );
  console.log(
    `  memory  median ${format(median(idleMb), 0)} MB resident, 2 s after ready, nothing asked yet\n`,
  );
}

async function benchTurns(): Promise<void> {
  const program = await startProgram();
  const empty = fork(path.join(import.meta.dirname, "bench", "empty-graph.ts"));
  await once(empty, "message");
  const runEmpty = async (count: number): Promise<number> => {
    empty.send(count);
    return Number((await once(empty, "message"))[0]);
  };
  await turnsOver(program.url, turnsPerRound);
  await runEmpty(turnsPerRound);

  const turnCpu: number[] = [];
  const emptyCpu: number[] = [];
  const latencies: number[] = [];
  const rates: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = cpuMsOf(program.pid);
    const round = await turnsOver(program.url, turnsPerRound);
    turnCpu.push((cpuMsOf(program.pid) - before) / turnsPerRound);
    latencies.push(...round.latenciesMs);
    rates.push((turnsPerRound * 1000) / round.elapsedMs);
    emptyCpu.push(await runEmpty(turnsPerRound));
  }
  const ratios = turnCpu.map((cpu, i) => cpu / (emptyCpu[i] ?? Number.NaN));
  console.log(
    `Whole turn, 16 at a time (${rounds} rounds of ${turnsPerRound} turns, after one not counted; the sandbox is in the program's process)`,
  );
  console.log(
    `  turn         median ${format(median(turnCpu))} ms CPU, p50 ${format(median(latencies), 1)} ms, p99 ${format(quantile(latencies, 0.99), 1)} ms, ${format(median(rates), 0)} turns/s`,
  );
  console.log(
    `  empty graph  median ${format(median(emptyCpu))} ms CPU a run (six nodes, MemorySaver, 16 at a time)`,
  );
  console.log(
    `  ratio        median ${format(median(ratios))}, worst round ${format(Math.max(...ratios))}\n`,
  );
  empty.disconnect();
  await program.stop();
}

async function benchPhases(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-profile-"));
  const program = await startProgram(["--cpu-prof", `--cpu-prof-dir=${folder}`]);
  const turns = turnsPerRound * rounds;
  await turnsOver(program.url, turns);
  await program.stop();
  console.log(
    `Where a turn's CPU goes (V8 profile of a program of its own over ${turns} turns and its start, samples given to the nearest caller with a place in the list)`,
  );
  for (const [phase, share] of await cpuShares(folder)) {
    console.log(`  ${format(share * 100, 1).padStart(5)} %  ${phase}`);
  }
  console.log();
  await rm(folder, { recursive: true, force: true });
}

async function benchPlanner(): Promise<void> {
  const planner = createBuiltinPlanner();
  const request = {
    now: "2026-11-24T09:00:00-08:00",
    timezone: "America/Los_Angeles",
    user: {},
    clarifications: [],
  };
  for (let i = 0; i < 20; i++)
    for (const text of PLANNER_COMMANDS) await planner.plan({ ...request, text });
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    for (const text of PLANNER_COMMANDS) {
      const began = performance.now();
      await planner.plan({ ...request, text });
      times.push(performance.now() - began);
    }
  }
  console.log(
    `Built-in plan of one command (n=${times.length}: ${PLANNER_COMMANDS.length} commands, 50 times each, after 20 not counted)`,
  );
  console.log(
    `  p50 ${format(median(times))} ms, p99 ${format(quantile(times, 0.99))} ms, max ${format(Math.max(...times))} ms`,
  );
}
