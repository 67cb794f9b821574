import { useSignal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";

import { cancel, isBusy, question, say } from "./session.ts";

/** Where the user writes. */
export function Composer(): VNode {
  const text = useSignal("");
  const asked = question.value?.question.kind;
  const answers = asked !== undefined && asked !== "authorize";
  const submit = (event: Event): void => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === "") return;
    text.value = "";
    say(words);
  };
  return html`<form class="composer" onSubmit=${submit}>
    <textarea
      rows="1"
      aria-label=${answers ? "Your answer" : "Message"}
      placeholder=${answers ? "Your answer…" : "Ask for something…"}
      maxlength="4000"
      value=${text.value}
      onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) =>
        (text.value = currentTarget.value)}
      onKeyDown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
      }}
    ></textarea>
    ${
      (isBusy.value || asked !== undefined) &&
      html`<button type="button" class="quiet" onClick=${cancel}>Cancel</button>`
    }
    <button type="submit" class="primary" disabled=${text.value.trim() === ""}>Send</button>
  </form>`;
}
