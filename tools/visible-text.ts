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

/** Cut to a length, an ellipsis where something was left out. */
export function shorten(text: string, length: number): string {
  const points = [...text];
  return points.length <= length
    ? text
    : `${points
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}
