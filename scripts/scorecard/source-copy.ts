import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { KEPT_RESULTS } from "./kept-results.ts";

const LEFT_OUT = new Set(["node_modules", ".git", ".data", ".evals", KEPT_RESULTS]);

/** A piece of a source file and what stands in its place where the program is broken on purpose. */
export interface Mutation {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly exact: string;
  readonly replacement: string;
}

/** Sources that may be broken: a copy of the project in a folder of its own. */
export interface SourceCopy {
  readonly folder: string;
  dispose(): void;
}

/** Copies the sources; the installed packages are shared. */
export function copySources(): SourceCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "errand-mutants-"));
  cpSync(".", folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(path.basename(source)),
  });
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Breaks a copy, and answers how that is mended again; undefined where the piece is not in the file, or not once: the
 * mutation is stale.
 */
export function breakSource(
  { folder }: SourceCopy,
  { file, exact, replacement }: Mutation,
): (() => void) | undefined {
  const target = path.join(folder, file);
  const source = readFileSync(target, "utf8");
  if (source.split(exact).length !== 2) return undefined;
  writeFileSync(
    target,
    source.replace(exact, () => replacement),
  );
  return () => writeFileSync(target, source);
}
