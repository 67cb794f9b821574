import type { Browser, Locator, Page } from "playwright-core";

import { putWorkspace } from "./client.ts";
import type { Workspace } from "./client.ts";

/** The page in a browser, as one user sees it. */
export interface OpenPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

const WIDE = { width: 1280, height: 800 };

/** Opens the page as a user of whom the server knows only this workspace, and who is there for the first time. */
export async function openPage(
  browser: Browser,
  url: string,
  {
    userId,
    workspace = {},
    viewport = WIDE,
  }: {
    readonly userId: string;
    readonly workspace?: Partial<Workspace>;
    readonly viewport?: { readonly width: number; readonly height: number };
  },
): Promise<OpenPage> {
  await putWorkspace(url, {
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    ...workspace,
    userId,
  });
  const complaints: string[] = [];
  const context = await browser.newContext({ viewport, timezoneId: "America/Los_Angeles" });
  await context.addInitScript(
    `if (location.pathname === "/" && !localStorage.getItem("errand.user"))
      localStorage.setItem("errand.user", ${JSON.stringify(userId)})`,
  );
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
  return { page, complaints, close: () => context.close() };
}

/** Types a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** The cards of questions. */
export function question(page: Page): Locator {
  return page.getByRole("region", { name: "Question" });
}

/** What a section of the workspace lists. */
export function rows(page: Page, section: string): Locator {
  return page.getByRole("region", { name: section, exact: true }).getByRole("listitem");
}
