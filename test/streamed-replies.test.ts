import { spawn } from "node:child_process";
import { once } from "node:events";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { putWorkspace } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { ChatRequest, OpenAIServer, Script } from "./support/openai-server.ts";
import { openPage, say } from "./support/page.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer();
  program = await startProgram({ OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "scripted" });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

const INBOX = {
  gmail: {
    messages: [
      {
        from: "Dana Reyes <dana@acme.com>",
        to: "reader@example.com",
        subject: "Figures",
        date: "2026-11-24T08:00:00-08:00",
        labelIds: ["INBOX", "UNREAD"],
        text: "Could I have them?",
      },
    ],
  },
};
/** Words that no grammar has a rule for. */
const ASKS = "Give me the gist of whatever is waiting unread in there for me, if you would";
const PLAN = {
  answer: "plan",
  goal: "Summary of unread mail",
  steps: [{ id: "find", tool: "email_search", args: { unread: true } }],
};
const BEGINNING = "Dana Reyes wrote this morning about the figures";
const AT_ONCE = `${BEGINNING}, and would like to have them by Friday`;
const REPLY = `${AT_ONCE} at noon. Nothing else is waiting for you.`;

/** The model plans, and then writes its reply as the script says. */
function writeReply(script: () => Script): void {
  model.use(({ stream }: ChatRequest) => (stream ? script() : { answer: PLAN }));
}

/** The model writes the beginning of its reply, and the rest when it is let. */
function writeSlowly(): { readonly goOn: () => void } {
  const { promise: rest, resolve: goOn } = Promise.withResolvers<void>();
  const atOnce = AT_ONCE.split(" ").length;
  writeReply(() => ({ answer: REPLY, atOnce, rest }));
  return { goOn };
}

describe.skipIf(chromiumPath() === undefined)("on the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());

  test("a reply is read while it is written, and stands there once when it is whole", async () => {
    const { goOn } = writeSlowly();
    const { page, close } = await openPage(browser, program.url, {
      userId: "streamed1",
      workspace: INBOX,
    });
    await say(page, ASKS);
    const log = page.getByRole("log", { name: "Conversation" });
    const writing = log.getByText("Errand is writing:");
    await writing.waitFor({ state: "attached" });
    const begun = (await log.textContent()) ?? "";
    expect(begun).toContain(BEGINNING);
    expect(begun).not.toContain("Nothing else is waiting");
    goOn();
    await log.getByText("Nothing else is waiting for you.").waitFor();
    await writing.waitFor({ state: "detached" });
    expect((await log.textContent())?.split(BEGINNING)).toHaveLength(2);
    await close();
  });

  test("a reply that breaks off gives way to the one that stands", async () => {
    writeReply(() => ({ broken: [`${AT_ONCE} at`, " no"] }));
    const { page, close } = await openPage(browser, program.url, {
      userId: "streamed2",
      workspace: INBOX,
    });
    await say(page, ASKS);
    const log = page.getByRole("log", { name: "Conversation" });
    await log.locator('[data-status="completed"]').waitFor();
    const text = await log.textContent();
    expect(text).toContain("Figures");
    expect(text).not.toContain("would like to have them");
    await close();
  });
});

test("in the terminal a reply is read while it is written, and not printed twice", async () => {
  const userId = "streamed3";
  await putWorkspace(program.url, { userId, email: "streamed3@example.com", ...INBOX });
  const { goOn } = writeSlowly();
  const child = spawn(
    process.execPath,
    ["scripts/chat.ts", "--url", `${program.url.replace(/^http/u, "ws")}/ws`, "--user", userId],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const { promise: begun, resolve: onBegun } = Promise.withResolvers<string>();
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.includes(BEGINNING)) onBegun(output);
  });
  child.stdin.end(`${ASKS}\n`);
  expect(await begun).not.toContain("Nothing else");
  goOn();
  await once(child, "close");
  expect(output.trimEnd().endsWith(REPLY)).toBe(true);
  expect(output.split(BEGINNING)).toHaveLength(2);
});
