import { readFile } from "node:fs/promises";
import { z } from "zod";

import { UserDocument } from "../../tools/sandbox/document.ts";
import { TimeZone } from "../../tools/sandbox/store/profile.ts";
import { ScenarioError } from "../load-scenarios.ts";

/** A call of a tool by the names of `docs`: what a right answer to the query would do. */
export const ExpectedCall = z.strictObject({
  tool: z.string(),
  args: z.record(z.string(), z.json()).default({}),
});
export type ExpectedCall = z.infer<typeof ExpectedCall>;

/** A workspace whose owner need not be named. */
const GivenWorkspace = z
  .record(z.string(), z.json())
  .transform((given) => ({ userId: "owner", email: "me@example.com", ...given }))
  .pipe(UserDocument);

/** One task of an outside set, one line of its file. */
export const Task = z
  .strictObject({
    /** Default: the number of its line. */
    id: z.string().optional(),
    /** A base workspace by its name, or the workspace itself. */
    workspace: z.union([z.string(), GivenWorkspace]),
    now: z.iso.datetime({ offset: true }),
    timezone: TimeZone.default("America/Los_Angeles"),
    query: z.string().min(1),
    tags: z.array(z.string()).default([]),
    expectedCalls: z.array(ExpectedCall).optional(),
    expectedState: GivenWorkspace.optional(),
  })
  .refine(
    ({ expectedCalls, expectedState }) =>
      (expectedCalls === undefined) !== (expectedState === undefined),
    "takes expectedCalls or expectedState, one of them",
  );
export type Task = z.infer<typeof Task> & { readonly id: string; readonly place: string };

/** Reads a file of tasks, JSON lines; empty lines are left out. @throws ScenarioError with all faults */
export async function readTasks(file: string): Promise<Task[]> {
  const faults: string[] = [];
  const places = new Map<string, string>();
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new ScenarioError(`${file}: cannot be read`);
  }
  const tasks = text.split("\n").flatMap((line, i): Task[] => {
    if (line.trim() === "") return [];
    const place = `${file}: line ${i + 1}`;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch (cause) {
      faults.push(`${place}: ${cause instanceof Error ? cause.message : String(cause)}`);
      return [];
    }
    const parsed = Task.safeParse(json);
    if (!parsed.success) {
      const told = parsed.error.issues.map(({ path, message }) =>
        [place, path.join("."), message].filter((part) => part !== "").join(": "),
      );
      faults.push(...told);
      return [];
    }
    const id = slug(parsed.data.id ?? `line-${i + 1}`);
    const earlier = places.get(id);
    if (earlier !== undefined) faults.push(`${place}: id: "${id}" is also in ${earlier}`);
    places.set(id, place);
    return [{ ...parsed.data, id, place }];
  });
  if (faults.length > 0) throw new ScenarioError(faults.join("\n"));
  return tasks;
}

/** The name as names of scenarios are written, which are user names and addresses as well. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
}
