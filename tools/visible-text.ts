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

/**
 * Text that is shown to be agreed to: what is hidden in it is written out, as `⟨U+202E⟩`, and a long empty stretch by its
 * length, so that nothing can be pushed out of sight. Keeps its lines.
 */
export function revealText(text: string): string {
  const written = (hidden: string): string => {
    const code = hidden.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  };
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(INVISIBLE, written)
    .replaceAll(STRAY_JOINER, written)
    .replaceAll(
      /\n(?:[^\S\n]*\n){3,}/gu,
      (gap) => `\n⟨${gap.split("\n").length - 2} empty lines⟩\n`,
    );
}

/** The same on one line. */
export function revealLine(text: string): string {
  return revealText(text).replaceAll(/\s+/gu, " ").trim();
}

/** Text of others on one line, without what is hidden in it. */
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
