import { once } from "node:events";
import { connect as connectTcp } from "node:net";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Authentication } from "../../src/domain/authentication.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import { UserId } from "../../src/domain/ids.ts";
import type { OutboxEntry, Turn } from "../../src/domain/turn.ts";
import { describeChannel } from "../channel-contract.ts";
import { createScriptedAssistant } from "../scripted-assistant.ts";
import type { ScriptedAssistant } from "../scripted-assistant.ts";
import { connect, refusal, serve } from "./websocket-rig.ts";
import type { Frame } from "./websocket-rig.ts";

/** Lets in who has one of these tokens, until it is revoked. */
function openDoor(users: Readonly<Record<string, string>>, expiresAt = Date.now() + 3_600_000) {
  const revoked = new Set<string>();
  const listeners = new Set<() => void>();
  const authentication: Authentication = {
    async prove(token) {
      const user = users[token];
      if (user === undefined || revoked.has(token)) {
        throw new AssistantError("ERR_FORBIDDEN", "The token is not valid.");
      }
      return { userId: UserId.parse(user), expiresAt, holds: async () => !revoked.has(token) };
    },
    onKeysChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    authentication,
    revoke(token: string) {
      revoked.add(token);
      for (const listener of listeners) listener();
    },
  };
}

/** Frames of every shape that none of the contract's is; a command is among them, without a user. */
const noise = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        type: fc.oneof(fc.constantFrom("command", "system"), fc.jsonValue()),
        id: fc.jsonValue(),
        payload: fc.oneof(
          fc.record(
            {
              action: fc.constantFrom("undo", "cancel", "subscribe", "intervention_response"),
              message: fc.jsonValue(),
              sessionId: fc.oneof(fc.uuid(), fc.jsonValue()),
              stepId: fc.jsonValue(),
              afterSeq: fc.jsonValue(),
              resolvedValue: fc.jsonValue(),
            },
            { requiredKeys: [] },
          ),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    )
    .map((frame) => JSON.stringify(frame)),
);

const command = (message: string, more: object = {}) => ({
  type: "command",
  payload: { userId: "alice", message, ...more },
});

describeChannel("WebSocket", async (assistant) => {
  const served = await serve({ assistant });
  const client = await connect(served.url);
  let question: Frame | undefined;
  return {
    say: async (message, id) =>
      client.send({ type: "command", id, payload: { userId: "alice", message } }),
    async answer(resolvedValue) {
      const { sessionId, stepId } = question?.data ?? {};
      client.send({
        type: "system",
        payload: { action: "intervention_response", sessionId, stepId, resolvedValue },
      });
    },
    async hear() {
      const frame = await client.next();
      if (frame.type === "system") question = frame;
      return String(frame.data["message"] ?? frame.data["reason"]);
    },
    close: async () => served[Symbol.asyncDispose](),
  };
});

describe("a frame that is not right is answered with what is wrong, and the socket stays", () => {
  const session = "6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b";
  const system = (payload: object) => ({
    type: "system",
    payload: { userId: "alice", ...payload },
  });
  test.each<[string, unknown, string, string]>([
    ["no JSON", "{", "invalid_message", "not JSON"],
    ["no object", "[]", "invalid_message", ""],
    ["null", "null", "invalid_message", ""],
    ["an unknown type", { type: "shout" }, "invalid_message", "type"],
    ["no payload", { type: "command" }, "invalid_message", "payload"],
    [
      "no message",
      { type: "command", payload: { userId: "alice" } },
      "invalid_message",
      "payload.message",
    ],
    ["an empty message", command("  "), "invalid_message", "payload.message"],
    [
      "a message that is no text",
      { type: "command", payload: { userId: "alice", message: 7 } },
      "invalid_message",
      "payload.message",
    ],
    [
      "a command of 10,000 characters",
      command("x".repeat(10_000)),
      "message_too_large",
      "payload.message",
    ],
    [
      "no user",
      { type: "command", payload: { message: "hello" } },
      "unauthorized",
      "payload.userId",
    ],
    [
      "a user that cannot be one",
      { type: "command", payload: { userId: "a b", message: "x" } },
      "invalid_message",
      "payload.userId",
    ],
    [
      "a zone that is none",
      command("x", { timezone: "Mars/Base" }),
      "invalid_message",
      "payload.timezone",
    ],
    [
      "a time that is none",
      command("x", { datetime: "2026-02-31T09:00:00Z" }),
      "invalid_message",
      "payload.datetime",
    ],
    [
      "a session that cannot be one",
      command("x", { sessionId: "abc" }),
      "invalid_message",
      "payload.sessionId",
    ],
    ["an unknown session", command("x", { sessionId: session }), "unknown_session", ""],
    ["an unknown action", system({ action: "dance" }), "invalid_message", "payload.action"],
    [
      "an answer to an unknown session",
      system({
        action: "intervention_response",
        sessionId: session,
        stepId: "intervention_0",
        resolvedValue: "x",
      }),
      "unknown_session",
      "",
    ],
    [
      "an answer without a value",
      system({ action: "intervention_response", sessionId: session, stepId: "intervention_0" }),
      "invalid_message",
      "payload.resolvedValue",
    ],
    [
      "a step that cannot be one",
      system({
        action: "intervention_response",
        sessionId: session,
        stepId: "step 1",
        resolvedValue: "x",
      }),
      "invalid_message",
      "payload.stepId",
    ],
    [
      "a cancel of nothing",
      system({ action: "cancel", sessionId: session }),
      "unknown_session",
      "",
    ],
    [
      "a seq that is none",
      system({ action: "subscribe", sessionId: session, afterSeq: -1 }),
      "invalid_message",
      "payload.afterSeq",
    ],
    [
      "a prototype",
      '{"type":"command","__proto__":{"payload":{"message":"x"}}}',
      "invalid_message",
      "payload",
    ],
    [
      "an answer of 20,000 levels",
      `{"type":"system","payload":{"action":"intervention_response","userId":"alice","sessionId":"${session}","stepId":"intervention_0","resolvedValue":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`,
      "invalid_message",
      "levels",
    ],
    ["30,000 levels", "[".repeat(30_000) + "]".repeat(30_000), "invalid_message", ""],
  ])("%s", async (_name, frame, code, about) => {
    await using served = await serve();
    const client = await connect(served.url);
    const answer = await client.ask(frame);
    expect(answer).toMatchObject({ type: "error", data: { code } });
    expect(answer.data["message"]).toContain(about);
    expect(JSON.stringify(answer).length).toBeLessThan(1024);
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  });

  test("binary is no text frame", async () => {
    await using served = await serve();
    const client = await connect(served.url);
    client.socket.send(Buffer.from(JSON.stringify({ type: "ping" })));
    expect(await client.next()).toMatchObject({ type: "error", data: { code: "invalid_message" } });
  });

  test("the id of a command comes back with its error", async () => {
    await using served = await serve();
    const client = await connect(served.url);
    for (const wrong of [{ sessionId: session }, { sessionId: "abc" }, { timezone: "Mars/Base" }]) {
      expect((await client.ask({ ...command("x", wrong), id: "c7" })).id).toBe("c7");
    }
  });
});

test("twenty malformed frames close their own socket with 1008, and no other", async () => {
  await using served = await serve();
  const neighbour = await connect(served.url);
  const client = await connect(served.url);
  for (let i = 0; i < 20; i++) client.send("{");
  expect(await client.closed).toBe(1008);
  expect(await neighbour.ask({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("what follows the frame that closed the socket is not acted on", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  for (let i = 0; i < 20; i++) client.send("{");
  client.send(command("after all that"));
  await client.closed;
  await served.channel.close();
  expect(served.assistant.taken).toEqual([]);
});

test("a client that errs now and then among good frames is not cut off", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  for (let i = 0; i < 60; i++) {
    expect(await client.ask("{")).toMatchObject({ type: "error" });
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  }
});

test("hundreds of commands in a row are taken in; past the limit each is told when to try again", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  for (let i = 0; i < 1_200; i++) client.send({ ...command(`number ${i}`), id: `c${i}` });
  client.send({ ...command("one too many"), id: "last" });
  let frame = await client.next();
  while (frame.type !== "error") frame = await client.next();
  expect(frame).toMatchObject({ id: "last", data: { code: "rate_limited" } });
  expect(frame.data["message"]).toMatch(/try again in \d+ s/u);
  expect(served.assistant.taken).toHaveLength(1_200);
});

test("a thousand frames of noise crash nothing", async () => {
  await using served = await serve();
  await fc.assert(
    fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 19 }), async (frames) => {
      const client = await connect(served.url);
      for (const frame of frames) {
        const answer = await client.ask(frame);
        expect(answer.type).toBe("error");
        expect(JSON.stringify(answer).length).toBeLessThan(1024);
        expect(answer.data["code"]).not.toBe("internal");
      }
      client.socket.terminate();
    }),
    { numRuns: 100 },
  );
  const client = await connect(served.url);
  expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("a frame over 64 KiB closes with 1009; one of 64 KiB does not", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  const empty = JSON.stringify({ type: "ping", pad: "" }).length;
  const padded = (bytes: number) =>
    JSON.stringify({ type: "ping", pad: "x".repeat(bytes - empty) });
  expect(await client.ask(padded(64 * 1024))).toMatchObject({ type: "pong" });
  client.send(padded(64 * 1024 + 1));
  expect(await client.closed).toBe(1009);
});

test("a peer that breaks the protocol is cut off, and the server lives", async () => {
  await using served = await serve();
  const socket = connectTcp(served.port, "127.0.0.1");
  socket.write(
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  await once(socket, "data");
  socket.write(Buffer.from([0x81, 0x02, 0x68, 0x69]));
  await once(socket, "close");
  const client = await connect(served.url);
  expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
});

describe("who may come in", () => {
  const { authentication } = openDoor({ "alice-token": "alice" });

  test("[W1] a missing or wrong token is refused before the handshake", async () => {
    await using served = await serve({ authentication });
    expect((await refusal(served.url)).status).toBe(401);
    expect((await refusal(served.url, { headers: { authorization: "Bearer other" } })).status).toBe(
      401,
    );
    expect((await refusal(served.url, { protocols: ["errand", "other"] })).status).toBe(401);
    expect((await refusal(served.url, { protocols: ["alice-token"] })).status).toBe(401);
  });

  test("a token comes as a header, or as a subprotocol, which is not echoed", async () => {
    await using served = await serve({ authentication });
    const byHeader = await connect(served.url, {
      headers: { authorization: "Bearer alice-token" },
    });
    expect(await byHeader.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    const byProtocol = await connect(served.url, { protocols: ["errand", "alice-token"] });
    expect(byProtocol.socket.protocol).toBe("errand");
  });

  test("[W2] the token says who the user is: another userId is forbidden", async () => {
    await using served = await serve({ authentication });
    const client = await connect(served.url, { headers: { authorization: "Bearer alice-token" } });
    const other = await client.ask({
      type: "command",
      id: "x",
      payload: { userId: "bob", message: "hello" },
    });
    expect(other).toMatchObject({ type: "error", id: "x", data: { code: "forbidden" } });
    expect(served.assistant.taken).toEqual([]);
    await client.ask({ type: "command", payload: { message: "hello" } });
    expect(served.assistant.taken).toMatchObject([{ userId: "alice" }]);
  });

  test("[W4] pages of other origins may not; what is no page may", async () => {
    await using served = await serve();
    for (const origin of [
      "https://evil.test",
      "https://errand.test.evil.test",
      "https://evil-errand.test",
      "https://www.errand.test",
      "https://errand.test:443",
      "https://errand.test:8443",
      "https://errand.test/",
      "https://errand.test.",
      "https://ERRAND.test",
      "HTTPS://errand.test",
      "http://errand.test",
      "https://errand.test, https://evil.test",
      "https://user@errand.test",
      "null",
      "",
      "file://",
      "*",
    ]) {
      expect((await refusal(served.url, { headers: { origin } })).status, origin).toBe(403);
    }
    await connect(served.url, { headers: { origin: "https://errand.test" } });
    await connect(served.url);
  });

  test("other paths are not upgraded", async () => {
    await using served = await serve();
    expect((await refusal(served.url.replace("/ws", "/other"))).status).toBe(404);
  });
});

test("a phone is linked by the code that was texted to it, and let go again", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  const ask = (payload: object) =>
    client.ask({ type: "system", id: "p", payload: { userId: "alice", ...payload } });
  const phoneNumber = "+14155550123";
  const data = (frame: Frame) => (
    expect(frame).toMatchObject({ type: "data", id: "p" }),
    frame.data
  );
  expect(data(await ask({ action: "get_phone" }))).toMatchObject({ status: "not_linked" });
  const written = "+1 (415) 555-0123";
  expect(data(await ask({ action: "link_phone", phoneNumber: written }))).toEqual({
    action: "link_phone",
    status: "code_sent",
    phoneNumber,
    expiresAt: "2026-11-24T17:10:00.000Z",
  });
  const verify = { action: "verify_phone", phoneNumber };
  expect(await ask({ ...verify, code: "654321" })).toMatchObject({ data: { code: "forbidden" } });
  expect(data(await ask({ ...verify, code: "123456" }))).toMatchObject({
    status: "linked",
    phoneNumber,
  });
  expect(data(await ask({ action: "get_phone" }))).toMatchObject({ status: "linked", phoneNumber });
  expect(data(await ask({ action: "unlink_phone" }))).toEqual({
    action: "unlink_phone",
    status: "not_linked",
  });
  for (const wrong of ["4155550123", "+0123", "call me", ""]) {
    expect(await ask({ action: "link_phone", phoneNumber: wrong })).toMatchObject({
      type: "error",
      data: { code: "invalid_message", message: expect.stringContaining("phoneNumber") as string },
    });
  }
});

describe("who proved who they are is let go", () => {
  const asAlice = { headers: { authorization: "Bearer alice-token" } };
  const asBob = { headers: { authorization: "Bearer bob-token" } };

  test("[W6] when the key is no longer trusted, at once and nobody else with them", async () => {
    const door = openDoor({ "alice-token": "alice", "bob-token": "bob" });
    await using served = await serve({ authentication: door.authentication });
    const alice = [await connect(served.url, asAlice), await connect(served.url, asAlice)];
    const bob = await connect(served.url, asBob);
    door.revoke("alice-token");
    for (const { closed } of alice) expect(await closed).toBe(1008);
    expect((await refusal(served.url, asAlice)).status).toBe(401);
    expect(await bob.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  });

  test("[W6] when the token expires", async () => {
    const { authentication } = openDoor({ "alice-token": "alice" }, Date.now() + 300);
    await using served = await serve({ authentication });
    const alice = await connect(served.url, asAlice);
    expect(await alice.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    expect(await alice.closed).toBe(1008);
  });

  test("where it cannot be checked who they are, they are told to come back", async () => {
    const prove = async () => {
      throw new AssistantError("ERR_TOOL_UNAVAILABLE", "no keys");
    };
    const authentication = { prove, onKeysChanged: () => () => undefined };
    await using served = await serve({ authentication });
    expect((await refusal(served.url, asAlice)).status).toBe(503);
  });
});

describe("what is said reaches the user's sockets", () => {
  const done: Turn = { kind: "outcome", status: "completed", message: "Done.", results: [] };

  test("all of them, and nobody else's", async () => {
    await using served = await serve();
    const [first, second, stranger] = [
      await connect(served.url),
      await connect(served.url),
      await connect(served.url),
    ];
    await first.ask({ type: "ping", payload: { userId: "alice" } });
    await second.ask({ type: "ping", payload: { userId: "alice" } });
    await stranger.ask({ type: "ping", payload: { userId: "bob" } });
    await served.assistant.tell(UserId.parse("alice"), done, []);
    expect(await first.next()).toMatchObject({ type: "command", seq: 1, data: { success: true } });
    expect(await second.next()).toMatchObject({ type: "command" });
    expect(await stranger.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  });

  test("after a reconnect a session's id is enough to be its user, and what was missed comes in order", async () => {
    await using served = await serve();
    const { sessionId } = await served.assistant.tell(UserId.parse("alice"), done, []);
    const client = await connect(served.url);
    const replayed = await client.ask({
      type: "system",
      payload: { action: "subscribe", sessionId, afterSeq: 0 },
    });
    expect(replayed).toMatchObject({ type: "command", sessionId, seq: 1 });
  });
});

describe("a replay", () => {
  const said = (message: string): Turn => ({
    kind: "outcome",
    status: "completed",
    message,
    results: [],
  });
  const subscribe = (sessionId: unknown, afterSeq: number) => ({
    type: "system",
    payload: { action: "subscribe", userId: "alice", sessionId, afterSeq },
  });
  const alice = UserId.parse("alice");

  test("and what is said while it is read come in order, each once", async () => {
    const script = createScriptedAssistant({ now: () => 0 });
    const first = await script.tell(alice, said("1"), []);
    const say = (text: string) => script.outbox.append({ ...first, turn: said(text) });
    const late: OutboxEntry[] = [];
    const listeners = new Set<(entry: OutboxEntry) => void>();
    const assistant: ScriptedAssistant = {
      ...script,
      subscribe(listener) {
        listeners.add(listener);
        return script.subscribe(listener);
      },
      async replay(...asked) {
        await say("2");
        const past = await script.replay(...asked);
        await say("3");
        late.push(...past);
        return past;
      },
    };
    await using served = await serve({ assistant });
    const client = await connect(served.url);
    client.send(subscribe(first.sessionId, 0));
    const heard = [await client.next(), await client.next(), await client.next()];
    // Storage may tell of an entry after a replay has read it.
    for (const entry of late) for (const listener of listeners) listener(entry);
    await say("4");
    heard.push(await client.next());
    expect(heard.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test("that fails leaves no gap in what is said meanwhile", async () => {
    const script = createScriptedAssistant({ now: () => 0 });
    const first = await script.tell(alice, said("1"), []);
    const assistant: ScriptedAssistant = {
      ...script,
      async replay() {
        await script.outbox.append({ ...first, turn: said("2") });
        throw new Error("storage is gone");
      },
    };
    await using served = await serve({ assistant });
    const client = await connect(served.url);
    const heard = [await client.ask(subscribe(first.sessionId, 1)), await client.next()];
    expect(heard).toMatchObject([{ seq: 2 }, { type: "error", data: { code: "internal" } }]);
  });

  test("of more than a client may leave unread reaches one that reads slowly", async () => {
    await using served = await serve();
    const first = await served.assistant.tell(alice, said("x".repeat(500_000)), []);
    for (let i = 1; i < 60; i++) await served.assistant.outbox.append(first);
    const client = await connect(served.url);
    client.socket.pause();
    client.send(subscribe(first.sessionId, 0));
    // A neighbour's round trip later the replay has met the full buffers of a client that does not read yet.
    const neighbour = await connect(served.url);
    await neighbour.ask({ type: "ping" });
    client.socket.resume();
    for (let seq = 1; seq <= 60; seq++) expect((await client.next()).seq).toBe(seq);
  });

  test("of another user's session is answered as of one that is not there", async () => {
    await using served = await serve();
    const { sessionId } = await served.assistant.tell(UserId.parse("bob"), said("1"), []);
    const client = await connect(served.url);
    const foreign = await client.ask(subscribe(sessionId, 0));
    expect(foreign.data["code"]).toBe("unknown_session");
    expect(await client.ask(subscribe(crypto.randomUUID(), 0))).toEqual(foreign);
  });

  test("needs no name: each session names its own user until the client says who it is", async () => {
    await using served = await serve();
    const client = await connect(served.url);
    const nameless = (sessionId: unknown) => ({
      type: "system",
      payload: { action: "subscribe", sessionId },
    });
    const hers = await served.assistant.tell(alice, said("hers"), []);
    const his = await served.assistant.tell(UserId.parse("bob"), said("his"), []);
    expect(await client.ask(nameless(hers.sessionId))).toMatchObject({ data: { message: "hers" } });
    expect(await client.ask(nameless(his.sessionId))).toMatchObject({ data: { message: "his" } });
    await client.ask({ type: "ping", payload: { userId: "alice" } });
    expect(await client.ask(nameless(his.sessionId))).toMatchObject({
      data: { code: "unknown_session" },
    });
  });
});

test("a client that does not read is cut off, and its neighbour hears everything", async () => {
  await using served = await serve();
  const alice = UserId.parse("alice");
  const [deaf, neighbour] = [await connect(served.url), await connect(served.url)];
  for (const client of [deaf, neighbour]) {
    await client.ask({ type: "ping", payload: { userId: "alice" } });
  }
  deaf.socket.pause();
  const turn: Turn = {
    kind: "outcome",
    status: "completed",
    message: "x".repeat(500_000),
    results: [],
  };
  for (let i = 0; i < 60 && served.channel.connections() === 2; i++) {
    await served.assistant.tell(alice, turn, []);
    expect(await neighbour.next()).toMatchObject({ type: "command" });
  }
  expect(served.channel.connections()).toBe(1);
});

test("an address that asks for too many connections is told to come back later", async () => {
  await using served = await serve({ upgradesPerMinute: 2 });
  await connect(served.url);
  await connect(served.url);
  expect((await refusal(served.url)).status).toBe(429);
});

test("frames are counted by direction and type", async () => {
  const counted: string[] = [];
  const countFrame = (direction: string, type: string) => counted.push(`${direction} ${type}`);
  await using served = await serve({ metrics: { countFrame } });
  const client = await connect(served.url);
  await client.ask({ type: "ping" });
  await client.ask("{");
  expect(counted).toEqual(["in ping", "out pong", "in malformed", "out error"]);
});

test("when the server stops, clients are told to go away", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  const stopped = served.channel.close();
  expect(await client.closed).toBe(1001);
  await stopped;
  expect(served.channel.connections()).toBe(0);
});
