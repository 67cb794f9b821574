import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Browser, Page } from "playwright-core";

import { compareRuns } from "../evals/figures.ts";
import { renderPage } from "../evals/html/report-page.ts";
import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { evalCase, evalRun } from "./support/eval-case.ts";

/** Words that would do something if they were taken for anything but words. */
const HOSTILE = [
  `</script><script>window.struck = true</script>`,
  `<img src="http://127.0.0.1:9/x" onerror="window.struck = true">`,
  `"><svg onload=window.struck=true>`,
  `' autofocus onfocus='window.struck=true`,
  `</title></style></pre><iframe srcdoc="<script>parent.struck=true</script>">`,
  `javascript:window.struck=true`,
  "${window.struck = true}",
  "turned \u202Earound, \u200Bhidden, rung \u0007",
].join("\n");

const cases = [
  evalCase("fine", "right", { tags: ["calendar"] }),
  evalCase("asked", "asked-well", {
    tags: ["people"],
    questions: { needed: 2, needless: 0, missing: 0 },
  }),
  evalCase("harmful", "wrong-write", {
    title: HOSTILE,
    tags: ["calendar", "hostile"],
    reasons: [HOSTILE],
    difference: [HOSTILE],
    turns: [
      {
        say: HOSTILE,
        lines: [
          { by: "user", text: HOSTILE },
          { by: "assistant", text: HOSTILE, asks: "clarify" },
        ],
        fault: HOSTILE,
        plan: { goal: HOSTILE, steps: [] },
        steps: [{ id: HOSTILE, tool: HOSTILE, status: HOSTILE, error: HOSTILE }],
        ms: 5,
      },
    ],
  }),
];

test("one file says everything: headline in its order, intervals, charts, and of each failure all there is", () => {
  const page = renderPage(evalRun(cases));
  const places = [
    "Wrong-write rate",
    "Success",
    "Questions a task",
    "How cases ended",
    "Why",
    "conversation",
    "Plan",
    "Effects",
    "What changed",
    "npm run evals -- --scenario harmful --keep",
  ].map((words) => page.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(page).toMatch(/33\.3 % \[\d+\.\d, \d+\.\d\], n=3/u);
  expect(page).not.toMatch(/\b(?:src|href)="(?!#)/u);
});

test("a comparison says what got better and worse, and whether that may be chance", () => {
  const now = [evalCase("fine", "wrong-write"), evalCase("asked", "right")];
  const comparison = compareRuns(cases, now);
  const page = renderPage(evalRun(now), { former: "yesterday", comparison });
  expect(page).toContain("Compared with yesterday");
  expect(page).toContain("p = 1.000, may be chance");
});

test("a run of nothing, and one that ended early, are pages as well", () => {
  expect(renderPage(evalRun([]))).toContain("Everything did.");
  const early = renderPage(evalRun(cases, { asked: 9, endedEarly: "the model is out of credit" }));
  expect(early).toMatch(/the model is out of credit:\s+3 of 9\s+cases/u);
});

describe.skipIf(chromiumPath() === undefined)("in a browser", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "errand-report-"));
    await writeFile(path.join(folder, "report.html"), renderPage(evalRun(cases)));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function openReport(fragment = ""): Promise<{ page: Page; told: string[] }> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const told: string[] = [];
    page.on("request", (request) => told.push(request.url()));
    page.on("console", (message) => told.push(message.text()));
    page.on("pageerror", (error) => told.push(error.message));
    await page.goto(`${pathToFileURL(path.join(folder, "report.html")).href}${fragment}`);
    return { page, told };
  }

  test("hostile words are words, and nothing is loaded from anywhere", async () => {
    const { page, told } = await openReport("#case-harmful");
    expect(told).toEqual([page.url().replace(/#.*/u, "")]);
    expect(await page.evaluate("window.struck")).toBeUndefined();
    expect(await page.locator("img, iframe, [onload], [onerror], [onfocus]").count()).toBe(0);
    const text = await page.locator("#case-harmful").innerText();
    expect(text).toContain("</script><script>window.struck = true</script>");
    expect(text).toContain(String.raw`turned \u202earound, \u200bhidden, rung \u0007`);
  });

  test("the link of a case opens it", async () => {
    const { page } = await openReport();
    const why = page.locator("#case-harmful").getByRole("heading", { name: "Why" });
    expect(await why.isVisible()).toBe(false);
    await page.getByRole("link", { name: "harmful" }).click();
    await why.waitFor();
  });

  test("cases are found by how they ended, by tag and by words, and how many is said", async () => {
    const { page } = await openReport();
    const status = page.getByRole("status");
    await status.getByText("3 of 3 cases").waitFor();
    await page.getByRole("combobox", { name: "Tag" }).selectOption("calendar");
    await status.getByText("2 of 3 cases").waitFor();
    await page.getByRole("combobox", { name: "Ended as" }).selectOption("wrong-write");
    await status.getByText("1 of 3 cases").waitFor();
    expect(await page.getByRole("row").filter({ hasText: "harmful" }).isVisible()).toBe(true);
    await page.getByRole("searchbox", { name: "Words" }).fill("no such words");
    await status.getByText("0 of 3 cases").waitFor();
  });

  test("everything that can be used, and every chart, has a name", async () => {
    const { page } = await openReport("#case-harmful");
    const snapshot = await page.locator("body").ariaSnapshot();
    const unnamed = snapshot
      .split("\n")
      .filter((line) => /- (?:combobox|searchbox|link|region|img|heading)(?::| \[|$)/u.test(line));
    expect(unnamed).toEqual([]);
    for (const landmark of ["banner", "main"] as const)
      expect(await page.getByRole(landmark).count()).toBe(1);
  });

  test.each(["light", "dark"] as const)(
    "words stand out from what is behind them: %s",
    async (colorScheme) => {
      const { page } = await openReport("#case-harmful");
      await page.emulateMedia({ colorScheme });
      const faint = await page.evaluate(FAINT_TEXTS);
      expect(faint).toEqual([]);
    },
  );
});

/** In the page: every text whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
const FAINT_TEXTS = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (one) => {
    for (let each = one; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *:not(script, title)")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""))
    .flatMap((one) => {
      const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return contrast < 4.5 ? [one.tagName + " " + one.textContent.trim().slice(0, 40) + " " + contrast.toFixed(2)] : [];
    });
})()`;
