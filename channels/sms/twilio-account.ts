import type RequestClient from "twilio/lib/base/RequestClient.js";
import type { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";

/** The Twilio account the channel texts from. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly phoneNumber: string;
  /** The HTTP client Twilio's SDK is to use instead of its own, asked for at the first call. */
  readonly httpClient?: () => Promise<RequestClient>;
}

/** The account's messages in Twilio's REST API. */
export type TwilioMessages = () => Promise<MessageListInstance>;

const TIMEOUT_MS = 10_000;

/** Reaches them by Twilio's SDK, which is loaded (some 30 MB) when they are first asked for. */
export function createTwilioMessages(twilio: TwilioAccount): TwilioMessages {
  let messages: Promise<MessageListInstance> | undefined;
  async function open(): Promise<MessageListInstance> {
    const { default: Twilio } = await import("twilio/lib/rest/Twilio.js");
    const httpClient = await twilio.httpClient?.();
    const client = new Twilio(twilio.accountSid, twilio.authToken, {
      timeout: TIMEOUT_MS,
      ...(httpClient && { httpClient }),
    });
    return client.messages;
  }
  return () => (messages ??= open());
}
