import { Router } from "@koa/router";
import type { Context } from "koa";

import type { AccountLinking } from "../graph/account-linking.ts";
import { nameOf } from "../graph/account-linking.ts";
import type { Assistant } from "./domain/assistant.ts";
import type { Logger } from "./domain/logger.ts";
import { SERVICE_TITLES } from "./domain/service.ts";

export interface ConnectRouterOptions {
  readonly linking: Pick<AccountLinking, "look" | "begin" | "finish">;
  /** Told when an account is connected, or in doubt. */
  readonly assistant: Pick<Assistant, "connected">;
  readonly publicUrl: string;
  readonly logger: Logger;
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif;
    background: Canvas; color: CanvasText; }
  main { max-width: 26rem; padding: 2rem; border: 1px solid color-mix(in srgb, CanvasText 20%, transparent);
    border-radius: 1rem; overflow-wrap: anywhere; }
  h1 { margin: 0 0 1rem; font-size: 1.25rem; }
  button { padding: .6rem 1.4rem; border: 0; border-radius: 2rem; background: #1f6f5c; color: #fff; font: inherit;
    cursor: pointer; }
`;

/** As long as the provider's own link lives. */
const COOKIE_SECONDS = 600;
const ASK_AGAIN =
  "To get a new link, go back to the conversation and send your request again, as a message or as a text.";

/**
 * `/connect/:token` and `/oauth/callback`: the two ends of connecting an account. A link's preview sees a page and uses
 * nothing up; its button does. The browser that pressed it keeps a secret, and only with that is the callback believed;
 * of the query nothing is, but the state: the provider itself is asked what became of the connection.
 */
export function createConnectRouter(options: ConnectRouterOptions): Router {
  const { linking, assistant, publicUrl, logger } = options;
  const router = new Router();

  router.get("/connect/:token", async (ctx) => {
    const link = await linking.look(ctx.params["token"] ?? "");
    if (link === undefined) return showOver(ctx);
    const title = SERVICE_TITLES[link.service];
    show(ctx, 200, `Connect ${title}`, [
      `Errand asks for access to the ${title} of <strong>${escape(link.userId)}</strong>.`,
      "Go on only if you asked for this yourself: whoever did will be able to use the account you choose.",
      '<form method="post"><button>Continue</button></form>',
    ]);
  });

  router.post("/connect/:token", async (ctx) => {
    if (!isFromOwnPage(ctx)) {
      const text = "Please open the link itself, and press its button.";
      return show(ctx, 403, "This came from another page", [text]);
    }
    let begun;
    try {
      begun = await linking.begin(ctx.params["token"] ?? "");
    } catch (cause) {
      logger.warn({ err: cause }, "an account connection could not be begun");
      const text = "The other side does not answer. Please try this link again in a moment.";
      return show(ctx, 503, "Not now", [text]);
    }
    if (begun === undefined) return showOver(ctx);
    const { name, secret } = begun.browser;
    const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
    ctx.set(
      "Set-Cookie",
      `${name}=${secret}; Path=/oauth/callback; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
    );
    protect(ctx);
    ctx.status = 303;
    ctx.redirect(begun.url);
  });

  router.get("/oauth/callback", async (ctx) => {
    const { state } = ctx.query;
    const secret = typeof state === "string" ? ctx.cookies.get(nameOf(state)) : undefined;
    const ended =
      typeof state === "string" && secret !== undefined && ctx.method === "GET"
        ? await linking.finish(state, secret)
        : undefined;
    if (ended === undefined) {
      return show(ctx, 404, "Nothing waits for this link", [
        "It was used already, is older than ten minutes, or was begun in another browser: open a link and finish it in the same one.",
        ASK_AGAIN,
      ]);
    }
    const { userId, service, kind } = ended;
    logger.info({ service, ending: kind }, "an account connection ended");
    const title = SERVICE_TITLES[service];
    if (kind === "not_connected") {
      const text = "Access was not given, and your request still waits.";
      return show(ctx, 200, `${title} is not connected`, [text, ASK_AGAIN]);
    }
    await assistant.connected(userId, service);
    if (kind === "doubtful") {
      const text =
        "It is not the address you are known by. Go back to the conversation: you are asked there whether to use it.";
      return show(ctx, 200, `${title} is not in use yet`, [text]);
    }
    const text = "You can close this page: your request goes on by itself.";
    show(ctx, 200, `${title} is connected`, [text]);
  });

  return router;
}

/** A form that another site sends on its own must not begin anything. */
function isFromOwnPage(ctx: Context): boolean {
  const site = ctx.get("sec-fetch-site");
  if (site !== "") return site === "same-origin" || site === "none";
  const origin = ctx.get("origin");
  return origin === "" || URL.parse(origin)?.host === ctx.host;
}

function showOver(ctx: Context): void {
  show(ctx, 410, "This link is over", [
    "It was used already, or is older than ten minutes.",
    ASK_AGAIN,
  ]);
}

/** Paragraphs are markup of our own; what is not is escaped by who writes them. */
function show(ctx: Context, status: number, title: string, paragraphs: readonly string[]): void {
  protect(ctx);
  ctx.status = status;
  ctx.type = "html";
  ctx.body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${paragraphs.map((each) => (each.startsWith("<form") ? each : `<p>${each}</p>`)).join("\n")}</main></body>
</html>
`;
}

/** No `form-action`: browsers hold it against the redirects that follow a form, and those lead to the provider. */
function protect(ctx: Context): void {
  ctx.set(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  );
  ctx.set("Referrer-Policy", "same-origin");
  ctx.set("Cache-Control", "no-store");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
