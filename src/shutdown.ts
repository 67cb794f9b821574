import type { Logger } from "./domain/logger.ts";

/** A stop that takes longer than this is cut short. */
export const STOP_LIMIT_MS = 10_000;

/** Stops the program on SIGTERM and SIGINT: each step after the one before it. A second signal ends it at once. */
export function stopOnSignals(steps: readonly (() => unknown)[], logger: Logger): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => {
      logger.error({}, "stopping took too long");
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    for (const step of steps) {
      try {
        await step();
      } catch (cause) {
        logger.error({ err: cause }, "a part did not stop cleanly");
      }
    }
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}
