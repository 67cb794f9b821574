import pRetry from "p-retry";

import type { Clock } from "../../src/domain/clock.ts";
import { ownerFor, PhoneNumber } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { CacheStore } from "../../src/storage/storage.ts";
import type { ReceivedText } from "./conversation.ts";
import type { TwilioMessages } from "./twilio-account.ts";

/** What was written longer ago is no longer what its writer waits for. */
const LOOK_BACK_MS = 24 * 60 * 60 * 1000;
const MOST_MISSED = 5_000;
/** Twilio gives no more at once. */
const MOST_A_PAGE = 1_000;
const RETRIES = 5;

/** Owns what belongs to the channel itself. */
const ANYBODY = ownerFor("sms");
const SERVING_SINCE = "sms:serving-since";

export interface MissedTextsOptions {
  readonly messages: TwilioMessages;
  readonly phoneNumber: string;
  readonly cache: CacheStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the waiting between retries. */
  readonly signal: AbortSignal;
  /** Handles one text; one that was handled before does nothing. */
  readonly take: (text: ReceivedText) => Promise<void>;
}

/**
 * Takes in what was texted while nobody answered the webhook: Twilio tries once or twice and then lets a text be. Read
 * are the account's inbound texts of the last day, oldest first, from the time on at which this number was first served.
 */
export async function takeMissedTexts(options: MissedTextsOptions): Promise<void> {
  const { messages, phoneNumber, cache, clock, logger, signal, take } = options;
  const since = await cache.get(ANYBODY, SERVING_SINCE);
  if (typeof since !== "number") {
    await cache.set(ANYBODY, SERVING_SINCE, clock.now());
    return;
  }
  const dateSentAfter = new Date(Math.max(since, clock.now() - LOOK_BACK_MS));
  const listed = await pRetry(
    async () => {
      const api = await messages();
      const page = { pageSize: MOST_A_PAGE, limit: MOST_MISSED };
      return await api.list({ to: phoneNumber, dateSentAfter, ...page });
    },
    { retries: RETRIES, signal },
  );
  for (const { sid, from, body, direction, dateSent, dateCreated } of listed.toReversed()) {
    const number = PhoneNumber.safeParse(from).data;
    if (direction !== "inbound" || number === undefined || signal.aborted) continue;
    const sentAt = (dateSent ?? dateCreated).toISOString();
    try {
      await take({ messageSid: sid, from: number, text: body.trim(), sentAt });
    } catch (cause) {
      logger.error({ err: cause }, "a text that had been missed could not be taken in");
    }
  }
}
