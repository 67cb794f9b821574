import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

import { PhoneNumber } from "../../src/domain/ids.ts";

/** A text that Twilio vouches for. */
export interface SignedText {
  readonly messageSid: string;
  /** Undefined where the sender is no phone number: a short code, a name, another kind of channel. */
  readonly from: PhoneNumber | undefined;
  readonly text: string;
}

export type Reading =
  | { readonly kind: "text"; readonly text: SignedText }
  | { readonly kind: "refused"; readonly status: 400 | 403; readonly reason: string };

const REQUIRED = ["From", "To", "Body", "MessageSid", "AccountSid"] as const;

/**
 * Reads a webhook's form. The signature is checked over every parameter as it came, and only then is anything looked
 * at. A parameter given twice is refused: `A=1&A=2` and `A=12` sign the same.
 */
export function readSignedText(
  form: string,
  signature: string,
  expected: {
    readonly url: string;
    readonly accountSid: string;
    readonly authToken: string;
    readonly phoneNumber: string;
  },
): Reading {
  const params = new URLSearchParams(form);
  const all = Object.fromEntries([...params.keys()].map((key) => [key, params.getAll(key)]));
  if (signature === "" || !validateRequest(expected.authToken, signature, expected.url, all)) {
    return { kind: "refused", status: 403, reason: "signature" };
  }
  const wrong = REQUIRED.find((key) => params.getAll(key).length !== 1);
  if (wrong !== undefined) return { kind: "refused", status: 400, reason: wrong };
  const value = (key: (typeof REQUIRED)[number]): string => params.get(key) ?? "";
  if (value("AccountSid") !== expected.accountSid) {
    return { kind: "refused", status: 403, reason: "AccountSid" };
  }
  if (value("To") !== expected.phoneNumber) return { kind: "refused", status: 403, reason: "To" };
  if (!/^(?:SM|MM)[0-9a-f]{32}$/i.test(value("MessageSid"))) {
    return { kind: "refused", status: 400, reason: "MessageSid" };
  }
  return {
    kind: "text",
    text: {
      messageSid: value("MessageSid"),
      from: PhoneNumber.safeParse(value("From")).data,
      text: value("Body").trim(),
    },
  };
}
