import { Temporal } from "temporal-polyfill";

import { MONTH_NAME, toMonth } from "./calendar-dates.ts";
import { nthWeekday } from "./nth-weekday.ts";
import { ORDINAL, toOrdinal } from "./numbers.ts";
import { matchAt } from "./phrase.ts";
import type { Reader, Setting } from "./phrase.ts";
import { WEEKDAY, toWeekday } from "./weekdays.ts";

const MONTH = new RegExp(
  `(?:(next|this|last|early|mid|late)[ -])?(${MONTH_NAME})(?:,? (\\d{4}))?(?![a-z0-9_])`,
  "y",
);
const NTH = new RegExp(
  `(?:the )?(${ORDINAL}) (${WEEKDAY})(?![a-z])(?: (?:of|in) (?:(the|this|next) month|(${MONTH_NAME})(?:,? (\\d{4}))?)(?![a-z]))?`,
  "y",
);
const LAST_DAY = new RegExp(`(?:the )?last day of (${MONTH_NAME})(?![a-z])`, "y");
const SURELY_MONTH =
  /(?:^| )(?:in|since|until|till|til|before|by|during|through|thru|after|between|and) $/;
const ALSO_NAMES = new Set(["april", "may", "june", "august"]);

/** Reads a month as all its days. It needs a word like "in" before it: "may", "march" and "june" are other things too. */
export const readMonth: Reader = (setting, at) => {
  const lastDay = matchAt(LAST_DAY, setting.text, at);
  if (lastDay !== undefined) {
    const month = monthAhead(setting, toMonth(lastDay[1] ?? ""), undefined);
    const date = month.toPlainDate({ day: month.daysInMonth });
    return {
      start: at,
      end: at + lastDay[0].length,
      meaning: { kind: "day", form: "named", date },
    };
  }
  const match = matchAt(MONTH, setting.text, at);
  if (match === undefined) return undefined;
  const [whole, which, name = "", year] = match;
  const end = at + whole.length;
  const maybeName = ALSO_NAMES.has(name) && year === undefined && which === undefined;
  if (
    maybeName &&
    (setting.folded.isCapitalised(end + 1) ||
      !SURELY_MONTH.test(setting.text.slice(Math.max(0, at - 9), at)))
  )
    return undefined;
  let month = monthAhead(setting, toMonth(name), year);
  if (which === "last" && setting.direction === "future") month = month.subtract({ years: 1 });
  const first = month.toPlainDate({ day: which === "late" ? 20 : which === "mid" ? 10 : 1 });
  const last = month.toPlainDate({
    day: which === "early" ? 10 : which === "mid" ? 20 : month.daysInMonth,
  });
  const meaning = { kind: "day", form: "period", date: first, endDate: last } as const;
  const sure = year !== undefined || which !== undefined;
  return sure ? { start: at, end, meaning } : { start: at, end, meaning, needs: "link" };
};

/** Reads "first Monday of April", "the last Friday of the month", "2nd Tuesday of next month". */
export const readNthWeekday: Reader = (setting, at) => {
  const match = matchAt(NTH, setting.text, at);
  if (match === undefined) return undefined;
  const [whole, said = "", name = "", relative, monthName, year] = match;
  if (relative === undefined && monthName === undefined && said === "last") return undefined;
  const nth = { ordinal: toOrdinal(said), weekday: toWeekday(name) };
  const end = at + whole.length;
  const month =
    monthName === undefined
      ? setting.today.toPlainYearMonth().add({ months: relative === "next" ? 1 : 0 })
      : monthAhead(setting, toMonth(monthName), year);
  let date = nthWeekday(month, nth.ordinal, nth.weekday);
  const open = relative !== "next" && relative !== "this" && year === undefined;
  if (open && date !== undefined && Temporal.PlainDate.compare(date, setting.today) < 0)
    date = nthWeekday(
      month.add(monthName === undefined ? { months: 1 } : { years: 1 }),
      nth.ordinal,
      nth.weekday,
    );
  if (date === undefined)
    return {
      start: at,
      end,
      meaning: { kind: "fault", fault: `There is no ${whole.replace(/^the /, "")}.` },
    };
  const meaning = { kind: "day", form: "nth", date, nth } as const;
  return relative === undefined && monthName === undefined
    ? { start: at, end, meaning, needs: "link" }
    : { start: at, end, meaning };
};

/** This year's month while it lasts, else next year's; looking back, the last one that has begun. */
function monthAhead(
  { today, direction }: Setting,
  month: number,
  year: string | undefined,
): Temporal.PlainYearMonth {
  if (year !== undefined) return Temporal.PlainYearMonth.from({ year: Number(year), month });
  const ours = Temporal.PlainYearMonth.from({ year: today.year, month });
  if (direction === "past") return month > today.month ? ours.subtract({ years: 1 }) : ours;
  return month < today.month ? ours.add({ years: 1 }) : ours;
}
