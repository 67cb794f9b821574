import { Temporal } from "temporal-polyfill";

import { matchAt } from "./phrase.ts";
import type { DayMeaning, Reader, Setting } from "./phrase.ts";
import { mondayOf } from "./weekdays.ts";

const NAMED: Readonly<Record<string, number>> = {
  today: 0,
  tomorrow: 1,
  yesterday: -1,
  overmorrow: 2,
};
const NAMED_DAY = /(today|tomorrow|yesterday|overmorrow)(?:'s)?(?: (week)(?![a-z]))?(?![a-z0-9_])/y;
const NOW = /(?:right now|now)(?![a-z0-9_])/y;
const REST =
  /(?:for )?(?:the )?(?:rest|remainder) of (?:the |this )?(day|today|week|month|year)(?![a-z0-9_])|later (this week|this month|today)(?![a-z0-9_])/y;
const PERIOD =
  /(?:(early |late |later )?(this|the|next|last|past|coming|previous|following|current)(?: coming)? )(week|weekend|month|year|work ?week)(?:'s)?( after next)?(?![a-z0-9_])/y;
const END_OF =
  /(?:the )?(end|start|beginning|last day|first day) of (?:(the|this|next) )?(week|month|year)(?![a-z0-9_])/y;
const ORDINAL_OF = /(?:the )?(\d{1,2})(?:st|nd|rd|th) (?:of )?(this|next|the) month(?![a-z0-9_])/y;
const ORDINAL_DAY = /(?:the )?(\d{1,2})(st|nd|rd|th)(?![a-z0-9_-])/y;
const NOT_A_DATE =
  /^ (?:street|st\b|avenue|ave\b|floor|place|anniversary|birthday|edition|grade|draft|version|time|century|annual|round|chapter|attempt|quarter|person|item|email|event|meeting|one|of (?!the month|each month|every month|this month|next month))/;

/** Reads days by their distance or place: "tomorrow", "the 15th", "this weekend", "end of next week". */
export const readRelativeDay: Reader = (setting, at) => {
  const { text, today } = setting;
  const named = matchAt(NAMED_DAY, text, at);
  if (named !== undefined) {
    const [whole, word = "", week] = named;
    const days = (NAMED[word] ?? 0) + (week === undefined ? 0 : 7);
    return { start: at, end: at + whole.length, meaning: single(today.add({ days }), "named") };
  }
  const rest = matchAt(REST, text, at);
  if (rest !== undefined) {
    const unit = rest[1] ?? rest[2]?.replace("this ", "") ?? "day";
    const endDate = lastDayOf(today, unit);
    const meaning = {
      kind: "day",
      form: "period",
      date: today,
      ...(endDate && { endDate }),
    } as const;
    return { start: at, end: at + rest[0].length, meaning };
  }
  const edge = matchAt(END_OF, text, at);
  if (edge !== undefined) {
    const [whole, side = "", which, unit = ""] = edge;
    const within = which === "next" ? shifted(today, unit, 1) : today;
    const first = side.startsWith("start") || side.startsWith("begin") || side.startsWith("first");
    let date = first ? firstDayOf(within, unit) : (lastDayOf(within, unit) ?? within);
    if (first && which !== "next" && Temporal.PlainDate.compare(date, today) < 0)
      date = firstDayOf(shifted(today, unit, 1), unit);
    return { start: at, end: at + whole.length, meaning: single(date, "named") };
  }
  return readPeriod(setting, at) ?? readOrdinal(setting, at) ?? readNow(setting, at);
};

const readPeriod: Reader = ({ text, today }, at) => {
  const period = matchAt(PERIOD, text, at);
  if (period === undefined) return undefined;
  const [whole, part, which = "", said = "", afterNext] = period;
  const unit = said.endsWith("week") ? "week" : said;
  const end = at + whole.length;
  if (which === "the" && unit !== "weekend" && afterNext === undefined) return undefined;
  const steps =
    afterNext !== undefined
      ? 2
      : which === "next" || which === "following" || (which === "coming" && unit !== "weekend")
        ? 1
        : which === "last" || which === "past" || which === "previous"
          ? -1
          : 0;
  if (unit === "weekend") {
    const date = mondayOf(today).add({ days: 7 * steps + 5 });
    const assumed = `"Next weekend" is read as the one of next week, ${date.toString()}.`;
    const open = which === "next" && today.dayOfWeek < 6;
    const meaning = {
      kind: "day",
      form: "period",
      date,
      endDate: date.add({ days: 1 }),
      ...(open && { assumed }),
    } as const;
    return { start: at, end, meaning };
  }
  const within = shifted(today, unit, steps);
  const first = firstDayOf(within, unit);
  const last = said.startsWith("work")
    ? first.add({ days: 4 })
    : (lastDayOf(within, unit) ?? first);
  const days = first.until(last, { largestUnit: "day" }).days;
  const from = part?.startsWith("late") ? first.add({ days: Math.ceil(days / 2) }) : first;
  const to = part === "early " ? first.add({ days: Math.floor(days / 2) }) : last;
  return { start: at, end, meaning: { kind: "day", form: "period", date: from, endDate: to } };
};

const readOrdinal: Reader = (setting, at) => {
  const { text, today } = setting;
  const of = matchAt(ORDINAL_OF, text, at);
  if (of !== undefined) {
    const month = of[2] === "next" ? shifted(today, "month", 1) : today;
    const day = Number(of[1]);
    const end = at + of[0].length;
    if (day < 1 || day > month.daysInMonth)
      return {
        start: at,
        end,
        meaning: { kind: "fault", fault: `There is no ${of[1] ?? ""} in ${of[2] ?? ""} month.` },
      };
    return { start: at, end, meaning: single(month.with({ day }), "ordinal") };
  }
  const ordinal = matchAt(ORDINAL_DAY, text, at);
  if (ordinal === undefined) return undefined;
  const day = Number(ordinal[1]);
  const end = at + ordinal[0].length;
  if (day < 1 || day > 31 || NOT_A_DATE.test(text.slice(end, end + 24))) return undefined;
  const date = dayOfSomeMonth(setting, day);
  const meaning = single(date, "ordinal");
  return ordinal[0].startsWith("the ")
    ? { start: at, end, meaning }
    : { start: at, end, meaning, needs: "company" };
};

const readNow: Reader = ({ text, now }, at) => {
  const match = matchAt(NOW, text, at);
  if (match === undefined) return undefined;
  return {
    start: at,
    end: at + match[0].length,
    meaning: { kind: "moment", at: now },
    needs: "link",
  };
};

/** The nearest day with this number, ahead, or behind when looking back. */
function dayOfSomeMonth({ today, direction }: Setting, day: number): Temporal.PlainDate {
  const step = direction === "past" ? -1 : 1;
  const month = today.toPlainYearMonth();
  for (let away = 0; away <= 2; away += 1) {
    const there = month.add({ months: step * away });
    if (day > there.daysInMonth) continue;
    const date = there.toPlainDate({ day });
    if (Temporal.PlainDate.compare(date, today) * step >= 0) return date;
  }
  return today;
}

function single(date: Temporal.PlainDate, form: DayMeaning["form"]): DayMeaning {
  return { kind: "day", form, date };
}

function shifted(date: Temporal.PlainDate, unit: string, steps: number): Temporal.PlainDate {
  if (unit === "week") return date.add({ days: 7 * steps });
  const first = firstDayOf(date, unit);
  return unit === "month" ? first.add({ months: steps }) : first.add({ years: steps });
}

function firstDayOf(date: Temporal.PlainDate, unit: string): Temporal.PlainDate {
  if (unit === "week") return mondayOf(date);
  return unit === "month" ? date.with({ day: 1 }) : date.with({ month: 1, day: 1 });
}

function lastDayOf(date: Temporal.PlainDate, unit: string): Temporal.PlainDate | undefined {
  if (unit === "week") return mondayOf(date).add({ days: 6 });
  if (unit === "month") return date.with({ day: date.daysInMonth });
  return unit === "year" ? date.with({ month: 12, day: 31 }) : undefined;
}
