import { useSignal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";

import { signIn, signInFault } from "./identity.ts";
import { openSession } from "./session.ts";

/** Asks for a token; what is typed leaves this browser only to be checked by the server. */
export function SignIn(): VNode {
  const given = useSignal("");
  const submit = (event: Event): void => {
    event.preventDefault();
    const token = given.value.trim();
    if (token === "") return;
    signIn(token);
    openSession();
  };
  return html`<main class="sign-in">
    <form class="card" novalidate onSubmit=${submit}>
      <h1><img src="/assets/icon.svg" alt="" width="28" height="28" /> Errand</h1>
      <p>This server asks who you are. Paste the token you were given.</p>
      <label>
        <span>Token</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck="false"
          autofocus
          value=${given.value}
          onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
            (given.value = currentTarget.value)}
        />
      </label>
      <p class="notice" role="alert">${signInFault.value}</p>
      <button type="submit" class="primary" disabled=${given.value.trim() === ""}>Sign in</button>
      <p><small>The token is kept until this tab is closed.</small></p>
    </form>
  </main>`;
}
