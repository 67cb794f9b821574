import { EntityMention } from "../../../src/domain/entity.ts";
import type { EntityType } from "../../../src/domain/entity.ts";
import type { Json, Plan, PlanStep } from "../../../src/domain/plan.ts";
import type { ToolSpec } from "../../../src/domain/tool.ts";
import type { KnownThings } from "../../prompts/things.ts";

/** A model's plan with real ids in it, and what is wrong with the names it used. */
export interface SettledPlan {
  readonly plan: Plan;
  readonly faults: readonly string[];
}

/**
 * Puts ids in the place of the names a model knows things by. A thing that no earlier command told of cannot be named by an
 * id, only by the user's words: an id the model made up would hit whatever bears it.
 */
export function settlePlan(
  plan: Plan,
  specs: ReadonlyMap<string, ToolSpec>,
  things: KnownThings,
): SettledPlan {
  const faults: string[] = [];
  const steps = plan.steps.map((step, i) => ({
    ...step,
    args: settleArgs(step, specs.get(step.tool)?.entityFields ?? {}, things, (path, problem) =>
      faults.push(`steps[${i}].args.${path}: ${problem}`),
    ),
  }));
  return { plan: { ...plan, steps }, faults };
}

type Report = (path: string, problem: string) => void;

function settleArgs(
  { args }: PlanStep,
  fields: Readonly<Record<string, EntityType>>,
  things: KnownThings,
  report: Report,
): PlanStep["args"] {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const type = fields[name];
      return [name, type === undefined ? value : settleValue(value, name, type, things, report)];
    }),
  );
}

function settleValue(
  value: Json,
  path: string,
  type: EntityType,
  things: KnownThings,
  report: Report,
): Json {
  if (Array.isArray(value))
    return value.map((item, i) => settleValue(item, `${path}[${i}]`, type, things, report));
  if (typeof value === "string") return settleLiteral(value, path, type, things, report);
  const parsed = EntityMention.safeParse(value);
  if (!parsed.success) return value;
  const { id, type: given = type } = parsed.data;
  // Whether an address is one to write to is the resolver's to say.
  if (id === undefined || given === "person") return value;
  const referent = things.byHandle.get(id);
  if (referent === undefined) {
    report(`${path}.id`, `nothing is called "${id}"; leave the id out`);
    return value;
  }
  return { $entity: parsed.data.$entity, type: referent.type, id: referent.id };
}

function settleLiteral(
  value: string,
  path: string,
  type: EntityType,
  { byHandle }: KnownThings,
  report: Report,
): Json {
  if (type === "person") return value;
  if (type === "list" || type === "calendar") return { $entity: value, type };
  const referent = byHandle.get(value);
  if (referent === undefined) {
    report(path, `must be {"$entity": the user's words, "type": "${type}"} or {"$ref": ...}`);
    return value;
  }
  return { $entity: `that ${referent.type}`, type: referent.type, id: referent.id };
}
