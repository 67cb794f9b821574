import type { Exchange, Referent } from "../../src/domain/conversation.ts";
import type { Json, Plan } from "../../src/domain/plan.ts";

/**
 * What earlier commands found or made, by the names a model gets for it: `event_1`. Not even the real ids are shown, because
 * whoever sends an invitation may choose its id.
 */
export interface KnownThings {
  readonly byHandle: ReadonlyMap<string, Referent>;
  readonly handleOf: ReadonlyMap<string, string>;
  /** Titles, names and places that the user did not say, longest first, with the handles of what bears them. */
  readonly outsideTexts: readonly (readonly [text: string, handle: string])[];
}

/** Names everything the conversation knows, oldest first. */
export function knownThings(conversation: readonly Exchange[]): KnownThings {
  const byHandle = new Map<string, Referent>();
  const handleOf = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const referent of conversation.flatMap(({ referents }) => referents)) {
    if (handleOf.has(referent.id)) continue;
    const count = (counts.get(referent.type) ?? 0) + 1;
    counts.set(referent.type, count);
    const handle = `${referent.type}_${count}`;
    byHandle.set(handle, referent);
    handleOf.set(referent.id, handle);
  }
  return { byHandle, handleOf, outsideTexts: outsideTextsIn(conversation, handleOf) };
}

/** A title is the user's where they said it, or where their plan gave it before it was found anywhere. */
function outsideTextsIn(
  conversation: readonly Exchange[],
  handleOf: ReadonlyMap<string, string>,
): [string, string][] {
  const said = conversation
    .flatMap(({ words }) => words)
    .join("\n")
    .toLowerCase();
  const given = new Set<Json>();
  const outside = new Map<string, string>();
  for (const { plan, takesBack, referents } of conversation) {
    const own = takesBack === true ? [] : plan.steps.flatMap(({ args }) => Object.values(args));
    for (const text of own) if (typeof text !== "string" || !outside.has(text)) given.add(text);
    for (const { id, label, location = "" } of referents) {
      for (const text of [label, location]) {
        if (text === "" || given.has(text) || said.includes(text.toLowerCase())) continue;
        outside.set(text, handleOf.get(id) ?? "");
      }
    }
  }
  return [...outside].toSorted(([one], [other]) => other.length - one.length);
}

/** A plan as a model may see it again: known ids and what bears them by their handles, unknown ids left out. */
export function withHandles(
  plan: Plan,
  { handleOf, outsideTexts }: KnownThings,
): { readonly goal: string; readonly [part: string]: Json } {
  const withoutTitles = (text: string): string =>
    outsideTexts.reduce((left, [title, handle]) => left.replaceAll(title, handle), text);
  const shown = (value: Json): Json => {
    if (typeof value === "string") return handleOf.get(value) ?? withoutTitles(value);
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(
      ([key, item]) =>
        !("$entity" in value && key === "id" && !(typeof item === "string" && handleOf.has(item))),
    );
    return Object.fromEntries(entries.map(([key, item]) => [key, shown(item)]));
  };
  return {
    goal: withoutTitles(plan.goal),
    ...(plan.reply !== undefined && { reply: plan.reply }),
    steps: plan.steps.map(({ id, tool, args, forEach, when }) => ({
      id,
      tool,
      args: shown(args),
      ...(forEach !== undefined && { forEach }),
      ...(when !== undefined && { when }),
    })),
  };
}
