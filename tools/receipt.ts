import { z } from "zod";

import type { Json } from "../src/domain/plan.ts";
import { showSeries } from "./presentation.ts";
import { fieldOf } from "./provider-data.ts";

/** A write's output, with how what is there differs from what was meant, where it does. */
export function withDifferences(output: Json, differences: readonly string[]): Json {
  if (differences.length === 0) return output;
  const whole = typeof output === "object" && output !== null && !Array.isArray(output);
  return { ...(whole ? output : { result: output }), differences: [...new Set(differences)] };
}

/** A sentence on what was done, with what came out differently said after it. */
export function withReceipt(presented: string, output: Json): string {
  const differences = z.array(z.string()).safeParse(fieldOf(output, "differences"));
  if (!differences.success || differences.data.length === 0) return presented;
  return `${presented} Not quite as asked: ${showSeries(differences.data)}.`;
}
