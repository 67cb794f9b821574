import { Router } from "@koa/router";
import type { Context } from "koa";
import { createHash } from "node:crypto";

import { readAsset } from "./assets.ts";
import type { Asset } from "./assets.ts";
import { IMPORT_MAP, VENDOR_MODULES } from "./vendor.ts";

const CLIENT = new URL("client/", import.meta.url);

/**
 * `GET /` and `GET /assets/*`: the web client. It has no build step: the libraries are served from where they are
 * installed, the client's TypeScript with its types stripped. The page may load nothing but these, so that no text
 * from a mail or a calendar can become code.
 */
export function createWebRouter({
  asksForToken,
}: {
  /** Whether callers have to prove who they are: the page then asks its user for a token. */
  readonly asksForToken: boolean;
}): Router {
  const router = new Router();
  const signIn = asksForToken ? "token" : "none";

  router.get("/", async (ctx) => {
    const page = await readAsset(new URL(`page.html#${signIn}`, CLIENT), (html) =>
      html
        .replace("<!-- import map -->", `<script type="importmap">${IMPORT_MAP}</script>`)
        .replace("<!-- sign-in -->", `<meta name="sign-in" content="${signIn}" />`),
    );
    ctx.set("Content-Security-Policy", PAGE_POLICY);
    ctx.set("Referrer-Policy", "no-referrer");
    send(ctx, page);
  });

  router.get("/assets/vendor/:name", async (ctx) => {
    const url = VENDOR_MODULES.get(ctx.params["name"] ?? "");
    if (url !== undefined) send(ctx, await readAsset(url));
  });

  router.get("/assets/:name", async (ctx) => {
    const name = ctx.params["name"] ?? "";
    // Tests and settings that lie beside the client's modules are not part of it.
    if (!/^[a-z-]+\.(?:ts|css|svg)$/u.test(name)) return;
    const asset = await readAsset(new URL(name, CLIENT)).catch(ignoreMissing);
    if (asset !== undefined) send(ctx, asset);
  });

  return router;
}

const PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(IMPORT_MAP).digest("base64")}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Browsers keep a copy and ask each time whether it still holds: no stale client after an update. */
function send(ctx: Context, asset: Asset): void {
  ctx.status = 200;
  ctx.type = asset.type;
  ctx.set("Cache-Control", "no-cache");
  ctx.set("X-Content-Type-Options", "nosniff");
  ctx.etag = asset.etag;
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = asset.body;
}

function ignoreMissing(cause: unknown): undefined {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
  throw cause;
}
