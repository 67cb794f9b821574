import { signal } from "@preact/signals";

const aheadMs = signal(0);

/** The assistant's clock may be set otherwise than this computer's: each pong says how far it is ahead. */
export function setAssistantClock(datetime: string): void {
  aheadMs.value = Date.parse(datetime) - Date.now();
}

/** Milliseconds since 1970, assistant's clock. */
export const assistantNow = (): number => Date.now() + aheadMs.value;
