import type { Plan } from "../src/domain/plan.ts";
import type { Undo } from "../src/domain/undo.ts";

/** How long what was done can be taken back. */
export const UNDO_WINDOW_MS = 24 * 60 * 60_000;

/** The plan that takes effects back, newest first, and what must be said of those that nothing takes back. */
export function planUndo(effects: readonly Undo[]): {
  readonly plan: Plan;
  readonly notes: string[];
} {
  const calls = effects.flatMap((undo) => (undo.kind === "reversible" ? undo.calls : []));
  return {
    plan: {
      goal: "Take back what was done last",
      steps: calls.map(({ tool, args }, i) => ({ id: `undo${i + 1}`, tool, args: { ...args } })),
    },
    notes: effects.flatMap((undo) => (undo.kind === "irreversible" ? [undo.why] : [])),
  };
}
