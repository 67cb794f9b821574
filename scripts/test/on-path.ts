import { execFileSync } from "node:child_process";

/** Where the first of these programs is that there is. */
export function onPath(...names: readonly string[]): string | undefined {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Looked for under the next name.
    }
  }
  return undefined;
}
