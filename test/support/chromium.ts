import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

/** Where Chromium is; undefined where the tests that need it are skipped. */
export function chromiumPath(): string | undefined {
  return process.env["CHROMIUM_PATH"];
}

/** Chromium without a window, and without anything that speaks to others by itself. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error("CHROMIUM_PATH does not say where Chromium is.");
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
