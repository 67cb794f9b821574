import { SegmentedMessage } from "sms-segments-calculator";

import type { LoggedMessage } from "./message-log.ts";

const API_VERSION = "2010-04-01";

/** Twilio's path of an account's messages, or of one of them. */
export function messagesPath(accountSid: string, sid?: string): string {
  const collection = `/${API_VERSION}/Accounts/${accountSid}/Messages`;
  return sid === undefined ? `${collection}.json` : `${collection}/${sid}.json`;
}

/** A text as Twilio's REST API shows it; `status` is `queued` only in the answer that accepts it. */
export function toMessageResource(
  message: LoggedMessage,
  account: { readonly accountSid: string; readonly phoneNumber: string },
  status: "queued" | "delivered" | "received",
): Record<string, unknown> {
  const outbound = message.direction === "outbound";
  const at = new Date(message.at).toUTCString().replace("GMT", "+0000");
  return {
    account_sid: account.accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: at,
    date_sent: status === "queued" ? null : at,
    date_updated: at,
    direction: outbound ? "outbound-api" : "inbound",
    error_code: null,
    error_message: null,
    from: outbound ? account.phoneNumber : message.number,
    messaging_service_sid: null,
    num_media: "0",
    num_segments: String(new SegmentedMessage(message.body).segmentsCount),
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status,
    subresource_uris: {
      media: messagesPath(account.accountSid, `${message.sid}/Media`),
    },
    to: outbound ? message.number : account.phoneNumber,
    uri: messagesPath(account.accountSid, message.sid),
  };
}
