import { signal } from "@preact/signals";

import type { PhoneData } from "./frames.ts";

/** How the user's phone stands, as the server last said; undefined before it did. */
export const phone = signal<PhoneData | undefined>(undefined);
/** What the server did not accept. */
export const phoneLinkFault = signal("");
/** What was asked and is not answered yet. */
const asked = signal<string | undefined>(undefined);

/** Forgets what another user's phone was. */
export function resetPhone(): void {
  phone.value = undefined;
  phoneLinkFault.value = "";
  asked.value = undefined;
}

/** Something was asked, under this id. */
export function beginPhone(id: string): void {
  phoneLinkFault.value = "";
  asked.value = id;
}

/** The server answered. */
export function takePhone(data: PhoneData): void {
  asked.value = undefined;
  phoneLinkFault.value = "";
  phone.value = data;
}

/** Something was refused; false where it was nothing about a phone. Without an id: it was not even asked. */
export function refusePhone(id: string | undefined, message: string): boolean {
  if (id !== undefined && id !== asked.value) return false;
  asked.value = undefined;
  phoneLinkFault.value = message.replace(/^payload\.\w+: /u, "");
  return true;
}
