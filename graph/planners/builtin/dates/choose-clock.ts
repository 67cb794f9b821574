import type { Item } from "./keep-phrases.ts";
import type { Setting } from "./phrase.ts";
import { findWindow, resolveClock, resolveRange } from "./resolve-clock.ts";
import type { WallTime } from "./resolve-clock.ts";

/** The clock times of a clause that count, and the phrases that said them. */
export interface ChosenClock {
  readonly used: readonly Item[];
  readonly from?: WallTime;
  readonly to?: WallTime;
  readonly bound?: "before" | "after";
}

type ClockItem = Item & { readonly meaning: Extract<Item["meaning"], { kind: "clock" }> };
type RangeItem = Item & { readonly meaning: Extract<Item["meaning"], { kind: "clock-range" }> };

/** Which of the clock times said are the start and the end. Those that are not used stay in the title. */
export function chooseClock(
  { text }: Setting,
  items: readonly Item[],
  joined: (from: Item, to: Item) => boolean,
): ChosenClock {
  const window = findWindow(items);
  const range = items.find((item): item is RangeItem => item.meaning.kind === "clock-range");
  if (range !== undefined)
    return { used: [range], ...resolveRange(range.meaning.from, range.meaning.to, text, window) };
  const clocks = items.filter((item): item is ClockItem => item.meaning.kind === "clock");
  const [first] = clocks;
  if (first === undefined) return { used: [] };
  const start = clocks.find(({ links }) => !links.some(isEnd)) ?? first;
  const end = clocks.find(
    (item) =>
      item !== start &&
      item.start > start.start &&
      (item.links.some((link) => link === "until" || link === "through") ||
        ((item.links.includes("to") || endsOnDay(items, item)) && joined(start, item))),
  );
  if (end !== undefined) {
    return {
      used: [start, end],
      ...resolveRange(start.meaning.clock, end.meaning.clock, text, window),
    };
  }
  const after = clocks.find(({ links }) => links.includes("after"));
  const before = clocks.find(({ links }) => links.includes("before"));
  if (after !== undefined && before !== undefined)
    return {
      used: [after, before],
      ...resolveRange(after.meaning.clock, before.meaning.clock, text, window),
    };
  const chosen = clocks.find(({ links }) => links.length > 0) ?? first;
  const bound = boundOf(chosen);
  return {
    used: [chosen],
    from: resolveClock(chosen.meaning.clock, text, window),
    ...(bound !== undefined && { bound }),
  };
}

/** The limit a phrase states by the word before it. */
export function boundOf({ links, meaning }: Item): "before" | "after" | undefined {
  if (links.some((link) => link === "before" || link === "until" || link === "through"))
    return "before";
  if (links.includes("after") || (meaning.kind === "clock" && meaning.onwards === true))
    return "after";
  return undefined;
}

/** "To Sunday 8pm": the word that makes it the end stands before the day. */
function endsOnDay(items: readonly Item[], clock: Item): boolean {
  const before = items[items.indexOf(clock) - 1];
  return (
    before?.meaning.kind === "day" && before.links.some((link) => link !== "before" && isEnd(link))
  );
}

function isEnd(link: string): boolean {
  return link === "until" || link === "through" || link === "to" || link === "before";
}
