import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import Koa from "koa";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createWebRouter } from "./web.ts";

const server = new Koa()
  .use(createWebRouter({ asksForToken: false }).routes())
  .listen(0, "127.0.0.1");
let url = "";

beforeAll(async () => {
  if (!server.listening) await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const importsOf = (source: string): string[] =>
  [...source.matchAll(/(?:\bfrom|^import)\s*"([^"]+)"/gmu)].map(([, name]) => name ?? "");

test("the page allows its own files and its import map, and nothing else", async () => {
  const response = await fetch(url);
  const policy = response.headers.get("content-security-policy") ?? "";
  const [, map = ""] =
    /<script type="importmap">(.*?)<\/script>/su.exec(await response.text()) ?? [];
  expect(JSON.parse(map)).toHaveProperty("imports.preact");
  const hash = createHash("sha256").update(map).digest("base64");
  expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});

test("everything the page imports, however deep, is served as JavaScript", async () => {
  const page = await (await fetch(url)).text();
  const [, map = "{}"] = /<script type="importmap">(.*?)<\/script>/su.exec(page) ?? [];
  const { imports }: { imports: Record<string, string> } = JSON.parse(map);
  const visited = new Set<string>();
  async function visit(path: string): Promise<void> {
    if (visited.has(path)) return;
    visited.add(path);
    const response = await fetch(url + path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("content-type")).toContain("text/javascript");
    for (const name of importsOf(await response.text())) {
      await visit(imports[name] ?? new URL(name, `${url}${path}`).pathname);
    }
  }
  await visit("/assets/main.ts");
  expect(visited).toContain("/assets/session.ts");
  expect(visited).toContain(imports["@preact/signals-core"]);
});

test("types are stripped from what is served", async () => {
  const source = await (await fetch(`${url}/assets/links.ts`)).text();
  expect(source).toContain("export function toLink(url");
  expect(source).not.toContain("string | undefined");
});

test("a copy that still holds is not sent again", async () => {
  const first = await fetch(`${url}/assets/style.css`);
  const etag = first.headers.get("etag") ?? "";
  expect((await first.text()).length).toBeGreaterThan(0);
  // As browsers ask; `fetch` by itself would say that it wants no copy.
  const headers = { "if-none-match": etag, "cache-control": "max-age=0" };
  const again = await fetch(`${url}/assets/style.css`, { headers });
  expect(again.status).toBe(304);
});

test.each([
  "/assets/tsconfig.json",
  "/assets/page.html",
  "/assets/..%2fweb.ts",
  "/assets/nothing.ts",
  "/assets/vendor/koa.mjs",
  "/assets/vendor/..%2f..%2f..%2fpackage.json",
])("%s is not served", async (path) => {
  expect((await fetch(url + path)).status).toBe(404);
});
