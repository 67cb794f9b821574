import type { Json, Plan } from "../../src/domain/plan.ts";
import { holesIn } from "./holes.ts";

/**
 * A call's arguments as a person reads them: where the plan says it in the user's words, those stand instead of the id
 * or address they turned out to mean. Of a call that was never made, the arguments are the plan's.
 */
export function namedArgs(
  plan: Plan | null,
  stepId: string,
  args: Readonly<Record<string, Json>> | undefined,
): Record<string, Json> {
  const planned = plan?.steps.find(({ id }) => id === stepId)?.args ?? {};
  const named = Object.entries(planned).filter(([name, value]) =>
    holesIn(value, name).holes.some(({ kind }) => kind === "entity"),
  );
  return { ...(args ?? planned), ...Object.fromEntries(named) };
}
