import { compareViews } from "../difference.ts";
import type { Difference } from "../difference.ts";
import { Expectation } from "../scenario.ts";
import { COLLECTIONS } from "../workspace-view.ts";
import type { Collection, FieldValue, Item } from "../workspace-view.ts";

/** What the sandbox or the program gives by itself: another run gives others. */
const OWN: Readonly<Record<Collection, readonly string[]>> = {
  events: ["answer"],
  messages: ["from"],
  tasks: [],
  contacts: [],
};

/** The expectation that a workspace changes exactly as from one view to the other. */
export function toExpectation(before: readonly Item[], after: readonly Item[]): Expectation {
  const differences = compareViews(before, after);
  const threads = new Set(before.map(({ fields }) => fields["thread"]));
  const ofEach = <T>(read: (difference: Difference) => T | undefined): Record<string, T[]> =>
    Object.fromEntries(
      COLLECTIONS.map((collection): [string, T[]] => [
        collection,
        differences.flatMap((difference) => {
          const value = difference.item.collection === collection ? read(difference) : undefined;
          return value === undefined ? [] : [value];
        }),
      ]).filter(([, values]) => values.length > 0),
    );
  return Expectation.parse({
    added: ofEach(({ kind, item }) => (kind === "added" ? addedFields(item, threads) : undefined)),
    changed: ofEach((difference) => {
      if (difference.kind !== "changed") return undefined;
      const { item, fields } = difference;
      return { id: item.id, fields: pick(item, (name) => fields.includes(name)) };
    }),
    removed: ofEach(({ kind, item }) => (kind === "removed" ? item.id : undefined)),
  });
}

/** All fields of a new thing; a thread counts where it was there before. */
function addedFields(
  item: Item,
  threads: ReadonlySet<FieldValue | undefined>,
): Record<string, FieldValue> {
  return pick(
    item,
    (name, value) =>
      !OWN[item.collection].includes(name) && (name !== "thread" || threads.has(value)),
  );
}

function pick(
  { fields }: Item,
  fits: (name: string, value: FieldValue) => boolean,
): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => fits(name, value)));
}
