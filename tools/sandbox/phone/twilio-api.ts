import { timingSafeEqual } from "node:crypto";

import { bodyParser } from "@koa/bodyparser";
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { z } from "zod";

import type { Clock } from "../../../src/domain/clock.ts";
import { PhoneNumber } from "../../../src/domain/ids.ts";
import type { MessageLog } from "./message-log.ts";
import { messagesPath, toMessageResource } from "./message-resource.ts";
import { toTwilioError } from "./twilio-error.ts";
import type { TwilioErrorCode } from "./twilio-error.ts";

/** Tells how the next call of a service has to fail, if it has to. */
export interface Faults {
  take(service: "twilio"): Promise<{ readonly kind: string } | undefined>;
}

interface TwilioApiOptions {
  readonly log: MessageLog;
  readonly phoneNumber: PhoneNumber;
  readonly clock: Clock;
  readonly faults?: Faults | undefined;
}

/** Numbers that Twilio itself reserves for testing how a send is refused. */
const MAGIC_NUMBERS: Readonly<Record<string, TwilioErrorCode>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};

const MAX_BODY_CHARS = 1600;

const Form = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  Body: z.string().optional(),
});

const DAY_MS = 24 * 60 * 60 * 1000;
const SentDate = z.union([z.iso.datetime(), z.iso.date()]).transform((text) => Date.parse(text));

const ListQuery = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  /** Twilio's spelling of "on that day", "on or after" and "on or before". */
  DateSent: SentDate.optional(),
  "DateSent>": SentDate.optional(),
  "DateSent<": SentDate.optional(),
  Page: z.coerce.number().int().min(0).default(0),
  PageSize: z.coerce.number().int().min(1).max(1000).default(50),
});

/** Twilio's REST API for the messages of one account: create, list, fetch, with Twilio's own shapes and errors. */
export function createTwilioApi({ log, phoneNumber, clock, faults }: TwilioApiOptions): Router {
  const { accountSid, authToken } = log.account;
  const account = { accountSid, phoneNumber };
  const credentials = Buffer.from(
    `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`,
  );
  const router = new Router();

  router.use(failAsTold(faults), (ctx, next) => {
    const given = Buffer.from(ctx.get("authorization"));
    const known = given.length === credentials.length && timingSafeEqual(given, credentials);
    return known ? next() : refuse(ctx, 20003);
  });

  router.post(messagesPath(":account"), bodyParser({ enableTypes: ["form"] }), async (ctx) => {
    if (ctx.params["account"] !== accountSid) return refuse(ctx, 20404);
    const form = Form.parse(ctx.request.body);
    const code = reasonToRefuse(form, phoneNumber);
    if (code !== undefined) return refuse(ctx, code);
    const { To: number = "", Body: body = "" } = form;
    const message = await log.send({ number, body, at: clock.now() });
    if (message === undefined) return refuse(ctx, 21610);
    ctx.status = 201;
    ctx.body = toMessageResource(message, account, "queued");
  });

  router.get(messagesPath(":account"), async (ctx) => {
    if (ctx.params["account"] !== accountSid) return refuse(ctx, 20404);
    const query = ListQuery.parse(ctx.query);
    const direction =
      query.To === phoneNumber || (query.From !== undefined && query.From !== phoneNumber)
        ? "inbound"
        : query.To !== undefined || query.From !== undefined
          ? "outbound"
          : undefined;
    const messages = await log.page({
      number: direction === "inbound" ? query.From : query.To,
      direction,
      since: query.DateSent ?? query["DateSent>"],
      before: query.DateSent === undefined ? beforeOf(query["DateSent<"]) : query.DateSent + DAY_MS,
      limit: query.PageSize,
      offset: query.Page * query.PageSize,
    });
    const uri = messagesPath(accountSid);
    const pageUri = (page: number): string => {
      const search = new URLSearchParams(ctx.querystring);
      search.set("Page", String(page));
      search.set("PageSize", String(query.PageSize));
      return `${uri}?${search.toString()}`;
    };
    ctx.body = {
      messages: messages.map((message) => toMessageResource(message, account, settled(message))),
      page: query.Page,
      page_size: query.PageSize,
      start: query.Page * query.PageSize,
      end: query.Page * query.PageSize + Math.max(messages.length - 1, 0),
      uri: pageUri(query.Page),
      first_page_uri: pageUri(0),
      previous_page_uri: query.Page > 0 ? pageUri(query.Page - 1) : null,
      next_page_uri: messages.length === query.PageSize ? pageUri(query.Page + 1) : null,
    };
  });

  router.get(messagesPath(":account", ":sid"), async (ctx) => {
    const message = await log.get(ctx.params["sid"] ?? "");
    if (ctx.params["account"] !== accountSid || message === undefined) return refuse(ctx, 20404);
    ctx.body = toMessageResource(message, account, settled(message));
  });

  return router;
}

/** "On or before" a time includes it, to the second. */
function beforeOf(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time + 1_000;
}

function reasonToRefuse(
  { To: to, From: from, Body: body }: z.infer<typeof Form>,
  phoneNumber: PhoneNumber,
): TwilioErrorCode | undefined {
  if (!to) return 21604;
  if (!from) return 21603;
  if (!body) return 21602;
  if (from !== phoneNumber) return 21606;
  if (!PhoneNumber.safeParse(to).success) return 21211;
  if (body.length > MAX_BODY_CHARS) return 21617;
  return MAGIC_NUMBERS[to];
}

/** Fails a call as the operator asked: before anything is done, or after it was done and before its answer. */
function failAsTold(faults: Faults | undefined) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const kind = (await faults?.take("twilio"))?.kind;
    if (kind === "429") return refuse(ctx, 20429);
    if (kind === "500") return refuse(ctx, 20500);
    if (kind === "timeout") {
      ctx.respond = false;
      return;
    }
    await next();
    if (kind === "reset_after_write") {
      ctx.respond = false;
      ctx.req.socket.destroy();
    }
  };
}

function refuse(ctx: Context, code: TwilioErrorCode): void {
  const { status, body } = toTwilioError(code);
  ctx.status = status;
  ctx.body = body;
}

function settled({ direction }: { direction: "inbound" | "outbound" }): "delivered" | "received" {
  return direction === "outbound" ? "delivered" : "received";
}
