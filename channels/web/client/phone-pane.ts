import { useSignal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { phoneFault, sendText, texts, workspace } from "./sandbox.ts";

/** The user's phone, simulated: what was texted to the assistant and what came back. */
export function PhonePane(): VNode {
  const number = workspace.value?.phoneNumber;
  const body = useSignal("");
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => log.current?.scrollTo(0, log.current.scrollHeight), [texts.value]);
  if (number === undefined) {
    return html`<section class="phone" aria-label="Phone">
      <p class="empty">This user has no phone number.</p>
    </section>`;
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const words = body.value.trim();
    if (words === "") return;
    body.value = "";
    void sendText(words);
  };
  return html`<section class="phone" aria-label="Phone">
    <p class="owner"><strong>${number}</strong> texts Errand</p>
    ${texts.value.length === 0 && html`<p class="empty">No texts yet. Try “What's on today?”</p>`}
    <div class="texts" ref=${log} role="log" aria-label="Texts" tabindex="0">
      <ol>
        ${texts.value.map(
          (text) =>
            html`<li
              key=${text.sid}
              class="bubble ${text.direction === "inbound" ? "mine" : "theirs"}"
            >
              ${text.body}
            </li>`,
        )}
      </ol>
    </div>
    <p class="notice" role="alert">${phoneFault.value}</p>
    <form class="answer" onSubmit=${submit}>
      <input
        type="text"
        aria-label="Text message"
        placeholder="Text message"
        maxlength="1600"
        autocomplete="off"
        value=${body.value}
        onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
          (body.value = currentTarget.value)}
      />
      <button type="submit" class="primary" disabled=${body.value.trim() === ""}>Text</button>
    </form>
  </section>`;
}
