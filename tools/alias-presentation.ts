import type { Alias } from "./entities/aliases.ts";
import { showLine } from "./visible-text.ts";

/** `mom: Anna Moreau <anna@example.com>` */
export function showAlias({ words, meaning }: Alias): string {
  return `${showLine(words)}: ${meaning.map(({ label }) => showLine(label)).join("; ")}`;
}
