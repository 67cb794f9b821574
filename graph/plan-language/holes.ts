import { EntityMention } from "../../src/domain/entity.ts";
import type { EntityType } from "../../src/domain/entity.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import type { Json } from "../../src/domain/plan.ts";

/** A place in a plan's arguments that is filled in later, with where it stands: `attendees[0]`. */
export type Hole =
  | { readonly kind: "entity"; readonly path: string; readonly mention: EntityMention }
  | { readonly kind: "ref"; readonly path: string; readonly expression: string };

/** A hole whose object is not what it should be. */
export interface MalformedHole {
  readonly path: string;
  readonly problem: string;
}

/** Every `$entity` and `$ref` in a value, in reading order. */
export function holesIn(value: Json, path: string): { holes: Hole[]; malformed: MalformedHole[] } {
  const holes: Hole[] = [];
  const malformed: MalformedHole[] = [];
  visit(value, path, holes, malformed);
  return { holes, malformed };
}

/**
 * A copy of the value in which every hole is what `fill` answers for it: one value, or, in a list, any number of them,
 * each there once. @throws ERR_INVALID_PLAN where several stand for a hole that holds one
 */
export function fillHoles(value: Json, fill: (hole: Hole) => readonly Json[], path = ""): Json {
  const hole = toHole(value, path);
  if (hole !== undefined && !("problem" in hole)) return onlyOne(fill(hole), hole);
  if (Array.isArray(value)) return fillList(value, fill, path);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillHoles(item, fill, join(path, key))]),
  );
}

function fillList(
  list: readonly Json[],
  fill: (hole: Hole) => readonly Json[],
  path: string,
): Json[] {
  const filled = list.flatMap((item, i) => {
    const hole = toHole(item, `${path}[${i}]`);
    return hole !== undefined && !("problem" in hole)
      ? fill(hole)
      : [fillHoles(item, fill, `${path}[${i}]`)];
  });
  // "Sam and the design team" invites Sam once.
  return filled.filter((item, i) => typeof item !== "string" || filled.indexOf(item) === i);
}

function onlyOne(values: readonly Json[], hole: Hole): Json {
  const [first = null, ...others] = values;
  if (others.length === 0) return first;
  const words = hole.kind === "entity" ? hole.mention.$entity : hole.expression;
  throw new AssistantError(
    "ERR_INVALID_PLAN",
    `“${words}” is ${values.length} people, and this can be done with one at a time only.`,
  );
}

export function isHole(value: Json): boolean {
  return toHole(value, "") !== undefined;
}

/** One key per thing meant: the same words in the same role are asked about once. */
export function mentionKey(mention: EntityMention, type: EntityType): string {
  const { $entity, id = "", timeMin = "", timeMax = "", from = "", in: place = "" } = mention;
  const words = $entity.normalize("NFKC").toLowerCase().trim();
  return [type, words, id, timeMin, timeMax, from, place].join("|");
}

function visit(value: Json, path: string, holes: Hole[], malformed: MalformedHole[]): void {
  const hole = toHole(value, path);
  if (hole !== undefined) {
    if ("problem" in hole) malformed.push(hole);
    else holes.push(hole);
    return;
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) visit(item, `${path}[${i}]`, holes, malformed);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) visit(item, join(path, key), holes, malformed);
  }
}

function toHole(value: Json, path: string): Hole | MalformedHole | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if ("$entity" in value) {
    const parsed = EntityMention.safeParse(value);
    return parsed.success
      ? { kind: "entity", path, mention: parsed.data }
      : { path, problem: parsed.error.issues[0]?.message ?? "not an $entity" };
  }
  if ("$ref" in value) {
    const { $ref, ...rest } = value;
    return typeof $ref === "string" && Object.keys(rest).length === 0
      ? { kind: "ref", path, expression: $ref }
      : { path, problem: "$ref must be a JMESPath text and stand alone" };
  }
  return undefined;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
