import { bodyParser } from "@koa/bodyparser";
import { Router } from "@koa/router";
import { z } from "zod";

import type { Clock } from "../../../src/domain/clock.ts";
import { PhoneNumber } from "../../../src/domain/ids.ts";
import type { Logger } from "../../../src/domain/logger.ts";
import { loopbackOnly } from "../loopback-only.ts";
import { readSubscription } from "./carrier-keywords.ts";
import type { LoggedMessage, MessageLog } from "./message-log.ts";

interface PhoneRoutesOptions {
  readonly log: MessageLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hands an inbound text to the assistant; rejects where the assistant did not take it. */
  readonly deliver: (message: LoggedMessage) => Promise<void>;
}

const E164 = "must be a phone number such as +14155550100";
const Conversation = z.object({
  // A `+` that was not percent-encoded arrives as a space.
  number: z.preprocess(
    (value) => (typeof value === "string" ? value.replace(/^ /, "+") : value),
    z.string(E164).regex(/^\+[1-9]\d{6,14}$/, E164),
  ),
});
const Text = z.strictObject({
  from: z
    .string(E164)
    .regex(/^\+[1-9]\d{6,14}$/, E164)
    .pipe(PhoneNumber),
  body: z
    .string("must be the text")
    .min(1, "must not be empty")
    .max(1600, "must be 1600 characters at most"),
});

/** The user's end of the simulated phone: read a number's texts, text the assistant. Loopback callers only. */
export function createPhoneRoutes({ log, clock, logger, deliver }: PhoneRoutesOptions): Router {
  const router = new Router({ prefix: "/sandbox/phone" });

  router.use(loopbackOnly);

  router.get("/", async (ctx) => {
    const query = Conversation.safeParse(ctx.query);
    if (!query.success) {
      ctx.status = 400;
      ctx.body = toFault(query.error);
      return;
    }
    const { number } = query.data;
    ctx.body = { number, messages: (await log.with(number)).map(toShown) };
  });

  router.post("/", bodyParser({ enableTypes: ["json"], onError: () => undefined }), async (ctx) => {
    const text = Text.safeParse(ctx.request.body ?? {});
    if (!text.success) {
      ctx.status = 400;
      ctx.body = toFault(text.error);
      return;
    }
    const { from: number, body } = text.data;
    const message = await log.receive({ number, body, at: clock.now() }, readSubscription(body));
    try {
      await deliver(message);
      ctx.body = { sid: message.sid, status: "received" };
    } catch (cause) {
      logger.warn({ sid: message.sid, err: cause }, "the assistant did not take a text");
      const detail = cause instanceof Error ? cause.message : String(cause);
      ctx.status = 502;
      ctx.body = {
        error: { code: "unavailable", message: `The webhook failed: ${detail}` },
        sid: message.sid,
      };
    }
  });

  return router;
}

function toShown({ sid, direction, body, at }: LoggedMessage): object {
  return { sid, direction, body, at: new Date(at).toISOString() };
}

function toFault(error: z.ZodError): object {
  const [issue] = error.issues;
  const field =
    issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.map(String).join(".");
  const message = issue?.code === "unrecognized_keys" ? "is not known here" : issue?.message;
  return {
    error: {
      code: "invalid_message",
      field: field ?? "",
      message: `${field ?? "body"}: ${message}`,
    },
  };
}
