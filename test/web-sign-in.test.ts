import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";

import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

const SECRET = "a secret of thirty-two bytes or more, for this test";

const tokenOf = (sub: string, expiresAt: string | number = "1h") =>
  new SignJWT({ sub })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(SECRET));

describe.skipIf(chromiumPath() === undefined)("the page of a server that asks for tokens", () => {
  let program: Program;
  let browser: Browser;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    [program, browser] = await Promise.all([
      startProgram({ AUTH_SECRET: SECRET }),
      launchBrowser(),
    ]);
  });
  afterEach(async () => context?.close());
  afterAll(async () => {
    await browser?.close();
    await program?.dispose();
  });

  async function openPage(hash = ""): Promise<Page> {
    context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${program.url}/${hash}`);
    return page;
  }
  const connected = async (page: Page) =>
    page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
  async function signIn(page: Page, token: string): Promise<void> {
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  async function say(page: Page, text: string): Promise<void> {
    await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  }

  test("asks for one, says when it is not taken, and lets in with a good one", async () => {
    const page = await openPage();
    await signIn(page, "not a token");
    await page.getByRole("alert").filter({ hasText: "not valid" }).waitFor();
    const token = await tokenOf("alice");
    await signIn(page, token);
    await connected(page);
    await say(page, "What's on tomorrow?");
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    expect(await page.getByRole("log").first().textContent()).toContain("25 Nov");
    expect(await page.getByText("alice", { exact: true }).count()).toBe(1);

    await page.reload();
    await connected(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Token").waitFor();
    await page.reload();
    await page.getByLabel("Token").waitFor();
  });

  test("takes one from its link and removes it from the address", async () => {
    const page = await openPage(`#token=${await tokenOf("bob")}`);
    await connected(page);
    expect(page.url()).toBe(`${program.url}/`);
    expect(await page.getByText("bob", { exact: true }).count()).toBe(1);
  });

  test("comes back with a new ticket after the server went away", async () => {
    const page = await openPage(`#token=${await tokenOf("alice")}`);
    await connected(page);
    const asked = page.waitForRequest("**/tickets");
    const { url, dataDir: DATA_DIR } = program;
    await program.kill();
    await page.getByText("Reconnecting").waitFor();
    program = await startProgram({ AUTH_SECRET: SECRET, DATA_DIR, PORT: new URL(url).port });
    await connected(page);
    expect((await asked).method()).toBe("POST");
  }, 60_000);

  test("asks again when the token has expired", async () => {
    const page = await openPage(
      `#token=${await tokenOf("alice", Math.floor(Date.now() / 1000) + 4)}`,
    );
    await connected(page);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("sign in with another one");
  });
});
