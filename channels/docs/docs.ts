import { Router } from "@koa/router";

import { asyncApiDocument } from "./asyncapi.ts";
import { openApiDocument } from "./openapi.ts";

/** `GET /docs`: the contract to be read, and as `/docs/asyncapi.json` and `/docs/openapi.json` for programs. */
export function createDocsRouter(publicUrl: () => string): Router {
  const router = new Router();
  router.get("/docs/asyncapi.json", (ctx) => {
    ctx.body = asyncApiDocument(publicUrl());
  });
  router.get("/docs/openapi.json", (ctx) => {
    ctx.body = openApiDocument(publicUrl());
  });
  router.get("/docs", (ctx) => {
    ctx.type = "html";
    ctx.body = page(asyncApiDocument(publicUrl()), openApiDocument(publicUrl()));
  });
  return router;
}

function page(asyncApi: object, openApi: object): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errand: the contract</title>
<style>
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .5rem; font-size: .85rem; }
summary { cursor: pointer; font-weight: 600; }
</style>
</head>
<body>
<main>
<h1>The contract</h1>
<p>What clients may rely on, made from the schemas the program itself checks by.</p>
${section("WebSocket", "asyncapi.json", "AsyncAPI 3.0", asyncApi)}
${section("HTTP", "openapi.json", "OpenAPI 3.1", openApi)}
</main>
</body>
</html>
`;
}

/** Each top-level part folds on its own, so that the page can be read before it is searched. */
function section(title: string, file: string, kind: string, document: object): string {
  const parts = Object.entries(document)
    .filter(([, value]) => typeof value === "object")
    .map(([name, value]) => {
      const open = name === "operations" || name === "paths" ? " open" : "";
      return `<details${open}><summary>${escape(name)}</summary><pre>${escape(JSON.stringify(value, null, 2))}</pre></details>`;
    });
  return `<h2>${title}</h2><p><a href="/docs/${file}">${kind}</a></p>${parts.join("\n")}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
