import { startOpenAIServer } from "../../test/support/openai-server.ts";
import type { Bench, CheckResult } from "./check.ts";
import { checkAcknowledged } from "./checks/acknowledged.ts";
import {
  checkExpired,
  checkParallelAnswers,
  checkReplayed,
  checkSuperseded,
  checkYesAndNo,
} from "./checks/answers.ts";
import { checkFrozen } from "./checks/frozen.ts";
import { checkRepeatedCommand, checkTwoAtOnce } from "./checks/inputs.ts";
import { cellsOf, checkCheckpoints, checkKillPoints } from "./checks/kill-points.ts";
import type { Cell } from "./checks/kill-points.ts";
import { checkLostAnswers } from "./checks/lost-answers.ts";
import { checkRandomKills } from "./checks/random-kills.ts";
import { checkRepeatedCalls, gymPlan } from "./checks/repeated-calls.ts";
import { createRandom } from "./random.ts";
import { openRig } from "./rig.ts";
import type { Rig } from "./rig.ts";

/** Every check by its name. */
export const CHECK_NAMES = [
  "kill-points",
  "checkpoints",
  "held-mail",
  "random",
  "acknowledged",
  "frozen",
  "lost-answers",
  "parallel-answers",
  "yes-and-no",
  "superseded",
  "replayed",
  "expired",
  "two-at-once",
  "repeated-command",
  "repeated-calls",
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface ChaosOptions {
  readonly seed: number;
  readonly checks: readonly CheckName[];
  /** How often each case of a check is tried. */
  readonly runs: Readonly<Record<CheckName, number>>;
  /** The cells of `kill-points`. */
  readonly cells: readonly Cell[];
  /** Whether providers that never answer are waited for: half a minute each time. */
  readonly hangs: boolean;
  readonly onCell?: (line: string) => void;
  readonly onResult?: (name: CheckName, result: CheckResult) => void;
}

/** Runs the checks one after the other, and answers what came of each, errors that nobody caught (L12) last. */
export async function runChaos(options: ChaosOptions): Promise<readonly CheckResult[]> {
  const { seed, checks, runs, cells, hangs, onCell = () => {}, onResult = () => {} } = options;
  const processes = { started: 0, faults: [] as string[] };
  const results: CheckResult[] = [];
  let shared: Promise<Rig> | undefined;

  async function withRig<T>(
    env: Readonly<Record<string, string>>,
    work: (rig: Rig) => Promise<T>,
  ): Promise<T> {
    const rig = await openRig(env);
    try {
      return await work(rig);
    } finally {
      await finish(rig);
    }
  }

  async function finish(rig: Rig): Promise<void> {
    await rig.close();
    processes.started += rig.subject.starts();
    processes.faults.push(...rig.subject.faults);
  }

  const run: Readonly<Record<CheckName, (bench: Omit<Bench, "rig">) => Promise<CheckResult>>> = {
    "kill-points": async (bench) => checkKillPoints(await on(bench), cells, onCell),
    checkpoints: async (bench) => checkCheckpoints(await on(bench)),
    "held-mail": (bench) =>
      withRig({ SEND_HOLD: "1s" }, (rig) =>
        checkKillPoints({ ...bench, rig }, cellsOf(["mail"]), () => {}),
      ),
    random: async (bench) => checkRandomKills(await on(bench)),
    acknowledged: async (bench) => checkAcknowledged(await on(bench)),
    frozen: async (bench) => checkFrozen(await on(bench)),
    "lost-answers": async (bench) =>
      checkLostAnswers(await on(bench), [
        "reset",
        "500",
        "502",
        ...(hangs ? ["hold" as const] : []),
      ]),
    "parallel-answers": async (bench) => checkParallelAnswers(await on(bench)),
    "yes-and-no": async (bench) => checkYesAndNo(await on(bench)),
    superseded: async (bench) => checkSuperseded(await on(bench)),
    replayed: async (bench) => checkReplayed(await on(bench)),
    expired: (bench) =>
      withRig({ INTERVENTION_TIMEOUT: "1s" }, (rig) => checkExpired({ ...bench, rig })),
    "two-at-once": async (bench) => checkTwoAtOnce(await on(bench)),
    "repeated-command": async (bench) => checkRepeatedCommand(await on(bench)),
    async "repeated-calls"(bench) {
      const model = await startOpenAIServer({ script: () => ({ answer: gymPlan() }) });
      const env = { OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "scripted" };
      try {
        return await withRig(env, (rig) => checkRepeatedCalls({ ...bench, rig }, model));
      } finally {
        await model.close();
      }
    },
  };

  async function on(bench: Omit<Bench, "rig">): Promise<Bench> {
    return { ...bench, rig: await (shared ??= openRig()) };
  }

  try {
    for (const name of checks) {
      // Each from the seed alone: a check that is run by itself does what it did among the others.
      const result = await run[name]({ random: createRandom(seed), runs: runs[name] });
      results.push(result);
      onResult(name, result);
    }
  } finally {
    if (shared !== undefined) await finish(await shared);
  }
  const { started, faults } = processes;
  return [
    ...results,
    { id: "L12", n: started, failures: faults, detail: `${started} processes of the program` },
  ];
}
