import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { Assistant } from "../../src/domain/assistant.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { openConnection } from "./connection.ts";
import type { Connection } from "./connection.ts";

const MAX_FRAME_BYTES = 64 * 1024;
const HEARTBEAT_MS = 30_000;

export interface WebSocketOptions {
  readonly server: Server;
  readonly assistant: Assistant;
  /** Says whose token it is, or throws. Without it callers are believed. */
  readonly authenticate?: ((token: string) => Promise<UserId>) | undefined;
  /** Origins whose pages may connect; what sends no Origin is no page. */
  readonly allowedOrigins: () => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Serves `GET /ws`. Who may not come in is refused before the handshake. */
export function attachWebSocket(options: WebSocketOptions): {
  connections(): number;
  /** Says goodbye to every client. */
  close(): void;
} {
  const { server, assistant, authenticate, allowedOrigins, clock, logger } = options;
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

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (request.url?.split("?", 1)[0] !== "/ws") return refuse(socket, "404 Not Found");
    const { origin } = request.headers;
    if (origin !== undefined && !allowedOrigins().includes(origin))
      return refuse(socket, "403 Forbidden");
    let provenUser: UserId | undefined;
    if (authenticate !== undefined) {
      try {
        provenUser = await authenticate(tokenOf(request) ?? "");
      } catch {
        return refuse(socket, "401 Unauthorized");
      }
    }
    wss.handleUpgrade(request, socket, head, (client) => open(client, provenUser));
  }

  function open(client: WebSocket, provenUser: UserId | undefined): void {
    alive.add(client);
    client.on("pong", () => alive.add(client));
    client.on("error", (cause) => logger.debug({ err: cause }, "a socket failed"));
    client.on("close", () => connections.delete(client));
    connections.set(client, openConnection(client, { assistant, clock, logger, provenUser }));
  }

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
  }, HEARTBEAT_MS).unref();

  return {
    connections: () => connections.size,
    close() {
      server.off("upgrade", onUpgrade);
      unsubscribe();
      clearInterval(heartbeat);
      for (const client of connections.keys()) client.close(1001, "the server stops");
    },
  };
}

const PROTOCOL = "errand";

/** `Authorization: Bearer`, or the subprotocol pair `errand, <token>` of a browser, which cannot set headers. */
function tokenOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/u.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const [protocol, token] = (headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((part) => part.trim());
  return protocol === PROTOCOL ? token : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
