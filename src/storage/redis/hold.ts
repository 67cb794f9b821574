import { AsyncLocalStorage } from "node:async_hooks";

/** The right to work on a session: while `key` holds `fence`, and no longer. */
export interface Hold {
  readonly key: string;
  /** Never the same twice: a later holder's is another one. */
  readonly fence: string;
  /** Whether its time has run out by this process's own clock, however Redis sees it. */
  readonly isOver: () => boolean;
}

const holds = new AsyncLocalStorage<Hold>();

/** Does work as the holder: all that it stores is refused once the hold is lost. */
export function asHolder<T>(hold: Hold, work: () => Promise<T>): Promise<T> {
  return holds.run(hold, work);
}

/** As whose work this runs; undefined where it is no session's. */
export function currentHold(): Hold | undefined {
  return holds.getStore();
}
