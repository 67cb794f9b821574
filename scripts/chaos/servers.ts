import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server, ServerResponse } from "node:http";

/** Makes a server on this machine. */
export async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Ends a server and every connection to it. */
export async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/**
 * What becomes of a write. `hold`: it is carried out, and its answer never leaves; `unheard`: neither. `reset`, `500`,
 * `502`: it is carried out, and then the connection is dropped, or the answer is that status.
 */
export type Fate = "hold" | "unheard" | "reset" | "500" | "502";

/** Replaces what a server is about to answer. */
export function answerAs(fate: Fate, response: ServerResponse): void {
  const replace = (name: "writeHead" | "end", value: () => ServerResponse): void =>
    void Object.defineProperty(response, name, { value });
  const end = response.end.bind(response);
  switch (fate) {
    case "hold":
    case "unheard":
      replace("writeHead", () => response);
      return replace("end", () => response);
    case "reset":
      replace("writeHead", () => response);
      return replace("end", () => response.destroy());
    case "500":
    case "502":
      replace("writeHead", () => {
        response.statusCode = Number(fate);
        return response;
      });
      return replace("end", () => end("the answer got lost"));
  }
}
