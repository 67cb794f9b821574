import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { RateLimiterMemory } from "rate-limiter-flexible";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { Assistant } from "../../src/domain/assistant.ts";
import type { Authentication, Proof } from "../../src/domain/authentication.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { toAssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import { createCallers } from "./callers.ts";
import type { Caller, SocketLimits } from "./callers.ts";
import { openConnection } from "./connection.ts";
import type { Connection, FrameMetrics } from "./connection.ts";
import { watchProof } from "./proof-watch.ts";
import type { ProofWatch } from "./proof-watch.ts";

const MAX_FRAME_BYTES = 64 * 1024;
/** How long a client has to answer the server's goodbye. */
const GOODBYE_MS = 2_000;
/** How often what was proven at the handshake is looked at again. */
const RECHECK_MS = 5 * 60_000;

export interface WebSocketOptions {
  readonly server: Server;
  readonly assistant: Assistant;
  readonly phones: PhoneLinking;
  /** How callers prove who they are; without it they are believed. */
  readonly authentication?: Authentication | undefined;
  /** Origins whose pages may connect; what sends no Origin is no page. */
  readonly allowedOrigins: () => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: FrameMetrics;
  /** How many upgrades one address may ask for in a minute; 12,000 where it is not set, because a proxy is one address. */
  readonly upgradesPerMinute?: number;
  /** For callers of other machines: five sockets a user, twenty an address, a hundred frames a user and minute where they are not set. */
  readonly limits?: Partial<SocketLimits>;
  /** Proxies, beside this machine's own, that are believed about whom they speak for. */
  readonly trustedProxies?: readonly string[];
  /** A peer that is silent for two of these is gone; 30 s where it is not set. */
  readonly heartbeatMs?: number;
}

/** Serves `GET /ws`. Who may not come in is refused before the handshake. */
export function attachWebSocket(options: WebSocketOptions): {
  connections(): number;
  /** Says goodbye to every client and lets what was read be dealt with; resolves when all are gone, soon in any case. */
  close(): Promise<void>;
} {
  const { server, assistant, phones, authentication, allowedOrigins, clock, logger, metrics } =
    options;
  const upgrades = new RateLimiterMemory({
    points: options.upgradesPerMinute ?? 12_000,
    duration: 60,
  });
  const callers = createCallers(options.limits, options.trustedProxies);
  // The limits hold what one client can make the server keep in memory; compression would lift them.
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    maxFragments: 64,
    maxBufferedChunks: 1024,
    handleProtocols: (protocols) => (protocols.has(PROTOCOL) ? PROTOCOL : false),
  });
  const connections = new Map<WebSocket, Connection>();
  const alive = new WeakSet<WebSocket>();
  const watches = new Map<WebSocket, ProofWatch>();
  let closing = false;

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (closing) return refuse(socket, "503 Service Unavailable");
    const caller = callers.callerOf(request);
    try {
      await upgrades.consume(caller.address);
    } catch {
      return refuse(socket, "429 Too Many Requests", ["Retry-After: 60"]);
    }
    if (request.url?.split("?", 1)[0] !== "/ws") return refuse(socket, "404 Not Found");
    const { origin } = request.headers;
    if (origin !== undefined && !allowedOrigins().includes(origin))
      return refuse(socket, "403 Forbidden");
    let proof: Proof | undefined;
    try {
      proof = await authentication?.prove(credentialOf(request) ?? "");
    } catch (cause) {
      const isRefused = toAssistantError(cause).code === "ERR_FORBIDDEN";
      if (!isRefused) logger.error({ err: cause }, "who wants in could not be checked");
      return refuse(socket, isRefused ? "401 Unauthorized" : "503 Service Unavailable");
    }
    if (closing) return refuse(socket, "503 Service Unavailable");
    if (socket.destroyed) return;
    const leave = callers.admit(caller, proof?.userId);
    if (leave === undefined) {
      logger.warn({}, "a user or an address has as many sockets as it may");
      return refuse(socket, "429 Too Many Requests", ["Retry-After: 60"]);
    }
    socket.once("close", leave);
    wss.handleUpgrade(request, socket, head, (client) => open(client, caller, proof));
  }

  function open(client: WebSocket, caller: Caller, proof: Proof | undefined): void {
    alive.add(client);
    client.on("pong", () => alive.add(client));
    client.on("error", (cause) => logger.debug({ err: cause }, "a socket failed"));
    client.on("close", () => {
      connections.delete(client);
      watches.get(client)?.stop();
      watches.delete(client);
    });
    const provenUser = proof?.userId;
    const pace = callers.paceOf(caller, provenUser);
    connections.set(
      client,
      openConnection(client, { assistant, phones, clock, logger, metrics, provenUser, pace }),
    );
    if (proof !== undefined)
      watches.set(
        client,
        watchProof(proof, () => turnAway(client)),
      );
  }

  function turnAway(client: WebSocket): void {
    logger.info({}, "a token no longer holds; its socket is closed");
    client.close(1008, "the token is no longer valid");
    setTimeout(() => client.terminate(), GOODBYE_MS).unref();
  }

  const recheckAll = (): void => {
    for (const watch of watches.values()) void watch.recheck();
  };
  const unwatchKeys = authentication?.onKeysChanged(recheckAll);
  const rechecking = setInterval(recheckAll, RECHECK_MS).unref();

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    void upgrade(request, socket, head);
  server.on("upgrade", onUpgrade);

  const unsubscribe = assistant.subscribe((entry) => {
    for (const connection of connections.values()) {
      if (connection.userId() === entry.userId) connection.deliver(entry);
    }
  });
  const heartbeat = setInterval(() => {
    for (const client of connections.keys()) {
      if (!alive.delete(client)) client.terminate();
      else client.ping();
    }
  }, options.heartbeatMs ?? 30_000).unref();

  return {
    connections: () => connections.size,
    async close() {
      closing = true;
      clearInterval(heartbeat);
      clearInterval(rechecking);
      unwatchKeys?.();
      const goodbyes = [...connections].map(async ([client, connection]) => {
        const closed = once(client, "close");
        client.close(1001, "the server stops");
        await Promise.all([closed, connection.settled()]);
      });
      const limit = new AbortController();
      const late = delay(GOODBYE_MS, undefined, { signal: limit.signal });
      await Promise.race([Promise.allSettled(goodbyes), late]);
      limit.abort();
      for (const client of connections.keys()) client.terminate();
      unsubscribe();
      server.off("upgrade", onUpgrade);
    },
  };
}

const PROTOCOL = "errand";

/** `Authorization: Bearer`, or the subprotocol pair `errand, <token or ticket>` of a browser, which cannot set headers. */
function credentialOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/u.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const [protocol, token] = (headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((part) => part.trim());
  return protocol === PROTOCOL ? token : undefined;
}

function refuse(socket: Duplex, status: string, headers: readonly string[] = []): void {
  const lines = [`HTTP/1.1 ${status}`, "Connection: close", "Content-Length: 0", ...headers];
  socket.end(`${lines.join("\r\n")}\r\n\r\n`);
}
