import { asks } from "../text-user.ts";
import { inGroups, tally } from "../check.ts";
import type { Bench, CheckResult } from "../check.ts";
import { ALL_KILL_POINTS, CHECKPOINTS } from "../kill-points.ts";
import type { KillPoint } from "../kill-points.ts";
import type { Rig } from "../rig.ts";
import { startUser } from "../start-user.ts";
import { endingOf } from "../user.ts";
import { judge } from "../verdict.ts";
import type { Verdict } from "../verdict.ts";
import { within } from "../within.ts";
import { WRITES } from "../writes.ts";
import type { Write } from "../writes.ts";

/** One run to be killed at one point. */
export interface Cell {
  readonly point: KillPoint;
  readonly write: Write;
}

export interface CellVerdict {
  readonly cell: Cell;
  readonly userId: string;
  /** Whether the run was held there when the process was killed; where it was not, the verdict says nothing of the point. */
  readonly reached: boolean;
  readonly verdict: Verdict;
}

/** How a mail is told that waits until it can no longer be called back. */
const PROMISED = /^Sending in /u;
/** Where the user is told how it ended before the run is held. */
const TOLD_FIRST_MS = 10_000;
/** By then a run has come to its point, or never will. */
const REACH_MS = 60_000;
/** By then after the restart every user knows how the command ended. */
const END_MS = 60_000;

/**
 * Lets one run for each cell come to its point, where it is held; kills the process; starts it again, and judges what
 * came of each. A process that is killed while many runs stand still is killed at each one's point exactly.
 */
export async function killAt(rig: Rig, cells: readonly Cell[]): Promise<readonly CellVerdict[]> {
  const { subject, outside } = rig;
  const restarted = Promise.withResolvers<void>();
  const trials = cells.map((cell) => {
    const held = Promise.withResolvers<void>();
    return { cell, held, ...rig.newUser(cell.write), reached: false };
  });
  const stopListening = subject.onHeld((name) => {
    trials.find(({ userId }) => userId === name || `text:${userId}` === name)?.held.resolve();
  });
  await subject.arm(Object.fromEntries(trials.flatMap(armingOf)));

  const running = trials.map((trial) => {
    const { cell, userId, number, held } = trial;
    const { point, write } = cell;
    const fate = point === "K8" ? "hold" : point === "K8u" ? "unheard" : undefined;
    if (fate !== undefined && write.effect === "reply")
      outside.carrier.setFate(number, fate, (body) => !asks(body), held.resolve);
    else if (fate !== undefined) outside.setFate(userId, fate, write.slugs, held.resolve);
    const options = { answersAfter: point === "K5" ? restarted.promise : undefined };
    return { trial, user: startUser(rig, trial, write, options) };
  });

  await Promise.all(
    running.map(async ({ trial, user }) => {
      const came = trial.held.promise.then(() => true);
      const ended = user.ended.then(() => within(TOLD_FIRST_MS, came));
      trial.reached = (await within(REACH_MS, Promise.race([came, ended]))) ?? false;
    }),
  );
  await subject.kill();
  stopListening();
  await subject.start();
  restarted.resolve();

  return await Promise.all(
    running.map(async ({ trial: { cell, reached, userId }, user }) => {
      const ending = await within(END_MS, endingOf(user));
      if (ending !== undefined && PROMISED.test(ending.message))
        await within(
          END_MS,
          outside.requested(() => isCarriedOut(userId, cell.write)),
        );
      const verdict = judge(outside, cell.write, user, ending);
      user.leave();
      return { cell, userId, reached, verdict };
    }),
  );

  function isCarriedOut(user: string, { slugs }: Write): boolean {
    return outside.requests.some(
      ({ userId, slug, done }) => done && userId === user && slugs.includes(slug),
    );
  }

  function armingOf({ cell, userId }: (typeof trials)[number]): [string, KillPoint][] {
    const isReply = cell.write.effect === "reply" && ["K7", "K9", "K10"].includes(cell.point);
    if (cell.point === "K8" || cell.point === "K8u") return [];
    return [[isReply ? `text:${userId}` : userId, cell.point]];
  }
}

/** So many runs are held at once at most: each is a socket and a share of the program's time. */
const AT_ONCE = 28;

/**
 * D1: every cell so many times, several cells to a kill. A run that did not come to its point is a failure too: it would
 * say nothing about the point, and look as if it did.
 */
export async function checkKillPoints(
  { rig, random, runs }: Bench,
  cells: readonly Cell[],
  onCell: (line: string) => void,
): Promise<CheckResult> {
  const all = Array.from({ length: runs }, () => random.shuffle(cells)).flat();
  const verdicts: CellVerdict[] = [];
  for (const group of inGroups(all, AT_ONCE)) verdicts.push(...(await killAt(rig, group)));

  const failures: string[] = [];
  for (const cell of cells) {
    const own = verdicts.filter((each) => each.cell === cell);
    const name = nameOf(cell);
    const faults = own.flatMap(({ verdict, reached }) =>
      verdict.kind === "fault"
        ? [`${name} ${verdict.detail}`]
        : reached
          ? []
          : [`${name}: the run never came there`],
    );
    failures.push(...faults);
    onCell(
      `${name.padEnd(12)} ${own.length - faults.length}/${own.length}  ${tally(own.map(({ verdict }) => verdict))}`,
    );
  }
  return {
    id: "D1",
    n: verdicts.length,
    failures,
    detail: tally(verdicts.map(({ verdict }) => verdict)),
  };
}

/**
 * D1 as well: killed before each checkpoint of a run in turn, what its nodes wrote being stored. Runs differ in length, so
 * a checkpoint that a run does not come to is no case.
 */
export async function checkCheckpoints({ rig, random, runs }: Bench): Promise<CheckResult> {
  const cells = WRITES.flatMap((write) => CHECKPOINTS.map((point) => ({ point, write })));
  const all = Array.from({ length: runs }, () => random.shuffle(cells)).flat();
  const verdicts: CellVerdict[] = [];
  for (const group of inGroups(all, AT_ONCE)) verdicts.push(...(await killAt(rig, group)));
  const reached = verdicts.filter(({ reached: wasReached }) => wasReached);
  const failures = reached.flatMap(({ cell, verdict }) =>
    verdict.kind === "fault" ? [`${nameOf(cell)} ${verdict.detail}`] : [],
  );
  const detail = tally(reached.map(({ verdict }) => verdict));
  return { id: "D1", n: reached.length, failures, detail };
}

/** The cells there are: every point for every kind of write; `only` names some, such as `K8:mail`, `K8` or `mail`. */
export function cellsOf(only: readonly string[] = []): readonly Cell[] {
  const cells = WRITES.flatMap((write) => ALL_KILL_POINTS.map((point) => ({ point, write })));
  if (only.length === 0) return cells;
  return cells.filter((cell) =>
    only.some((name) => [nameOf(cell), cell.point, cell.write.name].includes(name)),
  );
}

function nameOf({ point, write }: Cell): string {
  return `${point}:${write.name}`;
}
