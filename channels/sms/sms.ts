import { bodyParser } from "@koa/bodyparser";
import { Router } from "@koa/router";

import type { Assistant } from "../../src/domain/assistant.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { PhoneNumber } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import type { CacheStore, LeaseStore, OutboxStore, UserStore } from "../../src/storage/storage.ts";
import { createConversation } from "./conversation.ts";
import type { Notice, ReceivedText } from "./conversation.ts";
import { startDelivery } from "./delivery.ts";
import { createInOrder } from "./in-order.ts";
import { createNumbers } from "./numbers.ts";
import { takeMissedTexts } from "./missed-texts.ts";
import { createPhoneLinking } from "./phone-linking.ts";
import { createSendText } from "./send-text.ts";
import { createTextedLinks } from "./texted-links.ts";
import type { LastConnected } from "./texted-links.ts";
import { readSignedText } from "./signed-text.ts";
import { createTwilioMessages } from "./twilio-account.ts";
import type { TwilioAccount } from "./twilio-account.ts";

export interface SmsChannelOptions {
  readonly assistant: Assistant;
  readonly users: UserStore;
  readonly outbox: OutboxStore;
  readonly cache: CacheStore;
  readonly twilio: TwilioAccount;
  /** The URL Twilio is told to post to, exactly; signatures cover it. */
  readonly webhookUrl: () => string;
  /** When the user last connected this service, in milliseconds since 1970. */
  readonly lastConnected: LastConnected;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of several processes that share the outbox, one at a time delivers a user's texts. */
  readonly leases: LeaseStore;
}

export interface SmsChannel {
  /** `POST /sms`, Twilio's webhook. */
  readonly router: Router;
  readonly phones: PhoneLinking;
  /**
   * Begins to text what the outbox holds for SMS, what an earlier process left included, and takes in what was texted
   * while no process ran. Answers what stops it.
   */
  start(): () => Promise<void>;
}

const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/**
 * Joins the assistant to Twilio. A webhook is answered once its text is stored; every reply leaves through the REST
 * API, so neither waits for the other.
 */
export function createSmsChannel(options: SmsChannelOptions): SmsChannel {
  const { assistant, users, outbox, cache, leases, twilio, webhookUrl, lastConnected } = options;
  const { clock, logger } = options;
  const secret = twilio.authToken;
  const numbers = createNumbers(cache);
  const stopping = new AbortController();
  const { signal } = stopping;
  const { phoneNumber } = twilio;
  const messages = createTwilioMessages(twilio);
  const sendText = createSendText({ messages, from: phoneNumber, numbers, clock, logger, signal });
  const converse = createConversation({ assistant, users, cache, numbers, secret, clock });
  /** A number's texts are taken in one after the other, as they came. */
  const inOrder = createInOrder<PhoneNumber>();
  const notices = new Set<Promise<unknown>>();

  /** Sends without keeping the webhook waiting. */
  function notify(number: PhoneNumber, { text, said }: Notice): void {
    const sent = sendText(number, text)
      .then(said)
      .catch((cause: unknown) => logger.error({ err: cause }, "a notice could not be recorded"))
      .finally(() => notices.delete(sent));
    notices.add(sent);
  }

  async function take(text: ReceivedText): Promise<void> {
    await inOrder(text.from, async () => {
      const notice = await converse(text);
      if (notice !== undefined) notify(text.from, notice);
    });
  }

  const router = new Router();
  router.post("/sms", bodyParser({ enableTypes: ["form"], formLimit: "64kb" }), async (ctx) => {
    const form = ctx.request.rawBody ?? "";
    const reading = readSignedText(form, ctx.get("x-twilio-signature"), {
      ...twilio,
      url: webhookUrl(),
    });
    if (reading.kind === "refused") {
      logger.warn({ reason: reading.reason }, "a webhook was refused");
      ctx.status = reading.status;
      return;
    }
    const { from, messageSid, text } = reading.text;
    if (from !== undefined) await take({ messageSid, from, text });
    ctx.type = "text/xml";
    ctx.body = EMPTY_TWIML;
  });

  return {
    router,
    phones: createPhoneLinking({ users, cache, numbers, sendText, secret, clock }),
    start() {
      const stop = startDelivery({
        assistant,
        users,
        outbox,
        cache,
        numbers,
        sendText,
        secret,
        leases,
        links: createTextedLinks({ cache, lastConnected, clock }),
        clock,
        logger,
      });
      const missed = takeMissedTexts({ messages, phoneNumber, cache, clock, logger, signal, take });
      const swept = missed.catch((cause: unknown) => {
        if (!signal.aborted) logger.error({ err: cause }, "missed texts could not be read");
      });
      return async () => {
        stopping.abort();
        await Promise.all([stop(), swept, ...notices]);
      };
    },
  };
}
