import { bodyParser } from "@koa/bodyparser";
import type { Router } from "@koa/router";
import { z } from "zod";

import type { Clock } from "../../../src/domain/clock.ts";
import { SERVICE_TITLES } from "../../../src/domain/service.ts";
import type { Account, Link } from "../store/connections.ts";
import type { Store } from "../store/store.ts";
import { consentPage, endedPage } from "./page.ts";

/** A part of a transaction: settles what the user decided and answers where the browser goes next, if it goes anywhere. */
export function settleLink(
  store: Store,
  link: Link,
  account: Account,
  allowed: boolean,
  now: number,
): URL | undefined {
  store.links.delete(link.token);
  if (allowed) {
    // The new grant replaces every earlier one of the service.
    for (const other of store.accounts.values()) {
      const isFormer = other.userId === account.userId && other.service === account.service;
      if (isFormer && other.id !== account.id && other.status !== "INITIATED")
        store.accounts.delete(other.id);
    }
  }
  store.accounts.put({
    ...account,
    status: allowed ? "ACTIVE" : "FAILED",
    revoked: false,
    updatedAt: now,
  });
  if (link.callbackUrl === undefined) return undefined;
  const callback = new URL(link.callbackUrl);
  callback.searchParams.set("status", allowed ? "success" : "failed");
  callback.searchParams.set("connected_account_id", account.id);
  callback.searchParams.set("connectedAccountId", account.id);
  return callback;
}

/** `/sandbox/connect/:token`: the page a link leads to. Looking at it uses nothing up; a decision does. */
export function addConsentRoutes(router: Router, store: Store, clock: Clock): void {
  const open = (token: string): { link: Link; account: Account } | undefined => {
    const link = store.links.get(token);
    const account = link && store.accounts.get(link.accountId);
    return link === undefined || account === undefined || link.expiresAt < clock.now()
      ? undefined
      : { link, account };
  };

  router.get("/sandbox/connect/:token", async (ctx) => {
    const asked = await store.transact(() => {
      const found = open(ctx.params["token"] ?? "");
      return found && { ...found.account, profile: store.workspace(found.account.userId).profile };
    });
    ctx.type = "html";
    ctx.set("Cache-Control", "no-store");
    if (asked === undefined) {
      ctx.status = 410;
      ctx.body = endedPage(TOO_LATE);
      return;
    }
    const { userId, service, profile } = asked;
    ctx.body = consentPage({
      service: SERVICE_TITLES[service],
      user: profile.name ?? userId,
      email: profile.email,
    });
  });

  router.post(
    "/sandbox/connect/:token",
    bodyParser({ enableTypes: ["form"], formLimit: "1kb" }),
    async (ctx) => {
      const form = ctx.request.body as { decision?: unknown; account?: unknown };
      const settled = await store.transact(() => {
        const found = open(ctx.params["token"] ?? "");
        if (found === undefined) return { status: 410, says: TOO_LATE };
        const { decision } = form;
        if (decision !== "allow" && decision !== "deny") {
          return { status: 400, says: "The form must say allow or deny." };
        }
        const { profile } = store.workspace(found.account.userId);
        const email = z.email().safeParse(form.account).data?.toLowerCase() ?? profile.email;
        const chosen = email === profile.email ? found.account : { ...found.account, email };
        const next = settleLink(store, found.link, chosen, decision === "allow", clock.now());
        const says = decision === "allow" ? "Access was given." : "Access was not given.";
        return next === undefined ? { status: 200, says } : { status: 303, next };
      });
      ctx.type = "html";
      ctx.status = settled.status;
      if (settled.next === undefined) ctx.body = endedPage(settled.says);
      else ctx.redirect(settled.next.href);
    },
  );
}

const TOO_LATE = "This link was used already, or is older than ten minutes.";
