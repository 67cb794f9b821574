import { setTimeout as delay } from "node:timers/promises";

/** So long a stop waits for whoever takes traces. */
const PATIENCE_MS = 3_000;

/** Waits for what is left to be sent, but not for a receiver that does not answer: the program is to stop. */
export async function sendWhatIsLeft(sending: () => Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const { signal } = enough;
  try {
    await Promise.race([sending(), delay(PATIENCE_MS, undefined, { signal, ref: false })]);
  } finally {
    enough.abort();
  }
}
