import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";

import { chromiumPath, launchBrowser } from "./support/chromium.ts";
import { workspaceOf } from "./support/client.ts";
import type { Workspace } from "./support/client.ts";
import { openPage as openPageOf, question, rows, say } from "./support/page.ts";
import type { OpenPage } from "./support/page.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

const NARROW = { width: 390, height: 844 };

const contact = (name: string, email: string) => ({
  names: [{ displayName: name, givenName: name.split(" ")[0] ?? "" }],
  emailAddresses: [{ value: email }],
});

describe.skipIf(chromiumPath() === undefined)("the page", () => {
  let program: Program;
  let browser: Browser;
  let opened: OpenPage | undefined;
  let users = 0;

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(), launchBrowser()]);
  });
  afterEach(async () => {
    await opened?.close();
    expect(opened?.complaints.splice(0) ?? []).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.dispose();
  });

  /** The page as a user of its own sees it. */
  async function openPage(
    workspace: Partial<Workspace> = {},
    viewport?: { readonly width: number; readonly height: number },
  ): Promise<Page> {
    opened = await openPageOf(browser, program.url, {
      userId: `reader${users++}`,
      workspace,
      ...(viewport && { viewport }),
    });
    return opened.page;
  }

  const agree = (page: Page) =>
    question(page).getByRole("button", { name: "Yes", exact: true }).click();

  test("Eden Chan: asked for, answered, and the event appears beside the chat", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "Schedule lunch with Eden Chan" }).click();
    const card = question(page);
    await card.getByText("I don't recognize 'Eden Chan'").waitFor();
    await card.getByText("Open until 9:0").waitFor();
    const field = card.getByRole("textbox", { name: "Email address" });
    expect(await field.getAttribute("type")).toBe("email");
    await field.fill("eden@example.com");
    await card.getByRole("button", { name: "Answer" }).click();
    await page.getByText("The guest gets an invitation by mail.").waitFor();
    await page.getByText("Wed 25 Nov 2026, 12:00-13:00 (Los Angeles, UTC-08:00)").waitFor();
    expect(await rows(page, "Calendar").count()).toBe(0);
    await agree(page);

    const event = rows(page, "Calendar").filter({ hasText: "Lunch with Eden Chan" });
    await event.getByText("New", { exact: true }).waitFor();
    await event.getByText("eden@example.com").waitFor();
    await event.getByText("Tomorrow, 12:00").waitFor();
    await card.getByText("You answered: eden@example.com").waitFor();
    await card.getByText("You answered: Yes").waitFor();
    const steps = page.getByRole("region", { name: /^Plan:/u }).getByRole("listitem");
    expect(await steps.getByText("Done", { exact: true }).count()).toBe(await steps.count());
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
  });

  test("two people nobody knows: a field for each, and one left empty is asked for again", async () => {
    const page = await openPage();
    await say(page, "Schedule coffee with Eden Chan and Bo tomorrow at 10am");
    const first = question(page).filter({ hasText: "'Eden Chan' and 'Bo'" });
    await first.getByRole("textbox", { name: "Bo" }).fill("bo@example.com");
    await first.getByRole("button", { name: "Answer" }).click();
    await first.getByText("You answered: Bo: bo@example.com").waitFor();
    const rest = question(page).filter({ hasText: "I don't recognize 'Eden Chan'. Please" });
    await rest.getByRole("textbox").fill("eden@example.com");
    await rest.getByRole("button", { name: "Answer" }).click();
    await agree(page);
    const event = rows(page, "Calendar").filter({ hasText: "bo@example.com" });
    await event.waitFor();
    expect(await event.textContent()).toContain("eden@example.com");
  });

  test("two people called Sam: a button for each", async () => {
    const page = await openPage({
      contacts: [
        contact("Sam Carter", "sam.carter@acme.com"),
        contact("Sam Okafor", "sam@okafor.dev"),
      ],
    });
    await page.getByRole("button", { name: "Book coffee with Sam on Friday" }).click();
    await question(page).getByRole("button", { name: "Sam Carter" }).waitFor();
    await question(page).getByRole("button", { name: "Sam Okafor" }).click();
    await agree(page);
    await rows(page, "Calendar").filter({ hasText: "sam@okafor.dev" }).waitFor();
    expect(await question(page).getByRole("button").count()).toBe(0);
  });

  test("an answer may also be typed where commands are", async () => {
    const page = await openPage();
    await say(page, "Schedule lunch with Eden Chan tomorrow at noon");
    await question(page).waitFor();
    await page.getByRole("textbox", { name: "Your answer" }).fill("it's eden@example.com");
    await page.getByRole("button", { name: "Send" }).click();
    await question(page).getByRole("button", { name: "Yes", exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Your answer" }).fill("go ahead");
    await page.getByRole("button", { name: "Send" }).click();
    expect(await rows(page, "Calendar").textContent()).toContain("Lunch with Eden Chan");
  });

  test("an account that is not connected: connected in another tab, and the first one goes on by itself", async () => {
    const connections = { calendar: "active", gmail: "active", contacts: "active", tasks: "none" };
    const page = await openPage({ connections });
    await page.getByRole("button", { name: "Add buy milk to my tasks" }).click();
    const [consent] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("link", { name: "Connect Google Tasks" }).click(),
    ]);
    await consent.getByRole("button", { name: "Continue" }).click();
    await consent.getByRole("button", { name: "Allow" }).click();
    await consent.getByText("Google Tasks is connected").waitFor();

    const task = rows(page, "Tasks").filter({ hasText: "Buy milk" });
    await task.getByText("New", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Connect Google Tasks" }).waitFor({ state: "detached" });
    expect(await question(page).textContent()).toContain("Connected.");
  });

  test("a question that is open survives a reload, with all that was said", async () => {
    const page = await openPage();
    await say(page, "What's on tomorrow?");
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    await say(page, "Schedule lunch with Eden Chan tomorrow at noon");
    await question(page).getByRole("textbox").waitFor();
    const log = page.getByRole("log", { name: "Conversation" });
    const before = await log.getByRole("listitem").allTextContents();

    await page.reload();
    await question(page).getByRole("textbox").fill("eden@example.com");
    expect(await log.getByRole("listitem").allTextContents()).toEqual(before);
    await question(page).getByRole("button", { name: "Answer" }).click();
    await agree(page);
    await rows(page, "Calendar").filter({ hasText: "Lunch with Eden Chan" }).waitFor();

    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("heading", { name: "What can I get done" }).waitFor();
    expect(await log.getByRole("listitem").count()).toBe(4);
  });

  test("cancelling closes the question", async () => {
    const page = await openPage();
    await say(page, "Schedule lunch with Eden Chan tomorrow at noon");
    await question(page).getByRole("textbox").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await question(page).getByRole("textbox").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    expect(await rows(page, "Calendar").count()).toBe(0);
  });

  test("text that looks like markup is shown as text", async () => {
    const summary = `<img src=x onerror="document.title='owned'">`;
    const page = await openPage({
      calendar: {
        events: [
          {
            summary,
            start: { dateTime: "2026-11-25T10:00:00-08:00" },
            end: { dateTime: "2026-11-25T11:00:00-08:00" },
          },
        ],
      },
    });
    await say(page, "What's on tomorrow?");
    // A reply comes apart where another page would draw it; here it is text either way.
    await page.getByRole("log").getByText(summary.replace("<", "< ")).waitFor();
    await rows(page, "Calendar").getByText(summary).waitFor();
    expect(await page.title()).toBe("Errand");
  });

  test("the phone: a text to the assistant, and its reply", async () => {
    const page = await openPage({ phoneNumber: "+14155550177" });
    await page.getByRole("button", { name: "Phone" }).click();
    const phone = page.getByRole("region", { name: "Phone" });
    await phone.getByRole("textbox", { name: "Text message" }).fill("What's on tomorrow?");
    await phone.getByRole("button", { name: "Text", exact: true }).click();
    const texts = phone.getByRole("log").getByRole("listitem");
    await texts.nth(1).waitFor();
    expect(await texts.first().textContent()).toContain("What's on tomorrow?");
  });

  test("a phone is linked by the code that was texted to it", async () => {
    const page = await openPage();
    const number = "+14155550177";
    await page.getByRole("button", { name: "Mobile number" }).click();
    const dialog = page.getByRole("dialog", { name: "Mobile number" });
    await dialog.getByRole("textbox", { name: "Phone number" }).fill("+1 415 555 0177");
    await dialog.getByRole("button", { name: "Send code" }).click();
    await dialog.getByRole("textbox", { name: "Code" }).fill("000000");
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    await dialog.getByRole("alert").filter({ hasText: "not the code" }).waitFor();
    const texts = await fetch(`${program.url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    const code = /(\d{6}) is your/u.exec(await texts.text())?.[1] ?? "";
    await dialog.getByRole("textbox", { name: "Code" }).fill(code);
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    await dialog.getByText(`${number} is linked`).waitFor();
    await dialog.getByRole("button", { name: "Unlink" }).click();
    await dialog.getByRole("button", { name: "Send code" }).waitFor();
    expect(await dialog.getByText(number).count()).toBe(0);
  });

  test("each user has a conversation of their own", async () => {
    const page = await openPage();
    await say(page, "What's on tomorrow?");
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    const mine = await page.getByLabel("User").inputValue();
    await page.getByLabel("User").selectOption("bob");
    await page
      .getByText((await workspaceOf(program.url, "bob")).email)
      .first()
      .waitFor();
    await page.getByRole("heading", { name: "What can I get done" }).waitFor();
    await page.getByLabel("User").selectOption(mine);
    await page.getByRole("heading", { name: "What can I get done" }).waitFor({ state: "detached" });
    const log = page.getByRole("log", { name: "Conversation" });
    expect(await log.textContent()).toContain("You: What's on tomorrow?");
  });

  test("on a phone's screen one thing is shown at a time, and nothing is cut off", async () => {
    const page = await openPage({}, NARROW);
    await say(page, "Schedule dentist tomorrow at 3pm");
    const workspace = page.getByRole("button", { name: "Workspace" });
    await workspace.getByText("1 changed").waitFor();
    await workspace.click();
    await rows(page, "Calendar").filter({ hasText: "Dentist" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).isVisible()).toBe(false);
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(NARROW.width);
  });

  test("everything that can be used has a name", async () => {
    const page = await openPage({ phoneNumber: "+14155550178" });
    await say(page, "Schedule lunch with Eden Chan tomorrow at noon");
    await question(page).getByRole("textbox").waitFor();
    for (const view of ["Workspace", "Phone"]) {
      await page.getByRole("button", { name: view }).click();
      const snapshot = await page.locator("body").ariaSnapshot();
      const unnamed = snapshot
        .split("\n")
        .filter((line) =>
          /- (?:button|textbox|link|combobox|region|log|heading)(?::| \[|$)/u.test(line),
        );
      expect(unnamed).toEqual([]);
      for (const landmark of ["banner", "main", "navigation", "complementary"] as const) {
        expect(await page.getByRole(landmark).count()).toBe(1);
      }
    }
  });

  test("a server that went away and came back is found again, and the question with it", async () => {
    const page = await openPage();
    const { hostname, port } = new URL(program.url);
    await say(page, "Schedule lunch with Eden Chan tomorrow at noon");
    await question(page).getByRole("textbox").waitFor();
    await program.kill();
    await page.getByText("Reconnecting…").waitFor();
    program = await startProgram({ HOST: hostname, PORT: port, DATA_DIR: program.dataDir });
    await page.getByText("Connected", { exact: true }).waitFor();
    // The browser says itself that it found nobody there for a while.
    opened?.complaints.splice(0);
    await question(page).getByRole("textbox").fill("eden@example.com");
    await question(page).getByRole("button", { name: "Answer" }).click();
    await agree(page);
    expect(await rows(page, "Calendar").textContent()).toContain("Lunch with Eden Chan");
  });
});
