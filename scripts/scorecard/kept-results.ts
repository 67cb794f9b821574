import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

import type { Result } from "./suite-results.ts";

/** Where commands that take longer than a test leave their results; not part of the repository. */
export const KEPT_RESULTS = ".scorecard";

/** One line of such a file: so many cases of one check, and how many of them went wrong. */
export const KeptResult = z.object({
  id: z.string(),
  n: z.int().min(0),
  failures: z.int().min(0),
  /** What n counts, or how the cases ended. */
  detail: z.string().optional(),
  /** What the run is repeated from. */
  seed: z.union([z.string(), z.number()]).optional(),
  /** When it was taken, RFC 3339. */
  at: z.string(),
});

/** The results that commands such as `npm run chaos` left, one JSON object a line; the file's name is the command's. */
export function readKeptResults(folder: string): Result[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) =>
      readFileSync(path.join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => KeptResult.parse(JSON.parse(line)))
        .map(({ id, n, failures, detail, seed, at }) => ({
          id,
          n,
          outcome: failures === 0 ? "passed" : "failed",
          from: [
            `${path.basename(name, ".json")} of ${at.slice(0, 10)}`,
            ...(detail === undefined ? [] : [detail]),
            ...(seed === undefined ? [] : [`seed ${seed}`]),
          ].join(", "),
        })),
    );
}
