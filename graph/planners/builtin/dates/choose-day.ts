import { Temporal } from "temporal-polyfill";

import { boundOf } from "./choose-clock.ts";
import type { Item } from "./keep-phrases.ts";
import type { DayMeaning } from "./phrase.ts";
import { dayName, mondayOf, weekdayName } from "./weekdays.ts";

/** An item that names a day. */
export type DayItem = Item & { readonly meaning: DayMeaning };

/** The days of a clause that count, and the phrases that said them. */
export interface ChosenDay {
  readonly used: readonly DayItem[];
  readonly day?: DayMeaning;
  readonly bound?: "before" | "after";
  readonly assumed: readonly string[];
  /** The days said cannot all be meant: "Friday, 28 November" in a year in which that is a Saturday. */
  readonly fault?: string;
}

/** Which of the days said is meant, or are meant as first and last. Those that are not used stay in the title. */
export function chooseDay(
  items: readonly Item[],
  today: Temporal.PlainDate,
  joined: (from: Item, to: Item) => boolean,
): ChosenDay {
  const days = items.filter((item): item is DayItem => item.meaning.kind === "day");
  const [only] = days;
  if (only === undefined) return { used: [], assumed: [] };
  if (days.length === 1) return chosen([only], only.meaning, today);
  for (const [index, last] of days.entries()) {
    const first = days[index - 1];
    if (first === undefined || !joined(first, last)) continue;
    const range = asRange(first, last);
    if (range !== undefined) return chosen([first, last], range, today);
    const merged = asOne(first, last, today);
    if (merged !== undefined) return merged;
  }
  const week = days.find(({ meaning }) => meaning.form === "period");
  const weekday = days.find(({ meaning }) => meaning.form === "weekday-only");
  if (week?.meaning.endDate !== undefined && weekday !== undefined) {
    const within = withinWeek(week.meaning, weekday.meaning);
    if (within !== undefined) return chosen([week, weekday], within, today);
  }
  const picked = days.find(({ links }) => links.length > 0 && !links.includes("and")) ?? only;
  return chosen([picked], picked.meaning, today);
}

function chosen(used: readonly DayItem[], day: DayMeaning, today: Temporal.PlainDate): ChosenDay {
  const bound =
    used.length === 1 ? used.map(boundOf).find((said) => said !== undefined) : undefined;
  const assumed = [
    ...used.flatMap(({ meaning }) => (meaning.assumed === undefined ? [] : [meaning.assumed])),
    ...(used.length === 1 && day.form === "weekday-only" && day.date.equals(today)
      ? [`${weekdayName(day.date.dayOfWeek)} is read as today.`]
      : []),
  ];
  return { used, day, assumed, ...(bound !== undefined && { bound }) };
}

/** "From Monday to Wednesday"; the last day comes after the first, in the next week or year if need be. */
function asRange(first: DayItem, last: DayItem): DayMeaning | undefined {
  const between = first.links.includes("between") && last.links.includes("and");
  if (
    !between &&
    !last.links.some((link) => link === "to" || link === "until" || link === "through")
  )
    return undefined;
  let endDate = last.meaning.endDate ?? last.meaning.date;
  const { date } = first.meaning;
  while (Temporal.PlainDate.compare(endDate, date) < 0) {
    const step = last.meaning.form.startsWith("weekday")
      ? { days: 7 }
      : last.meaning.form === "ordinal"
        ? { months: 1 }
        : { years: 1 };
    endDate = endDate.add(step);
  }
  return { kind: "day", form: first.meaning.form, date, endDate };
}

/** "Thursday, 23 July" or "tomorrow, Wednesday": the same day said twice. */
function asOne(first: DayItem, last: DayItem, today: Temporal.PlainDate): ChosenDay | undefined {
  if (last.links.includes("and")) return undefined;
  const named = [first, last].find(({ meaning }) => meaning.form.startsWith("weekday"));
  const dated = [last, first].find((item) => item !== named && item.meaning.endDate === undefined);
  if (named === undefined) return undefined;
  if (dated === undefined) {
    const period = [first, last].find(({ meaning }) => meaning.form === "period");
    const within = period && withinWeek(period.meaning, named.meaning);
    return within && chosen([first, last], within, today);
  }
  const { date } = dated.meaning;
  const agrees = date.dayOfWeek === named.meaning.date.dayOfWeek;
  const fault = `${dayName(date, today)} is a ${weekdayName(date.dayOfWeek)}, not a ${weekdayName(named.meaning.date.dayOfWeek)}.`;
  const choice = chosen([dated], dated.meaning, today);
  const { bound } = chosen([first], first.meaning, today);
  return {
    ...choice,
    used: [first, last],
    ...(!agrees && { fault }),
    ...(bound !== undefined && { bound }),
  };
}

/** "Tuesday" of "next week", where the period is a week. */
function withinWeek(period: DayMeaning, weekday: DayMeaning): DayMeaning | undefined {
  if (
    period.endDate === undefined ||
    period.date.until(period.endDate, { largestUnit: "day" }).days > 6
  )
    return undefined;
  const date = mondayOf(period.date).add({ days: weekday.date.dayOfWeek - 1 });
  return { kind: "day", form: "weekday", date };
}
