import { assertNever } from "../src/domain/assert-never.ts";
import type { Item } from "./workspace-view.ts";

/** What became of one thing between two looks at a workspace. */
export type Difference =
  | { readonly kind: "added"; readonly item: Item }
  | { readonly kind: "removed"; readonly item: Item }
  | {
      readonly kind: "changed";
      readonly before: Item;
      readonly item: Item;
      /** The names of the fields that are not as they were. */
      readonly fields: readonly string[];
    };

/** Everything that is not as it was. */
export function compareViews(before: readonly Item[], after: readonly Item[]): Difference[] {
  const former = new Map(before.map((item) => [keyOf(item), item]));
  const left = new Map(former);
  const differences: Difference[] = [];
  for (const item of after) {
    const was = former.get(keyOf(item));
    left.delete(keyOf(item));
    if (was === undefined) {
      differences.push({ kind: "added", item });
      continue;
    }
    const fields = Object.keys(item.fields).filter(
      (name) => canonical(was.fields[name]) !== canonical(item.fields[name]),
    );
    if (fields.length > 0) differences.push({ kind: "changed", before: was, item, fields });
  }
  return [
    ...differences,
    ...[...left.values()].map((item) => ({ kind: "removed" as const, item })),
  ];
}

/** A difference as a person reads it: one line, and one more for each field that changed. */
export function describeDifference(difference: Difference): string {
  const { item } = difference;
  const { summary, subject, title, name } = item.fields;
  const label = JSON.stringify(summary ?? subject ?? title ?? name ?? item.id);
  switch (difference.kind) {
    case "added":
      return `+ ${item.collection} ${label} ${JSON.stringify(withoutEmpty(item.fields))}`;
    case "removed":
      return `- ${item.collection} ${label} (${item.id})`;
    case "changed":
      return [
        `~ ${item.collection} ${label} (${item.id})`,
        ...difference.fields.map(
          (field) =>
            `    ${field}: ${JSON.stringify(difference.before.fields[field])} -> ${JSON.stringify(item.fields[field])}`,
        ),
      ].join("\n");
    default:
      return assertNever(difference);
  }
}

function keyOf({ collection, id }: Item): string {
  return `${collection} ${id}`;
}

function canonical(value: Item["fields"][string] | undefined): string {
  return JSON.stringify(typeof value === "object" && value !== null ? value.toSorted() : value);
}

function withoutEmpty(fields: Item["fields"]): object {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null &&
        value !== "" &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}
