import { startProgram } from "../test/support/program.ts";
import type { Program } from "../test/support/program.ts";
import type { ScenarioSet } from "./load-scenarios.ts";
import { failedResult, runScenario } from "./run-scenario.ts";
import type { Result } from "./run-scenario.ts";
import type { Scenario, Turn } from "./scenario.ts";

/** A planner that a program can be started with. */
export interface RunPlanner {
  readonly env: Readonly<Record<string, string>>;
  readonly onTurn?: (turn: Turn) => void;
  close(): Promise<void>;
}

export interface RunSetOptions {
  readonly openPlanner: () => Promise<RunPlanner>;
  /** How many programs run side by side. */
  readonly lanes: number;
  /** How long a user waits for an answer before the case counts as failed. */
  readonly patienceMs: number;
  readonly onResult?: (result: Result) => void;
}

/**
 * Runs scenarios on real programs, several side by side, one scenario of a program at a time. Those that share a
 * clock share programs. Answers the results in the order of the scenarios.
 */
export async function runSet(
  { scenarios, workspaces }: ScenarioSet,
  { openPlanner, lanes, patienceMs, onResult }: RunSetOptions,
): Promise<Result[]> {
  const batches = toBatches(scenarios, lanes);
  const results: Result[] = [];

  async function runBatch(batch: readonly Scenario[], planner: RunPlanner): Promise<void> {
    const { onTurn, env } = planner;
    const start = (now: string): Promise<Program> =>
      startProgram({ SANDBOX_NOW: now, SEND_HOLD: "0s", LOG_LEVEL: "error", ...env });
    let program: Program | undefined;
    try {
      for (const scenario of batch) {
        let result: Result;
        try {
          program ??= await start(scenario.now);
          const { url } = program;
          const run = { url, workspaces, patienceMs, ...(onTurn && { onTurn }) };
          result = await runScenario(scenario, run);
        } catch (cause) {
          // The program is in a state that nothing is known of: the next case gets a new one.
          result = failedResult(scenario, cause);
          await program?.dispose();
          program = undefined;
        }
        results.push(result);
        onResult?.(result);
      }
    } finally {
      await program?.dispose();
    }
  }

  async function runLane(): Promise<void> {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const planner = await openPlanner();
      try {
        await runBatch(batch, planner);
      } finally {
        await planner.close();
      }
    }
  }

  await Promise.all(Array.from({ length: lanes }, runLane));
  const order = new Map(scenarios.map(({ id }, i) => [id, i]));
  return results.toSorted(
    (a, b) => (order.get(a.scenario.id) ?? 0) - (order.get(b.scenario.id) ?? 0),
  );
}

/** One clock a batch, and no batch much longer than its share; the longest first. */
function toBatches(scenarios: readonly Scenario[], lanes: number): Scenario[][] {
  const share = Math.max(4, Math.ceil(scenarios.length / lanes));
  return [...Map.groupBy(scenarios, ({ now }) => now).values()]
    .flatMap((group) => {
      const parts = Math.ceil(group.length / share);
      return Array.from({ length: parts }, (_, part) =>
        group.filter((__, i) => i % parts === part),
      );
    })
    .toSorted((a, b) => b.length - a.length);
}
