import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Browser } from "playwright-core";

import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { openPage, say } from "./support/page.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(chromiumPath() === undefined)("the page", () => {
  let program: Program;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    program = await startProgram({ SANDBOX_NOW: "2026-11-24T08:59:42-08:00" });
  });
  afterAll(async () => {
    await browser?.close();
    await program?.dispose();
  });

  test("shows a reminder in the chat when its time comes, in another conversation too", async () => {
    const { page, complaints } = await openPage(browser, program.url, { userId: "pia" });
    await say(page, "remind me to call Dana at 9am");
    await page.getByText("I'll remind you Tue 24 Nov, 09:00").waitFor();
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.locator(".reminder").waitFor({ timeout: 30_000 });
    expect(await page.locator(".reminder").allInnerTexts()).toEqual([
      expect.stringContaining("Reminder: Call Dana"),
    ]);
    expect(complaints).toEqual([]);
  });
});
