import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";

import type { EventTime } from "./times.ts";
import { startOfDay } from "./times.ts";

const LINE = /^(?:RRULE|RDATE|EXDATE)[:;]/u;
const DAY_MS = 86_400_000;

/** One time at which a series happens. */
export interface Occurrence {
  /** What an instance's id ends with: `20261124T170000Z`, or `20261124` for all-day. */
  readonly key: string;
  readonly start: EventTime;
}

/** What is wrong with recurrence lines; undefined where nothing is. */
export function recurrenceFault(
  start: EventTime,
  recurrence: readonly string[],
): string | undefined {
  const stray = recurrence.find((line) => !LINE.test(line));
  if (stray !== undefined) return `must be RRULE, RDATE or EXDATE lines: "${stray}"`;
  if (recurrence.length === 0) return undefined;
  try {
    void createRule(start, "UTC", recurrence);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Every time of a series that begins in `[fromMs, toMs)`, in order. `zone`: where its all-day instances are days. */
export function occurrencesBetween(
  series: { readonly start: EventTime; readonly recurrence?: string[] | undefined },
  zone: string,
  fromMs: number,
  toMs: number,
): Occurrence[] {
  const rule = ruleOf(series, zone);
  const isAllDay = series.start.date !== undefined;
  // Days are kept as UTC midnights: a day more on either side, then cut to the zone's own midnights.
  const slack = isAllDay ? DAY_MS : 0;
  return rule
    .between(new Date(fromMs - slack), new Date(toMs + slack), true)
    .map((at) => (isAllDay ? dayOccurrence(at) : instantOccurrence(at)))
    .filter(({ start }) => {
      const startMs =
        start.date === undefined ? Date.parse(start.dateTime ?? "") : startOfDay(start.date, zone);
      return startMs >= fromMs && startMs < toMs;
    });
}

type Rule = RRuleTemporal;
const rules = new WeakMap<object, Rule>();

function ruleOf(
  series: { readonly start: EventTime; readonly recurrence?: string[] | undefined },
  zone: string,
): Rule {
  const known = rules.get(series);
  if (known !== undefined) return known;
  const rule = createRule(series.start, zone, series.recurrence ?? []);
  rules.set(series, rule);
  return rule;
}

function createRule(start: EventTime, zone: string, recurrence: readonly string[]): Rule {
  const first =
    start.dateTime === undefined
      ? Temporal.PlainDate.from(start.date ?? "").toZonedDateTime("UTC")
      : Temporal.PlainDateTime.from(
          start.dateTime.replace(/(?:Z|[+-]\d{2}:?\d{2})$/iu, ""),
        ).toZonedDateTime(start.timeZone ?? zone);
  const wallClock = first.toPlainDateTime().toString({ smallestUnit: "second" });
  return new RRuleTemporal({
    rruleString: [
      `DTSTART;TZID=${first.timeZoneId}:${wallClock.replaceAll(/[-:]/gu, "")}`,
      ...recurrence,
    ].join("\n"),
    temporal: Temporal,
    // Google shows the first time of a series even where its own rule leaves it out.
    includeDtstart: true,
  });
}

function instantOccurrence(at: Temporal.ZonedDateTime): Occurrence {
  const dateTime = at
    .toString({ timeZoneName: "never", smallestUnit: "second" })
    .replace(/\+00:00$/u, "Z");
  const key = new Date(at.epochMilliseconds).toISOString().replaceAll(/[-:]|\.\d+/gu, "");
  return { key, start: { dateTime, timeZone: at.timeZoneId } };
}

function dayOccurrence(at: Temporal.ZonedDateTime): Occurrence {
  const date = at.toPlainDate().toString();
  return { key: date.replaceAll("-", ""), start: { date } };
}
