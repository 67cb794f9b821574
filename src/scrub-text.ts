/** Something that looks like one of these stands for a person, or lets somebody in. */
const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // The query of an address carries codes, states and tokens.
  [/(\/[^\s"'<>?]*)\?[^\s"'<>]+/gu, "$1?[query]"],
  [/\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/giu, "[token]"],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){1,2}/gu, "[token]"],
  [/\b(?:sk|ak|pk|rk)[-_][\w-]{12,}/gu, "[token]"],
  [/[^\s"'<>(),;:[\]\\]+@[^\s"'<>(),;:[\]\\]+/gu, "[address]"],
  // Six digits or more, in groups or not, that are no part of an id: a number, or a code.
  [/(?<![\w.:-])\+?\(?\d(?:[ ().-]{0,2}\d){5,}(?![\w-])/gu, "[number]"],
];

/** A string of JSON. */
const STRING = /"(?:[^"\\]|\\.)*"/gu;
const SUSPICIOUS = /[@?]|\d{2}|bearer|basic|eyJ|[sapr]k[-_]/iu;

/** A line of JSON with whatever looks like an address, a phone number, a code, a token or a query taken out of its texts. */
export function scrubLine(line: string): string {
  return line.replace(STRING, (text) => (SUSPICIOUS.test(text) ? scrubText(text) : text));
}

/** A text with whatever looks like an address, a phone number, a code, a token or a query taken out of it. */
export function scrubText(text: string): string {
  return SECRETS.reduce((scrubbed, [pattern, by]) => scrubbed.replace(pattern, by), text);
}
