import { createHash, randomBytes } from "node:crypto";

import { Router } from "@koa/router";

import type { Authenticate } from "./tokens.ts";
import type { Proof } from "../domain/authentication.ts";
import { toAssistantError } from "../domain/errors.ts";

/** What a page shows at the handshake instead of its token. */
export interface Tickets {
  issue(proof: Proof): { readonly ticket: string; readonly expiresAt: number };
  /** What the ticket stands for, the first time it is shown and soon enough. */
  redeem(ticket: string): Proof | undefined;
}

const TICKET_MS = 30_000;
const TICKET_BYTES = 32;
const TICKET = /^[\w-]{43}$/u;
/** Who asks for more at once loses the oldest. */
const MOST_TICKETS_PER_USER = 20;

/** Whether a credential has a ticket's shape; a token has dots. */
export function isTicket(credential: string): boolean {
  return TICKET.test(credential);
}

/** Tickets are kept for their thirty seconds, as hashes, in memory: who holds one across a restart asks for another. */
export function createTickets(now: () => number): Tickets {
  const open = new Map<string, { readonly proof: Proof; readonly expiresAt: number }>();

  return {
    issue(proof) {
      for (const [hash, { expiresAt }] of open) if (expiresAt <= now()) open.delete(hash);
      const own = [...open].filter(([, one]) => one.proof.userId === proof.userId);
      const surplus = Math.max(0, own.length + 1 - MOST_TICKETS_PER_USER);
      for (const [hash] of own.slice(0, surplus)) open.delete(hash);
      const ticket = randomBytes(TICKET_BYTES).toString("base64url");
      const expiresAt = now() + TICKET_MS;
      open.set(toHash(ticket), { proof, expiresAt });
      return { ticket, expiresAt };
    },
    redeem(ticket) {
      const hash = toHash(ticket);
      const found = open.get(hash);
      open.delete(hash);
      return found === undefined || found.expiresAt <= now() ? undefined : found.proof;
    },
  };
}

/** `POST /tickets`: a page cannot put its token into the handshake's headers, and what it can put there is written to logs. */
export function createTicketsRouter(authenticate: Authenticate, tickets: Tickets): Router {
  const router = new Router();
  router.post("/tickets", async (ctx) => {
    ctx.set("Cache-Control", "no-store");
    try {
      const token = /^Bearer (\S+)$/u.exec(ctx.get("authorization"))?.[1] ?? "";
      const { ticket, expiresAt } = tickets.issue(await authenticate(token));
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

function toHash(ticket: string): string {
  return createHash("sha256").update(ticket).digest("base64url");
}
