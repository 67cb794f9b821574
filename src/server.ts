import type { RequestListener } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

import type { Router } from "@koa/router";
import Koa from "koa";
import helmet from "koa-helmet";

import type { Logger } from "./domain/logger.ts";
import type { Metrics } from "./observability/metrics.ts";

const CHECK_MS = 2_000;

/** A part that has to answer before the program is ready. */
export interface HealthCheck {
  readonly part: string;
  readonly check: () => Promise<void>;
}

export interface AppOptions {
  readonly routers: readonly Router[];
  readonly checks: readonly HealthCheck[];
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The HTTP side: health, readiness, figures, and what the channels and the sandbox bring along. */
export function createApp({ routers, checks, metrics, logger }: AppOptions): Koa {
  const app = new Koa();
  app.on("error", (cause: unknown) => logger.error({ err: cause }, "a request failed"));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          connectSrc: ["'self'", "ws:", "wss:"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
    }),
  );
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (cause) {
      const status = statusOf(cause);
      if (status >= 500) ctx.app.emit("error", cause, ctx);
      ctx.status = status;
      const message =
        status >= 500 || !(cause instanceof Error)
          ? "Something went wrong on our side."
          : cause.message;
      ctx.body = { error: { code: status >= 500 ? "internal" : "invalid_request", message } };
    }
    if (ctx.status === 404 && ctx.body === undefined) {
      ctx.status = 404;
      ctx.body = { error: { code: "not_found", message: "There is nothing here." } };
    }
  });
  app.use(async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return await next();
    switch (ctx.path) {
      case "/health":
        ctx.body = { status: "ok" };
        return;
      case "/ready": {
        const failing = await failingParts(checks);
        ctx.status = failing.length === 0 ? 200 : 503;
        ctx.body = failing.length === 0 ? { status: "ok" } : { status: "unavailable", failing };
        return;
      }
      case "/metrics": {
        const { contentType, text } = await metrics.render();
        ctx.set("content-type", contentType);
        ctx.body = text;
        return;
      }
      default:
        return await next();
    }
  });
  for (const router of routers) app.use(router.routes()).use(router.allowedMethods());
  return app;
}

/** The app as Node's own HTTP server calls it. */
export function toListener(app: Koa): RequestListener {
  const handle = app.callback();
  return (request, response) => void handle(request, response);
}

/** A part that does not answer by then does not. */
async function tooLate(): Promise<never> {
  await delay(CHECK_MS, undefined, { ref: false });
  throw new Error("It did not answer in time.");
}

async function failingParts(checks: readonly HealthCheck[]): Promise<string[]> {
  const results = await Promise.allSettled(
    checks.map(async ({ check }) => Promise.race([check(), tooLate()])),
  );
  return checks.flatMap(({ part }, i) => (results[i]?.status === "rejected" ? part : []));
}

function statusOf(cause: unknown): number {
  if (!(cause instanceof Error) || !("status" in cause)) return 500;
  const { status } = cause;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
}
