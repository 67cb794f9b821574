import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { Split } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Which half each scenario is in, by its id. */
export type Splits = Readonly<Record<string, Split>>;

const SplitFile = z.record(z.string(), Split);

/** Reads the recorded halves. */
export async function readSplits(folder: string): Promise<Splits> {
  return SplitFile.parse(JSON.parse(await readFile(fileIn(folder), "utf8")));
}

/**
 * Which half a scenario that is in none yet goes to: by a hash of its id, so that nobody chooses; those tagged `quick`,
 * which every test run shows, are open.
 */
export function assignSplit({ id, tags }: Pick<Scenario, "id" | "tags">): Split {
  if (tags.includes("quick")) return "open";
  const [first = 0] = createHash("sha256").update(id).digest();
  return first % 2 === 0 ? "open" : "held-back";
}

/** Records the half of every scenario that has none yet; who is in one stays there. Answers how many were added. */
export async function recordSplits(
  folder: string,
  scenarios: readonly Pick<Scenario, "id" | "tags">[],
): Promise<number> {
  const recorded = await readSplits(folder);
  const added = scenarios.filter(({ id }) => recorded[id] === undefined);
  const all = {
    ...Object.fromEntries(
      scenarios.flatMap(({ id }) => (recorded[id] === undefined ? [] : [[id, recorded[id]]])),
    ),
    ...Object.fromEntries(added.map((one) => [one.id, assignSplit(one)])),
  };
  const sorted = Object.fromEntries(
    Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  await writeFile(fileIn(folder), `${JSON.stringify(sorted, null, 2)}\n`);
  return added.length;
}

function fileIn(folder: string): string {
  return path.join(folder, "splits.json");
}
