import type { Clock } from "./domain/clock.ts";

/**
 * A clock that begins at `startAt` (milliseconds since 1970; now, without it) and runs on at the speed of the machine's
 * steady clock, so that a correction of the system time does not make it jump.
 */
export function createClock({ startAt = Date.now() }: { readonly startAt?: number } = {}): Clock {
  const origin = performance.now();
  return { now: () => Math.round(startAt + performance.now() - origin) };
}
