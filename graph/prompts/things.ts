import type { Exchange, Referent } from "../../src/domain/conversation.ts";
import type { Json, Plan } from "../../src/domain/plan.ts";

/**
 * What earlier commands found or made, by the names a model gets for it: `event_1`. Not even the real ids are shown, because
 * whoever sends an invitation may choose its id.
 */
export interface KnownThings {
  readonly byHandle: ReadonlyMap<string, Referent>;
  readonly handleOf: ReadonlyMap<string, string>;
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
  return { byHandle, handleOf };
}

/** A plan as a model may see it again: known ids by their names, unknown ones left out. */
export function withHandles(plan: Plan, { handleOf }: KnownThings): Json {
  const shown = (value: Json): Json => {
    if (typeof value === "string") return handleOf.get(value) ?? value;
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(
      ([key, item]) =>
        !("$entity" in value && key === "id" && !(typeof item === "string" && handleOf.has(item))),
    );
    return Object.fromEntries(entries.map(([key, item]) => [key, shown(item)]));
  };
  return {
    goal: plan.goal,
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
