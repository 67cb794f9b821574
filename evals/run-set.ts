import { mkdir, mkdtemp } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { startProgram } from "../test/support/program.ts";
import type { Program } from "../test/support/program.ts";
import type { UserDocument } from "../tools/sandbox/document.ts";
import { caseKey } from "./case-result.ts";
import type { CaseResult } from "./case-result.ts";
import { withCost } from "./model-use.ts";
import { failedCase, runScenario } from "./run-scenario.ts";
import type { Case } from "./run-scenario.ts";
import type { Turn } from "./scenario.ts";

/** A planner that a program can be started with. */
export interface RunPlanner {
  readonly env: Readonly<Record<string, string>>;
  readonly onTurn?: (turn: Turn) => void;
  /** Told before each case, by its key. */
  readonly onCase?: (key: string) => void;
  /** After a case: why nothing can be concluded from it, whatever came of it. */
  readonly faultOfCase?: () => string | undefined;
  /** Why no further case can be held: no credit, no right to the model. */
  readonly outOfOrder?: () => string | undefined;
  /** Told once a case counts. */
  readonly onKept?: () => Promise<void>;
  /** The model at OpenAI whose prices hold. */
  readonly pricedAs?: string;
  close(): Promise<void>;
}

export interface RunSetOptions {
  readonly openPlanner: () => Promise<RunPlanner>;
  /** How many programs run side by side. */
  readonly lanes: number;
  /** How long a user waits for an answer before the case counts as failed. */
  readonly patienceMs: number;
  /** How long a whole case may take before it counts as failed. Default: 90 s. */
  readonly caseLimitMs?: number;
  /** A folder for the programs' data folders, which then stay. */
  readonly keepIn?: string;
  readonly onResult?: (result: CaseResult) => void;
}

export interface SetResult {
  /** In the order of the cases that were asked for; fewer where the run ended early. */
  readonly cases: readonly CaseResult[];
  /** Why the run ended before all cases were held. */
  readonly endedEarly?: string;
}

/**
 * Runs cases on real programs, several side by side, one case of a program at a time. Those that share a clock share
 * programs. A case that hangs is ended and reported as failed; a model that is out of credit ends the run, and the case
 * that met it is not counted.
 */
export async function runSet(
  cases: readonly Case[],
  workspaces: ReadonlyMap<string, UserDocument>,
  options: RunSetOptions,
): Promise<SetResult> {
  const { openPlanner, lanes, patienceMs, caseLimitMs = 90_000, keepIn, onResult } = options;
  const batches = toBatches(cases, lanes);
  const results: CaseResult[] = [];
  let endedEarly: string | undefined;

  async function runBatch(batch: readonly Case[], planner: RunPlanner): Promise<void> {
    const { onTurn, env } = planner;
    let program: Program | undefined;
    const keptIn = keepIn === undefined ? undefined : await makeFolder(keepIn);
    const start = (now: string): Promise<Program> =>
      startProgram({
        SANDBOX_NOW: now,
        SEND_HOLD: "0s",
        LOG_LEVEL: "error",
        ...env,
        ...(keptIn !== undefined && { DATA_DIR: keptIn }),
      });
    const stop = async (): Promise<void> => {
      const stopped = program;
      program = undefined;
      await (keptIn === undefined ? stopped?.dispose() : stopped?.terminate());
    };

    async function hold(one: Case): Promise<CaseResult> {
      program ??= await start(one.scenario.now);
      const { url } = program;
      return await runScenario(one, {
        url,
        workspaces,
        patienceMs,
        ...(onTurn && { onTurn }),
        ...(keptIn !== undefined && { keptIn }),
      });
    }

    try {
      for (const one of batch) {
        if (endedEarly !== undefined) break;
        planner.onCase?.(caseKey({ scenario: one.scenario.id, repeat: one.repeat }));
        const began = performance.now();
        let result: CaseResult;
        try {
          result = await within(caseLimitMs, hold(one));
        } catch (cause) {
          const reason = cause instanceof Error ? cause.message : String(cause);
          result = failedCase(one, reason, performance.now() - began);
          // It is in a state that nothing is known of: the next case gets a new one.
          await program?.kill();
          await stop();
        }
        endedEarly ??= planner.outOfOrder?.();
        if (endedEarly !== undefined) break;
        const fault = planner.faultOfCase?.();
        if (fault !== undefined)
          result = { ...result, verdict: "failed", reasons: [fault, ...result.reasons] };
        if (planner.pricedAs !== undefined)
          result = { ...result, model: withCost(result.model, planner.pricedAs) };
        await planner.onKept?.();
        results.push(result);
        onResult?.(result);
      }
    } finally {
      await stop();
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
  const order = new Map(
    cases.map(({ scenario, repeat }, i) => [caseKey({ scenario: scenario.id, repeat }), i]),
  );
  return {
    cases: results.toSorted((a, b) => (order.get(caseKey(a)) ?? 0) - (order.get(caseKey(b)) ?? 0)),
    ...(endedEarly !== undefined && { endedEarly }),
  };
}

/** One clock a batch, and no batch much longer than its share; the longest first. */
function toBatches(cases: readonly Case[], lanes: number): Case[][] {
  const share = Math.max(4, Math.ceil(cases.length / lanes));
  return [...Map.groupBy(cases, ({ scenario }) => scenario.now).values()]
    .flatMap((group) => {
      const parts = Math.ceil(group.length / share);
      return Array.from({ length: parts }, (_, part) =>
        group.filter((__, i) => i % parts === part),
      );
    })
    .toSorted((a, b) => b.length - a.length);
}

async function makeFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return path.resolve(await mkdtemp(path.join(parent, "data-")));
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  // Where the limit comes first, what the abandoned work comes to is of no interest.
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work,
      wait(limitMs, undefined, { signal: done.signal }).then(() => {
        throw new Error(`it was not over within ${limitMs / 1000} s`);
      }),
    ]);
  } finally {
    done.abort();
  }
}
