import { createHash, randomBytes } from "node:crypto";

import { Router } from "@koa/router";
import { z } from "zod";

import { toAssistantError } from "../domain/errors.ts";
import { ownerFor } from "../domain/ids.ts";
import type { UserId } from "../domain/ids.ts";
import type { CacheStore } from "../storage/storage.ts";
import type { Authenticate } from "./tokens.ts";

/** What a page shows at the handshake instead of its token. */
export interface Tickets {
  issue(
    userId: UserId,
    token: string,
  ): Promise<{ readonly ticket: string; readonly expiresAt: number }>;
  /** The token it was given for, the first time it is shown and soon enough. */
  redeem(ticket: string): Promise<string | undefined>;
}

const TICKET_MS = 30_000;
const TICKET_BYTES = 32;
const TICKET = /^[\w-]{43}$/u;
/** Who asks for more at once loses the oldest. */
const MOST_TICKETS_PER_USER = 20;

/** Owns what is looked up before it is known whose it is. */
const ANYBODY = ownerFor("tickets");
const ISSUED = "tickets:issued";
const Keys = z.array(z.string()).catch([]);

/** Whether a credential has a ticket's shape; a token has dots. */
export function isTicket(credential: string): boolean {
  return TICKET.test(credential);
}

/** Tickets are kept for their thirty seconds, by their hashes, where any process finds them. */
export function createTickets(
  cache: Pick<CacheStore, "set" | "take" | "delete" | "update">,
  now: () => number,
): Tickets {
  return {
    async issue(userId, token) {
      const ticket = randomBytes(TICKET_BYTES).toString("base64url");
      const key = toKey(ticket);
      let surplus: readonly string[] = [];
      await cache.update(
        userId,
        ISSUED,
        (issued) => {
          const keys = [...Keys.parse(issued), key];
          surplus = keys.slice(0, -MOST_TICKETS_PER_USER);
          return keys.slice(-MOST_TICKETS_PER_USER);
        },
        TICKET_MS,
      );
      for (const old of surplus) await cache.delete(ANYBODY, old);
      await cache.set(ANYBODY, key, token, TICKET_MS);
      return { ticket, expiresAt: now() + TICKET_MS };
    },
    redeem: async (ticket) => z.string().safeParse(await cache.take(ANYBODY, toKey(ticket))).data,
  };
}

/** `POST /tickets`: a page cannot put its token into the handshake's headers, and what it can put there is written to logs. */
export function createTicketsRouter(authenticate: Authenticate, tickets: Tickets): Router {
  const router = new Router();
  router.post("/tickets", async (ctx) => {
    ctx.set("Cache-Control", "no-store");
    try {
      const token = /^Bearer (\S+)$/u.exec(ctx.get("authorization"))?.[1] ?? "";
      const { userId } = await authenticate(token);
      const { ticket, expiresAt } = await tickets.issue(userId, token);
      ctx.status = 201;
      ctx.body = { ticket, expiresAt: new Date(expiresAt).toISOString() };
    } catch (cause) {
      const { code, message, expose } = toAssistantError(cause);
      if (!expose) throw cause;
      const isRefused = code === "ERR_FORBIDDEN";
      ctx.status = isRefused ? 401 : 503;
      if (isRefused) ctx.set("WWW-Authenticate", "Bearer");
      ctx.body = { error: { code: isRefused ? "unauthorized" : "unavailable", message } };
    }
  });
  return router;
}

function toKey(ticket: string): string {
  return `ticket:${createHash("sha256").update(ticket).digest("base64url")}`;
}
