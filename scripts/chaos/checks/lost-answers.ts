import { faultsOf, tally } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import type { Fate } from "../servers.ts";
import { startUser } from "../start-user.ts";
import { asks } from "../text-user.ts";
import { endingOf } from "../user.ts";
import { judge } from "../verdict.ts";
import type { Verdict } from "../verdict.ts";
import { within } from "../within.ts";
import { WRITES } from "../writes.ts";
import type { Write } from "../writes.ts";

/** Longer than the program waits for an answer that never comes. */
const END_MS = 90_000;

/**
 * D9: the provider carries a write out, and its answer is lost on the way (`hold`: it never comes). The provider is asked
 * for it once, and what the user is told is true.
 */
export async function checkLostAnswers(
  { rig, runs }: Bench,
  fates: readonly Fate[],
): Promise<CheckResult> {
  const cases = Array.from({ length: runs }, () =>
    WRITES.flatMap((write) => fates.map((fate) => ({ write, fate }))),
  ).flat();
  const verdicts = await Promise.all(cases.map(async ({ write, fate }) => tryOne(write, fate)));
  return { id: "D9", n: verdicts.length, failures: faultsOf(verdicts), detail: tally(verdicts) };

  async function tryOne(write: Write, fate: Fate): Promise<Verdict> {
    const { outside } = rig;
    const who = rig.newUser(write);
    if (write.effect === "reply")
      outside.carrier.setFate(
        who.number,
        fate,
        (body) => !asks(body),
        () => {},
      );
    else outside.setFate(who.userId, fate, write.slugs);
    const user = startUser(rig, who, write);
    const ending = await within(END_MS, endingOf(user));
    user.leave();
    const tries = outside.requests.filter(
      ({ userId, slug }) => userId === who.userId && write.slugs.includes(slug),
    ).length;
    if (tries > 1)
      return { kind: "fault", detail: `${write.name}, ${fate}: asked for ${tries} times` };
    const verdict = judge(outside, write, user, ending);
    return { ...verdict, detail: `${write.name}, ${fate}: ${verdict.detail}` };
  }
}
