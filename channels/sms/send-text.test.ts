import type RequestClient from "twilio/lib/base/RequestClient.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { PhoneNumber } from "../../src/domain/ids.ts";
import { createSendText } from "./send-text.ts";
import type { Sent } from "./send-text.ts";
import { createTwilioMessages } from "./twilio-account.ts";

const NUMBER = PhoneNumber.parse("+14155550100");
const FROM = "+15005550006";

/** Codes that say something of the number or the text, which another try does not change. */
const PERMANENT = [
  21211, 21214, 21217, 21265, 21401, 21407, 21408, 21421, 21601, 21602, 21604, 21610, 21612, 21614,
  21617, 21635, 30004, 30005, 30006, 30007,
];
/** What passes: too many requests, Twilio's own faults, an unreachable or unknown carrier. */
const PASSING: readonly (readonly [status: number, code: number | undefined])[] = [
  [429, 20429],
  [500, 20500],
  [502, undefined],
  [503, 20503],
  [400, 30003],
  [400, 30008],
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Sends one text to a Twilio that refuses all of them in the same way, and counts how often it is asked. */
async function sendRefused(
  status: number,
  code: number | undefined,
): Promise<{ readonly sent: Sent; readonly asked: number; readonly optedOut: boolean }> {
  let asked = 0;
  let optedOut = false;
  const client: Pick<RequestClient, "request"> = {
    request: async () => {
      asked += 1;
      return {
        statusCode: status,
        body: { status, message: "refused", ...(code !== undefined && { code }) },
        headers: {},
        toString: () => "",
      } as never;
    },
  };
  const sendText = createSendText({
    messages: createTwilioMessages({
      accountSid: `AC${"0".repeat(32)}`,
      authToken: "0".repeat(32),
      phoneNumber: FROM,
      httpClient: async () => client as RequestClient,
    }),
    from: FROM,
    numbers: {
      distrust: async () => {},
      isOptedOut: async () => false,
      setOptedOut: async (_number, out) => void (optedOut = out),
    },
    clock: { now: () => 0 },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    signal: new AbortController().signal,
  });
  const sending = sendText(NUMBER, "Hello");
  await vi.runAllTimersAsync();
  return { sent: await sending, asked, optedOut };
}

test.each(PERMANENT)("[S12] code %i is final: it is not tried again", async (code) => {
  const result = await sendRefused(400, code);
  expect(result).toEqual({ sent: "refused", asked: 1, optedOut: code === 21610 });
});

test.each(PASSING)(
  "[S12] status %i with code %s is tried three times more, and kept for later",
  async (status, code) => {
    expect(await sendRefused(status, code)).toEqual({ sent: "failed", asked: 4, optedOut: false });
  },
);

test("[S12] wrong credentials are not tried again at once, and the text is kept for later", async () => {
  expect(await sendRefused(401, 20003)).toEqual({ sent: "failed", asked: 1, optedOut: false });
});
