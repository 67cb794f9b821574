import { Temporal } from "temporal-polyfill";

import type { BriefDay, Reminder } from "../../src/domain/reminder.ts";
import { showDay, showMoment, showSeries, showTime, showZone } from "../presentation.ts";
import type { Reader } from "../presentation.ts";
import { showLine } from "../visible-text.ts";

const BRIEFS: Readonly<Record<BriefDay, string>> = {
  today: "your day",
  tomorrow: "what tomorrow holds",
};

const DAYS: Readonly<Record<string, string>> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};
const UNITS: Readonly<Record<string, string>> = {
  MINUTELY: "minute",
  HOURLY: "hour",
  DAILY: "day",
  WEEKLY: "week",
  MONTHLY: "month",
  YEARLY: "year",
};

/** What a reminder is about: the user's words in quotation marks, or which day it tells of. */
export function nameOfReminder({ text, brief }: Pick<Reminder, "text" | "brief">): string {
  return brief === undefined ? `“${showLine(text ?? "")}”` : BRIEFS[brief];
}

/** `I'll remind you Tue 24 Nov, 17:00 (Los Angeles): Call Dana.` */
export function presentSet(reminder: Reminder, reader: Reader): string {
  const { text, brief, channel } = reminder;
  const verb = channel === "sms" ? "text" : brief === undefined ? "remind" : "send";
  const when = showWhen(reminder, reader);
  return brief === undefined
    ? `I'll ${verb} you ${when}: ${ended(showLine(text ?? ""))}`
    : `I'll ${verb} you ${BRIEFS[brief]} ${when}.`;
}

/** `Tue 24 Nov, 17:00 by text: Call Dana`: one of a list. */
export function showReminder(reminder: Reminder, reader: Reader): string {
  const { text, brief, channel, recurrence, at } = reminder;
  const often = recurrence === undefined ? "" : `, ${showRepeat(reminder)}`;
  const by = channel === "sms" ? ", by text" : "";
  const what = brief === undefined ? showLine(text ?? "") : BRIEFS[brief];
  return `${showMoment(at, reader)}${often}${by}: ${what}`;
}

/** `Tue 24 Nov, 17:00 (Los Angeles)`, `every Monday at 09:00, first on Mon 30 Nov (Los Angeles)`. */
export function showWhen(reminder: Reminder, { now, ...reader }: Reader): string {
  const { at, recurrence, timezone } = reminder;
  const own = { ...reader, now, timezone: recurrence === undefined ? reader.timezone : timezone };
  const zone = `(${showZone(own.timezone)})`;
  if (recurrence === undefined) return `${showMoment(at, own)} ${zone}`;
  if (/FREQ=(?:MINUTELY|HOURLY)/u.test(recurrence.join())) {
    return `${showRepeat(reminder)}, first at ${showMoment(at, own)} ${zone}`;
  }
  return `${showRepeat(reminder)} at ${showTime(at, own)}, first on ${showDay(at, own)} ${zone}`;
}

/** `every Monday and Friday`, `every 2 weeks on Tuesday until Tue 5 Jan`. */
export function showRepeat({
  recurrence = [],
  timezone,
}: Pick<Reminder, "recurrence" | "timezone">): string {
  const parts = new Map(
    recurrence
      .join(";")
      .replace(/^RRULE:/u, "")
      .split(";")
      .map((part): [string, string] => {
        const [name = "", value = ""] = part.split("=");
        return [name, value];
      }),
  );
  const unit = UNITS[parts.get("FREQ") ?? ""] ?? "time";
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const days = parts.get("BYDAY")?.split(",") ?? [];
  const names = days.flatMap((day) => DAYS[day] ?? []);
  const often = interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
  const daily = days.join() === "MO,TU,WE,TH,FR" ? "weekday" : showSeries(names);
  const onDays = interval === 1 ? `every ${daily}` : `${often} on ${daily}`;
  const isPlain = names.length > 0 && names.length === days.length;
  return (isPlain ? onDays : often) + showEnd(parts, timezone);
}

function showEnd(parts: ReadonlyMap<string, string>, timezone: string): string {
  const count = parts.get("COUNT");
  if (count !== undefined) return `, ${count} times in all`;
  const until = parts.get("UNTIL");
  if (until === undefined) return "";
  const last = until.endsWith("Z")
    ? Temporal.Instant.from(until).toZonedDateTimeISO(timezone).toPlainDate()
    : Temporal.PlainDate.from(until.slice(0, 8));
  return ` until ${showDay(last.toString(), { timezone, now: "0001-01-01T00:00:00Z" })}`;
}

/** How late it is, and as of when it is told. */
interface Telling {
  readonly isLate: boolean;
  readonly now: string;
}

/** What is told of a reminder when its time has come. */
export function tellReminder(reminder: Reminder, telling: Telling): string {
  return `${lateness(reminder, telling)}Reminder: ${showLine(reminder.text ?? "")}`;
}

/** What is told of a brief, given what was read for it. */
export function tellBrief(reminder: Reminder, parts: readonly string[], telling: Telling): string {
  const heading = reminder.brief === "tomorrow" ? "Tomorrow:" : "Your day:";
  return [lateness(reminder, telling) + heading, ...parts].join("\n");
}

function lateness({ at, timezone }: Reminder, { isLate, now }: Telling): string {
  return isLate ? `A bit late, this was for ${showMoment(at, { timezone, now })}. ` : "";
}

function ended(sentence: string): string {
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}
