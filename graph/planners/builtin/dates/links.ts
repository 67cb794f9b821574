import { matchAt } from "./phrase.ts";
import type { Link, Reader } from "./phrase.ts";

const LINKS: readonly (readonly [Link, string])[] = [
  ["before", "by|before|no later than|not later than|prior to"],
  ["after", "after|since|no earlier than|not before|as of|past"],
  [
    "starting",
    "starting(?: on| from| at)?|beginning(?: on| from)?|start(?:s)? (?:on|from)|commencing|effective",
  ],
  ["until", "until|till|til|up to|ending(?: on)?"],
  ["through", "through|thru"],
  ["to", "to"],
  ["between", "between"],
  ["from", "from"],
  ["and", "and"],
  ["on", "on"],
  ["at", "at|@"],
  ["in", "in|during|over|within|throughout"],
  ["for", "for"],
  ["about", "around|about"],
];

const ANY = new RegExp(`(?:${LINKS.map(([, words]) => `(${words})`).join("|")})(?![a-z0-9_])`, "y");

/** Reads the small words before a phrase: "by", "until", "from". They count only when a phrase of time follows at once. */
export const readLink: Reader = ({ text }, at) => {
  const match = matchAt(ANY, text, at);
  if (match === undefined) return undefined;
  const which = match.findIndex((part, index) => index > 0 && part !== undefined);
  const link = LINKS[which - 1]?.[0];
  return link && { start: at, end: at + match[0].length, meaning: { kind: "link", link } };
};
