import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

import { UserDocument } from "../tools/sandbox/document.ts";
import { Scenario } from "./scenario.ts";
import { readSplits } from "./split.ts";

/** The data cannot be run: one line a fault, each with file, place and what is wrong. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/** All there is to run. */
export interface ScenarioSet {
  readonly scenarios: readonly Scenario[];
  readonly workspaces: ReadonlyMap<string, UserDocument>;
}

/**
 * Reads every scenario of a folder's `scenarios/` and every base workspace of its `workspaces/`, both JSON or YAML;
 * `splits.json` says which half each is in.
 * @throws ScenarioError with all faults
 */
export async function loadScenarios(folder: string): Promise<ScenarioSet> {
  const faults: string[] = [];
  const workspaces = new Map<string, UserDocument>();
  for (const { file, text } of await dataFilesOf(path.join(folder, "workspaces"))) {
    const workspace = parse(UserDocument, file, text, faults);
    if (workspace !== undefined) workspaces.set(path.parse(file).name, workspace);
  }
  const scenarios: Scenario[] = [];
  const splits = await readSplits(folder);
  const places = new Map<string, string>();
  for (const { file, text } of await dataFilesOf(path.join(folder, "scenarios"))) {
    for (const scenario of parse(z.array(Scenario), file, text, faults) ?? []) {
      const { id, workspace } = scenario;
      const earlier = places.get(id);
      if (earlier !== undefined) faults.push(`${file}: ${id}: id: is also in ${earlier}`);
      if (!workspaces.has(workspace.base))
        faults.push(`${file}: ${id}: workspace.base: there is no workspace "${workspace.base}"`);
      places.set(id, file);
      const split = scenario.split ?? splits[id];
      scenarios.push({ ...scenario, ...(split !== undefined && { split }) });
    }
  }
  if (faults.length > 0) throw new ScenarioError(faults.join("\n"));
  return { scenarios, workspaces };
}

async function dataFilesOf(folder: string): Promise<{ file: string; text: string }[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:json|yaml)$/u.test(name)).toSorted();
  return await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, text: await readFile(file, "utf8") };
    }),
  );
}

function parse<T>(
  schema: z.ZodType<T>,
  file: string,
  text: string,
  faults: string[],
): T | undefined {
  const read = file.endsWith(".yaml") ? readYaml(text) : readJson(text);
  if ("fault" in read) {
    faults.push(`${file}: ${read.fault}`);
    return undefined;
  }
  const { value } = read;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    faults.push(`${file}: ${describePlace(value, issue.path)}: ${issue.message}`);
  }
  return undefined;
}

type Read = { readonly value: unknown } | { readonly fault: string };

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch (cause) {
    return { fault: describeSyntaxFault(cause, text) };
  }
}

function readYaml(text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error === undefined) return { value: document.toJS() };
  const { line, col } = lines.linePos(error.pos[0]);
  return { fault: `line ${line}, column ${col}: ${error.message}` };
}

/** JSON.parse names a position; people look for a line. */
function describeSyntaxFault(cause: unknown, text: string): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const position = /at position (\d+)/u.exec(message)?.[1];
  if (position === undefined) return message;
  const before = text.slice(0, Number(position)).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return `${place}: ${message.replace(/ at position.*$/su, "")}`;
}

/** A path as it is looked for: the scenario by its id, the rest by keys. */
function describePlace(value: unknown, keys: readonly PropertyKey[]): string {
  const [index, ...rest] = keys;
  const id =
    Array.isArray(value) && typeof index === "number"
      ? z.object({ id: z.string() }).safeParse(value[index]).data?.id
      : undefined;
  const shown = (id === undefined ? keys : rest).map((key) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  const place = shown.join("").replace(/^\./u, "");
  return [id, place].filter((part) => part !== undefined && part !== "").join(": ") || "document";
}
