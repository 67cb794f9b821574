import type { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import pRetry from "p-retry";

import type { Clock } from "../../src/domain/clock.ts";
import type { PhoneNumber } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Numbers } from "./numbers.ts";
import { splitText } from "./split-text.ts";
import type { TwilioMessages } from "./twilio-account.ts";

/** `refused`: this number takes no texts, now or later. `failed`: the same text may go through later. */
export type Sent = "sent" | "refused" | "failed";

/**
 * Texts a number, part by part, and tells what became of it. Never throws. `begunAt` (milliseconds since 1970): the same
 * text may have left since then, and is looked for at Twilio first.
 */
export type SendText = (number: PhoneNumber, text: string, begunAt?: number) => Promise<Sent>;

const RETRIES = 3;
const FIRST_RETRY_MS = 500;
const OPTED_OUT = 21610;
/** Twilio's clock and ours may differ by so much. */
const CLOCK_SKEW_MS = 2_000;

/** Refusals that are about the number or the text itself. Others (credentials, outages, rates) can pass. */
const ABOUT_THE_NUMBER = new Set([
  21211,
  21214,
  21217,
  21265,
  21401,
  21407,
  21408,
  21421,
  21601,
  21602,
  21604,
  OPTED_OUT,
  21612,
  21614,
  21617,
  21635,
  30004,
  30005,
  30006,
  30007,
]);

/** Refusals that say the number may be somebody else's by now, or nobody's: opted out, not valid, no mobile, unknown, a landline. */
const ABOUT_WHOSE_IT_IS = new Set([OPTED_OUT, 21211, 21614, 30005, 30006]);

/**
 * Sends through Twilio's REST API. Texts to one number leave one after the other. A text whose answer got lost is looked for at Twilio before it is sent again.
 */
export function createSendText(options: {
  readonly messages: TwilioMessages;
  /** The number it is sent from. */
  readonly from: string;
  readonly numbers: Pick<Numbers, "isOptedOut" | "setOptedOut" | "distrust">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the waiting between retries. */
  readonly signal: AbortSignal;
}): SendText {
  const { messages, from, numbers, clock, logger, signal } = options;
  const last = new Map<PhoneNumber, Promise<Sent>>();

  async function sendAll(
    number: PhoneNumber,
    text: string,
    begunAt: number | undefined,
  ): Promise<Sent> {
    const parts = splitText(text);
    for (const body of parts) {
      const sent = await sendPart(number, body, begunAt);
      if (sent !== "sent") return sent;
    }
    return "sent";
  }

  async function sendPart(
    to: PhoneNumber,
    body: string,
    begunAt: number | undefined,
  ): Promise<Sent> {
    const startedAt = begunAt ?? clock.now();
    let mayBeThere = begunAt !== undefined;
    let isTaken = false;
    try {
      return await pRetry(
        async () => {
          if (await numbers.isOptedOut(to)) return "refused";
          const api = await messages();
          if (mayBeThere && (await wasAccepted(api, to, body, startedAt))) return "sent";
          try {
            await api.create({ to, from, body });
          } catch (cause) {
            const { status } = toFailure(cause);
            mayBeThere ||= status === undefined || status >= 500;
            if (status !== undefined) throw cause;
            if (!(await wasAccepted(api, to, body, startedAt))) throw cause;
          }
          isTaken = true;
          return "sent";
        },
        {
          retries: RETRIES,
          minTimeout: FIRST_RETRY_MS,
          factor: 3,
          signal,
          shouldRetry: ({ error }) => !isFinal(error),
        },
      );
    } catch (cause) {
      // A stop between Twilio's answer and here rejects as well.
      if (isTaken) return "sent";
      const { status, code } = toFailure(cause);
      const isRefused = isFinal(cause) && code !== undefined && ABOUT_THE_NUMBER.has(code);
      logger.warn({ status, code, final: isRefused }, "a text was not taken by Twilio");
      if (code === OPTED_OUT) await numbers.setOptedOut(to, true);
      if (code !== undefined && ABOUT_WHOSE_IT_IS.has(code)) await numbers.distrust(to);
      return isRefused ? "refused" : "failed";
    }
  }

  return async (number, text, begunAt) => {
    const before = last.get(number);
    const sent = (before ?? Promise.resolve())
      .then(() => sendAll(number, text, begunAt))
      .catch((cause) => {
        logger.error({ err: cause }, "a text could not be sent");
        return "failed" as const;
      });
    last.set(number, sent);
    try {
      return await sent;
    } finally {
      if (last.get(number) === sent) last.delete(number);
    }
  };

  async function wasAccepted(
    api: MessageListInstance,
    to: PhoneNumber,
    body: string,
    startedAt: number,
  ): Promise<boolean> {
    const recent = await api.list({ to, from, limit: 20 });
    return recent.some(
      (message) =>
        message.body === body && message.dateCreated.getTime() >= startedAt - CLOCK_SKEW_MS,
    );
  }
}

/** Trying again at once is of no use: Twilio read the request and refused it. */
function isFinal(cause: unknown): boolean {
  const { status, code } = toFailure(cause);
  if (status === undefined || status === 429 || status >= 500) return false;
  return code !== 30003 && code !== 30008;
}

/** Status and Twilio's code of a refusal; both undefined where no answer came. */
function toFailure(cause: unknown): { readonly status?: number; readonly code?: number } {
  if (typeof cause !== "object" || cause === null) return {};
  const status = "status" in cause && typeof cause.status === "number" ? cause.status : undefined;
  const code = "code" in cause && typeof cause.code === "number" ? cause.code : undefined;
  return { ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
}
