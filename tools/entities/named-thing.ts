import type { MentionContext, Resolution } from "../../src/domain/entity.ts";
import type { Task } from "../../src/domain/resources.ts";
import { showDay } from "../presentation.ts";
import { showLine } from "../visible-text.ts";
import { toResolution } from "./person.ts";
import { fold, wordsOf } from "./words.ts";
import { fitsAll, isWhole, tellingWords } from "./word-match.ts";

/** Something that is told by its name alone. */
interface NamedThing {
  readonly id: string;
  readonly name: string;
  readonly label: string;
}

const OF_TASKS: ReadonlySet<string> = new Set("task tasks todo todos item reminder".split(" "));
const OF_LISTS: ReadonlySet<string> = new Set(
  "list lists task tasks todo todos do default main".split(" "),
);
const OF_CALENDARS: ReadonlySet<string> = new Set(
  "calendar calendars google default main primary own".split(" "),
);

/** Which of these tasks the words mean. */
export function resolveTask(
  words: string,
  tasks: readonly Task[],
  context: MentionContext,
): Resolution {
  const named = tasks.map(({ id, title, due, listTitle }) => ({
    id,
    name: title,
    label: `${showLine(title)}${due === undefined ? "" : `, due ${showDay(due, context)}`} (${showLine(listTitle)})`,
  }));
  return resolveByName(words, named, OF_TASKS);
}

/** Which of these task lists the words mean; the first is the main one, which "my tasks" is. */
export function resolveList(
  words: string,
  lists: readonly { readonly id: string; readonly title: string }[],
): Resolution {
  const named = lists.map(({ id, title }) => ({ id, name: title, label: showLine(title) }));
  const found = resolveByName(words, named, OF_LISTS);
  return found.kind === "unknown" && tellingWords(words, OF_LISTS).length === 0
    ? toOnly(named[0])
    : found;
}

/** Which of these calendars the words mean; "my calendar" is the primary one. */
export function resolveCalendar(
  words: string,
  calendars: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[],
): Resolution {
  const named = calendars.map(({ id, name, primary }) => ({
    id: primary ? "primary" : id,
    name,
    label: showLine(name),
  }));
  const found = resolveByName(words, named, OF_CALENDARS);
  return found.kind === "unknown" && tellingWords(words, OF_CALENDARS).length === 0
    ? toOnly(named.find(({ id }) => id === "primary"))
    : found;
}

/** Those of the things whose name is what was said, or holds all of it that is not `generic`. */
export function resolveByName(
  words: string,
  things: readonly NamedThing[],
  generic: ReadonlySet<string>,
): Resolution {
  const spelt = things.filter(({ name }) => fold(name).trim() === fold(words).trim());
  if (spelt.length > 0) return toResolution(spelt.map(toOption));
  const said = tellingWords(words, new Set());
  const telling = tellingWords(words, generic);
  const whole = things.filter(({ name }) => isWhole(said, name) || isWhole(telling, name));
  if (whole.length > 0) return toResolution(whole.map(toOption));
  // What was said must be of more than fillers: "the one" is anything.
  const least = telling.length > 0 ? telling : wordsOf(words).filter((word) => generic.has(word));
  if (least.length === 0) return toResolution(things.map(toOption));
  return toResolution(things.filter(({ name }) => fitsAll(least, name)).map(toOption));
}

function toOption({ id, label }: NamedThing) {
  return { value: id, label };
}

function toOnly(thing: NamedThing | undefined): Resolution {
  return toResolution(thing === undefined ? [] : [toOption(thing)]);
}
