import { signal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";

import { Chat } from "./chat.ts";
import { asksForToken, currentUser, isSignedIn } from "./identity.ts";
import { PhoneLink } from "./phone-link-form.ts";
import { PhonePane } from "./phone-pane.ts";
import { changeCount, workspace } from "./sandbox.ts";
import { connectionStatus, signOut, startAnew, switchUser } from "./session.ts";
import { SignIn } from "./sign-in.ts";
import { WorkspacePane } from "./workspace-pane.ts";

type View = "chat" | "workspace" | "phone";

/** What a narrow screen shows; a wide one shows the chat always, and one of the others beside it. */
const view = signal<View>("chat");
const narrow = matchMedia("(max-width: 900px)");
const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", ({ matches }) => (isNarrow.value = matches));

const STATUS_WORDS = {
  connecting: "Connecting…",
  open: "Connected",
  lost: "Reconnecting…",
  refused: "Signed out",
};
/** The demo workspace's users, and who used this page last. */
const USERS = [...new Set(["alice", "bob", currentUser()])];

/** The whole page. */
export function App(): VNode {
  if (!isSignedIn()) return html`<${SignIn} />`;
  const hasSandbox = workspace.value !== undefined;
  const chosen = hasSandbox ? view.value : "chat";
  const shown = chosen === "chat" && hasSandbox && !isNarrow.value ? "workspace" : chosen;
  return html`
    <header class="top">
      <h1><img src="/assets/icon.svg" alt="" width="28" height="28" /> Errand</h1>
      <p class="connection" role="status" data-status=${connectionStatus.value}>
        <span>${STATUS_WORDS[connectionStatus.value]}</span>
      </p>
      <div class="top-actions">
        ${asksForToken ? html`<${SignedIn} />` : html`<${UserSwitch} />`}
        <${PhoneLink} />
        <button type="button" class="quiet" onClick=${startAnew}>
          New<span class="wide"> conversation</span>
        </button>
      </div>
    </header>
    ${hasSandbox && html`<${Views} shown=${shown} />`}
    <div class="columns" data-view=${shown} data-sandbox=${hasSandbox}>
      <${Chat} />
      ${
        hasSandbox &&
        html`<aside class="side" tabindex="0" aria-label="Sandbox">
          ${shown === "phone" ? html`<${PhonePane} />` : html`<${WorkspacePane} />`}
        </aside>`
      }
    </div>
  `;
}

function SignedIn(): VNode {
  return html`<span class="user">${currentUser()}</span>
    <button type="button" class="quiet" onClick=${signOut}>Sign out</button>`;
}

function UserSwitch(): VNode {
  const user = currentUser();
  return html`<label class="user">
    <span>User</span>
    <select
      value=${user}
      onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
        switchUser(currentTarget.value)}
    >
      ${USERS.map(
        (name) =>
          html`<option key=${name} value=${name} selected=${name === user}>${name}</option>`,
      )}
    </select>
  </label>`;
}

function Views({ shown }: { readonly shown: View }): VNode {
  const tab = (name: View, label: string, isShown: boolean, count = 0): VNode => html`
    <button type="button" class="view" aria-pressed=${isShown} onClick=${() => (view.value = name)}>
      ${label}${
        count > 0 && html` <span class="badge">${count}<span class="unseen"> changed</span></span>`
      }
    </button>
  `;
  return html`<nav class="views" aria-label="Views">
    ${isNarrow.value && tab("chat", "Chat", shown === "chat")}
    ${tab("workspace", "Workspace", shown === "workspace", changeCount.value)}
    ${tab("phone", "Phone", shown === "phone")}
  </nav>`;
}
