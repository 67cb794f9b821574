import path from "node:path";

import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import type { Context, Next } from "koa";

import type { Clock } from "../../src/domain/clock.ts";
import { PhoneNumber } from "../../src/domain/ids.ts";
import { portOf } from "../../src/listening.ts";
import type { LoggedMessage } from "../../tools/sandbox/phone/message-log.ts";
import { openSqliteMessageLog } from "../../tools/sandbox/phone/sqlite-message-log.ts";
import { createTwilioApi } from "../../tools/sandbox/phone/twilio-api.ts";
import { postWebhook } from "../../tools/sandbox/phone/webhook.ts";
import { answerAs, listen, stop } from "./servers.ts";
import type { Fate } from "./servers.ts";

const PHONE_NUMBER = PhoneNumber.parse("+15005550006");

/** Twilio, as far as texts go. */
export interface Carrier {
  readonly env: Readonly<Record<string, string>>;
  /** The texts a number got from the program, oldest first. */
  received(number: string): readonly string[];
  /** Tells of each text as Twilio takes it. Answers what ends it. */
  onText(number: string, listener: (body: string) => void): () => void;
  /** Decides the fate of the text to this number that fits; `onMet` is told when it has come. */
  setFate(number: string, fate: Fate, fits: (body: string) => boolean, onMet: () => void): void;
  /** A text of the user: what Twilio has of it, to be handed to the program. */
  write(number: string, body: string): LoggedMessage;
  /** Hands a text to the program's webhook. @throws where the program did not take it: Twilio would try again */
  deliver(text: LoggedMessage, programUrl: string): Promise<void>;
  close(): Promise<void>;
}

interface Planned {
  readonly fate: Fate;
  readonly fits: (body: string) => boolean;
  readonly onMet: () => void;
}

/** Starts it, its texts kept in `dataDir`. */
export async function startCarrier({
  dataDir,
  clock,
}: {
  readonly dataDir: string;
  readonly clock: Clock;
}): Promise<Carrier> {
  const log = openSqliteMessageLog(path.join(dataDir, "texts.sqlite"));
  const account = { ...log.account, phoneNumber: PHONE_NUMBER };
  const listeners = new Map<string, Set<(body: string) => void>>();
  const fates = new Map<string, Planned>();

  const told: typeof log = {
    ...log,
    send(message) {
      const sent = log.send(message);
      if (sent !== undefined) for (const tell of listeners.get(sent.number) ?? []) tell(sent.body);
      return sent;
    },
  };

  async function meetFate(ctx: Context, next: Next): Promise<void> {
    const { To: number = "", Body: body = "" } = (ctx.request.body ?? {}) as Record<string, string>;
    const planned = ctx.method === "POST" ? fates.get(number) : undefined;
    if (planned === undefined || !planned.fits(body)) return await next();
    fates.delete(number);
    answerAs(planned.fate, ctx.res);
    if (planned.fate !== "unheard") await next();
    planned.onMet();
  }

  const app = new Koa();
  app.use(bodyParser({ enableTypes: ["form"] }));
  app.use(meetFate);
  app.use(createTwilioApi({ log: told, phoneNumber: PHONE_NUMBER, clock }).routes());
  const handle = app.callback();
  const server = await listen((request, response) => void handle(request, response));

  return {
    env: {
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_PHONE_NUMBER: PHONE_NUMBER,
      CHAOS_TWILIO_URL: `http://127.0.0.1:${portOf(server)}`,
    },
    received: (number) =>
      log
        .with(number)
        .filter(({ direction }) => direction === "outbound")
        .map(({ body }) => body),
    onText(number, listener) {
      const all = listeners.get(number) ?? new Set();
      listeners.set(number, all.add(listener));
      return () => all.delete(listener);
    },
    setFate: (number, fate, fits, onMet) => void fates.set(number, { fate, fits, onMet }),
    write: (number, body) => log.receive({ number, body, at: clock.now() }),
    deliver: (text, programUrl) => postWebhook(`${programUrl}/sms`, text, account),
    async close() {
      await stop(server);
      log.close();
    },
  };
}
