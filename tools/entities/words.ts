/** Letters that no decomposition takes to their plain form. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
};

/** Text as it is compared: small plain letters, no accents. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[ßøłđðþæœı]/gu, (letter) => PLAIN[letter] ?? letter);
}

/** The words of a text, folded; `O'Neil` is one word, `Jean-Luc` two, and `Sam's` is `sam`. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .replaceAll(/['’]s\b/gu, "")
    .replaceAll(/['’`.]/gu, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
