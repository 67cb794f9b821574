import { z } from "zod";

/** What can be made to fail: the Google services, and the two other providers that have stand-ins. */
export const FaultyService = z.enum(["calendar", "gmail", "tasks", "contacts", "openai", "twilio"]);
export type FaultyService = z.infer<typeof FaultyService>;

/** How a call fails. `timeout` never answers; `reset_after_write` does what was asked and then drops the connection. */
export const FaultKind = z.enum(["429", "500", "timeout", "reset_after_write"]);
export type FaultKind = z.infer<typeof FaultKind>;

export interface Fault {
  readonly kind: FaultKind;
}

/** Failures that were asked for and have not happened yet. */
export interface Faults {
  /** Makes the next `count` calls of a service fail so, after those already planned. */
  plan(service: FaultyService, kind: FaultKind, count: number): void;
  /** How the call being made has to fail; undefined where it must not. Uses that failure up. */
  take(service: FaultyService): Fault | undefined;
}

/** Makes an empty list of failures to come. */
export function createFaults(): Faults {
  const planned = new Map<FaultyService, { readonly kind: FaultKind; left: number }[]>();
  return {
    plan(service, kind, count) {
      planned.set(service, [...(planned.get(service) ?? []), { kind, left: count }]);
    },
    take(service) {
      const queue = planned.get(service);
      const [next] = queue ?? [];
      if (queue === undefined || next === undefined) return undefined;
      next.left -= 1;
      if (next.left === 0) queue.shift();
      return { kind: next.kind };
    },
  };
}
