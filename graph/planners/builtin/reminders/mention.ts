import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { mentionOf, pointAt } from "../follow-ups/point.ts";
import { isOnlyTime, toRange, withoutTime } from "../times.ts";
import { readWords } from "../title.ts";

/** Several at once are no one reminder. */
const MANY = /^(?:all|every|each|both|any|these|those|my|the)$|\breminders$/iu;

/** A reminder by what it is about: its words, or when it is told. */
export function readReminderMention(words: string, clause: Clause): Json | undefined {
  const pointed = pointAt(words, "reminder", clause);
  if (pointed !== undefined)
    return pointed === null ? undefined : mentionOf(pointed, words, clause);
  const said = words.trim();
  if (said === "" || MANY.test(said)) return undefined;
  const time = clause.time(said);
  const isWhen = isOnlyTime(said, time) || /^(?:at\s+)?\d{1,2}$/u.test(said);
  if (!isWhen) return readAbout(said, clause);
  if (time?.fault !== undefined || time?.recurrence !== undefined || time?.bound !== undefined)
    return undefined;
  const day = time?.date === undefined ? undefined : toRange({ ...withoutHour(time) }, clause);
  // "at 5" may be in the morning or in the afternoon: there is one then, or it is asked which.
  const clock = said
    .replace(/^(?:at\s+)?(\d{1,2})$/u, "$1 o'clock")
    .replace(/^(?:at|for)\s+/iu, "");
  if (day === undefined) return { $entity: clock, type: "reminder" };
  return { $entity: time?.time ?? "reminder", type: "reminder", ...day };
}

/** The reminder's own words, its times among them. */
function readAbout(said: string, clause: Clause): Json | undefined {
  const bare = withoutTime(said, clause.time(said));
  if (readWords(bare) === undefined) return undefined;
  return { $entity: clause.prepared.restore(said).slice(0, 200), type: "reminder" };
}

function withoutHour(time: NonNullable<ReturnType<Clause["time"]>>) {
  const { spans, timezone, assumed, date, endDate } = time;
  return {
    spans,
    timezone,
    assumed,
    ...(date !== undefined && { date }),
    ...(endDate !== undefined && { endDate }),
  };
}
