// Everything that shows nothing, or that changes how the text around it is shown, joiners within words excepted.
const INVISIBLE =
  /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\u2028\u2029\u115F\u1160\u3164\uFFA0\u2800]/gu;
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Emoji}\uFE0F])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}\p{Emoji}])/gu;

/** Text of others as it may be shown: without control, direction-changing and zero-width characters. Keeps its lines. */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[\r\u2028\u2029]/gu, "\n")
    .replaceAll(INVISIBLE, "")
    .replaceAll(STRAY_JOINER, "");
}

/** The same on one line. */
export function showLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/gu, " ").trim();
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Cut to so many characters, an ellipsis where something was left out. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const graphemes = Array.from(segmenter.segment(text), ({ segment }) => segment);
  if (graphemes.length <= length) return text;
  const kept = graphemes.slice(0, length - 1).join("");
  return `${kept.trimEnd()}…`;
}
