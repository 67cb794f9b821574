const WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  "twenty-five": 25,
  thirty: 30,
  forty: 40,
  "forty-five": 45,
  "forty five": 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  couple: 2,
  "a couple": 2,
  "a couple of": 2,
  "couple of": 2,
  "a few": 3,
  few: 3,
  half: 0.5,
  "half a": 0.5,
  "half an": 0.5,
  "a half": 0.5,
};

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
  fifth: 5,
  "5th": 5,
  last: -1,
};

/** Source of a pattern for an amount: "2", "1.5", "two", "a couple of", "half an". */
export const AMOUNT =
  "\\d{1,3}(?:[.,]\\d{1,2})?|(?:a )?couple(?: of)?|a few|half an?|a half|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty[- ]five|twenty|thirty|forty[- ]five|forty|fifty|sixty|ninety";

/** Source of a pattern for the hours of a clock in words. */
export const HOUR_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";

/** Source of a pattern for "first" to "fifth", and "last". */
export const ORDINAL = "first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th";

/** The number an `AMOUNT` or `HOUR_WORD` says. */
export function toNumber(said: string): number {
  return WORDS[said.replace("twenty five", "twenty-five")] ?? Number(said.replace(",", "."));
}

/** The place an `ORDINAL` says, -1 for the last. */
export function toOrdinal(said: string): number {
  return ORDINALS[said] ?? 1;
}
