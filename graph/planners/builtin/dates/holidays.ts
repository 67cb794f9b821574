import { Temporal } from "temporal-polyfill";

import { matchAt } from "./phrase.ts";
import type { Reader, Setting } from "./phrase.ts";
import { nthWeekday } from "./nth-weekday.ts";

type InYear = (year: number, timezone: string) => Temporal.PlainDate;

const fixed =
  (month: number, day: number): InYear =>
  (year) =>
    Temporal.PlainDate.from({ year, month, day });
const nth =
  (ordinal: number, weekday: number, month: number): InYear =>
  (year) =>
    nthWeekday(Temporal.PlainYearMonth.from({ year, month }), ordinal, weekday) ??
    Temporal.PlainDate.from({ year, month, day: 1 });
const later =
  (days: number, of: InYear): InYear =>
  (year, timezone) =>
    of(year, timezone).add({ days });

/** Gauss's rule for Easter Sunday, in the form of Meeus, Jones and Butcher. */
const easter: InYear = (year) => {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const skipped = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - skipped + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const count = epact + toSunday - 7 * correction + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(count / 31), day: (count % 31) + 1 });
};

const CANADA =
  /^America\/(Toronto|Vancouver|Montreal|Edmonton|Winnipeg|Halifax|Regina|St_Johns|Whitehorse|Moncton)$/;
const BRITAIN = /^Europe\/(London|Belfast|Dublin|Jersey|Guernsey|Isle_of_Man)$/;

const thanksgiving: InYear = (year, timezone) =>
  (CANADA.test(timezone) ? nth(2, 1, 10) : nth(4, 4, 11))(year, timezone);
const mothersDay: InYear = (year, timezone) =>
  (BRITAIN.test(timezone) ? later(-21, easter) : nth(2, 7, 5))(year, timezone);

const HOLIDAYS: readonly (readonly [string, InYear])[] = [
  ["christmas eve|xmas eve", fixed(12, 24)],
  ["christmas(?: day)?|xmas(?: day)?", fixed(12, 25)],
  ["boxing day", fixed(12, 26)],
  ["new year'?s'? eve|nye", fixed(12, 31)],
  ["new year(?:'?s'?(?: day)?)?", fixed(1, 1)],
  ["valentine'?s(?: day)?", fixed(2, 14)],
  ["st\\.? patrick'?s(?: day)?", fixed(3, 17)],
  ["april fools?'?s?(?: day)?", fixed(4, 1)],
  ["good friday", later(-2, easter)],
  ["easter monday", later(1, easter)],
  ["easter(?: sunday)?", easter],
  ["cinco de mayo", fixed(5, 5)],
  ["mother'?s day|mothers'? day", mothersDay],
  ["memorial day", nth(-1, 1, 5)],
  ["father'?s day|fathers'? day", nth(3, 7, 6)],
  ["juneteenth", fixed(6, 19)],
  ["independence day|fourth of july", fixed(7, 4)],
  ["canada day", fixed(7, 1)],
  ["labou?r day", nth(1, 1, 9)],
  ["indigenous peoples'? day|columbus day", nth(2, 1, 10)],
  ["halloween", fixed(10, 31)],
  ["guy fawkes(?: night)?|bonfire night", fixed(11, 5)],
  ["veterans'? day|remembrance day|armistice day", fixed(11, 11)],
  ["thanksgiving(?: day)?", thanksgiving],
  ["black friday", later(1, nth(4, 4, 11))],
  ["cyber monday", later(4, nth(4, 4, 11))],
  ["mlk(?: jr)?\\.? day|martin luther king(?: jr)?\\.? day", nth(3, 1, 1)],
  ["presidents?'? day|president's day", nth(3, 1, 2)],
];

const ANY = new RegExp(
  `(?:(next|this|last) )?(?:${HOLIDAYS.map(([names]) => `(${names})`).join("|")})(?:,? (\\d{4}))?(?![a-z0-9_])`,
  "y",
);

/** Reads holidays with a fixed or computable date. Without "on", "by" or a year it may be what a party is for. */
export const readHoliday: Reader = (setting, at) => {
  const match = matchAt(ANY, setting.text, at);
  if (match === undefined) return undefined;
  const which = match.findIndex(
    (part, index) => index >= 2 && index < match.length - 1 && part !== undefined,
  );
  const inYear = HOLIDAYS[which - 2]?.[1];
  if (inYear === undefined) return undefined;
  const year = match.at(-1);
  const date =
    year === undefined
      ? nearest(setting, inYear, match[1])
      : inYear(Number(year), setting.now.timeZoneId);
  return {
    start: at,
    end: at + match[0].length,
    meaning: { kind: "day", form: "named", date },
    needs: "company",
  };
};

function nearest(
  { today, now, direction }: Setting,
  inYear: InYear,
  which: string | undefined,
): Temporal.PlainDate {
  const date = inYear(today.year, now.timeZoneId);
  const side = Temporal.PlainDate.compare(date, today);
  if (which === "last" || (which === undefined && direction === "past"))
    return side > 0 || (side === 0 && which === "last")
      ? inYear(today.year - 1, now.timeZoneId)
      : date;
  return side < 0 ? inYear(today.year + 1, now.timeZoneId) : date;
}
