/** A command made plain: quotations and addresses are each one private-use character, so that no rule reads into them. */
export interface PreparedText {
  readonly text: string;
  /** The words as the user wrote them, quotation marks taken off. */
  restore(part: string): string;
  /** The words as the user wrote them, quotation marks and all. */
  restoreQuoted(part: string): string;
}

const FIRST_QUOTE = 0xe000;
const FIRST_ADDRESS = 0xe400;
const MOST_HELD = 0x300;

const PRIVATE_USE = /[\uE000-\uF8FF]/gu;
const INVISIBLE = /[\p{Cf}\u{FE00}-\u{FE0F}]/gu;
const PICTURES = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{1F1E6}-\u{1F1FF}]/gu;
const QUOTATION = /"([^"\n]*)"|“([^”\n]*)”|«([^»\n]*)»|(?<=^|[\s:(])'([^'\n]+)'(?=$|[\s.,;!?)])/gu;
const ADDRESS = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu;

/** Shorthand of text messages that stands for words the rules are written in. Dates and times have their own. */
const SHORTHAND: readonly (readonly [RegExp, string])[] = [
  [/(?<=^|\s)w\/\s*/giu, "with "],
  [/(?<=\s)@\s*(?=\S)/gu, "at "],
  [/(?<=\p{L}\s)w(?=\s+\p{L})/gu, "with"],
  [/(?<=\s)&(?=\s)/gu, "and"],
  [/\s*[-=]>\s*/gu, " → "],
  [/\b(?:pls|plz|plse)\b/giu, "please"],
  [/\b(?:thx|thnx|tnx)\b/giu, "thanks"],
  [/\bmtg\b/giu, "meeting"],
  [/\bmtgs\b/giu, "meetings"],
  [/\bappt\b/giu, "appointment"],
  [/\b(what|when|where|who|how)s\b/giu, "$1's"],
  [/\bu\b/giu, "you"],
  [/\be-mail(s?)\b/giu, "email$1"],
  [/\bto ?- ?do\b/giu, "todo"],
  [/\bto do list\b/giu, "todo list"],
  [/\b(?:calender|calandar|cal)\b/giu, "calendar"],
  [/\bsched\b/giu, "schedule"],
  [/\b(what|when|where|who|how)\s+r\b/giu, "$1 are"],
  [/\bmsg(s?)\b/giu, "message$1"],
  [/\b(let|that|there)s\b/giu, "$1's"],
  [/\b(today|tomorrow|tmrw|tonight|yesterday)s\b/giu, "$1's"],
  [/\bwat\b/giu, "what"],
  [/\bwen\b/giu, "when"],
  [/\bhav\b/giu, "have"],
  [/\babt\b/giu, "about"],
  [/\bur\b/giu, "your"],
  [/(?<=\p{Ll}\s)n(?=\s+\p{Ll})/gu, "and"],
  [
    /(?<=^(?:mo?ve?|push|resched\p{L}*|shift|bump)\s[^\n]{1,60}\p{L}\s)(?<!\b(?:at|from|by|is)\s)2(?=\s+(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|tmrw|next)\p{L}*\b)/giu,
    "to",
  ],
  [/\b(?:emial|eamil|emai|emaill)\b/giu, "email"],
  [/\b(?:meating|meetin|metting|meeitng|mtng|meting)\b/giu, "meeting"],
  [/\b(?:appoitment|apointment|appointmnt|appointement|apptmt)\b/giu, "appointment"],
  [/\bbday\b/giu, "birthday"],
  [/\b(?:shedule|scedule|schedual)\b/giu, "schedule"],
];

/** Takes out what cannot be seen, holds quotations and addresses apart, and spells out shorthand. */
export function prepareText(raw: string): PreparedText {
  const held = new Map<string, { readonly inner: string; readonly whole: string }>();
  const hold = (first: number, inner: string, whole: string): string => {
    if (held.size >= MOST_HELD) return whole;
    const sign = String.fromCharCode(first + held.size);
    held.set(sign, { inner, whole });
    return ` ${sign} `;
  };
  let text = raw
    .normalize("NFC")
    .replace(PRIVATE_USE, "")
    .replace(INVISIBLE, "")
    .replace(/[‘’]/gu, "'")
    .replace(QUOTATION, (whole: string, ...groups: (string | undefined)[]) =>
      hold(
        FIRST_QUOTE,
        (groups.slice(0, 4).find((group) => group !== undefined) ?? "").trim(),
        whole,
      ),
    )
    .replace(ADDRESS, (whole) => hold(FIRST_ADDRESS, whole, whole).trim())
    .replace(PICTURES, " ");
  for (const [pattern, words] of SHORTHAND) text = text.replace(pattern, words);
  text = text
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ([,.;!?])/gu, "$1")
    .trim();
  const put = (part: string, pick: "inner" | "whole"): string =>
    part.replace(PRIVATE_USE, (sign) => held.get(sign)?.[pick] ?? "");
  return {
    text,
    restore: (part) => put(part, "inner").replace(/\s+/gu, " ").trim(),
    restoreQuoted: (part) => put(part, "whole").trim(),
  };
}

/** Whether the words are one quotation and nothing else. */
export function isQuotation(part: string): boolean {
  return /^[\uE000-\uE3FF]$/u.test(part.trim());
}

/** Whether the words are one e-mail address and nothing else. */
export function isAddress(part: string): boolean {
  return /^[\uE400-\uE7FF]$/u.test(part.trim());
}
