import { signal } from "@preact/signals";

import { recallUser, rememberUser } from "./memory.ts";

const fromLink = new URLSearchParams(location.hash.slice(1)).get("token");
if (fromLink !== null) {
  sessionStorage.setItem("errand.token", fromLink);
  history.replaceState(null, "", location.pathname);
}

/** Proves who we are, where the server asks for it: opened as `/#token=...`, kept until the tab is closed. */
export const token: string | undefined = sessionStorage.getItem("errand.token") ?? undefined;

const userId = signal(token === undefined ? recallUser() : subjectOf(token));

/** Who uses the page. */
export const currentUser = (): string => userId.value;

/** Where callers are believed, the user may be changed. */
export const canSwitchUser = token === undefined;

/** Another user takes the page over. */
export function becomeUser(next: string): void {
  userId.value = next;
  rememberUser(next);
}

function subjectOf(jwt: string): string {
  try {
    const claims = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { sub }: { sub?: string } = JSON.parse(atob(claims));
    return sub ?? "you";
  } catch {
    return "you";
  }
}
