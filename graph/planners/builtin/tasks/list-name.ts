import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { EVENT_WORDS } from "../lexicon.ts";
import { readMention } from "../thing.ts";

const KNOWN_KIND =
  /^(?:groceries|grocery|shopping|errands|chores|packing|wish ?list|bucket list)(?:\s+list)?$/iu;
const OTHER = /^(?:calendar|schedule|agenda|contacts?|address book|inbox|email|mail|cart)$/iu;

/**
 * A task list by name: "Groceries", "my Work list". A name without the word "list" is one only where it is written as
 * a name, or is a usual kind of list.
 */
export function readListName(words: string, clause: Clause): Json | undefined {
  const named = /^(?:(?:my|the|our)\s+)?(.+?)(?:\s+(list|tasks|todo list|todos))?$/iu.exec(
    words.trim(),
  );
  const [, name = "", noun] = named ?? [];
  if (OTHER.test(name) || EVENT_WORDS.test(name) || name.split(" ").length > 3) return undefined;
  if (
    noun === undefined &&
    !KNOWN_KIND.test(name) &&
    !/^\p{Lu}[\p{L}-]*(?: \p{Lu}[\p{L}-]*)*$|^[\uE000-\uE3FF]$/u.test(name)
  )
    return undefined;
  return readMention(name, "list", clause);
}
