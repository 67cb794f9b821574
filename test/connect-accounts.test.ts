import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  connect,
  isOutcome,
  isQuestion,
  post,
  putWorkspace,
  workspaceOf,
} from "./support/client.ts";
import type { Client, Frame, Workspace } from "./support/client.ts";
import { openBrowser } from "./support/browser.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
let users = 0;
beforeAll(async () => {
  program = await startProgram({ LOG_LEVEL: "trace" });
});
afterAll(async () => program?.dispose());

const NOTHING = { calendar: "none", gmail: "none", contacts: "none", tasks: "none" };

async function newUser(workspace: Partial<Workspace> = {}): Promise<string> {
  const userId = `linker${users++}`;
  const made = { email: `${userId}@example.com`, connections: NOTHING, ...workspace, userId };
  await putWorkspace(program.url, made);
  return userId;
}

interface Asked {
  readonly client: Client;
  readonly userId: string;
  readonly link: string;
}
async function ask(
  words = "Add buy milk to my tasks",
  workspace: Partial<Workspace> = {},
): Promise<Asked> {
  const userId = await newUser(workspace);
  const client = await connect(program.url, userId);
  const { data } = await client.say(words);
  expect(data.kind).toBe("authorize");
  await client.next(isOutcome);
  return { client, userId, link: data.authUrl };
}
const tasksOf = async (userId: string): Promise<unknown[]> =>
  ((await workspaceOf(program.url, userId)).tasks?.lists ?? []).flatMap((list) => list.tasks);
const isEnd = (frame: Frame): boolean => isOutcome(frame) && frame.data.status !== "auth_required";

test("[O3] a link is ours, long enough, and looked at a hundred times it still works, once", async () => {
  const { client, userId, link } = await ask();
  expect(link).toMatch(new RegExp(`^${program.url}/connect/[\\w-]{43}$`, "u"));
  for (let i = 0; i < 100; i++) {
    const method = i % 2 === 0 ? "GET" : "HEAD";
    expect((await fetch(link, { method })).status).toBe(200);
  }
  const browser = openBrowser();
  const back = await browser.go(await browser.consent(link));
  expect(await back.text()).toContain("Google Tasks is connected");
  expect((await client.next(isEnd)).data.status).toBe("completed");
  expect(await tasksOf(userId)).toHaveLength(1);

  for (const again of [await fetch(link), await openBrowser().go(link, {})]) {
    expect(again.status).toBe(410);
    expect(await again.text()).toContain("send your request again");
  }
  await client.close();
});

test("[O1] a link that another browser completes connects nothing (20 tries)", async () => {
  for (let i = 0; i < 20; i++) {
    const { client, userId, link } = await ask();
    const callback = await openBrowser().consent(link);
    const foreign = await openBrowser().go(callback);
    expect(foreign.status).toBe(404);
    client.send({ type: "ping" });
    await client.next(({ type }) => type === "pong");
    expect(client.frames.filter(isEnd)).toEqual([]);
    expect(await tasksOf(userId)).toEqual([]);
    await client.close();
  }
});

test("[O2] a callback that is forged, without its state, or used before changes nothing", async () => {
  const { client, userId, link } = await ask();
  const browser = openBrowser();
  const callback = new URL(await browser.consent(link));
  const state = callback.searchParams.get("state") ?? "";
  expect(state).toMatch(/^[\w-]{43}$/u);
  const forged = [
    "",
    "?state=",
    `?state=${"A".repeat(43)}`,
    `?state=${state.slice(0, -1)}`,
    `?state=${state}&state=${state}`,
    `?state[]=${state}`,
    "?status=success&connected_account_id=ca_1",
  ];
  for (const query of forged) {
    expect((await browser.go(`${program.url}/oauth/callback${query}`)).status, query).toBe(404);
  }
  for (let i = 0; i < 200; i++) {
    const other = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
    expect((await browser.go(`${program.url}/oauth/callback?state=${other}`)).status).toBe(404);
  }
  expect(await tasksOf(userId)).toEqual([]);
  expect((await browser.go(callback.href)).status).toBe(200);
  expect((await browser.go(callback.href)).status).toBe(404);
  expect((await client.next(isEnd)).data.status).toBe("completed");
  await client.close();
});

test("[O2] a form on somebody else's page begins nothing", async () => {
  const { client, link } = await ask();
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ] as Record<string, string>[]) {
    const refused = await fetch(link, { method: "POST", headers, redirect: "manual" });
    expect(refused.status).toBe(403);
  }
  expect((await openBrowser().go(link, {})).status).toBe(303);
  await client.close();
});

test("[O5] whatever account or user a message or a callback names, the broker hears of the user's own alone", async () => {
  const { client, userId, link } = await ask();
  const other = await newUser({ connections: { ...NOTHING, tasks: "active" } });
  const browser = openBrowser();
  const callback = await browser.consent(link);
  for (const name of ["userId", "user_id", "connected_account_id", "connectedAccountId"]) {
    const probe = new URL(callback);
    probe.searchParams.set(name, other);
    probe.searchParams.delete("state");
    expect((await browser.go(probe.href)).status).toBe(404);
  }
  client.send({
    type: "command",
    payload: {
      message: "Add steal cookies to my tasks",
      connectedAccountId: other,
      connected_account_id: other,
      user_id: other,
      entityId: other,
    },
  });
  await client.next(isQuestion);
  expect(await tasksOf(other)).toEqual([]);
  await browser.go(callback);
  await client.next(isEnd);
  expect([(await tasksOf(userId)).length > 0, await tasksOf(other)]).toEqual([true, []]);
  await client.close();
});

describe("[O4] an account of another address", () => {
  const OTHER = { account: "mallory@example.com" };
  const NO_MAIL = { connections: { ...NOTHING, calendar: "active" } };
  const WORDS = "Show my unread emails";

  test("is not used without a yes, whoever asks again meanwhile; with one it is", async () => {
    const { client, link } = await ask(WORDS, NO_MAIL);
    const browser = openBrowser();
    const page = await (await browser.go(await browser.consent(link, OTHER))).text();
    expect(page).toContain("not in use yet");
    expect(page).not.toContain("mallory");
    const doubt = await client.next(isQuestion);
    expect(doubt.data).toMatchObject({ kind: "clarify" });
    expect(doubt.data.reason).toContain("mallory@example.com");
    const again = await client.say("Show my starred emails");
    expect(again.data).toMatchObject({ kind: "clarify" });
    expect((await client.answer(doubt, "yes")).data.status).toBe("completed");
    await client.close();
  });

  test("is given back on a no, and the next request begins anew", async () => {
    const { client, link } = await ask(WORDS, NO_MAIL);
    const browser = openBrowser();
    await browser.go(await browser.consent(link, OTHER));
    const doubt = await client.next(isQuestion);
    expect((await client.answer(doubt, "no")).data.status).toBe("cancelled");
    expect((await client.say(WORDS)).data.kind).toBe("authorize");
    await client.close();
  });

  test("a refusal on the provider's page connects nothing, and says how to go on", async () => {
    const { client, link } = await ask(WORDS, NO_MAIL);
    const browser = openBrowser();
    const back = await browser.go(await browser.consent(link, { decision: "deny" }));
    expect(await back.text()).toContain("send your request again");
    expect((await client.say(WORDS)).data.kind).toBe("authorize");
    await client.close();
  });
});

test("[O7] a grant that goes in the middle of a plan: asked once, and after reconnecting nothing is done twice (10 runs)", async () => {
  for (let i = 0; i < 10; i++) {
    const userId = await newUser({ connections: { calendar: "active", tasks: "active" } });
    const client = await connect(program.url, userId);
    await client.say("What's on tomorrow?");
    await post(program.url, "/sandbox/connections", {
      userId,
      service: "tasks",
      status: "revoked",
    });
    const asked = await client.say(
      "Schedule dentist tomorrow at 3pm and add call the bank to my tasks",
    );
    expect(asked.data).toMatchObject({ kind: "authorize", service: "tasks" });
    await client.next(isOutcome);
    const browser = openBrowser();
    await browser.go(await browser.consent(asked.data.authUrl));
    expect((await client.next(isEnd)).data.status).toBe("completed");
    const { calendar } = await workspaceOf(program.url, userId);
    expect([calendar?.events.length, (await tasksOf(userId)).length]).toEqual([1, 1]);
    expect(client.frames.filter(isQuestion)).toHaveLength(1);
    await client.close();
  }
});

test("[O11] no token, state or link is in any log", async () => {
  const { client, link } = await ask();
  const browser = openBrowser();
  const callback = await browser.consent(link);
  await browser.go(callback);
  await client.next(isEnd);
  await client.close();
  const secrets = [link.split("/").at(-1) ?? "", new URL(callback).searchParams.get("state") ?? ""];
  for (const secret of secrets) {
    expect(secret).toHaveLength(43);
    expect(program.output()).not.toContain(secret);
  }
  expect(program.output()).not.toMatch(/connected_account_id=|state=/u);
});
