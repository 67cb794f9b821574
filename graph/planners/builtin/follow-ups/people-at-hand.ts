import type { Exchange, Referent } from "../../../../src/domain/conversation.ts";
import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import { knownIn } from "./at-hand.ts";

const PEOPLE_FIELDS = ["attendees", "addAttendees", "to", "cc"];

/**
 * Whom "her" and "them" mean: the people of the newest exchange that had any, those the user named before those that were
 * found with things. An address that was found is only a mention: whether it may be written to is not for the planner.
 */
export function peopleAtHand(conversation: readonly Exchange[]): readonly Json[] {
  const known = knownIn(conversation);
  for (const exchange of conversation.toReversed()) {
    const named = namedIn(exchange);
    if (named.length > 0) return named;
    const found = [
      ...exchange.referents.filter(({ type, effect }) => type !== "message" || effect !== "write"),
      ...mentionedIn(exchange).flatMap((id) => known.get(id) ?? []),
    ];
    const addresses = [...new Set(found.flatMap(addressesOf))];
    if (addresses.length > 0) return addresses.map((id) => ({ $entity: id, id }));
  }
  return [];
}

function namedIn({ plan, meanings }: Exchange): Json[] {
  const people = new Map<string, Json>();
  for (const { args } of plan.steps) {
    for (const value of PEOPLE_FIELDS.flatMap((field) => args[field] ?? [])) {
      if (typeof value === "string") people.set(value, value);
      const { data } = EntityMention.safeParse(value);
      if (data === undefined) continue;
      const id = data.id ?? meanings[data.$entity];
      people.set(data.$entity, { $entity: data.$entity, ...(id !== undefined && { id }) });
    }
  }
  return [...people.values()];
}

function mentionedIn({ plan }: Exchange): string[] {
  return plan.steps.flatMap(({ args }) =>
    Object.values(args).flatMap((value) => EntityMention.safeParse(value).data?.id ?? []),
  );
}

/** One address for a contact; everybody for an event or a message. */
function addressesOf({ type, people }: Referent): readonly string[] {
  return type === "contact" ? people.slice(0, 1) : people;
}
