import { createClient } from "redis";

import { startRedis } from "../../test/support/redis-server.ts";
import { PUT } from "../../src/storage/redis/checkpoint-scripts.ts";
import { startLoaded } from "../load/programs.ts";
import { installedRedis } from "../test/find-redis.ts";
import { cpuMsOf } from "./process-figures.ts";
import { format, median, quantile } from "./statistics.ts";
import { turnsOver } from "./turns.ts";

/** So many turns are watched command by command, one client at a time as ever. */
const WATCHED = 64;

/** Whole turns on SQLite and on Redis, round by round in one run, and what a turn asks of Redis. */
export async function benchRedisTurns(rounds: number, turnsPerRound: number): Promise<void> {
  const found = installedRedis();
  if (found === undefined)
    throw new Error("Install redis-server or valkey-server, or set REDIS_SERVER.");
  process.env["REDIS_SERVER"] = found;
  const server = await startRedis();
  const embedded = await startLoaded({});
  const shared = await startLoaded({ REDIS_URL: server.url, DATA_KEY: "0".repeat(64) });
  const rates = { embedded: [] as number[], shared: [] as number[] };
  const cpu = { embedded: [] as number[], shared: [] as number[] };
  const latencies = { embedded: [] as number[], shared: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    for (const [name, program] of [
      ["embedded", embedded],
      ["shared", shared],
    ] as const) {
      const before = cpuMsOf(program.pid());
      const { elapsedMs, latenciesMs } = await turnsOver(program.url, turnsPerRound);
      if (round < 0) continue;
      rates[name].push((turnsPerRound * 1_000) / elapsedMs);
      cpu[name].push((cpuMsOf(program.pid()) - before) / turnsPerRound);
      latencies[name].push(...latenciesMs);
    }
  }
  const { commands, steps } = await watch(server.url, () => turnsOver(shared.url, WATCHED));
  console.log(
    `Whole turn, 16 at a time, one process, sandbox without delay (${rounds} rounds of ${turnsPerRound} turns each, by turns, after one not counted)`,
  );
  for (const [name, label] of [
    ["embedded", "SQLite"],
    ["shared", "Redis"],
  ] as const) {
    console.log(
      `  ${label.padEnd(7)} ${format(median(rates[name]), 0)} turns/s, ${format(median(cpu[name]))} ms CPU a turn, p50 ${format(median(latencies[name]), 0)} ms, p99 ${format(quantile(latencies[name], 0.99), 0)} ms`,
    );
  }
  const ratios = rates.shared.map((rate, i) => rate / (rates.embedded[i] ?? Number.NaN));
  console.log(`  ratio   Redis/SQLite ${format(median(ratios))} turns/s`);
  console.log(
    `  Redis   ${format(commands / WATCHED, 1)} commands a turn, of all kinds (queue, fan-out and sandbox too); ${format(commands / steps, 1)} a graph step (n=${WATCHED} turns, ${steps} steps, by MONITOR)\n`,
  );
  await shared.stop();
  await embedded.stop();
  await server.close();
}

/** Counts what clients ask while something is done, and the checkpoints among it: one a graph step. */
async function watch(
  url: string,
  work: () => Promise<unknown>,
): Promise<{ readonly commands: number; readonly steps: number }> {
  const monitor = createClient({ url });
  await monitor.connect();
  const count = { commands: 0, steps: 0 };
  await monitor.monitor((line) => {
    const said: string = line;
    // What a script does is part of the one command that it is.
    if (said.includes(" lua]")) return;
    count.commands += 1;
    if (said.includes(PUT.sha)) count.steps += 1;
  });
  await work();
  monitor.destroy();
  return count;
}
