import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";

import { phone, phoneLinkFault } from "./phone-link.ts";
import { askPhone } from "./session.ts";

/** The button that says whose phone may text Errand as this user, and what it opens: linking one by a texted code. */
export function PhoneLink(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = (): void => {
    askPhone({ action: "get_phone" });
    dialog.current?.showModal();
  };
  return html`<button type="button" class="quiet" onClick=${open}>
      Mobile<span class="wide"> number</span>
    </button>
    <dialog class="card" ref=${dialog} aria-label="Mobile number">
      <${PhoneState} />
      <p class="notice" role="alert">${phoneLinkFault.value}</p>
      <button type="button" class="quiet" onClick=${() => dialog.current?.close()}>Close</button>
    </dialog>`;
}

function PhoneState(): VNode {
  const stands = phone.value;
  if (stands?.status === "linked") {
    return html`<p><strong>${stands.phoneNumber}</strong> is linked: its texts are yours.</p>
      <button type="button" onClick=${() => askPhone({ action: "unlink_phone" })}>Unlink</button>`;
  }
  if (stands?.status === "code_sent" && stands.phoneNumber !== undefined) {
    return html`<${CodeForm} number=${stands.phoneNumber} />`;
  }
  return html`<${NumberForm} />`;
}

function NumberForm(): VNode {
  const number = useSignal("");
  const submit = (): void => askPhone({ action: "link_phone", phoneNumber: number.value.trim() });
  return html`<${OneField}
    explanation="Text Errand from your phone: a code will be sent to it."
    label="Phone number"
    type="tel"
    placeholder="+1 415 555 0123"
    value=${number}
    action="Send code"
    onSubmit=${submit}
  />`;
}

function CodeForm({ number }: { readonly number: string }): VNode {
  const code = useSignal("");
  const submit = (): void =>
    askPhone({ action: "verify_phone", phoneNumber: number, code: code.value.trim() });
  return html`<${OneField}
      explanation=${`A code was sent to ${number}. It holds for ten minutes.`}
      label="Code"
      type="text"
      placeholder="123456"
      value=${code}
      action="Link"
      onSubmit=${submit}
    />
    <button type="button" class="quiet" onClick=${() => askPhone({ action: "get_phone" })}>
      Another number
    </button>`;
}

interface OneFieldProps {
  readonly explanation: string;
  readonly label: string;
  readonly type: string;
  readonly placeholder: string;
  readonly value: Signal<string>;
  readonly action: string;
  readonly onSubmit: () => void;
}

function OneField(props: OneFieldProps): VNode {
  const { explanation, label, type, placeholder, value, action, onSubmit } = props;
  return html`<form
    class="answer"
    novalidate
    onSubmit=${(event: Event) => {
      event.preventDefault();
      if (value.value.trim() !== "") onSubmit();
    }}
  >
    <p>${explanation}</p>
    <input
      type=${type}
      aria-label=${label}
      placeholder=${placeholder}
      autocomplete="off"
      value=${value.value}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
        (value.value = currentTarget.value)}
    />
    <button type="submit" class="primary" disabled=${value.value.trim() === ""}>${action}</button>
  </form>`;
}
