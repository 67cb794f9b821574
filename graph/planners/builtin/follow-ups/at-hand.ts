import type { Exchange, Referent } from "../../../../src/domain/conversation.ts";
import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json, Plan } from "../../../../src/domain/plan.ts";
import type { Draft } from "../draft.ts";

/** A thing the words may point at. */
export type Kind = Referent["type"];

/** The things of one exchange, as they are now. */
export interface AtHand {
  /** In the order they were told; a number counts the ones that are gone too. */
  readonly listed: readonly { readonly thing: Referent; readonly gone: boolean }[];
  /** What "it" may be: what the exchange made or changed, else whatever it found. */
  readonly meant: readonly Referent[];
  readonly exchange: Exchange;
}

/**
 * The newest things of these kinds that the conversation speaks of; undefined where there are none, or where they were
 * the last thing spoken of and are gone, or were never made: "it" does not jump back over them to something older.
 */
export function thingsAtHand(
  conversation: readonly Exchange[],
  kinds: readonly Kind[],
): AtHand | undefined {
  const known = knownIn(conversation);
  for (const exchange of conversation.toReversed()) {
    const listed = listedIn(exchange, known, kinds);
    const living = listed.flatMap(({ thing, gone }) => (gone ? [] : [thing]));
    const written = living.filter(({ id }) => isWritten(id, exchange));
    if (living.length > 0) {
      return { listed, meant: written.length > 0 ? written : living, exchange };
    }
    if (listed.length > 0 || exchange.plan.steps.some((step) => writes(step, kinds)))
      return undefined;
  }
  return undefined;
}

/** The newest exchange that told of several such things. */
export function newestList(
  conversation: readonly Exchange[],
  kinds: readonly Kind[],
): AtHand | undefined {
  const known = knownIn(conversation);
  for (const exchange of conversation.toReversed()) {
    const listed = listedIn(exchange, known, kinds);
    if (listed.length < 2) continue;
    return { listed, meant: listed.flatMap(({ thing, gone }) => (gone ? [] : [thing])), exchange };
  }
  return undefined;
}

function listedIn(
  exchange: Exchange,
  known: ReadonlyMap<string, Referent>,
  kinds: readonly Kind[],
): AtHand["listed"] {
  return thingsOf(exchange, known)
    .filter(({ type }) => kinds.includes(type))
    .map((thing) => ({ thing, gone: thing.effect === "delete" }));
}

/** A conversation of nothing but what the commands before in the sentence are done to, where that is known. */
export function thingsMentioned(
  earlier: readonly Draft[],
  conversation: readonly Exchange[],
): readonly Exchange[] {
  const steps = earlier.flatMap((draft) => draft.steps);
  const known = knownIn(conversation);
  const ids = steps.flatMap(({ args }) =>
    Object.values(args).flatMap((value) => EntityMention.safeParse(value).data?.id ?? []),
  );
  const referents = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
  if (referents.length === 0) return [];
  return [{ words: [], plan: { goal: "", steps }, meanings: {}, referents, at: "" }];
}

/** Each thing as it was last seen. */
export function knownIn(conversation: readonly Exchange[]): ReadonlyMap<string, Referent> {
  return new Map(
    conversation.flatMap(({ referents }) => referents).map((thing) => [thing.id, thing]),
  );
}

/** The things that stand for the plan's own: what it told of, else what it was to be done to. */
function thingsOf(exchange: Exchange, known: ReadonlyMap<string, Referent>): Referent[] {
  const ids = exchange.referents.map(({ id }) => id);
  const meant = ids.length > 0 ? ids : exchange.plan.steps.flatMap((step) => idsIn(step, exchange));
  return [...new Set(meant)].flatMap((id) => known.get(id) ?? []);
}

function isWritten(id: string, { referents }: Exchange): boolean {
  return referents.some((thing) => thing.id === id && thing.effect === "write");
}

function idsIn({ args }: Plan["steps"][number], { meanings }: Exchange): string[] {
  return Object.values(args).flatMap((value: Json) => {
    const mention = EntityMention.safeParse(value);
    if (!mention.success) return [];
    return mention.data.id ?? meanings[mention.data.$entity] ?? [];
  });
}

const KIND_OF: Readonly<Record<string, Kind>> = {
  calendar: "event",
  email: "message",
  tasks: "task",
  contacts: "contact",
};
const READS = /_(?:list|search|read|get|find)(?:_|$)/u;

function writes({ tool }: Plan["steps"][number], kinds: readonly Kind[]): boolean {
  const kind = tool.endsWith("_reminder") ? "reminder" : KIND_OF[tool.split("_")[0] ?? ""];
  return kind !== undefined && kinds.includes(kind) && !READS.test(tool);
}
