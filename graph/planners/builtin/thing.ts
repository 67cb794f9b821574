import type { Json } from "../../../src/domain/plan.ts";
import type { Clause } from "./clause.ts";
import { toRange, withoutTime } from "./times.ts";
import { readWords, trimEdges } from "./title.ts";

const GENERIC = /^(?:(?:all|any)\s+)?(?:meetings?|events?|appointments?|things?)$/iu;

/**
 * An event named by the user's words: "my 3pm", "tomorrow's lunch with Eden". What the words say about time narrows
 * the search; undefined where they do not name an event.
 */
export function readEventMention(text: string, clause: Clause): Json | undefined {
  const bare = trimEdges(text);
  const time = clause.time(bare);
  if (time?.fault !== undefined || time?.recurrence !== undefined || time?.shiftMinutes !== undefined) return undefined;
  const rest = withoutTime(bare, time);
  const words = trimEdges(rest) === "" && time !== undefined ? "meeting" : readWords(rest);
  if (words === undefined) return undefined;
  const range = time === undefined ? undefined : toRange(time, clause);
  if (time !== undefined && range === undefined) return undefined;
  return { $entity: clause.prepared.restore(words), type: "event", ...range };
}

/** Words that say only that it is an event, not which. */
export function isGenericEvent(words: string): boolean {
  return GENERIC.test(words.trim());
}

/** A task, a list, a calendar or a contact by its name. */
export function readMention(
  text: string,
  type: "task" | "list" | "calendar" | "contact",
  clause: Clause,
): Json | undefined {
  const words = readWords(text);
  return words === undefined ? undefined : { $entity: clause.prepared.restore(words), type };
}
