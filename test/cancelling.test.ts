import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { connect, isNotification, isOutcome, putWorkspace } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { openPage, rows, say } from "./support/page.ts";
import { openPhone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer({ script: () => "hang" });
  program = await startProgram({ OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "scripted" });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

/** Words that no grammar has a rule for: the model is asked, and thinks for ever. */
const COMMAND =
  "My surfboard has been missing me, so Saturday from 7 to 8 in the morning belongs to the two of us";

let asked = 0;
beforeEach(() => {
  asked = model.requests.length;
});

describe("the first command of a session is cancelled while the model thinks", () => {
  test("over the socket: its session is told before anything else", async () => {
    const client = await connect(program.url, "hasty1");
    const said = client.say(COMMAND, { id: "c1" });
    const started = await client.next(isNotification("command_started"));
    expect(started).toMatchObject({ seq: 1, data: { commandId: "c1" } });
    await model.requested(asked + 1);
    const { sessionId } = started;
    client.send({ type: "system", payload: { action: "cancel", userId: "hasty1", sessionId } });
    expect(await said).toMatchObject({ id: "c1", sessionId, data: { status: "cancelled" } });
    expect(client.frames.filter(isOutcome)).toHaveLength(1);
    await client.close();
  });

  test("by text", async () => {
    const number = "+14155550166";
    const email = "hasty2@example.com";
    await putWorkspace(program.url, { userId: "hasty2", email, phoneNumber: number });
    const socket = await connect(program.url, "hasty2");
    // Whoever shares the user hears of it at a socket too.
    socket.send({ type: "ping", payload: { userId: "hasty2" } });
    await socket.next(({ type }) => type === "pong");
    const phone = openPhone(program.url, number);
    await phone.send(COMMAND);
    await model.requested(asked + 1);
    expect(await phone.text("STATUS")).toBe(
      "In progress: your last text, which I am still making sense of.",
    );
    await phone.send("FORGET");
    expect((await socket.next(isOutcome)).data.status).toBe("cancelled");
    await socket.close();
  });
});

describe.skipIf(chromiumPath() === undefined)("on the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());

  test("the button cancels the first command while the model thinks", async () => {
    const { page, close } = await openPage(browser, program.url, { userId: "hasty3" });
    await say(page, COMMAND);
    await model.requested(asked + 1);
    const button = page.getByRole("button", { name: "Cancel" });
    await button.click();
    await page.getByRole("log").getByText("Nothing was done.").waitFor();
    await button.waitFor({ state: "detached" });
    expect(await rows(page, "Calendar").count()).toBe(0);
    await close();
  });
});
