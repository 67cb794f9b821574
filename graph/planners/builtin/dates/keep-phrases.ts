import type { Link, Meaning, Phrase } from "./phrase.ts";

/** A phrase of time with the small words that stand at once before it. */
export interface Item {
  readonly phrase: Phrase;
  readonly meaning: Exclude<Meaning, { kind: "link" }>;
  readonly links: readonly Link[];
  /** Where it begins, small words included. */
  readonly start: number;
  readonly end: number;
}

const LINKS_OF: Readonly<Record<Item["meaning"]["kind"], readonly Link[]>> = {
  day: [
    "on",
    "at",
    "in",
    "for",
    "from",
    "to",
    "until",
    "through",
    "before",
    "after",
    "starting",
    "between",
    "and",
  ],
  clock: ["at", "from", "to", "until", "before", "after", "starting", "about", "for", "through"],
  "clock-range": ["at", "from", "between", "for", "about", "in"],
  moment: ["at", "from", "after", "starting", "before", "until"],
  window: ["in", "for", "on", "to"],
  duration: ["about", "for"],
  shift: [],
  rule: ["on", "starting", "for"],
  times: ["for"],
  zone: ["in"],
  "all-day": ["for"],
  fault: ["on", "at", "in", "for", "from", "to", "until", "before", "after"],
};

const NEVER_AFTER_ON = /^(?:today|tonight|tomorrow|yesterday|this )/;

/** The phrases that are about time in this company: "sat" beside a clock is, "sat" before "Patel" is not. */
export function keepPhrases(text: string, phrases: readonly Phrase[]): Item[] {
  let items = withLinks(text, phrases);
  for (;;) {
    const kept = items.filter((item, index) => isSupported(text, items, item, index));
    if (kept.length === items.length) return kept;
    items = kept;
  }
}

/** Whether only spaces and commas lie between two places of the text. */
export function isGap(text: string, from: number, to: number): boolean {
  return to - from <= 4 && /^[ ,(]*$/.test(text.slice(from, to));
}

function withLinks(text: string, phrases: readonly Phrase[]): Item[] {
  const items: Item[] = [];
  let pending: { link: Link; start: number; end: number }[] = [];
  for (const phrase of phrases) {
    const { meaning, start, end } = phrase;
    const last = pending.at(-1);
    if (last !== undefined && !isGap(text, last.end, start)) pending = [];
    if (meaning.kind === "link") {
      pending.push({ link: meaning.link, start, end });
      continue;
    }
    if (meaning.kind === "day" && last?.link === "about" && pending.length > 0) {
      pending = [];
      continue;
    }
    const fits = pending.filter(
      ({ link }) =>
        LINKS_OF[meaning.kind].includes(link) &&
        // "What's on today": nobody says "on today", so the word is another's.
        !(link === "on" && NEVER_AFTER_ON.test(text.slice(start, end))),
    );
    const used = fits.length === pending.length ? fits : fits.slice(-1);
    const contiguous = used.length === 0 || used.at(-1) === pending.at(-1);
    const links = contiguous ? used : [];
    items.push({
      phrase,
      meaning,
      links: links.map(({ link }) => link),
      start: links[0]?.start ?? start,
      end,
    });
    pending = [];
  }
  return items;
}

function isSupported(text: string, items: readonly Item[], item: Item, index: number): boolean {
  const { needs } = item.phrase;
  if (needs === undefined) return true;
  const before = items[index - 1];
  const after = items[index + 1];
  const beside = [
    ...(before !== undefined && isGap(text, before.end, item.start) ? [before] : []),
    ...(after !== undefined && isGap(text, item.end, after.start) ? [after] : []),
  ];
  switch (needs) {
    case "clock":
      return (
        before !== undefined &&
        beside.includes(before) &&
        /^clock|^window/.test(before.meaning.kind)
      );
    case "day":
      return beside.some(({ meaning }) => meaning.kind === "day" || meaning.kind === "rule");
    case "link":
      return (
        item.links.some((link) => link !== "and" && link !== "to") ||
        (item.links.includes("to") && beside.length > 0) ||
        beside.some(({ meaning }) => meaning.kind === "rule")
      );
    case "company":
      return (
        item.links.some((link) => link !== "to" && link !== "and" && link !== "about") ||
        beside.length > 0 ||
        (item.meaning.kind === "day" &&
          index === items.length - 1 &&
          /^[\s.!?)]*$/.test(text.slice(item.end)) &&
          !/^(?:to|and)$/.test(item.links[0] ?? "")) ||
        (item.meaning.kind === "times" && items.some(({ meaning }) => meaning.kind === "rule"))
      );
    default:
      return true;
  }
}
