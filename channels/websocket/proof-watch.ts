import type { Proof } from "../../src/domain/authentication.ts";

/** Keeps an eye on what a socket's user proved. */
export interface ProofWatch {
  recheck(): Promise<void>;
  stop(): void;
}

/** The longest that `setTimeout` waits; a proof that holds longer is looked at again then. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Calls `onLost` once, when the proof expires or a recheck finds that it no longer holds. */
export function watchProof(proof: Proof, onLost: () => void): ProofWatch {
  let stopped = false;
  let alarm: NodeJS.Timeout | undefined;

  function stop(): void {
    stopped = true;
    clearTimeout(alarm);
  }
  function lose(): void {
    if (stopped) return;
    stop();
    onLost();
  }
  function schedule(): void {
    const leftMs = proof.expiresAt - Date.now();
    if (leftMs <= 0) return lose();
    alarm = setTimeout(schedule, Math.min(leftMs, MAX_DELAY_MS)).unref();
  }

  schedule();
  return {
    stop,
    async recheck() {
      if (!stopped && !(await proof.holds())) lose();
    },
  };
}
