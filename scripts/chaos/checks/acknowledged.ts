import { setTimeout as delay } from "node:timers/promises";

import { startChatUser } from "../chat-user.ts";
import { faultsOf, tally } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import { endingOf } from "../user.ts";
import { judge } from "../verdict.ts";
import type { Verdict } from "../verdict.ts";
import { within } from "../within.ts";
import { UNATTENDED } from "../writes.ts";

const AT_ONCE = 10;
const END_MS = 60_000;
/** A kill follows the first acknowledgement within this. */
const SOON_MS = 20;

/**
 * D14: killed 0 to 20 ms after a message was acknowledged. What was acknowledged is carried out although its client never
 * comes back to ask; only afterwards does it come, and is told once.
 */
export async function checkAcknowledged({ rig, random, runs }: Bench): Promise<CheckResult> {
  const { subject, outside } = rig;
  const verdicts: Verdict[] = [];
  for (let i = 0; i < runs; i += 1) {
    const users = Array.from({ length: AT_ONCE }, () => {
      const { userId } = rig.newUser(UNATTENDED);
      const user = startChatUser(rig, userId, UNATTENDED, { returns: false });
      const state = { user, isAcknowledged: false };
      void user.acknowledged.then(() => (state.isAcknowledged = true));
      return state;
    });
    await Promise.race(users.map(async ({ user }) => user.acknowledged));
    await delay(random.next() * SOON_MS);
    await subject.kill();
    const acknowledged = users.filter(({ isAcknowledged }) => isAcknowledged);
    await subject.start();
    for (const { user } of acknowledged) {
      const isThere = (): boolean =>
        outside.requests.some(({ userId, isWrite }) => isWrite && userId === user.userId);
      const came = await within(
        END_MS,
        outside.requested(isThere).then(() => true),
      );
      user.sendAgain();
      const ending = await within(END_MS, endingOf(user));
      verdicts.push(
        came === true
          ? judge(outside, UNATTENDED, user, ending)
          : { kind: "fault", detail: `${user.userId}: acknowledged, and never carried out` },
      );
    }
    for (const { user } of users) user.leave();
  }
  return { id: "D14", n: verdicts.length, failures: faultsOf(verdicts), detail: tally(verdicts) };
}
