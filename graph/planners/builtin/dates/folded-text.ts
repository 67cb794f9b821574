import { SHORTHAND } from "./shorthand.ts";
import type { Span } from "./time-expression.ts";

/** A command made easy to read, with the way back: every unit knows the stretch of the original it stands for. */
export interface FoldedText {
  /** Lower case, plain dashes and quotes, single spaces, shorthand written out; one `OPAQUE` for each masked stretch. */
  readonly text: string;
  /** The original stretch behind `[start, end)` of `text`. */
  toOriginal(span: Span): Span;
  /** Whether the word at this place of `text` was written like a name: one capital, then small letters. */
  isCapitalised(at: number): boolean;
}

/** Stands for a masked stretch: no letter, no digit, no space. */
export const OPAQUE = "\uFFFC";

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const DASH = /[\u2010-\u2015\u2212]/;
const APOSTROPHE = /[\u2018\u2019\u02BC`]/;

/** What is never about time, whoever says it: quotations, addresses of mail and web, telephone numbers. */
const OPAQUE_STRETCHES = [
  /"[^"\n]{0,2000}"|\u201C[^\u201D\n]{0,2000}\u201D/g,
  /\bhttps?:\/\/\S{1,2000}/gi,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g,
  /\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)/g,
  /(?<![\d-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\d-])/g,
  /(?<![\d-])\d{3}-\d{4}(?![\d-])/g,
];

/** Reads `text` past spelling, spacing and script; `masked` stretches become opaque. */
export function foldText(text: string, masked: readonly Span[]): FoldedText {
  const hidden = hiddenStretches(text, masked);
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let next = 0;
  for (let at = 0; at < text.length; at += 1) {
    const mask = hidden[next];
    if (mask !== undefined && at === mask.start) {
      units.push(OPAQUE);
      starts.push(mask.start);
      ends.push(mask.end);
      at = mask.end - 1;
      next += 1;
      continue;
    }
    const unit = foldUnit(text.charAt(at));
    if (unit === "" || (unit === " " && units.at(-1) === " ")) continue;
    units.push(unit);
    starts.push(at);
    ends.push(at + 1);
  }
  return spellOut(text, units.join("").replaceAll(/(\d-\d\d)t(?=\d\d:)/g, "$1 "), starts, ends);
}

function foldUnit(unit: string): string {
  if (unit <= "~" && unit > " ") return unit === "`" ? "'" : unit.toLowerCase();
  if (/\s/.test(unit)) return " ";
  if (INVISIBLE.test(unit)) return "";
  if (DASH.test(unit)) return "-";
  if (APOSTROPHE.test(unit)) return "'";
  if (unit >= "\uFF01" && unit <= "\uFF5E")
    return String.fromCharCode(unit.charCodeAt(0) - 0xfee0).toLowerCase();
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

function hiddenStretches(text: string, masked: readonly Span[]): Span[] {
  const found = masked.filter((span) => span.end > span.start);
  for (const pattern of OPAQUE_STRETCHES) {
    for (const match of text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + match[0].length });
    }
  }
  const merged: Span[] = [];
  for (const span of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end };
  }
  return merged;
}

function spellOut(
  original: string,
  folded: string,
  foldedStarts: readonly number[],
  foldedEnds: readonly number[],
): FoldedText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const copy = (from: number, to: number) => {
    parts.push(folded.slice(from, to));
    for (let at = from; at < to; at += 1) {
      starts.push(foldedStarts[at] ?? 0);
      ends.push(foldedEnds[at] ?? 0);
    }
  };
  let done = 0;
  for (const match of folded.matchAll(/[a-z0-9]+/g)) {
    const full = SHORTHAND.get(match[0]);
    if (full === undefined) continue;
    const end = match.index + match[0].length;
    copy(done, match.index);
    parts.push(full);
    for (let unit = 0; unit < full.length; unit += 1) {
      starts.push(foldedStarts[match.index] ?? 0);
      ends.push(foldedEnds[end - 1] ?? 0);
    }
    done = end;
  }
  copy(done, folded.length);
  return {
    text: parts.join(""),
    toOriginal: (span) => ({ start: starts[span.start] ?? 0, end: ends[span.end - 1] ?? 0 }),
    isCapitalised: (at) => /^\p{Lu}\p{Ll}/u.test(original.slice(starts[at] ?? original.length)),
  };
}
