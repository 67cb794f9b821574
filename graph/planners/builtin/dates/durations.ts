import { AMOUNT, toNumber } from "./numbers.ts";
import { matchAt } from "./phrase.ts";
import type { Amount } from "./phrase.ts";

const UNIT =
  "minutes?|mins?\\b\\.?|hours?|hrs?\\b\\.?|days?|weeks?|wks?|fortnights?|months?|years?|yrs?";
const END = "(?![a-z0-9_])";

const COMPACT = new RegExp(
  `(\\d{1,2}) ?h(?:rs?|ours?)? ?(\\d{1,2})(?: ?m(?:ins?|inutes?)?)?${END}`,
  "y",
);
const ABBREVIATED = new RegExp(`(\\d{1,3}) ?([hm])${END}`, "y");
const QUARTERS = new RegExp(`(a |three )?quarters?(?: of an)? hour${END}`, "y");
const PLAIN = new RegExp(
  `(?:(${AMOUNT})(?: (and a half))?[- ]?|(\\d) 1/2 |(1/2) (?:an? )?)(${UNIT})${END}`,
  "y",
);
const AND_MORE = new RegExp(
  ` and (?:(a half)|(a quarter)|(${AMOUNT}) (minutes?|mins?))${END}`,
  "y",
);

/** Length of a working day's worth of a unit, in the parts of an amount. */
function amountOf(count: number, unit: string): Amount {
  const none = { months: 0, days: 0, minutes: 0 };
  if (unit.startsWith("min")) return { ...none, minutes: Math.round(count) };
  if (unit.startsWith("h")) return { ...none, minutes: Math.round(count * 60) };
  if (unit.startsWith("d")) return wholeDays(count);
  if (unit.startsWith("w")) return wholeDays(count * 7);
  if (unit.startsWith("f")) return wholeDays(count * 14);
  if (unit.startsWith("mo")) return { ...none, months: Math.round(count) };
  return { ...none, months: Math.round(count * 12) };
}

function wholeDays(count: number): Amount {
  const days = Math.trunc(count);
  return { months: 0, days, minutes: Math.round((count - days) * 1440) };
}

/** Reads a length of time that begins exactly at `at`: "an hour and a half", "1h30", "two weeks". */
export function readAmount(
  text: string,
  at: number,
): { readonly amount: Amount; readonly end: number } | undefined {
  const compact = matchAt(COMPACT, text, at);
  if (compact !== undefined) {
    const minutes = Number(compact[1]) * 60 + Number(compact[2]);
    return { amount: { months: 0, days: 0, minutes }, end: at + compact[0].length };
  }
  const quarters = matchAt(QUARTERS, text, at);
  if (quarters !== undefined) {
    const minutes = quarters[1] === "three " ? 45 : 15;
    return { amount: { months: 0, days: 0, minutes }, end: at + quarters[0].length };
  }
  const plain = matchAt(PLAIN, text, at);
  if (plain === undefined) return readAbbreviated(text, at);
  const count = spokenCount(plain);
  const unit = plain[5] ?? "";
  const amount = amountOf(count, unit);
  const end = at + plain[0].length;
  const more = unit.startsWith("min") ? undefined : matchAt(AND_MORE, text, end);
  if (more === undefined) return { amount, end };
  const rest =
    more[4] === undefined
      ? amountOf(more[1] === undefined ? 0.25 : 0.5, unit)
      : amountOf(toNumber(more[3] ?? "0"), more[4]);
  return { amount: sum(amount, rest), end: end + more[0].length };
}

function spokenCount([, said, half, mixed]: RegExpExecArray): number {
  if (said !== undefined) return toNumber(said) + (half === undefined ? 0 : 0.5);
  return mixed === undefined ? 0.5 : Number(mixed) + 0.5;
}

function readAbbreviated(
  text: string,
  at: number,
): { readonly amount: Amount; readonly end: number } | undefined {
  const match = matchAt(ABBREVIATED, text, at);
  if (match === undefined) return undefined;
  const minutes = Number(match[1]) * (match[2] === "h" ? 60 : 1);
  return { amount: { months: 0, days: 0, minutes }, end: at + match[0].length };
}

function sum(a: Amount, b: Amount): Amount {
  return { months: a.months + b.months, days: a.days + b.days, minutes: a.minutes + b.minutes };
}
