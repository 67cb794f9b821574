import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect as connectTcp } from "node:net";

import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { UserId } from "../../src/domain/ids.ts";
import type { Turn } from "../../src/domain/turn.ts";
import { describeChannel } from "../channel-contract.ts";
import { createScriptedAssistant } from "../scripted-assistant.ts";
import type { ScriptedAssistant } from "../scripted-assistant.ts";
import { attachWebSocket } from "./websocket.ts";
import type { WebSocketOptions } from "./websocket.ts";

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly sessionId?: string;
  readonly seq?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

async function serve(options: Partial<WebSocketOptions> & { assistant?: ScriptedAssistant } = {}) {
  const server = createServer();
  const clock = { now: () => Date.parse("2026-11-24T17:00:00Z") };
  const assistant = options.assistant ?? createScriptedAssistant(clock);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const channel = attachWebSocket({
    server,
    assistant,
    clock,
    logger,
    allowedOrigins: () => ["https://errand.test"],
    ...options,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    port,
    assistant,
    channel,
    async [Symbol.asyncDispose]() {
      channel.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function connect(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
) {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  const kept: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on("message", (raw: Buffer) => {
    const frame = JSON.parse(raw.toString("utf8")) as Frame;
    const resolve = waiting.shift();
    if (resolve === undefined) kept.push(frame);
    else resolve(frame);
  });
  const closed = once(socket, "close") as Promise<[number]>;
  closed.catch(() => undefined);
  await once(socket, "open");
  const next = (): Promise<Frame> => {
    const frame = kept.shift();
    return frame === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(frame);
  };
  return {
    socket,
    closed,
    next,
    send: (frame: unknown) =>
      socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    async ask(frame: unknown): Promise<Frame> {
      this.send(frame);
      return await next();
    },
  };
}

/** The HTTP status with which an upgrade is refused. */
async function refusal(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<number | undefined> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    { statusCode?: number },
  ];
  return response.statusCode;
}

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
    const answer = await client.ask({ ...command("x", { sessionId: session }), id: "c7" });
    expect(answer.id).toBe("c7");
  });
});

test("twenty malformed frames close their own socket with 1008, and no other", async () => {
  await using served = await serve();
  const neighbour = await connect(served.url);
  const client = await connect(served.url);
  for (let i = 0; i < 20; i++) client.send("{");
  expect((await client.closed)[0]).toBe(1008);
  expect(await neighbour.ask({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("a frame over 64 KiB closes with 1009; one of 64 KiB does not", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  const empty = JSON.stringify({ type: "ping", pad: "" }).length;
  const padded = (bytes: number) =>
    JSON.stringify({ type: "ping", pad: "x".repeat(bytes - empty) });
  expect(await client.ask(padded(64 * 1024))).toMatchObject({ type: "pong" });
  client.send(padded(64 * 1024 + 1));
  expect((await client.closed)[0]).toBe(1009);
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
  const authenticate = async (token: string) => {
    if (token === "alice-token") return UserId.parse("alice");
    throw new Error("no");
  };

  test("a missing or wrong token is refused before the handshake", async () => {
    await using served = await serve({ authenticate });
    expect(await refusal(served.url)).toBe(401);
    expect(await refusal(served.url, { headers: { authorization: "Bearer other" } })).toBe(401);
    expect(await refusal(served.url, { protocols: ["errand", "other"] })).toBe(401);
    expect(await refusal(served.url, { protocols: ["alice-token"] })).toBe(401);
  });

  test("a token comes as a header, or as a subprotocol, which is not echoed", async () => {
    await using served = await serve({ authenticate });
    const byHeader = await connect(served.url, {
      headers: { authorization: "Bearer alice-token" },
    });
    expect(await byHeader.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    const byProtocol = await connect(served.url, { protocols: ["errand", "alice-token"] });
    expect(byProtocol.socket.protocol).toBe("errand");
  });

  test("the token says who the user is: another userId is forbidden", async () => {
    await using served = await serve({ authenticate });
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

  test("pages of other origins may not; what is no page may", async () => {
    await using served = await serve();
    for (const origin of [
      "https://evil.test",
      "https://errand.test.evil.test",
      "http://errand.test",
      "null",
    ]) {
      expect(await refusal(served.url, { headers: { origin } }), origin).toBe(403);
    }
    await connect(served.url, { headers: { origin: "https://errand.test" } });
    await connect(served.url);
  });

  test("other paths are not upgraded", async () => {
    await using served = await serve();
    expect(await refusal(served.url.replace("/ws", "/other"))).toBe(404);
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

test("when the server stops, clients are told to go away", async () => {
  await using served = await serve();
  const client = await connect(served.url);
  served.channel.close();
  expect((await client.closed)[0]).toBe(1001);
});
