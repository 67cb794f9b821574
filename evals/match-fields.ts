import type { Wanted } from "./scenario.ts";
import type { FieldValue, Item } from "./workspace-view.ts";

/** Which of the wanted fields an item does not have so: one sentence each. */
export function mismatches(
  item: Item,
  wanted: Readonly<Partial<Record<string, Wanted>>>,
): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const actual = item.fields[name] ?? null;
    if (value === undefined || fits(actual, value)) return [];
    return [`${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(value)}`];
  });
}

/** Letter case, spaces and a full stop at the end are matters of style. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/[“”]/gu, '"')
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replace(/[.!]$/u, "");
}

function fits(actual: FieldValue, wanted: Wanted): boolean {
  if (wanted === null || typeof wanted === "boolean") return actual === wanted;
  if (typeof wanted === "string") return typeof actual === "string" && sameText(actual, wanted);
  if (Array.isArray(wanted)) {
    const found = new Set(toList(actual));
    return found.size === wanted.length && wanted.every((each) => found.has(fold(each)));
  }
  const { contains = [], includes = [], lacks = [] } = wanted;
  const members = toList(actual);
  const text = members.join("\n");
  return (
    contains.every((part) => text.includes(fold(part))) &&
    includes.every((each) => members.includes(fold(each))) &&
    !lacks.some((part) => text.includes(fold(part)))
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T/u;

function sameText(actual: string, wanted: string): boolean {
  return INSTANT.test(wanted) && INSTANT.test(actual)
    ? Date.parse(actual) === Date.parse(wanted)
    : fold(actual) === fold(wanted);
}

function toList(value: FieldValue): string[] {
  if (value === null || typeof value === "boolean") return [];
  return (typeof value === "string" ? [value] : value).map(fold);
}
