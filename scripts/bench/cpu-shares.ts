import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { z } from "zod";

/** What is read of a V8 CPU profile (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile). */
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Frame = z.infer<typeof Profile>["nodes"][number]["callFrame"];

/** Whose work a frame is, by where its code stands; the first that fits has it. */
const PHASES: readonly (readonly [name: string, place: RegExp])[] = [
  [
    "plan: built-in planner",
    /\/graph\/planners\/|\/node_modules\/(?:chrono-node|temporal-polyfill)\//u,
  ],
  ["graph engine: LangGraph, LangChain", /\/node_modules\/(?:@langchain|langsmith|zod)\//u],
  ["graph: nodes, plan language, session runner", /\/graph\//u],
  ["storage: checkpoints, inbox, outbox", /\/src\/storage\//u],
  [
    "sandbox: Composio's protocol, the workspace",
    /\/tools\/sandbox\/|\/node_modules\/(?:koa|@koa)\//u,
  ],
  ["provider call: SDK and HTTP client", /\/node_modules\/@composio\/|\/tools\/composio\/|undici/u],
  ["tools: gateway, entities, receipts", /\/tools\//u],
  ["channels: frames and sockets", /\/channels\/|\/node_modules\/ws\//u],
];
const OTHER = "other: timers, sockets, start-up of lazily compiled code";
const GC = "garbage collection";
const NOT_WORK = /^\((?:idle|root)\)$/u;

/** How the CPU time of the one profile in a folder is shared out, largest first. Shares are of 1. */
export async function cpuShares(
  folder: string,
): Promise<readonly (readonly [phase: string, share: number])[]> {
  const [file] = (await readdir(folder)).filter((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error(`No CPU profile was written to ${folder}.`);
  const profile = Profile.parse(JSON.parse(await readFile(path.join(folder, file), "utf8")));
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children }) => children.map((child) => [child, id] as const)),
  );
  const spent = new Map<string, number>();
  for (const [i, id] of profile.samples.entries()) {
    const phase = phaseOf(id, frames, parents);
    if (phase !== undefined)
      spent.set(phase, (spent.get(phase) ?? 0) + (profile.timeDeltas[i] ?? 0));
  }
  const whole = [...spent.values()].reduce((sum, time) => sum + time, 0);
  return [...spent]
    .map(([phase, time]) => [phase, time / whole] as const)
    .toSorted(([, a], [, b]) => b - a);
}

/** Code of Node.js itself works for whoever called it: the nearest caller with a place of its own. */
function phaseOf(
  id: number,
  frames: ReadonlyMap<number, Frame>,
  parents: ReadonlyMap<number, number>,
): string | undefined {
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const { functionName = "", url = "" } = frames.get(at) ?? {};
    if (at === id && NOT_WORK.test(functionName)) return undefined;
    if (functionName === "(garbage collector)") return GC;
    const phase = PHASES.find(([, place]) => place.test(url));
    if (phase !== undefined) return phase[0];
  }
  return OTHER;
}
