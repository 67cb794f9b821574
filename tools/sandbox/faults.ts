import { randomUUID } from "node:crypto";

import { z } from "zod";

import type { Store } from "./store/store.ts";

/** What can be made to fail: the Google services, and the two other providers that have stand-ins. */
export const FaultyService = z.enum(["calendar", "gmail", "tasks", "contacts", "openai", "twilio"]);
export type FaultyService = z.infer<typeof FaultyService>;

/** How a call fails. `timeout` never answers; `reset_after_write` does what was asked and then drops the connection. */
export const FaultKind = z.enum(["429", "500", "timeout", "reset_after_write"]);
export type FaultKind = z.infer<typeof FaultKind>;

export interface Fault {
  readonly kind: FaultKind;
}

/** The next `left` calls of a service fail so. */
export interface PlannedFault extends Fault {
  readonly id: string;
  readonly service: FaultyService;
  readonly left: number;
}

/** Failures that were asked for and have not happened yet. */
export interface Faults {
  /** Makes the next `count` calls of a service fail so, after those already planned. */
  plan(service: FaultyService, kind: FaultKind, count: number): Promise<void>;
  /** How the call being made has to fail; undefined where it must not. Uses that failure up. */
  take(service: FaultyService): Promise<Fault | undefined>;
}

/** The failures to come that a store keeps. */
export function createFaults(store: Store): Faults {
  return {
    plan: (service, kind, count) =>
      store.transact(() => store.faults.put({ id: randomUUID(), service, kind, left: count })),
    take: (service) => store.transact(() => takeFault(store, service)),
  };
}

/** The same as a part of a transaction. */
export function takeFault({ faults }: Store, service: FaultyService): Fault | undefined {
  if (faults.size === 0) return undefined;
  const next = [...faults.values()].find((each) => each.service === service);
  if (next === undefined) return undefined;
  if (next.left > 1) faults.put({ ...next, left: next.left - 1 });
  else faults.delete(next.id);
  return { kind: next.kind };
}
