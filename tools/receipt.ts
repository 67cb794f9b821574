import { z } from "zod";

import type { Json } from "../src/domain/plan.ts";
import { showSeries } from "./presentation.ts";
import { fieldOf } from "./provider-data.ts";

const Differences = z.array(z.string());

/** A write's output, with how what is there differs from what was meant, where it does. */
export function withDifferences(output: Json, differences: readonly string[]): Json {
  const own = Differences.safeParse(fieldOf(output, "differences")).data ?? [];
  const all = [...new Set([...own, ...differences])];
  if (all.length === 0) return output;
  const whole = typeof output === "object" && output !== null && !Array.isArray(output);
  return { ...(whole ? output : { result: output }), differences: all };
}

/** A sentence on what was done, with what came out differently said after it. */
export function withReceipt(presented: string, output: Json): string {
  const differences = Differences.safeParse(fieldOf(output, "differences"));
  if (!differences.success || differences.data.length === 0) return presented;
  return `${presented} Not quite as asked: ${showSeries(differences.data)}.`;
}
