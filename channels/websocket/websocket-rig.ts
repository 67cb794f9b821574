import { randomBytes } from "node:crypto";
import { once } from "node:events";

import type { AddressInfo } from "node:net";
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";

import { WebSocket } from "ws";

import { AssistantError } from "../../src/domain/errors.ts";
import type { PhoneNumber, UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import { createHttpServer } from "../../src/listening.ts";
import { createScriptedAssistant } from "../scripted-assistant.ts";
import type { ScriptedAssistant } from "../scripted-assistant.ts";
import { attachWebSocket } from "./websocket.ts";
import type { WebSocketOptions } from "./websocket.ts";

/** A frame as it came from the server. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly sessionId?: string;
  readonly seq?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A user at the other end of a socket. */
export interface Client {
  readonly socket: WebSocket;
  /** Code with which the socket was closed. */
  readonly closed: Promise<number>;
  send(frame: unknown): void;
  next(): Promise<Frame>;
  ask(frame: unknown): Promise<Frame>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The WebSocket channel on a real server, with a scripted assistant behind it. */
export async function serve(
  options: Partial<WebSocketOptions> & { assistant?: ScriptedAssistant } = {},
) {
  const server = options.server ?? createHttpServer();
  const clock = { now: () => Date.parse("2026-11-24T17:00:00Z") };
  const assistant = options.assistant ?? createScriptedAssistant(clock);
  const channel = attachWebSocket({
    server,
    assistant,
    phones: createScriptedPhones(),
    clock,
    logger: silent,
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
      await channel.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Links whatever is shown the code 123456. */
export function createScriptedPhones(): PhoneLinking {
  const numbers = new Map<UserId, PhoneNumber>();
  return {
    linked: async (userId) => numbers.get(userId),
    sendCode: async () => Date.parse("2026-11-24T17:10:00Z"),
    async verify(userId, number, code) {
      if (code !== "123456") throw new AssistantError("ERR_FORBIDDEN", "That is not the code.");
      numbers.set(userId, number);
    },
    isReachable: async () => true,
    unlink: async (userId) => void numbers.delete(userId),
  };
}

/** Connects a client of the contract. */
export async function connect(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<Client> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  const kept: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on("message", (raw: Buffer) => {
    const frame = JSON.parse(raw.toString("utf8")) as Frame;
    const resolve = waiting.shift();
    if (resolve === undefined) kept.push(frame);
    else resolve(frame);
  });
  const closed = once(socket, "close").then(([code]) => code as number);
  closed.catch(() => undefined);
  await once(socket, "open");
  const next = (): Promise<Frame> => {
    const frame = kept.shift();
    return frame === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(frame);
  };
  const send = (frame: unknown): void =>
    socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  return {
    socket,
    closed,
    next,
    send,
    ask(frame) {
      send(frame);
      return next();
    },
  };
}

/** The HTTP answer with which an upgrade is refused. */
export async function refusal(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<{ readonly status: number | undefined; readonly retryAfter: string | undefined }> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    { statusCode?: number; headers: Record<string, string | undefined> },
  ];
  return { status: response.statusCode, retryAfter: response.headers["retry-after"] };
}

/** A peer that keeps no rules: a TCP connection whose WebSocket handshake is done. */
export async function connectRaw(port: number): Promise<Socket> {
  const socket = connectTcp(port, "127.0.0.1");
  socket.on("error", () => undefined);
  const key = randomBytes(16).toString("base64");
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await once(socket, "data");
  return socket;
}
