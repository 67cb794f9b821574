import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import type { ToolContext } from "../../src/domain/tool.ts";
import type { Undo } from "../../src/domain/undo.ts";
import type { CallProvider } from "../definition.ts";
import { compact } from "../provider-data.ts";

/** How the effects of one tool are taken back. */
export interface Reversal {
  /** What must be known of how things were; read before the write. */
  before?(
    args: Readonly<Record<string, Json>>,
    provider: CallProvider,
    context: ToolContext,
  ): Promise<unknown>;
  undo(done: Done): Undo;
}

/** A write that was carried out. */
export interface Done {
  readonly args: Readonly<Record<string, Json>>;
  /** What `before` answered; null without it. */
  readonly before: unknown;
  readonly output: Json;
}

/** An effect that these calls take back. */
export function reversible(...calls: Extract<Undo, { kind: "reversible" }>["calls"]): Undo {
  return { kind: "reversible", calls };
}

/** The arguments of a call, without those that are not known. */
export function argsOf(fields: Readonly<Record<string, unknown>>): Record<string, Json> {
  return z.record(z.string(), z.json()).parse(compact(fields));
}

/** An effect that nothing takes back. */
export function irreversible(why: string): Undo {
  return { kind: "irreversible", why };
}
