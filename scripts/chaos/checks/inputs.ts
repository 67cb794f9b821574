import { connect, isOutcome } from "../../../test/support/client.ts";
import type { Frame } from "../../../test/support/client.ts";
import type { Bench, CheckResult } from "../check.ts";
import { within } from "../within.ts";
import { TIMEZONE, UNATTENDED } from "../writes.ts";

const CASE_MS = 60_000;
const SENDINGS = 20;
const CREATE = "GOOGLECALENDAR_CREATE_EVENT";

/** D15: two sockets give one session a command each at the same moment. Both are carried out, one after the other. */
export async function checkTwoAtOnce({ rig, runs }: Bench): Promise<CheckResult> {
  const failures: string[] = [];
  for (let i = 0; i < runs; i += 1) {
    const fault = await within(CASE_MS, tryOne());
    if (fault !== "") failures.push(fault ?? "one of two commands was never answered");
  }
  return { id: "D15", n: runs, failures, detail: `${runs - failures.length} right` };

  async function tryOne(): Promise<string> {
    const { userId } = rig.newUser(UNATTENDED);
    const [one, two] = [
      await connect(rig.subject.url, userId),
      await connect(rig.subject.url, userId),
    ];
    const { sessionId } = await one.say("hello", { id: "hello" });
    const command = (id: string, message: string): object => ({
      type: "command",
      id,
      payload: { userId, sessionId, message, timezone: TIMEZONE },
    });
    one.send(command("a", "Schedule gym tomorrow at 6pm"));
    two.send(command("b", "Schedule yoga tomorrow at 8pm"));
    const outcomes = [await one.next(isOneOf("a", "b")), await one.next(isOneOf("a", "b"))];
    await Promise.all([one.close(), two.close()]);
    const begun = one.frames.filter(
      ({ data, seq }) => data.action === "plan_created" && seq < Number(outcomes[0]?.seq),
    );
    const effects = effectsOf(userId);
    if (effects !== 2) return `two commands at once: ${effects} carried out`;
    if (!outcomes.every(({ data }) => data.success)) return "two commands at once: one failed";
    // The greeting's plan and the first command's.
    return begun.length > 2
      ? "two commands at once: the second began before the first had ended"
      : "";
  }

  function effectsOf(user: string): number {
    return rig.outside.requests.filter(
      ({ userId, slug, done }) => done && userId === user && slug === CREATE,
    ).length;
  }
}

/** W18: the same command under the same id, twenty times over five sockets: carried out once, told alike. */
export async function checkRepeatedCommand({ rig, runs }: Bench): Promise<CheckResult> {
  const failures: string[] = [];
  for (let i = 0; i < runs; i += 1) {
    const fault = await within(CASE_MS, tryOne());
    if (fault !== "") failures.push(fault ?? "a repeated command was never answered");
  }
  return { id: "W18", n: runs, failures, detail: `${runs - failures.length} right` };

  async function tryOne(): Promise<string> {
    const { userId } = rig.newUser(UNATTENDED);
    const clients = await Promise.all(
      Array.from({ length: 5 }, async () => connect(rig.subject.url, userId)),
    );
    const payload = { userId, message: UNATTENDED.command, timezone: TIMEZONE };
    for (let sent = 0; sent < SENDINGS; sent += 1)
      clients[sent % clients.length]?.send({ type: "command", id: "same", payload });
    const told = await Promise.all(clients.map(async (client) => client.next(isOneOf("same"))));
    clients[0]?.send({ type: "command", id: "same", payload });
    const again = await clients[0]?.next(isOneOf("same"));
    await Promise.all(clients.map(async (client) => client.close()));
    const effects = rig.outside.requests.filter(
      ({ userId: user, slug, done }) => done && user === userId && slug === CREATE,
    ).length;
    if (effects !== 1) return `one command sent ${SENDINGS} times: ${effects} carried out`;
    const endings = new Set([...told, again].map((frame) => JSON.stringify(frame?.data)));
    return endings.size === 1 ? "" : "one command sent many times: told differently";
  }
}

function isOneOf(...ids: readonly string[]): (frame: Frame) => boolean {
  return (frame) => isOutcome(frame) && ids.includes(frame.id ?? "");
}
