import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Koa from "koa";
import twilio from "twilio";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { connectRedis } from "../../../src/storage/redis/redis.ts";
import type { Redis } from "../../../src/storage/redis/redis.ts";
import { redisServerPath, startRedis } from "../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../test/support/redis-server.ts";
import { SandboxDataError } from "../data-error.ts";
import { startPhone } from "./phone.ts";
import type { Phone } from "./phone.ts";

const ALICE = "+14155550100";
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const clock = { now: () => Date.parse("2026-11-24T12:00:00Z") };

let dataDir: string;
/** Undefined where the phone keeps its texts in a file. */
let redis: Redis | undefined;
let phone: Phone;
let server: Server;
let url: string;
let webhookStatus: number;
let webhooks: { signature: string; params: Record<string, string> }[];
let faults: string[];

async function start(): Promise<void> {
  phone = await startPhone({
    redis,
    clock,
    logger: silent,
    publicUrl: () => url,
    dataDir,
    faults: {
      take: async () => (faults.length === 0 ? undefined : { kind: faults.shift() ?? "" }),
    },
  });
  const app = new Koa();
  app.use(phone.router.routes());
  app.use(async (ctx) => {
    const params = Object.fromEntries(new URLSearchParams(await bodyOf(ctx.req)));
    webhooks.push({ signature: ctx.get("x-twilio-signature"), params });
    ctx.status = webhookStatus;
    ctx.body = "<Response/>";
  });
  const handle = app.callback();
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await phone.close();
}

const sdk = async (authToken = phone.authToken) =>
  twilio(phone.accountSid, authToken, { httpClient: await phone.httpClient() }).messages;
const send = async (to: string, body: string, from: string = phone.phoneNumber) =>
  (await sdk()).create({ to, from, body });
const text = (body: unknown) =>
  fetch(`${url}/sandbox/phone`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** What the phone promises wherever it keeps its texts. */
function describePhone(open: () => Promise<Redis | undefined>): void {
  beforeEach(async () => {
    redis = await open();
    dataDir = await mkdtemp(join(tmpdir(), "errand-phone-"));
    webhookStatus = 200;
    webhooks = [];
    faults = [];
    await start();
  });
  afterEach(async () => {
    await stop();
    await redis?.close();
    await rm(dataDir, { recursive: true });
  });

  test("Twilio's SDK sends, fetches and lists texts", async () => {
    const sent = await send(ALICE, "Hello “there”");
    expect(sent).toMatchObject({
      status: "queued",
      direction: "outbound-api",
      from: phone.phoneNumber,
      to: ALICE,
      numSegments: "1",
      errorCode: null,
    });
    expect(sent.dateCreated).toEqual(new Date(clock.now()));
    const fetched = await (await sdk()).get(sent.sid).fetch();
    expect(fetched).toMatchObject({ body: "Hello “there”", status: "delivered" });
    for (let index = 0; index < 5; index += 1) await send(ALICE, `Text ${index}`);
    const listed = await (await sdk()).list({ to: ALICE, pageSize: 2 });
    expect(listed.map(({ body }) => body)).toEqual([
      "Text 4",
      "Text 3",
      "Text 2",
      "Text 1",
      "Text 0",
      "Hello “there”",
    ]);
  });

  test.each([
    ["an invalid number", "12", "Hi", 21211],
    ["a number that takes no texts", "+15005550009", "Hi", 21614],
    ["an empty text", ALICE, "", 21602],
    ["a text that is too long", ALICE, "x".repeat(1601), 21617],
  ])("%s is refused with Twilio's code", async (_, to, body, code) => {
    await expect(send(to, body)).rejects.toMatchObject({ status: 400, code });
  });

  test("a wrong token, a foreign sender and an unknown text are refused as Twilio does", async () => {
    const stranger = await sdk("0".repeat(32));
    await expect(
      stranger.create({ to: ALICE, from: phone.phoneNumber, body: "Hi" }),
    ).rejects.toMatchObject({ status: 401, code: 20003 });
    await expect(send(ALICE, "Hi", "+14155550999")).rejects.toMatchObject({ code: 21606 });
    await expect((await sdk()).get(`SM${"0".repeat(32)}`).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  test("a number that texted STOP takes no texts until it texts START", async () => {
    await text({ from: ALICE, body: "stop" });
    await expect(send(ALICE, "Hi")).rejects.toMatchObject({ code: 21610 });
    await text({ from: ALICE, body: "Start" });
    await expect(send(ALICE, "Hi")).resolves.toMatchObject({ status: "queued" });
  });

  test("a text to the assistant is a webhook that Twilio's own check accepts", async () => {
    const response = await text({ from: ALICE, body: "Déjà vu & more + 🌊 " });
    const answer = await response.json();
    const [webhook] = webhooks;
    expect(answer).toEqual({ sid: webhook?.params["MessageSid"], status: "received" });
    expect(webhook?.params).toMatchObject({
      AccountSid: phone.accountSid,
      From: ALICE,
      To: phone.phoneNumber,
      Body: "Déjà vu & more + 🌊 ",
    });
    const { signature = "", params = {} } = webhook ?? {};
    expect(twilio.validateRequest(phone.authToken, signature, `${url}/sms`, params)).toBe(true);
  });

  test("a webhook that fails is told to who sent the text", async () => {
    webhookStatus = 500;
    const response = await text({ from: ALICE, body: "Hi" });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining("500") },
    });
  });

  test("a conversation is shown oldest first and outlives a restart, the account with it", async () => {
    await text({ from: ALICE, body: "Hi" });
    await send(ALICE, "Hello");
    const { accountSid, authToken } = phone;
    await stop();
    await start();
    expect({ accountSid, authToken }).toEqual({
      accountSid: phone.accountSid,
      authToken: phone.authToken,
    });
    const response = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(ALICE)}`);
    const at = "2026-11-24T12:00:00.000Z";
    expect(await response.json()).toEqual({
      number: ALICE,
      messages: [
        { sid: expect.stringMatching(/^SM/), direction: "inbound", body: "Hi", at },
        { sid: expect.stringMatching(/^SM/), direction: "outbound", body: "Hello", at },
      ],
    });
  });

  test.each([
    [{ body: "Hi" }, "from"],
    [{ from: "5550100", body: "Hi" }, "from"],
    [{ from: ALICE }, "body"],
    [{ from: ALICE, body: "" }, "body"],
    [{ from: ALICE, body: "Hi", to: "me" }, "to"],
  ])(
    "a text the phone cannot send is refused by the name of the field: %j",
    async (body, field) => {
      const response = await text(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { field } });
    },
  );

  test("a conversation is asked for by a whole number", async () => {
    for (const query of ["", "?number=abc"]) {
      const response = await fetch(`${url}/sandbox/phone${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { field: "number" } });
    }
  });

  test("the API fails as it is told to, and only so often", async () => {
    faults = ["429", "500", "reset_after_write"];
    await expect(send(ALICE, "One")).rejects.toMatchObject({ status: 429, code: 20429 });
    await expect(send(ALICE, "Two")).rejects.toMatchObject({ status: 500 });
    await expect(send(ALICE, "Three")).rejects.toThrow(/socket hang up|ECONNRESET/);
    await send(ALICE, "Four");
    const bodies = (await (await sdk()).list()).map(({ body }) => body);
    expect(bodies).toEqual(["Four", "Three"]);
  });

  test("who comes by a proxy is not on this machine, wherever the proxy runs", async () => {
    const path = `${url}/sandbox/phone?number=${encodeURIComponent(ALICE)}`;
    expect((await fetch(path)).status).toBe(200);
    for (const header of ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]) {
      const response = await fetch(path, { headers: { [header]: "127.0.0.1" } });
      expect(response.status, header).toBe(403);
    }
  });
}

describe("a phone that keeps its texts in a file", () => {
  describePhone(async () => undefined);
});

describe.skipIf(redisServerPath() === undefined)("a phone that keeps its texts in Redis", () => {
  let redisServer: RedisServer;
  beforeAll(async () => {
    redisServer = await startRedis();
  });
  afterAll(() => redisServer.close());

  const open = async (): Promise<Redis> => {
    const opened = await connectRedis(redisServer.url, silent);
    await opened.send("FLUSHALL");
    return opened;
  };
  describePhone(open);

  describe("of two processes", () => {
    let other: Phone;
    beforeEach(async () => {
      other = await startPhone({ redis, dataDir, clock, logger: silent, publicUrl: () => url });
    });
    afterEach(() => other.close());

    test("is one: its account, its texts, each once and in order, and who opted out", async () => {
      expect([other.accountSid, other.authToken]).toEqual([phone.accountSid, phone.authToken]);
      const its = twilio(other.accountSid, other.authToken, {
        httpClient: await other.httpClient(),
      }).messages;
      const both = [await sdk(), its] as const;
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          both[i % 2 === 0 ? 0 : 1].create({
            to: ALICE,
            from: phone.phoneNumber,
            body: `Text ${i}`,
          }),
        ),
      );
      const listed = await Promise.all(both.map((each) => each.list({ to: ALICE })));
      const [mine = [], theirs = []] = listed.map((each) => each.map(({ sid }) => sid));
      expect(mine).toEqual(theirs);
      expect(new Set(mine).size).toBe(60);
      const response = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(ALICE)}`);
      const { messages } = (await response.json()) as { messages: { sid: string }[] };
      expect(messages.map(({ sid }) => sid)).toEqual(mine.toReversed());

      await text({ from: ALICE, body: "STOP" });
      const refused = its.create({ to: ALICE, from: phone.phoneNumber, body: "Hi" });
      await expect(refused).rejects.toMatchObject({ code: 21610 });
    });

    test("pages its texts by number, direction and day, newest first", async () => {
      for (let i = 0; i < 250; i += 1) await send(i % 5 === 0 ? ALICE : "+14155550101", `T${i}`);
      await text({ from: ALICE, body: "In" });
      const sent = await (await sdk()).list({ to: ALICE, pageSize: 7 });
      expect(sent.map(({ body }) => body)).toEqual(
        Array.from({ length: 50 }, (_, i) => `T${245 - 5 * i}`),
      );
      const all = await (await sdk()).list({ pageSize: 100 });
      expect(all.map(({ body }) => body)).toEqual([
        "In",
        ...Array.from({ length: 250 }, (_, i) => `T${249 - i}`),
      ]);
      const dateSentAfter = new Date(clock.now() + 1_000);
      expect(await (await sdk()).list({ to: ALICE, dateSentAfter })).toEqual([]);
    });

    test.each([
      ["another type", ["LPUSH", "errand:sandbox:phone:account", "x"]],
      ["no account", ["SET", "errand:sandbox:phone:account", "{}"]],
    ])("refuses %s where its account should be, by name", async (_, command) => {
      await redis?.send("DEL", "errand:sandbox:phone:account");
      await redis?.send(...command);
      const starting = startPhone({ redis, dataDir, clock, logger: silent, publicUrl: () => url });
      await expect(starting).rejects.toThrow(SandboxDataError);
      await expect(starting).rejects.toThrow(/errand:sandbox:/u);
    });

    test("answers 500 where a text is none, and goes on", async () => {
      const { sid } = await send(ALICE, "Hi");
      await redis?.send("HSET", "errand:sandbox:phone:texts", sid, "x");
      await expect((await sdk()).list({ to: ALICE })).rejects.toMatchObject({ status: 500 });
      await expect(send(ALICE, "Still there")).resolves.toMatchObject({ status: "queued" });
    });
  });
});
