import type { EntityOption, Resolution } from "../src/domain/entity.ts";

/** What words that are certain mean: one thing, or everybody in a group. */
export function meaningOf(
  resolution: Extract<Resolution, { kind: "resolved" | "group" }>,
): EntityOption[] {
  if (resolution.kind === "group") return [...resolution.members];
  const { kind: _kind, ...meaning } = resolution;
  return [meaning];
}
