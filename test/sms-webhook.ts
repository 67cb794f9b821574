import { randomBytes } from "node:crypto";

import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";

import { ALICE_NUMBER } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";

/** A form as Twilio posts it; a list stands for a parameter that is repeated. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** What Twilio would post for a text of Alice. */
export function toForm({ phone }: SmsRig, changes: Form = {}): Form {
  return {
    MessageSid: `SM${randomBytes(16).toString("hex")}`,
    AccountSid: phone.accountSid,
    From: ALICE_NUMBER,
    To: phone.phoneNumber,
    Body: "Water the plants",
    NumMedia: "0",
    ...changes,
  };
}

/** The signature Twilio would give the form when it posts to `url`. */
export function sign({ phone }: SmsRig, url: string, form: Form): string {
  return getExpectedTwilioSignature(phone.authToken, url, form);
}

/** Posts a form to the webhook, with a signature or without. */
export async function post(rig: SmsRig, form: Form, signature?: string): Promise<Response> {
  const body = new URLSearchParams(
    Object.entries(form).flatMap(([key, value]) =>
      [value].flat().map((one): [string, string] => [key, one]),
    ),
  );
  return await fetch(`${rig.url}/sms`, {
    method: "POST",
    headers: signature === undefined ? {} : { "x-twilio-signature": signature },
    body,
  });
}

/** Posts a correctly signed form. */
export async function postSigned(rig: SmsRig, changes: Form = {}): Promise<Response> {
  const form = toForm(rig, changes);
  return await post(rig, form, sign(rig, `${rig.url}/sms`, form));
}
