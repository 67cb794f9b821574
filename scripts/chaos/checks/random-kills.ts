import { setTimeout as delay } from "node:timers/promises";

import { faultsOf, tally } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import { startUser } from "../start-user.ts";
import { endingOf } from "../user.ts";
import type { User } from "../user.ts";
import { judge } from "../verdict.ts";
import type { Verdict } from "../verdict.ts";
import { within } from "../within.ts";
import { WRITES } from "../writes.ts";

const END_MS = 60_000;
/** Each kind so often at once: one kill meets each of them somewhere else. */
const OF_EACH_KIND = 2;

/**
 * D2: many users at once, each beginning some time within the length of a run; the process is killed at a uniformly
 * random instant of it all, every other time once more while it takes up what it left. `runs` is how many kills.
 */
export async function checkRandomKills({ rig, random, runs }: Bench): Promise<CheckResult> {
  const lengthMs = await measure({ rig, random, runs });
  const verdicts: Verdict[] = [];
  for (let i = 0; i < runs; i += 1) {
    const writes = random.shuffle(Array.from({ length: OF_EACH_KIND }, () => WRITES).flat());
    const starts = writes.map((write) => ({ write, afterMs: random.next() * lengthMs }));
    const killAfterMs = random.next() * 2 * lengthMs;
    const killAgainAfterMs = random.next() < 0.5 ? random.next() * lengthMs : undefined;

    const users = Promise.all(
      starts.map(async ({ write, afterMs }) => {
        const who = rig.newUser(write);
        await delay(afterMs);
        return { write, user: startUser(rig, who, write) };
      }),
    );
    await delay(killAfterMs);
    await rig.subject.kill();
    await rig.subject.start();
    if (killAgainAfterMs !== undefined) {
      await delay(killAgainAfterMs);
      await rig.subject.kill();
      await rig.subject.start();
    }
    for (const { write, user } of await users) verdicts.push(await verdictOf(write, user));
  }
  const detail = `${runs} kills within ${Math.round(2 * lengthMs)} ms: ${tally(verdicts)}`;
  return { id: "D2", n: verdicts.length, failures: faultsOf(verdicts), detail };

  async function verdictOf(write: (typeof WRITES)[number], user: User): Promise<Verdict> {
    const ending = await within(END_MS, endingOf(user));
    user.leave();
    return judge(rig.outside, write, user, ending);
  }
}

/** How long all of them together take when nothing is killed. */
async function measure({ rig }: Bench): Promise<number> {
  const startedAt = performance.now();
  const users = WRITES.map((write) => startUser(rig, rig.newUser(write), write));
  await Promise.all(users.map(async ({ ended }) => within(END_MS, ended)));
  for (const user of users) user.leave();
  return performance.now() - startedAt;
}
