import { Temporal } from "temporal-polyfill";

import type { DayItem } from "./choose-day.ts";
import { firstOccurrence, ruleLine } from "./first-occurrence.ts";
import type { Item } from "./keep-phrases.ts";
import type { Amount, DayMeaning, Rule, Setting } from "./phrase.ts";
import { toHHMM } from "./resolve-clock.ts";
import type { WallTime } from "./resolve-clock.ts";
import { lastSecondUtc } from "./zone.ts";

/** A recurrence decided upon. */
export interface ChosenRecurrence {
  readonly used: readonly Item[];
  readonly date: Temporal.PlainDate;
  readonly line: string;
  readonly assumed: readonly string[];
}

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/**
 * The rule, when it first falls, and how it ends. A day that is said beside it completes the rule ("monthly on the 1st"), starts it
 * ("starting 8 December") or ends it ("until June": the month itself is no longer in it).
 */
export function chooseRecurrence(
  setting: Setting,
  items: readonly Item[],
  time: WallTime | undefined,
  timezone: string,
): ChosenRecurrence | undefined {
  const item = items.find(({ meaning }) => meaning.kind === "rule");
  if (item?.meaning.kind !== "rule") return undefined;
  const days = items.filter((other): other is DayItem => other.meaning.kind === "day");
  const last = days.find(({ links }) =>
    links.some(
      (link) => link === "until" || link === "through" || link === "before" || link === "to",
    ),
  );
  const first = days.find(
    (day) =>
      day !== last &&
      (day.links.includes("starting") || day.links.includes("from") || day.links.includes("after")),
  );
  const beside = days.find((day) => day !== last && day !== first);
  const said = withWeekdays(item.meaning.rule, items);
  const rule = completed(said.rule, beside?.meaning);
  const within = beside?.meaning.endDate === undefined ? undefined : beside.meaning;
  const anchored = rule === said.rule || rule.freq === "YEARLY" ? beside?.meaning.date : undefined;
  const from = first?.meaning.date ?? within?.date ?? anchored ?? setting.today;
  const nowThere = setting.now.withTimeZone(timezone).toPlainDateTime();
  const clock = time === undefined ? undefined : Temporal.PlainTime.from(toHHMM(time));
  const date = firstOccurrence(rule, laterOf(from, nowThere.toPlainDate()), clock, nowThere);
  const length = items.find(
    ({ meaning }) => meaning.kind === "duration" && meaning.amount.minutes === 0 && meaning.repeats,
  );
  const times = items.find(({ meaning }) => meaning.kind === "times");
  const end = lastDay(last, within, length, rule, date);
  const count =
    times?.meaning.kind === "times"
      ? times.meaning.count
      : length?.meaning.kind === "duration"
        ? countWithin(rule, length.meaning.amount)
        : undefined;
  const until =
    end === undefined
      ? undefined
      : time === undefined
        ? end.toString().replaceAll("-", "")
        : lastSecondUtc(end.toString(), timezone);
  const line = ruleLine(
    rule,
    count === undefined ? { ...(until !== undefined && { until }) } : { count },
  );
  return {
    used: [item, said.weekdays, last, first, beside, length, times].filter(
      (each) => each !== undefined,
    ),
    date,
    line,
    assumed: item.meaning.assumed === undefined ? [] : [item.meaning.assumed],
  };
}

/** "Biweekly ... on Wednesdays": the weekdays that a weekly rule was given elsewhere in the clause. */
function withWeekdays(
  rule: Rule,
  items: readonly Item[],
): { readonly rule: Rule; readonly weekdays?: Item } {
  if (rule.freq !== "WEEKLY" || rule.byDay !== undefined) return { rule };
  for (const weekdays of items) {
    const { meaning } = weekdays;
    if (
      meaning.kind === "rule" &&
      meaning.rule.freq === "WEEKLY" &&
      meaning.rule.byDay !== undefined
    )
      return { rule: { ...rule, byDay: meaning.rule.byDay }, weekdays };
  }
  return { rule };
}

function completed(rule: Rule, day: DayMeaning | undefined): Rule {
  if (
    day === undefined ||
    rule.byDay !== undefined ||
    rule.byMonthDay !== undefined ||
    day.endDate !== undefined
  )
    return rule;
  const weekday = CODES[day.date.dayOfWeek - 1] ?? "MO";
  if (rule.freq === "WEEKLY") return { ...rule, byDay: [weekday] };
  if (rule.freq === "MONTHLY" && day.nth !== undefined)
    return { ...rule, byDay: [`${day.nth.ordinal}${weekday}`] };
  if (rule.freq === "MONTHLY" && day.form === "ordinal")
    return { ...rule, byMonthDay: day.date.day };
  if (rule.freq === "YEARLY" && (day.form === "calendar" || day.form === "named"))
    return { ...rule, byMonth: day.date.month, byMonthDay: day.date.day };
  return rule;
}

function lastDay(
  last: DayItem | undefined,
  within: DayMeaning | undefined,
  length: Item | undefined,
  rule: Rule,
  first: Temporal.PlainDate,
): Temporal.PlainDate | undefined {
  if (last !== undefined) {
    const { meaning, links } = last;
    const inclusive = links.includes("through") || meaning.endDate === undefined;
    let date = inclusive ? (meaning.endDate ?? meaning.date) : meaning.date.subtract({ days: 1 });
    if (meaning.form === "weekday-only" && links.includes("before") && rule.freq === "DAILY")
      date = meaning.date;
    return Temporal.PlainDate.compare(date, first) < 0 && meaning.form !== "named"
      ? date.add({ years: 1 })
      : date;
  }
  if (length?.meaning.kind === "duration")
    return first
      .add({ months: length.meaning.amount.months, days: length.meaning.amount.days })
      .subtract({ days: 1 });
  return within?.endDate;
}

/** How often the rule falls within a length of time, where that is plain: "daily for 10 days", "every Thursday for 6 weeks". */
function countWithin(rule: Rule, { days, months }: Amount): number | undefined {
  const interval = rule.interval ?? 1;
  if (rule.freq === "DAILY" && months === 0) return Math.ceil(days / interval);
  if (rule.freq === "WEEKLY" && months === 0 && days % 7 === 0 && interval === 1)
    return (days / 7) * (rule.byDay?.length ?? 1);
  if (rule.freq === "WEEKLY" && months === 0 && days % 7 === 0 && (rule.byDay?.length ?? 1) === 1)
    return Math.ceil(days / 7 / interval);
  if (rule.freq === "MONTHLY" && days === 0 && (rule.byDay?.length ?? 1) === 1)
    return Math.ceil(months / interval);
  return undefined;
}

function laterOf(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}
