import type { Origin } from "../../src/domain/provenance.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import { POLICY } from "../policy.ts";

/** One address a call would write to, invite, or keep; without `origin` nobody knows where it comes from. */
export interface Recipient {
  readonly arg: string;
  readonly address: string;
  readonly origin: Origin | undefined;
}

type Sourced = Pick<ToolCall, "tool" | "args" | "origins">;

/** Where a text in an argument comes from: the plan itself, where nothing else is known to have put it there. */
export function originOf({ origins }: Sourced, arg: string, value: string): Origin | undefined {
  const found = origins.filter((each) => each.arg === arg && each.value === value);
  if (found.length === 0) return { kind: "user" };
  if (found.some(({ origin }) => origin === undefined)) return undefined;
  // The same value from two places is as good as the worse of them.
  return (found.find(({ origin }) => origin?.kind === "outside") ?? found[0])?.origin;
}

/** The addresses in a call's arguments, in the order of its rule. */
export function recipientsIn(call: Sourced): Recipient[] {
  const names = POLICY.get(call.tool)?.recipients ?? [];
  return names.flatMap((arg) =>
    stringsOf(call.args[arg]).map((address) => ({
      arg,
      address,
      origin: originOf(call, arg, address),
    })),
  );
}

/** Where the ids come from by which a call says what it means. */
export function selectionsIn(call: Sourced): (Origin | undefined)[] {
  const names = POLICY.get(call.tool)?.selects ?? [];
  return names.flatMap((arg) => stringsOf(call.args[arg]).map((id) => originOf(call, arg, id)));
}

/** The texts in an argument: itself, or those of its list. */
export function stringsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return typeof value === "string" ? [value] : [];
}
