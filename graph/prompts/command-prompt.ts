import { Temporal } from "temporal-polyfill";

import type { Exchange } from "../../src/domain/conversation.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { PlanRequest } from "../../src/domain/planner.ts";
import type { Service } from "../../src/domain/service.ts";
import { knownThings, withHandles } from "./things.ts";
import type { KnownThings } from "./things.ts";

/** Slots of a model's own questions begin so; the question follows, and is all it needs to know its slot by. */
export const MODEL_SLOT = "llm: ";

/** So many of the last commands are shown, with so many things of the last and of each before: the prompt has a limit. */
const EXCHANGES_SHOWN = 3;
const THINGS_OF_LAST = 10;
const THINGS_OF_EARLIER = 2;

/**
 * One command as a model that plans is shown it: the user's own words, plans, and things by name, kind and time. No title, subject
 * or text that somebody else may have written is in it.
 */
export function commandPrompt(request: PlanRequest, connected: readonly Service[] | null): string {
  const { user, timezone, now, text, clarifications, revision, conversation = [] } = request;
  const things = knownThings(conversation);
  const recent = conversation.slice(-EXCHANGES_SHOWN);
  const earlier = recent.map((each, i) =>
    showExchange(each, things, { isLast: i === recent.length - 1, timezone }),
  );
  const shown = {
    user: { ...user, timezone },
    ...(connected !== null && { connected: [...connected] }),
    ...(earlier.length > 0 && { earlier }),
    now: `${now} (${weekdayOf(now, timezone)})`,
    ...(revision !== undefined && {
      correcting: {
        plan: revision.plan === null ? null : withHandles(revision.plan, things),
        said: [...revision.texts],
      },
    }),
    ...(clarifications.length > 0 && {
      asked: clarifications.map(({ slot, answer }) => ({
        question: slot.startsWith(MODEL_SLOT) ? slot.slice(MODEL_SLOT.length) : nameOfSlot(slot),
        answer: asSaid(answer, things),
      })),
    }),
    command: text,
  };
  return JSON.stringify(shown);
}

/** What a model is told when its answer cannot be used. */
export function repairPrompt(fault: string): string {
  return `That answer cannot be used: ${fault.slice(0, 1500)}\nAnswer the same command again, as one JSON object; where it cannot be done, answer not_understood.`;
}

function showExchange(
  { words, plan, takesBack, referents }: Exchange,
  things: KnownThings,
  { isLast, timezone }: { readonly isLast: boolean; readonly timezone: string },
): Json {
  const most = isLast ? THINGS_OF_LAST : THINGS_OF_EARLIER;
  const found: Record<string, string[]> = {};
  for (const { id, stepId, effect, start, end } of referents.slice(0, most)) {
    const handle = things.handleOf.get(id);
    if (handle === undefined) continue;
    const parts = [
      handle,
      ...(effect === "write" ? ["changed"] : []),
      ...(isTime(start) ? [localTime(start, timezone)] : []),
      ...(isTime(start) && isTime(end) ? [lengthOf(start, end)] : []),
    ];
    (found[stepId] ??= []).push(parts.join(" "));
  }
  const shown = withHandles(plan, things);
  const did = isLast && takesBack !== true ? { plan: shown } : { goal: shown.goal };
  return { said: words.map((each) => asSaid(each, things)), ...did, found };
}

/** What the user said; where they chose a thing by its id, the thing's name. */
function asSaid(words: string, { handleOf }: KnownThings): string {
  return handleOf.get(words) ?? words;
}

/** A slot of the program's own without what it is about, which may be an id of somebody else's choice: `scope`. */
function nameOfSlot(slot: string): string {
  return slot.split("|")[0] ?? slot;
}

/** `2026-11-25T12:00`, in the user's zone; a date as it is. */
function localTime(time: string, timezone: string): string {
  if (!time.includes("T")) return time;
  const local = Temporal.Instant.from(time).toZonedDateTimeISO(timezone).toPlainDateTime();
  return local.toString({ smallestUnit: "minute" });
}

function lengthOf(start: string, end: string): string {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  return start.includes("T") ? `${minutes} min` : `${Math.round(minutes / 1_440)} d`;
}

/** Times are shown only where they are nothing but times. */
function isTime(value: string | undefined): value is string {
  return (
    value !== undefined && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/u.test(value)
  );
}

function weekdayOf(now: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en", { weekday: "long", timeZone }).format(new Date(now));
}
