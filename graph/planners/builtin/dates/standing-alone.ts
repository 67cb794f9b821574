import { OPAQUE } from "./folded-text.ts";
import type { Setting } from "./phrase.ts";
import { WEEKDAY } from "./weekdays.ts";
import { readZone } from "./zones.ts";

const FOLLOWING_WORD = /^ ?([\p{L}']+)/u;
const LINKING_WORDS = new Set(
  "with w to for in on at and or about re then please pls sharp every each next this by until till til from of the via over near if so because but titled called named invite invites due instead my since not before after around per is are was as when while both also too thanks thx local daily weekly monthly today tomorrow tonight yesterday morning afternoon evening noon midnight week weekly starting beginning all onwards onward latest earliest prompt tops ish".split(
    " ",
  ),
);
const TIME_WORD = new RegExp(
  `^(?:${WEEKDAY}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weekdays|am|pm|et|est|edt|pt|pst|pdt|ct|cst|cdt|mt|mst|utc|gmt|bst|ist|cet|cest|jst)$`,
);
const COUNTED =
  /^(?:people|persons?|guests?|adults|kids|children|items?|copies|pages?|times|points?|percent|dollars?|euros?|pounds?|bucks|miles|km|kg|street|st|avenue|ave|road|rd|main|hours?|hrs?|mins?|minutes?|days?|weeks?|months?|years?|attempts?|attendees|participants|seats|meetings|tasks|emails|events|calls|things|friends|tickets|bottles|apples)$/;

/**
 * Whether the number that ends at `end` may be an hour, by what follows it: "at 4 with Sam", not "at 12 Main Street".
 * When `strict`, only the end, a mark or a linking word will do: "by 5 people" is a count.
 */
export function standsAlone(setting: Setting, end: number, strict: boolean): boolean {
  const { text, folded } = setting;
  const following = text.slice(end, end + 40);
  if (following.startsWith(OPAQUE) || following.startsWith(` ${OPAQUE}`)) return true;
  if (/^ \d/.test(following)) return /^ \d{1,2}[/:.]|^ \d{4}-|^ \d{1,2} [a-z]/.test(following);
  const word = FOLLOWING_WORD.exec(following);
  if (word?.[1] === undefined) return !/^(?:[\d%$€£/+]|-\d)/.test(following);
  if (!following.startsWith(" ")) return false;
  if (LINKING_WORDS.has(word[1]) || TIME_WORD.test(word[1])) return true;
  const zone = readZone(setting, end + 1);
  // "At 10 London time": only clocks have a zone. "Pacific" alone may be a street.
  if (zone !== undefined && /time$|\//u.test(text.slice(zone.start, zone.end))) return true;
  return !strict && !COUNTED.test(word[1]) && !folded.isCapitalised(end + 1);
}
