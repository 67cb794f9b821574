import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";

import type { LoggedMessage } from "./message-log.ts";

/** How long Twilio waits for a webhook before it gives up. */
const TIMEOUT_MS = 15_000;

/** Posts an inbound text to the assistant as Twilio does: form-encoded and signed over the URL. @throws on anything but 2xx. */
export async function postWebhook(
  url: string,
  message: LoggedMessage,
  account: {
    readonly accountSid: string;
    readonly authToken: string;
    readonly phoneNumber: string;
  },
): Promise<void> {
  const params = {
    ToCountry: "US",
    FromCountry: "US",
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    MessageSid: message.sid,
    SmsStatus: "received",
    NumMedia: "0",
    NumSegments: "1",
    AccountSid: account.accountSid,
    From: message.number,
    To: account.phoneNumber,
    Body: message.body,
    ApiVersion: "2010-04-01",
  };
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-twilio-signature": getExpectedTwilioSignature(account.authToken, url, params),
      "user-agent": "TwilioProxy/1.1",
    },
    body: new URLSearchParams(params),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}${answer && `: ${answer.slice(0, 200)}`}`);
  }
}
