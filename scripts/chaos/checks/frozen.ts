import { execFile } from "node:child_process";
import { once } from "node:events";

import { faultsOf, tally } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import { startUser } from "../start-user.ts";
import { endingOf } from "../user.ts";
import { judge } from "../verdict.ts";
import type { Verdict } from "../verdict.ts";
import { within } from "../within.ts";
import { WRITES } from "../writes.ts";

const END_MS = 60_000;
/** What the program ends with where its storage is another's. */
const IN_USE = 78;

/**
 * D4 with the embedded storage: the process is frozen (SIGSTOP) while runs are under way, and a second one is started on
 * the same data. It is refused; the first, woken, carries everything out once.
 */
export async function checkFrozen({ rig, runs }: Bench): Promise<CheckResult> {
  const { subject, outside } = rig;
  const verdicts: Verdict[] = [];
  for (let i = 0; i < runs; i += 1) {
    const trials = WRITES.map((write) => ({
      write,
      user: startUser(rig, rig.newUser(write), write),
    }));
    const before = outside.requests.length;
    await within(
      END_MS,
      outside.requested(() => outside.requests.length > before),
    );
    subject.signal("SIGSTOP");
    const code = await secondProcess({ ...outside.env, DATA_DIR: subject.dataDir, PORT: "0" });
    subject.signal("SIGCONT");
    if (code !== IN_USE)
      verdicts.push({ kind: "fault", detail: `a second process ended with ${code}` });
    for (const { write, user } of trials) {
      const ending = await within(END_MS, endingOf(user));
      user.leave();
      verdicts.push(judge(outside, write, user, ending));
    }
  }
  return { id: "D4", n: verdicts.length, failures: faultsOf(verdicts), detail: tally(verdicts) };
}

/** The exit code of one more process; one that goes on running is ended. */
async function secondProcess(env: Readonly<Record<string, string>>): Promise<number | null> {
  const child = execFile(process.execPath, ["src/main.ts"], { env, timeout: END_MS });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}
