import { Temporal } from "temporal-polyfill";

import type { EntityMention, MentionContext, Resolution } from "../../src/domain/entity.ts";
import type { CalendarEvent } from "../../src/domain/resources.ts";
import { showSpan } from "../presentation.ts";
import { showLine } from "../visible-text.ts";
import { toResolution } from "./person.ts";
import { readClock } from "./clock-words.ts";
import { fitsAll, isWhole, tellingWords } from "./word-match.ts";

const GENERIC: ReadonlySet<string> = new Set(
  "event events meeting meetings appointment appointments call session calendar invitation invite entry thing booking".split(
    " ",
  ),
);
const FIRST: ReadonlySet<string> = new Set(["next", "first", "upcoming", "coming"]);
const LAST: ReadonlySet<string> = new Set(["last", "latest", "final"]);
const CURRENT: ReadonlySet<string> = new Set(["current", "ongoing"]);
const OFTEN: ReadonlySet<string> = new Set(
  "daily weekly biweekly fortnightly monthly quarterly yearly annual recurring repeating regular".split(
    " ",
  ),
);
const ORDINALS = new Set([...FIRST, ...LAST, ...CURRENT]);

const INSTANCE_ID = /_\d{8}(?:T\d{6}Z)?$/u;

/** Whether an id is that of one instance of a series: Google's end with the time it was planned at. */
export function isInstanceId(id: string): boolean {
  return INSTANCE_ID.test(id);
}

/** Where an event that a mention names is looked for, if the mention does not say. */
export function eventWindow(mention: EntityMention, { now }: MentionContext) {
  const instant = Temporal.Instant.from(now);
  return {
    timeMin: mention.timeMin ?? instant.subtract({ hours: 1 }).toString(),
    timeMax: mention.timeMax ?? instant.add({ hours: 60 * 24 }).toString(),
  };
}

/** Which of these events, in order of time, the words mean. */
export function resolveEvent(
  words: string,
  events: readonly CalendarEvent[],
  context: MentionContext,
): Resolution {
  const { clock, rest } = readClock(words);
  const said = tellingWords(rest, GENERIC);
  const named = said.filter((word) => !ORDINALS.has(word));
  // "My weekly sync" may be called just "Sync": then it is one that recurs.
  const isCalledSo = events.some((event) => fitsAll(named, textOf(event)));
  const telling = isCalledSo ? named : named.filter((word) => !OFTEN.has(word));
  let found = events.filter((event) => fitsAll(telling, textOf(event)));
  if (telling.length < named.length) {
    found = found.filter(({ recurringEventId }) => recurringEventId !== undefined);
  }
  if (clock !== undefined) found = atClock(found, clock, context.timezone);

  const nowMs = Date.parse(context.now);
  const timed = found.filter(({ allDay }) => !allDay);
  const ordinal = said.find((word) => ORDINALS.has(word));
  if (ordinal !== undefined && FIRST.has(ordinal)) {
    const ahead = (timed.length > 0 ? timed : found).filter(
      ({ start }) => Date.parse(start) > nowMs,
    );
    found = ahead.slice(0, 1);
  } else if (ordinal !== undefined && LAST.has(ordinal)) {
    found = found.slice(-1);
  } else if (ordinal !== undefined) {
    found = timed.filter(({ start, end }) => Date.parse(start) <= nowMs && Date.parse(end) > nowMs);
  }
  return toResolution(
    likeliest(found, telling, words, nowMs).map((event) => ({
      value: event.id,
      label: `${showLine(event.summary)}, ${showSpan(event, context)}`,
      ...(event.recurringEventId !== undefined && { recurring: true }),
    })),
  );
}

/** Of a series the next one, and of the rest those whose name is exactly what was said, where there are such. */
function likeliest(
  events: readonly CalendarEvent[],
  telling: readonly string[],
  words: string,
  nowMs: number,
): CalendarEvent[] {
  const series = new Set<string>();
  const ahead = events.filter(({ end }) => Date.parse(end) > nowMs);
  const distinct = (ahead.length > 0 ? ahead : events).filter(({ recurringEventId }) => {
    if (recurringEventId === undefined) return true;
    const isNew = !series.has(recurringEventId);
    series.add(recurringEventId);
    return isNew;
  });
  const all = tellingWords(words, new Set());
  const exact = distinct.filter(({ summary }) => isWhole(all, summary));
  return all.length > 1 && telling.length > 0 && exact.length > 0 ? exact : distinct;
}

function atClock(
  events: readonly CalendarEvent[],
  minutes: readonly number[],
  timezone: string,
): CalendarEvent[] {
  const startOf = ({ start }: CalendarEvent): number => {
    const { hour, minute } = Temporal.Instant.from(start).toZonedDateTimeISO(timezone);
    return hour * 60 + minute;
  };
  return events.filter((event) => !event.allDay && minutes.includes(startOf(event)));
}

function textOf({ summary, attendees, location = "" }: CalendarEvent): string {
  const guests = attendees.map(({ name = "", email }) => `${name} ${email.split("@")[0]}`);
  return [summary, location, ...guests].join(" ");
}
