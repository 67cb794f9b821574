import type { Server } from "node:http";

/** The port a server listens on. @throws where it does not listen on one. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The server does not listen.");
  return address.port;
}
