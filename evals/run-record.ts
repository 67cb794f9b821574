import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { caseKey, CaseResult } from "./case-result.ts";

/** Where runs are kept. */
export const RUNS = ".evals";

/** Rises with every change by which a file of before cannot be read, or would be misread. */
const VERSION = 1;

/** A run as it is kept: what was asked for, and what came of it so far. */
export const RunRecord = z.object({
  version: z.literal(VERSION),
  name: z.string(),
  /** RFC 3339, of its beginning. */
  at: z.string(),
  planner: z.string(),
  model: z.string().optional(),
  /** The selection and the repeats, so that a run that is resumed is the same run. */
  selection: z.object({
    tags: z.array(z.string()),
    scenarios: z.array(z.string()),
    split: z.string(),
    imported: z.string().optional(),
    repeat: z.int().min(1),
  }),
  /** How many cases were asked for. */
  asked: z.int(),
  /** Time spent running, over all sittings. */
  ms: z.number(),
  /** Why the last sitting ended before all cases were held. */
  endedEarly: z.string().optional(),
  cases: z.array(CaseResult),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** A run cannot be read: there is none of this name, or it is none. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** Reads a run by its name, or by the path of its file. @throws RunError */
export async function readRun(nameOrPath: string, folder = RUNS): Promise<RunRecord> {
  const file = fileOf(nameOrPath, folder);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new RunError(`${file}: there is no such run`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RunError(`${file}: is not JSON`);
  }
  const version = z.object({ version: z.unknown() }).safeParse(json).data?.version;
  if (version !== VERSION)
    throw new RunError(`${file}: is of version ${String(version)}, not ${VERSION}`);
  const parsed = RunRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RunError(`${file}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is no run"}`);
}

/** Keeps a run under its name: a reader sees the old file or the new one, whole. */
export async function writeRun(run: RunRecord, folder = RUNS): Promise<string> {
  const file = fileOf(run.name, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.part`, `${JSON.stringify(run)}\n`);
  await rename(`${file}.part`, file);
  return file;
}

/**
 * Keeps a run while it grows: each call of `save` is written, one after the other, of several that wait only the last.
 * `settled` resolves once nothing waits.
 */
export function createRunKeeper(folder = RUNS): {
  save(run: RunRecord): void;
  settled(): Promise<void>;
} {
  let waiting: RunRecord | undefined;
  let writing: Promise<void> | undefined;
  async function drain(): Promise<void> {
    while (waiting !== undefined) {
      const next = waiting;
      waiting = undefined;
      await writeRun(next, folder);
    }
    writing = undefined;
  }
  return {
    save(run) {
      waiting = run;
      writing ??= drain();
    },
    async settled() {
      await writing;
    },
  };
}

/** The run's cases by what names them. */
export function casesByKey({ cases }: RunRecord): ReadonlyMap<string, CaseResult> {
  return new Map(cases.map((one) => [caseKey(one), one]));
}

function fileOf(nameOrPath: string, folder: string): string {
  return nameOrPath.endsWith(".json") ? nameOrPath : path.join(folder, `${nameOrPath}.json`);
}
