import type { Json, Plan } from "../../src/domain/plan.ts";
import { addressesIn } from "../../src/domain/said-addresses.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";

/**
 * The plan with every address that stands for a person turned into a mention of it: whether the user gave it is then looked at
 * like everything else they are taken to have meant, and asked about where they did not.
 */
export function mentionAddresses(plan: Plan, specs: ReadonlyMap<string, ToolSpec>): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const fields = specs.get(step.tool)?.entityFields ?? {};
      const args = Object.entries(step.args).map(([name, value]): [string, Json] => [
        name,
        fields[name] === "person" ? mentionIn(value) : value,
      ]);
      return { ...step, args: Object.fromEntries(args) };
    }),
  };
}

function mentionIn(value: Json): Json {
  if (Array.isArray(value)) return value.map(mentionIn);
  if (typeof value !== "string" || addressesIn(value).size === 0) return value;
  return { $entity: value, type: "person" };
}
