import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";

import type { Router } from "@koa/router";
import Koa from "koa";
import type RequestClient from "twilio/lib/base/RequestClient.js";

import type { Clock } from "../../../src/domain/clock.ts";
import { PhoneNumber } from "../../../src/domain/ids.ts";
import type { Logger } from "../../../src/domain/logger.ts";
import type { Redis } from "../../../src/storage/redis/redis.ts";
import { openLoopbackClient } from "./loopback-client.ts";
import type { MessageLog } from "./message-log.ts";
import { createPhoneRoutes } from "./phone-routes.ts";
import { openSqliteMessageLog } from "./sqlite-message-log.ts";
import { createTwilioApi } from "./twilio-api.ts";
import type { Faults } from "./twilio-api.ts";
import { toTwilioError } from "./twilio-error.ts";
import { postWebhook } from "./webhook.ts";

/** The number Twilio reserves as a valid sender for testing. */
const PHONE_NUMBER = PhoneNumber.parse("+15005550006");

export interface PhoneOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How the assistant is reached: its webhook is this with `/sms`. Asked for at each text. */
  readonly publicUrl: () => string;
  /** Where the texts, the account and who opted out are kept: of all processes that share it; without it, a file in `dataDir`. */
  readonly redis?: Redis | undefined;
  readonly dataDir: string;
  readonly faults?: Faults;
}

/** A Twilio account that exists on this machine only. */
export interface Phone {
  readonly accountSid: string;
  readonly authToken: string;
  readonly phoneNumber: PhoneNumber;
  /** Answers the HTTP client with which Twilio's SDK reaches this account instead of Twilio; always the same one. */
  readonly httpClient: () => Promise<RequestClient>;
  /** `GET` and `POST /sandbox/phone`: the user's end. */
  readonly router: Router;
  close(): Promise<void>;
}

/**
 * Starts the phone simulator: Twilio's REST API on a loopback port, over texts that are kept, and signed webhooks to the
 * assistant. The carrier's own confirmations of an opt-out are not texts of the account, and so are not among them.
 */
export async function startPhone(options: PhoneOptions): Promise<Phone> {
  const { clock, logger, publicUrl, redis, dataDir, faults } = options;
  const log = await openLog(redis, dataDir);
  const account = { ...log.account, phoneNumber: PHONE_NUMBER };

  const app = new Koa();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (cause) {
      logger.error({ err: cause }, "the phone simulator failed");
      const { status, body } = toTwilioError(20500);
      ctx.status = status;
      ctx.body = body;
    }
  });
  app.use(createTwilioApi({ log, phoneNumber: PHONE_NUMBER, clock, faults }).routes());
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;

  let client: Promise<RequestClient> | undefined;
  return {
    ...account,
    httpClient: () => (client ??= openLoopbackClient(`http://127.0.0.1:${port}`)),
    router: createPhoneRoutes({
      log,
      clock,
      logger,
      deliver: (message) => postWebhook(`${publicUrl()}/sms`, message, account),
    }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      log.close();
    },
  };
}

async function openLog(redis: Redis | undefined, dataDir: string): Promise<MessageLog> {
  if (redis === undefined) return openSqliteMessageLog(join(dataDir, "phone.sqlite"));
  const { openRedisMessageLog } = await import("./redis-message-log.ts");
  return await openRedisMessageLog(redis);
}
