import type { OpenAIServer } from "../../../test/support/openai-server.ts";
import { inGroups } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import type { KillPoint } from "../kill-points.ts";
import type { Rig } from "../rig.ts";
import { startUser } from "../start-user.ts";
import { within } from "../within.ts";
import { UNATTENDED } from "../writes.ts";
import type { Write } from "../writes.ts";
import { killAt } from "./kill-points.ts";

/** Where a run without a question can be held. */
const POINTS: readonly KillPoint[] = ["K1", "K2", "K3", "K7", "K8", "K9", "K10", "K11", "K12"];
const LOOK = "GOOGLECALENDAR_EVENTS_LIST";
const END_MS = 60_000;

/**
 * D18: a plan by a language model, a look into the calendar and then a write, killed at every point. Of the calls of the
 * model and the look, which are all that may be made again, at most one is: the one whose result was not stored yet.
 */
export async function checkRepeatedCalls(
  { rig, runs }: Bench,
  model: OpenAIServer,
): Promise<CheckResult> {
  let count = 0;
  const newWrite = (): Write => ({ ...UNATTENDED, command: words(count++) });
  const usual = await callsWithoutKill(rig, model, newWrite());
  const cells = Array.from({ length: runs }, () =>
    POINTS.map((point) => ({ point, write: newWrite() })),
  ).flat();
  const failures: string[] = [];
  for (const group of inGroups(cells, POINTS.length * 2)) {
    for (const { cell, reached, verdict, userId } of await killAt(rig, group)) {
      const extra = callsOf(rig, model, cell.write, userId) - usual;
      if (verdict.kind === "fault") failures.push(`${cell.point}: ${verdict.detail}`);
      else if (!reached) failures.push(`${cell.point}: the run never came there`);
      else if (extra > 1) failures.push(`${cell.point}: ${extra} calls were made again`);
    }
  }
  const detail = `${usual} calls without a kill, at most one more with`;
  return { id: "D18", n: cells.length, failures, detail };
}

/** Words that no grammar has a rule for, each time others. */
function words(index: number): string {
  return `My dumbbells miss me, so tomorrow evening belongs to the ${index} of us`;
}

async function callsWithoutKill(rig: Rig, model: OpenAIServer, write: Write): Promise<number> {
  const who = rig.newUser(write);
  const user = startUser(rig, who, write);
  await within(END_MS, user.ended);
  user.leave();
  return callsOf(rig, model, write, who.userId);
}

function callsOf(rig: Rig, model: OpenAIServer, { command }: Write, user: string): number {
  const asked = model.requests.filter(({ messages }) =>
    messages.some(({ content }) => content.includes(command)),
  );
  const looked = rig.outside.requests.filter(
    ({ userId, slug }) => userId === user && slug === LOOK,
  );
  return asked.length + looked.length;
}

/** What the model answers: first the look, then, where nothing is there yet, the write. */
export function gymPlan(): object {
  const day = new Date(Date.now() + 24 * 60 * 60_000).toISOString().slice(0, 10);
  const at = (hour: number): string => `${day}T${hour}:00:00Z`;
  return {
    answer: "plan",
    goal: "Gym",
    steps: [
      { id: "look", tool: "calendar_list_events", args: { timeMin: at(10), timeMax: at(20) } },
      {
        id: "create",
        tool: "calendar_create_event",
        args: { summary: "Gym", start: at(18), end: at(19) },
        when: "length(look.events) == `0`",
      },
    ],
  };
}
