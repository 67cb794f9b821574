import { bodyParser } from "@koa/bodyparser";
import { Router } from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import { UserId } from "../../src/domain/ids.ts";
import { Service } from "../../src/domain/service.ts";
import type { User } from "../../src/domain/user.ts";
import { addConsentRoutes, settleLink } from "./consent/consent.ts";
import { describeFault, newAccount, replaceUser, toDocument, UserDocument } from "./document.ts";
import { FaultKind, FaultyService } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { loopbackOnly } from "./loopback-only.ts";
import { ConnectionStatus, setConnection } from "./store/connections.ts";
import type { Link } from "./store/connections.ts";
import { toUser } from "./store/profile.ts";
import type { Store } from "./store/store.ts";

const SetConnection = z.object({ userId: UserId, service: Service, status: ConnectionStatus });
const PlanFaults = z.object({
  service: FaultyService,
  kind: FaultKind,
  count: z.int().min(1).max(1_000).default(1),
});

export interface ControlOptions {
  readonly store: Store;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly onUsers: OnUsers;
  readonly onConnected: OnConnected;
}

/** Told of users: those of a document that was just read in, or those kept from an earlier start. */
export type OnUsers = (users: readonly User[], how: "given" | "kept") => Promise<void>;

/** Told of a service that a user has connected. */
export type OnConnected = (userId: UserId, service: Service) => Promise<void>;

/** `/sandbox/*`: what a test or a curious user may do to the sandbox from this machine. */
export function createControlRouter({
  store,
  faults,
  clock,
  onUsers,
  onConnected,
}: ControlOptions): Router {
  const router = new Router();
  router.use(loopbackOnly);
  addConsentRoutes(router, store, clock);
  const json = bodyParser({ enableTypes: ["json"], jsonLimit: "20mb", onError: refuseBody });

  router.get("/sandbox/workspace", async (ctx) => {
    const userId = userIdOf(ctx);
    if (userId === undefined) return;
    ctx.body = await store.transact(() => toDocument(store, userId));
  });

  router.put("/sandbox/workspace", json, async (ctx) => {
    const userId = userIdOf(ctx);
    if (userId === undefined) return;
    const document = parse(ctx, UserDocument);
    if (document === undefined) return;
    if (document.userId !== userId)
      return refuse(ctx, `userId: must be ${userId}, as in the query`);
    const { user, replaced } = await store.transact(() => {
      replaceUser(store, document, clock);
      return {
        user: toUser(store.workspace(userId).profile),
        replaced: toDocument(store, userId),
      };
    });
    await onUsers([user], "given");
    ctx.body = replaced;
  });

  router.post("/sandbox/connections", json, async (ctx) => {
    const asked = parse(ctx, SetConnection);
    if (asked === undefined) return;
    const { userId, service, status } = asked;
    await store.transact(() => {
      const pending = status === "active" ? pendingLink(userId, service) : undefined;
      if (pending === undefined) {
        setConnection(store, newAccount(store, userId, service, clock.now()), status);
      } else {
        const account = store.accounts.get(pending.accountId);
        if (account !== undefined) settleLink(store, pending, account, true, clock.now());
      }
    });
    // The browser would be sent on from the consent page; here nobody is there to go.
    if (status === "active") await onConnected(userId, service);
    ctx.body = { userId, service, status };
  });

  router.post("/sandbox/faults", json, async (ctx) => {
    const asked = parse(ctx, PlanFaults);
    if (asked === undefined) return;
    await faults.plan(asked.service, asked.kind, asked.count);
    ctx.body = asked;
  });

  /** The newest link of the user for this service, however old: the plan still waits for it. */
  function pendingLink(userId: string, service: Service): Link | undefined {
    return [...store.links.values()].findLast(({ accountId }) => {
      const account = store.accounts.get(accountId);
      return account?.userId === userId && account.service === service;
    });
  }

  return router;
}

function userIdOf(ctx: Context): UserId | undefined {
  const parsed = UserId.safeParse(ctx.query["userId"]);
  if (!parsed.success) refuse(ctx, `userId: ${parsed.error.issues[0]?.message ?? "is missing"}`);
  return parsed.data;
}

function parse<T>(ctx: Context, schema: z.ZodType<T>): T | undefined {
  const parsed = schema.safeParse(ctx.request.body);
  if (!parsed.success) refuse(ctx, describeFault(parsed.error));
  return parsed.data;
}

function refuse(ctx: Context, message: string): void {
  ctx.status = 400;
  ctx.body = { error: { code: "invalid_request", message } };
}

function refuseBody(_cause: Error, ctx: Context): void {
  ctx.throw(400, "The body is not JSON.");
}
