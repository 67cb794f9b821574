import type { z } from "zod";

import { AssistantError } from "../../src/domain/errors.ts";
import { Plan } from "../../src/domain/plan.ts";
import type { Json, PlanStep } from "../../src/domain/plan.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";
import { holesIn, isHole } from "./holes.ts";
import { ITEM, namesRead } from "./references.ts";

/**
 * Checks a planner's answer whole, before anything of it runs: shape, tools, arguments, mentions, references to
 * earlier steps.
 * @throws AssistantError ERR_INVALID_PLAN; its message lists each fault after the path where it is.
 */
export function parsePlan(value: unknown, tools: ReadonlyMap<string, ToolSpec>): Plan {
  const shape = Plan.safeParse(value);
  const faults = shape.success
    ? faultsOf(shape.data, tools)
    : shape.error.issues.map((issue) => `${toPath(issue.path)}: ${issue.message}`);
  if (!shape.success || faults.length > 0) {
    throw new AssistantError("ERR_INVALID_PLAN", `The plan is not valid. ${faults.join("; ")}`);
  }
  return shape.data;
}

function faultsOf(plan: Plan, tools: ReadonlyMap<string, ToolSpec>): string[] {
  const faults: string[] = [];
  const earlier = new Set<string>();
  if (plan.steps.length === 0 && plan.reply === undefined) {
    faults.push("steps: a plan without steps needs a reply");
  }
  for (const [i, step] of plan.steps.entries()) {
    const at = `steps[${i}]`;
    if (step.id === ITEM || earlier.has(step.id)) {
      faults.push(
        `${at}.id: "${step.id}" ${step.id === ITEM ? "is a reserved name" : "is used twice"}`,
      );
    }
    const tool = tools.get(step.tool);
    if (tool === undefined) faults.push(`${at}.tool: there is no tool "${step.tool}"`);
    else faults.push(...argumentFaults(step, tool, at));
    faults.push(...referenceFaults(step, earlier, at));
    earlier.add(step.id);
  }
  return faults;
}

function referenceFaults(step: PlanStep, earlier: ReadonlySet<string>, at: string): string[] {
  const { holes } = holesIn(step.args, `${at}.args`);
  const inArguments = holes.flatMap((hole) =>
    hole.kind === "ref" ? [{ path: `${hole.path}.$ref`, expression: hole.expression }] : [],
  );
  const own = (["forEach", "when"] as const).flatMap((key) =>
    step[key] === undefined ? [] : [{ path: `${at}.${key}`, expression: step[key] }],
  );
  return [...own, ...inArguments].flatMap(({ path, expression }) => {
    const itemKnown = step.forEach !== undefined && path.startsWith(`${at}.args`);
    try {
      return [...namesRead(expression)]
        .filter((name) => !earlier.has(name) && !(itemKnown && name === ITEM))
        .map((name) => `${path}: no earlier step is called "${name}"`);
    } catch (cause) {
      return [`${path}: ${cause instanceof Error ? cause.message : "is not JMESPath"}`];
    }
  });
}

/** Checks what is known already: every value without a hole in it, and that nothing required is left out. */
function argumentFaults(step: PlanStep, tool: ToolSpec, at: string): string[] {
  const faults = holesIn(step.args, `${at}.args`).malformed.map((m) => `${m.path}: ${m.problem}`);
  const fields: Readonly<Record<string, z.ZodType>> = tool.input.shape;
  for (const [name, value] of Object.entries(step.args)) {
    const field = fields[name];
    const path = `${at}.args.${name}`;
    if (field === undefined) {
      faults.push(`${path}: ${tool.name} has no such argument`);
      continue;
    }
    for (const hole of holesIn(value, path).holes) {
      if (hole.kind === "entity" && tool.entityFields[name] === undefined) {
        faults.push(`${hole.path}: ${tool.name} takes no $entity here`);
      }
    }
    faults.push(...valueFaults(value, field, path));
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!(name in step.args) && !field.safeParse(undefined).success) {
      faults.push(`${at}.args.${name}: is required by ${tool.name}`);
    }
  }
  return faults;
}

function valueFaults(value: Json, field: z.ZodType, path: string): string[] {
  if (isHole(value)) return [];
  const parsed = field.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter((issue) => !isHole(valueAt(value, issue.path)))
    .map((issue) => `${path}${toPath(issue.path, true)}: ${issue.message}`);
}

function valueAt(value: Json, path: readonly PropertyKey[]): Json {
  let at: Json = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return null;
    at = new Map<PropertyKey, Json>(Object.entries(at)).get(String(key)) ?? null;
    if (isHole(at)) return at;
  }
  return at;
}

function toPath(path: readonly PropertyKey[], nested = false): string {
  const text = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  return nested ? text : text.replace(/^\./, "") || "plan";
}
