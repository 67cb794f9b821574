import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkParallelAnswers, checkYesAndNo } from "../scripts/chaos/checks/answers.ts";
import { cellsOf, checkKillPoints } from "../scripts/chaos/checks/kill-points.ts";
import { checkLostAnswers } from "../scripts/chaos/checks/lost-answers.ts";
import { createRandom } from "../scripts/chaos/random.ts";
import { openRig } from "../scripts/chaos/rig.ts";
import type { Rig } from "../scripts/chaos/rig.ts";

// A short piece of `npm run chaos`: one kill in the middle of everything, and what needs no kill.

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => {
  await rig?.close();
  expect(rig.subject.faults).toEqual([]);
});

const bench = (runs: number) => ({ rig, random: createRandom(1), runs });

describe("killed and started again, with the providers outside", () => {
  const telling = ["K3", "K7", "K8", "K9", "K11"].flatMap((point) =>
    ["mail", "create", "delete", "texted", "reply"].map((write) => `${point}:${write}`),
  );

  test(
    "[D1] at the points that matter most, for kinds of writes: nothing twice, nothing lost",
    { timeout: 120_000 },
    async () => {
      const result = await checkKillPoints(bench(1), cellsOf(telling), () => {});
      expect(result).toMatchObject({ n: telling.length, failures: [] });
    },
  );
});

test("[D9] a write whose answer is lost is asked for once", { timeout: 120_000 }, async () => {
  expect(await checkLostAnswers(bench(1), ["reset", "502"])).toMatchObject({ failures: [] });
});

test("[D5] of twenty answers at once one is taken", { timeout: 60_000 }, async () => {
  expect(await checkParallelAnswers(bench(4))).toMatchObject({ n: 4, failures: [] });
});

test(
  "[D6] yes and stop at once: one of them, and both are told which",
  { timeout: 60_000 },
  async () => {
    expect(await checkYesAndNo(bench(4))).toMatchObject({ n: 4, failures: [] });
  },
);
