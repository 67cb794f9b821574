import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import Koa from "koa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { UserId } from "../../src/domain/ids.ts";
import type { Service } from "../../src/domain/service.ts";
import { asHolder } from "../../src/storage/redis/hold.ts";
import { connectRedis } from "../../src/storage/redis/redis.ts";
import type { Redis } from "../../src/storage/redis/redis.ts";
import { createMemoryCache } from "../../test/support/memory-cache.ts";
import { redisServerPath, startRedis } from "../../test/support/redis-server.ts";
import type { RedisServer } from "../../test/support/redis-server.ts";
import { createComposioProvider } from "../composio/composio.ts";
import { SandboxDataError } from "./data-error.ts";
import { startSandbox } from "./sandbox.ts";

const clock = { now: () => Date.parse("2026-11-24T17:00:00Z") };
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const alice = UserId.parse("alice");
const EVERYTHING = { timeMin: "2026-11-01T00:00:00Z", singleEvents: true, maxResults: 2_500 };

/** What one process has: a sandbox on Redis, its pages on a port, and the real SDK to call it by. */
async function startProcess(url: string, beforeAsk = async (_ask: number): Promise<void> => {}) {
  const redis = await connectRedis(url, silent);
  let roundTrips = 0;
  let beforeNext = async (): Promise<void> => {};
  const watched: Redis = {
    ...redis,
    async run(...script) {
      const before = beforeNext;
      beforeNext = async () => {};
      await before();
      roundTrips += 1;
      await beforeAsk(roundTrips);
      return await redis.run(...script);
    },
  };
  const told: (readonly [how: string, users: readonly string[]])[] = [];
  const app = new Koa();
  app.silent = true;
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pages = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = await startSandbox({
    redis: watched,
    dataDir: "/nowhere",
    clock,
    logger: silent,
    publicUrl: pages,
    onUsers: async (users, how) => void told.push([how, users.map(({ userId }) => userId)]),
  }).catch(async (cause: unknown) => {
    await closeAll(server, redis);
    throw cause;
  });
  app.use(sandbox.router.routes());
  const handle = app.callback();
  server.on("request", (request, response) => void handle(request, response));
  const { composioApiKey: apiKey, composioBaseUrl: baseUrl } = sandbox;
  const provider = createComposioProvider({
    apiKey,
    baseUrl,
    cache: createMemoryCache(),
    logger: silent,
  });
  const control = async (method: string, path: string, body?: unknown): Promise<Response> =>
    await fetch(`${pages}/sandbox/${path}`, {
      method,
      redirect: "manual",
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
  return {
    sandbox,
    told,
    provider,
    pages,
    control,
    call: async (service: Service, slug: string, args: Record<string, unknown>) =>
      (await provider.execute({ userId: alice, service, slug, args })) as Record<string, unknown>,
    workspace: async () =>
      (await (await control("GET", "workspace?userId=alice")).json()) as {
        calendar: { events: { id: string; summary: string }[] };
        gmail: { messages: { id: string; subject: string; labelIds: string[] }[] };
        contacts: { resourceName: string; etag: string; names: { displayName: string }[] }[];
      },
    roundTrips: () => roundTrips,
    /** Has something else happen just before this process asks Redis the next time. */
    beforeNextAsk: (happens: () => Promise<void>) => void (beforeNext = happens),
    async close() {
      await sandbox.close();
      await closeAll(server, redis);
    },
  };
}
type Process = Awaited<ReturnType<typeof startProcess>>;

async function closeAll(server: Server, redis: Redis): Promise<void> {
  server.close();
  server.closeAllConnections();
  await redis.close();
}

const event = (summary: string) => ({
  summary,
  start_datetime: "2026-11-25T10:00:00Z",
  create_meeting_room: false,
});
const create = (on: Process, summary: string) =>
  on.call("calendar", "GOOGLECALENDAR_CREATE_EVENT", event(summary));

describe.skipIf(redisServerPath() === undefined)("two processes on one Redis", () => {
  let server: RedisServer;
  let outside: Redis;
  let one: Process;
  let two: Process;

  beforeAll(async () => {
    server = await startRedis();
    outside = await connectRedis(server.url, silent);
  });
  afterAll(async () => {
    await outside.close();
    await server.close();
  });
  beforeEach(async () => {
    await outside.send("FLUSHALL");
    [one, two] = await Promise.all([startProcess(server.url), startProcess(server.url)]);
  });
  afterEach(() => Promise.all([one.close(), two.close()]));

  test("that start at the same moment fill in the workspace once, and have one key", async () => {
    const told = [...one.told, ...two.told];
    expect(told.map(([how]) => how).toSorted()).toEqual(["given", "kept"]);
    for (const [, users] of told) expect(users).toEqual(["alice", "bob"]);
    expect(one.sandbox.composioApiKey).toBe(two.sandbox.composioApiKey);
    expect(await one.workspace()).toEqual(await two.workspace());
    const ids = (await one.workspace()).calendar.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([1, 2, 3, 4])(
    "where one starts before another asks for the %ith time, it alone fills in the workspace",
    async (nth) => {
      await outside.send("FLUSHALL");
      let first: Process | undefined;
      const second = await startProcess(server.url, async (ask) => {
        if (ask === nth) first = await startProcess(server.url);
      });
      expect(first?.told).toMatchObject([["given", ["alice", "bob"]]]);
      expect(second.told).toMatchObject([["kept", ["alice", "bob"]]]);
      expect(await second.workspace()).toEqual(await first?.workspace());
      await Promise.all([first?.close(), second.close()]);
    },
  );

  test("what is written through one is seen through the other at once", async () => {
    for (const [at, other] of [
      [one, two],
      [two, one],
    ] as const) {
      const summary = `Made by ${at === one ? "one" : "two"}`;
      await create(at, summary);
      const listed = await other.call("calendar", "GOOGLECALENDAR_EVENTS_LIST", EVERYTHING);
      expect(JSON.stringify(listed)).toContain(summary);
    }
  });

  test("the first that happens to a user of one may be written through the other", async () => {
    for (const userId of ["carol", "dave"]) {
      const put = { userId, email: `${userId}@example.com` };
      await one.control("PUT", `workspace?userId=${userId}`, put);
      await two.provider.execute({
        userId: UserId.parse(userId),
        service: "calendar",
        slug: "GOOGLECALENDAR_CREATE_EVENT",
        args: event("First"),
      });
      for (const at of [one, two]) {
        const response = await at.control("GET", `workspace?userId=${userId}`);
        expect(await response.json()).toMatchObject({
          calendar: { events: [{ summary: "First" }] },
        });
      }
    }
  });

  test("lose and double none of 200 things made at once, and have them in one order", async () => {
    const names = Array.from({ length: 200 }, (_, i) => `Thing ${i}`);
    await Promise.all(
      names.map((name, i) => {
        const at = i % 2 === 0 ? one : two;
        switch (i % 3) {
          case 0:
            return create(at, name);
          case 1:
            return at.call("contacts", "GOOGLECONTACTS_CREATE_CONTACT", {
              names: [{ displayName: name, givenName: name }],
            });
          default:
            return at.call("gmail", "GMAIL_CREATE_EMAIL_DRAFT", { subject: name, body: "Hi" });
        }
      }),
    );
    const [seenByOne, seenByTwo] = [await one.workspace(), await two.workspace()];
    expect(seenByOne).toEqual(seenByTwo);
    const made = [
      ...seenByOne.calendar.events.map(({ summary }) => summary),
      ...seenByOne.contacts.map(({ names: [first] }) => first?.displayName ?? ""),
      ...seenByOne.gmail.messages.map(({ subject }) => subject),
    ].filter((name) => name.startsWith("Thing "));
    expect(made.toSorted()).toEqual(names.toSorted());
  });

  test("a contact that two change from the same etag is changed by one", async () => {
    const [person] = (await one.workspace()).contacts;
    const changed = await Promise.allSettled(
      [one, two].map((at, i) =>
        at.call("contacts", "GOOGLECONTACTS_UPDATE_CONTACT", {
          resourceName: person?.resourceName,
          etag: person?.etag,
          phoneNumbers: [{ value: `+1415555010${i}` }],
        }),
      ),
    );
    expect(changed.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("a label's name is given once, and a draft is sent once", async () => {
    const labels = await Promise.allSettled(
      [one, two].map((at) => at.call("gmail", "GMAIL_CREATE_LABEL", { label_name: "Travel" })),
    );
    expect(labels.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);

    const draft = await one.call("gmail", "GMAIL_CREATE_EMAIL_DRAFT", {
      recipient_email: "bob@example.com",
      subject: "Only once",
      body: "Hi",
    });
    const { id } = (draft["response_data"] ?? draft) as { id: string };
    const sent = await Promise.allSettled(
      [one, two].map((at) => at.call("gmail", "GMAIL_SEND_DRAFT", { draft_id: id })),
    );
    expect(sent.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { messages } = (await two.workspace()).gmail;
    expect(messages.filter(({ subject }) => subject === "Only once")).toMatchObject([
      { labelIds: ["SENT"] },
    ]);
  });

  test("a call is one round trip; one that came second is done again on what came first", async () => {
    // Each knows its account by then.
    for (const each of [one, two]) await each.call("calendar", "GOOGLECALENDAR_LIST_CALENDARS", {});
    await two.call("gmail", "GMAIL_LIST_LABELS", {});
    const asked = one.roundTrips();
    await create(one, "Alone");
    await one.call("calendar", "GOOGLECALENDAR_EVENTS_LIST", EVERYTHING);
    expect(one.roundTrips() - asked).toBe(2);

    one.beforeNextAsk(async () => void (await create(two, "First")));
    await create(one, "Second");
    // Two read something else meanwhile: that is no reason to do it again.
    one.beforeNextAsk(async () => void (await two.call("gmail", "GMAIL_LIST_LABELS", {})));
    await create(one, "Third");
    expect(one.roundTrips() - asked).toBe(5);
    const summaries = (await two.workspace()).calendar.events.map(({ summary }) => summary);
    expect(summaries.slice(-4)).toEqual(["Alone", "First", "Second", "Third"]);
    expect(await one.workspace()).toEqual(await two.workspace());
  });

  test("a workspace that is put, and a connection that is set, are so for both", async () => {
    await one.control("PUT", "workspace?userId=alice", {
      userId: "alice",
      email: "alice@new.example",
      calendar: { events: [{ summary: "Only", start: { dateTime: "2026-11-25T10:00:00Z" } }] },
    });
    expect(await two.workspace()).toMatchObject({
      email: "alice@new.example",
      calendar: { events: [{ summary: "Only" }] },
      gmail: { messages: [] },
    });
    await two.control("POST", "connections", {
      userId: "alice",
      service: "calendar",
      status: "revoked",
    });
    await expect(create(one, "No")).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
  });

  test("a failure that was planned for three calls fails three, whichever they reach", async () => {
    await one.control("POST", "faults", { service: "gmail", kind: "500", count: 3 });
    const called = await Promise.all(
      Array.from({ length: 8 }, (_, i) => sendRaw(i % 2 === 0 ? two : one, "GMAIL_LIST_LABELS")),
    );
    expect(called.filter((status) => status === 500)).toHaveLength(3);
    expect(called.filter((status) => status === 200)).toHaveLength(5);
    await two.sandbox.faults.plan("twilio", "429", 1);
    expect(await one.sandbox.faults.take("twilio")).toEqual({ kind: "429" });
    expect(await two.sandbox.faults.take("twilio")).toBeUndefined();
  });

  test("a consent page that is opened on one finishes a link made on the other, once", async () => {
    const { url } = await two.provider.accounts.link(alice, "tasks", `${two.pages}/back`);
    const path = new URL(url).pathname.replace("/sandbox/", "");
    expect(await (await one.control("GET", path)).text()).toContain("alice@example.com");
    const decide = () =>
      fetch(`${one.pages}/sandbox/${path}`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ decision: "allow" }),
      });
    const answers = await Promise.all([decide(), decide()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410]);
    expect(await two.workspace()).toMatchObject({ connections: { tasks: "active" } });
  });

  test("who starts later finds everything, in its order", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => create(i % 2 ? one : two, `E${i}`)));
    const before = await one.workspace();
    const key = one.sandbox.composioApiKey;
    await Promise.all([one.close(), two.close()]);
    [one, two] = await Promise.all([startProcess(server.url), startProcess(server.url)]);
    expect(await one.workspace()).toEqual(before);
    expect(await two.workspace()).toEqual(before);
    expect(two.sandbox.composioApiKey).toBe(key);
    expect([one.told[0]?.[0], two.told[0]?.[0]]).toEqual(["kept", "kept"]);
  });

  test("who missed more than is noted loads everything anew", async () => {
    for (const name of ["A", "B", "C"]) await create(two, name);
    await outside.send("DEL", "errand:sandbox:log");
    await create(one, "D");
    const seen = await one.workspace();
    expect(seen.calendar.events.slice(-4).map(({ summary }) => summary)).toEqual([
      "A",
      "B",
      "C",
      "D",
    ]);
    expect(await two.workspace()).toEqual(seen);
  });

  test("while Redis is away a call fails, nothing of it stays, and both go on afterwards", async () => {
    await create(one, "Before");
    await server.stop("SIGKILL");
    await expect(create(one, "Never")).rejects.toMatchObject({ code: /ERR_/u });
    await server.start();
    await expect.poll(() => sendRaw(one, "GMAIL_LIST_LABELS")).toBe(200);
    await expect.poll(() => sendRaw(two, "GMAIL_LIST_LABELS")).toBe(200);
    await create(two, "After");
    const seen = await one.workspace();
    const summaries = seen.calendar.events.map(({ summary }) => summary);
    expect(summaries).toContain("After");
    expect(summaries).not.toContain("Never");
    expect(await two.workspace()).toEqual(seen);
  });

  test("of what a full Redis does not take nothing stays; what is there can be read", async () => {
    const before = await one.workspace();
    await outside.send("CONFIG", "SET", "maxmemory", 1);
    await expect(create(one, "Never")).rejects.toMatchObject({ code: /ERR_/u });
    expect(await one.workspace()).toEqual(before);
    await outside.send("CONFIG", "SET", "maxmemory", 0);
    await create(one, "After");
    const seen = await two.workspace();
    expect(seen.calendar.events.map(({ summary }) => summary)).toEqual([
      ...before.calendar.events.map(({ summary }) => summary),
      "After",
    ]);
    expect(await one.workspace()).toEqual(seen);
  });

  test("a Redis that comes back without its last changes is believed", async () => {
    await create(two, "Lost");
    await one.workspace();
    // What a Redis does that was killed before it had written all: the change is gone.
    const last = String(await outside.send("LINDEX", "errand:sandbox:log", -1)).slice(1);
    await outside.send("HDEL", "errand:sandbox:rows", last);
    await outside.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await expect.poll(() => sendRaw(one, "GMAIL_LIST_LABELS")).toBe(200);
    await expect.poll(() => sendRaw(two, "GMAIL_LIST_LABELS")).toBe(200);
    for (const each of [one, two]) {
      expect(JSON.stringify(await each.workspace())).not.toContain("Lost");
    }
  });

  test("a call of a session that is no longer held counts all the same: it has left", async () => {
    await asHolder({ key: "errand:lost", fence: "1", isOver: () => false }, () =>
      create(one, "It had left"),
    );
    expect(JSON.stringify(await two.workspace())).toContain("It had left");
  });

  test.each([
    ["another type", ["SET", "errand:sandbox:rows", "x"]],
    ["no number", ["SET", "errand:sandbox:version", "x"]],
    ["a row that is none", ["HSET", "errand:sandbox:rows", "x", "1:{}"]],
    ["a value that is none", ["HSET", "errand:sandbox:rows", '["alice","event","x"]', "x"]],
    ["no JSON", ["HSET", "errand:sandbox:rows", '["alice","event","x"]', "1:{"]],
    ["another thing", ["HSET", "errand:sandbox:rows", '["alice","event","x"]', '1:{"id":"y"}']],
    ["an unknown kind", ["HSET", "errand:sandbox:rows", '["alice","x","x"]', '1:{"id":"x"}']],
    ["nobody's", ["HSET", "errand:sandbox:rows", '["!","event","x"]', '1:{"id":"x"}']],
  ])("%s where the workspace should be is refused at the start, by name", async (_, command) => {
    if (command[0] === "SET") await outside.send("DEL", command[1] ?? "");
    await outside.send(...command);
    const start = startProcess(server.url);
    await expect(start).rejects.toThrow(SandboxDataError);
    await expect(start).rejects.toThrow(/errand:sandbox|"alice"|"!"/u);
  });

  test("something foreign that comes later fails calls until it is gone, and no process", async () => {
    await create(two, "Good");
    await outside.send("LSET", "errand:sandbox:log", -1, "+foreign");
    await outside.send("HSET", "errand:sandbox:rows", "foreign", "7:{}");
    expect(await sendRaw(one, "GMAIL_LIST_LABELS")).toBe(500);
    expect(await sendRaw(one, "GMAIL_LIST_LABELS")).toBe(500);
    await outside.send("HDEL", "errand:sandbox:rows", "foreign");
    expect(await sendRaw(one, "GMAIL_LIST_LABELS")).toBe(200);
    expect(await one.workspace()).toEqual(await two.workspace());
  });
});

/** A call without the SDK's own repetitions; answers its HTTP status. */
async function sendRaw({ sandbox }: Process, slug: string): Promise<number> {
  const response = await fetch(`${sandbox.composioBaseUrl}/api/v3.1/tools/execute/${slug}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": sandbox.composioApiKey },
    body: JSON.stringify({ user_id: "alice", arguments: {} }),
  });
  await response.arrayBuffer();
  return response.status;
}
