import { createServer } from "node:http";
import type { Server } from "node:http";

/** How long a client may take to say what it wants, and to say it whole. */
interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** An HTTP server that lets go of who begins to ask and never finishes; looked for every quarter of the shorter time. */
export function createHttpServer(
  patience: Patience = { headersMs: 8_000, requestMs: 30_000 },
): Server {
  const { headersMs, requestMs } = patience;
  return createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(headersMs, requestMs) / 4,
  });
}

/** The port a server listens on. @throws where it does not listen on one. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The server does not listen.");
  return address.port;
}
