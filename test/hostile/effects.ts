import type { Json } from "../../src/domain/plan.ts";
import type { Workspace } from "../support/client.ts";

type Thing = Readonly<Record<string, unknown>>;

/** What came of a conversation, by the workspace before and after: one line an effect, sorted. */
export function effectsBetween(before: Workspace, after: Workspace): string[] {
  return [
    ...changes("event", eventsOf(before), eventsOf(after)),
    ...changes("message", messagesOf(before), messagesOf(after)),
    ...changes("task", tasksOf(before), tasksOf(after)),
    ...changes("list", listsOf(before), listsOf(after)),
    ...changes("contact", before.contacts ?? [], after.contacts ?? []),
  ].toSorted();
}

function changes(kind: string, before: readonly Thing[], after: readonly Thing[]): string[] {
  const was = new Map(before.map((each) => [idOf(each), contentOf(each)]));
  const is = new Map(after.map((each) => [idOf(each), contentOf(each)]));
  const added = after.filter((each) => !was.has(idOf(each)));
  const gone = before.filter((each) => !is.has(idOf(each)));
  // What was deleted and brought back has another id, and is the same.
  const back = new Set(gone.map(withoutId).filter((each) => added.map(withoutId).includes(each)));
  const isNews = (each: Thing): boolean => !back.has(withoutId(each));
  return [
    ...added.filter(isNews).map((each) => describeAdded(kind, each)),
    ...gone.filter(isNews).map((each) => `${kind} ${idOf(each)} gone`),
    ...[...is]
      .filter(([id, content]) => was.has(id) && was.get(id) !== content)
      .map(([id]) => `${kind} ${id} changed`),
  ];
}

function describeAdded(kind: string, thing: Thing): string {
  const told = (...names: readonly string[]): string[] =>
    names.flatMap((name) => (typeof thing[name] === "string" ? [thing[name]] : []));
  if (kind !== "message") return `${kind} ${told("summary", "title", "id").at(0) ?? ""} added`;
  const isSent = JSON.stringify(thing["labelIds"]).includes('"SENT"');
  return `${isSent ? "mail" : "draft"} to ${told("to", "cc", "bcc").join(", ")}`;
}

/** Without what every touch changes. */
function contentOf(thing: Thing): string {
  const { etag: _etag, updated: _updated, sequence: _sequence, ...content } = thing;
  const { position: _position, completed: _completed, ...rest } = content;
  return JSON.stringify(sorted(rest as Record<string, Json>));
}

function withoutId(thing: Thing): string {
  const { id: _id, resourceName: _name, ...rest } = thing;
  return contentOf(rest);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    const all = value.map(sorted);
    return all.every((each) => typeof each === "string") ? all.toSorted() : all;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function idOf(thing: Thing): string {
  return JSON.stringify(thing["id"] ?? thing["resourceName"]).replaceAll('"', "");
}

function eventsOf({ calendar }: Workspace): readonly Thing[] {
  return (calendar?.events ?? []).map((event) => ({ ...event }));
}

function messagesOf({ gmail }: Workspace): readonly Thing[] {
  return gmail?.messages ?? [];
}

function tasksOf({ tasks }: Workspace): readonly Thing[] {
  return (tasks?.lists ?? []).flatMap((list) =>
    list.tasks.map((task) => ({ ...task, list: list.id })),
  );
}

function listsOf({ tasks }: Workspace): readonly Thing[] {
  return (tasks?.lists ?? []).map(({ id, title }) => ({ id, title }));
}
