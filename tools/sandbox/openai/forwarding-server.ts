import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Logger } from "../../../src/domain/logger.ts";
import type { Faults } from "../faults.ts";

const OPENAI = "https://api.openai.com/v1";

export interface ForwardingOptions {
  /** The base URL that is configured; OpenAI's own without it. */
  readonly upstream?: string | undefined;
  readonly faults: Pick<Faults, "take">;
  readonly logger: Logger;
}

/** A stand-in's address for the real server's. */
export interface ForwardingServer {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts a server on loopback that passes every request on to the language model's own, bytes as they come, unless a failure is
 * planned for it: then the request fails so.
 */
export async function startForwarding({
  upstream = OPENAI,
  faults,
  logger,
}: ForwardingOptions): Promise<ForwardingServer> {
  const base = upstream.replace(/\/+$/u, "");
  const server = createServer((request, response) => {
    handle(request, response).catch((cause: unknown) => {
      logger.debug({ err: cause }, "a request to the language model was not passed on whole");
      if (response.headersSent) response.destroy();
      else sendError(response, 502, "The language model's server cannot be reached.");
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = await faults.take("openai");
    switch (fault?.kind) {
      case "429":
        return sendError(response, 429, "Rate limit reached.", { "retry-after": "1" });
      case "500":
        return sendError(response, 500, "The server had an error.");
      case "timeout":
        return;
      case "reset_after_write": {
        const answer = await forward(request, response);
        await answer.arrayBuffer();
        return void response.destroy();
      }
      case undefined: {
        const answer = await forward(request, response);
        response.writeHead(answer.status, headersToClient(answer.headers));
        if (answer.body === null) return void response.end();
        await pipeline(Readable.fromWeb(answer.body), response);
      }
    }
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<Response> {
    const left = new AbortController();
    response.once("close", () => left.abort());
    const body = await readBody(request);
    return await fetch(`${base}${(request.url ?? "").replace(/^\/v1(?=\/|$)/u, "")}`, {
      method: request.method ?? "POST",
      headers: headersToServer(request.headers),
      ...(body.length > 0 && { body }),
      signal: left.signal,
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Belong to one connection, or are set anew for the next. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "accept-encoding",
]);

function headersToServer(headers: IncomingMessage["headers"]): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!OWN_HEADERS.has(name) && value !== undefined) sent.set(name, String(value));
  }
  return sent;
}

function headersToClient(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !OWN_HEADERS.has(name)));
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(
    JSON.stringify({ error: { message, type: "server_error", param: null, code: null } }),
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
