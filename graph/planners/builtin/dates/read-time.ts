import { Temporal } from "temporal-polyfill";

import { chooseClock } from "./choose-clock.ts";
import type { ChosenClock } from "./choose-clock.ts";
import { chooseDay } from "./choose-day.ts";
import { chooseRecurrence } from "./choose-recurrence.ts";
import { foldText } from "./folded-text.ts";
import type { FoldedText } from "./folded-text.ts";
import { isGap, keepPhrases } from "./keep-phrases.ts";
import type { Item } from "./keep-phrases.ts";
import { settleInstants } from "./settle-instants.ts";
import { findWindow, toHHMM } from "./resolve-clock.ts";
import { scanPhrases } from "./scan.ts";
import type { Setting } from "./phrase.ts";
import type { Span, TimeContext, TimeExpression } from "./time-expression.ts";
import { isMonthFirst } from "./zones.ts";

/**
 * All that one clause of a command says about time, as one expression, or nothing if it says nothing. What is outside `spans` is the
 * title. Weeks run from Monday to Sunday; "next Thursday" is the Thursday of next week; hours that are only a number fall in the
 * working day. Never throws on any text.
 */
export function readTime(text: string, context: TimeContext): TimeExpression | undefined {
  const { now } = context;
  const folded = foldText(text, context.masked ?? []);
  const setting: Setting = {
    folded,
    text: folded.text,
    now,
    today: now.toPlainDate(),
    direction: context.direction ?? "future",
    monthFirst: isMonthFirst(now.timeZoneId),
  };
  const items = keepPhrases(folded.text, scanPhrases(setting));
  if (items.length === 0) return undefined;
  const fault = items.find(({ meaning }) => meaning.kind === "fault");
  if (fault?.meaning.kind === "fault") {
    return {
      spans: spansOf(folded, items),
      timezone: now.timeZoneId,
      assumed: [],
      fault: fault.meaning.fault,
    };
  }
  return compose(setting, items);
}

function compose(setting: Setting, items: readonly Item[]): TimeExpression | undefined {
  const { text, now, today, folded } = setting;
  const joined = (from: Item, to: Item) => areJoined(text, items, from, to);
  const zone = items.find(({ meaning }) => meaning.kind === "zone");
  const named = zone?.meaning.kind === "zone" ? zone.meaning : undefined;
  const timezone = named?.timezone ?? now.timeZoneId;
  const moment = items.find(({ meaning }) => meaning.kind === "moment");
  const clock = chooseClock(setting, items, joined);
  const repeated = chooseRecurrence(setting, items, clock.from, timezone);
  const day = repeated === undefined ? chooseDay(items, today, joined) : undefined;
  if (day?.fault !== undefined) {
    const spans = spansOf(folded, day.used);
    return { spans, timezone, assumed: [], fault: day.fault };
  }
  const shift = items.find(({ meaning }) => meaning.kind === "shift");
  const duration = items.find(
    (item) => item.meaning.kind === "duration" && !repeated?.used.includes(item),
  );
  const window = findWindow(items);
  const allDay = items.find(({ meaning }) => meaning.kind === "all-day");
  const used = new Set<Item>([
    ...[zone, moment, shift, duration, allDay].filter((item) => item !== undefined),
    ...clock.used,
    ...(repeated?.used ?? []),
    ...(day?.used ?? []),
    ...items.filter(({ meaning }) => meaning.kind === "window"),
  ]);
  const spans = spansOf(
    folded,
    items.filter((item) => used.has(item)),
  );
  const start = startingFrom(setting, clock, day, repeated?.date, moment);
  const bound = clock.bound ?? day?.bound;
  return settleInstants({
    setting,
    spans,
    timezone,
    ...start,
    ...(clock.to !== undefined && { endTime: toHHMM(clock.to) }),
    ...(duration?.meaning.kind === "duration" && { amount: duration.meaning.amount }),
    ...(window !== undefined && { window }),
    ...(bound !== undefined && { bound }),
    ...(shift?.meaning.kind === "shift" && { shiftMinutes: shift.meaning.minutes }),
    ...(repeated !== undefined && { recurrence: [repeated.line] }),
    ...(allDay !== undefined && { allDay: true }),
    assumed: [
      ...(day?.assumed ?? []),
      ...(repeated?.assumed ?? []),
      ...start.assumed,
      ...(named?.assumed === undefined ? [] : [named.assumed]),
    ],
  });
}

interface Start {
  readonly date?: Temporal.PlainDate;
  readonly endDate?: Temporal.PlainDate;
  readonly time?: string;
  readonly moment?: Temporal.ZonedDateTime;
  readonly assumed: readonly string[];
}

/** First day and clock time; a number that would be past today is the other half of the day, a weekday that is past the next one. */
function startingFrom(
  { now, today, direction }: Setting,
  clock: ChosenClock,
  chosen: ReturnType<typeof chooseDay> | undefined,
  repeatedFrom: Temporal.PlainDate | undefined,
  moment: Item | undefined,
): Start {
  if (moment?.meaning.kind === "moment" && clock.from === undefined) {
    const { at } = moment.meaning;
    return {
      date: at.toPlainDate(),
      time: at.toPlainTime().toString({ smallestUnit: "minute" }),
      moment: at,
      assumed: [],
    };
  }
  const { from } = clock;
  const assumed = from?.assumed === undefined ? [] : [from.assumed];
  if (repeatedFrom !== undefined)
    return { date: repeatedFrom, ...(from && { time: toHHMM(from) }), assumed };
  const day = chosen?.day;
  const isToday = day?.date.equals(today) === true && day.endDate === undefined;
  const behind =
    isToday &&
    direction === "future" &&
    from !== undefined &&
    Temporal.PlainTime.compare(Temporal.PlainTime.from(toHHMM(from)), now.toPlainTime()) < 0;
  if (behind && day?.form === "weekday-only" && from !== undefined)
    return {
      date: day.date.add({ days: 7 }),
      time: toHHMM(from),
      assumed: [...assumed, "It is past that time today: next week is meant."],
    };
  if (
    behind &&
    from.open &&
    clock.to === undefined &&
    from.hour < 12 &&
    from.hour + 12 > now.hour
  ) {
    const time = toHHMM({ hour: from.hour + 12, minute: from.minute });
    return {
      ...(day && { date: day.date }),
      time,
      assumed: [`It is past ${toHHMM(from)} today: ${time} is meant.`],
    };
  }
  return {
    ...(day !== undefined && { date: day.date }),
    ...(day?.endDate !== undefined && { endDate: day.endDate }),
    ...(from !== undefined && { time: toHHMM(from) }),
    assumed,
  };
}

/** Whether nothing but phrases of time lies from one item to another. */
function areJoined(text: string, items: readonly Item[], from: Item, to: Item): boolean {
  const between = items.filter(({ start, end }) => start >= from.start && end <= to.end);
  return between.every((item, index) => {
    const before = between[index - 1];
    return before === undefined || isGap(text, before.end, item.start);
  });
}

/** The stretches of the original text, with those merged that only spaces and commas part. */
function spansOf(folded: FoldedText, items: readonly Item[]): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of items) {
    const last = merged.at(-1);
    if (last !== undefined && isGap(folded.text, last.end, start))
      merged[merged.length - 1] = { start: last.start, end };
    else merged.push({ start, end });
  }
  return merged.map((span) => folded.toOriginal(span));
}
