import { Router } from "@koa/router";

import type { Assistant } from "./domain/assistant.ts";
import type { Logger } from "./domain/logger.ts";
import { SERVICE_TITLES } from "./domain/service.ts";

/**
 * `GET /oauth/callback?state=...`: where the browser ends after an account connection. Nothing in the query is believed
 * but the token that was put into the link; the provider is asked what became of the connection.
 */
export function createOAuthCallbackRouter(assistant: Assistant, logger: Logger): Router {
  const router = new Router();
  router.get("/oauth/callback", async (ctx) => {
    const { state } = ctx.query;
    const ended = typeof state === "string" ? await assistant.connected(state) : undefined;
    ctx.type = "html";
    if (ended === undefined) {
      ctx.status = 404;
      ctx.body = page(
        "Nothing waits for this link",
        "It was used already, or the request has ended.",
      );
      return;
    }
    const title = SERVICE_TITLES[ended.service];
    logger.info({ service: ended.service, active: ended.active }, "an account connection ended");
    ctx.body = ended.active
      ? page(`${title} is connected`, "You can close this page: your request goes on by itself.")
      : page(
          `${title} is not connected`,
          "Access was not given. Your request still waits; the link in it can be used again.",
        );
  });
  return router;
}

/** Both texts are our own. */
function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
}
