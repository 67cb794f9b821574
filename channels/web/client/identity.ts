import { signal } from "@preact/signals";

import { recallUser, rememberUser } from "./memory.ts";

const TOKEN = "errand.token";

/** Whether the server asks its callers to prove who they are; otherwise it believes what they say. */
export const asksForToken: boolean =
  document.querySelector<HTMLMetaElement>('meta[name="sign-in"]')?.content === "token";

const fromLink = new URLSearchParams(location.hash.slice(1)).get("token");
if (fromLink !== null) {
  sessionStorage.setItem(TOKEN, fromLink);
  history.replaceState(null, "", location.pathname);
}

/** Comes with the page's link (`/#token=...`) or is typed in; kept until the tab is closed. */
const token = signal(asksForToken ? (sessionStorage.getItem(TOKEN) ?? undefined) : undefined);
const userId = signal(token.value === undefined ? recallUser() : subjectOf(token.value));

/** Why the user has to sign in again. */
export const signInFault = signal("");

/** Proves who we are; undefined where nothing has to be proven, or nobody has signed in. */
export const currentToken = (): string | undefined => token.value;

/** Who uses the page. */
export const currentUser = (): string => userId.value;

/** Whether the server can be asked to let us in. */
export const isSignedIn = (): boolean => !asksForToken || token.value !== undefined;

/** Takes the page over with a token. */
export function signIn(given: string): void {
  sessionStorage.setItem(TOKEN, given);
  signInFault.value = "";
  userId.value = subjectOf(given);
  token.value = given;
}

/** Nobody uses the page any more, for that reason. */
export function forgetToken(fault: string): void {
  sessionStorage.removeItem(TOKEN);
  signInFault.value = fault;
  token.value = undefined;
}

/** Where callers are believed, another user takes the page over. */
export function becomeUser(next: string): void {
  userId.value = next;
  rememberUser(next);
}

/** Whose token it says it is: what is shown, and the server alone decides. */
function subjectOf(jwt: string): string {
  try {
    const claims = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { sub }: { sub?: string } = JSON.parse(atob(claims));
    return sub ?? "you";
  } catch {
    return "you";
  }
}
