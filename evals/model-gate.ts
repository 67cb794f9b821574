import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";

import { requestDigest } from "./recording.ts";
import type { RecordedCall } from "./recording.ts";

export interface ModelGateOptions {
  /** The real server's base URL; not needed where everything is answered from a recording. */
  readonly upstream: string;
  /** Where given, nothing is forwarded: the calls of each case. */
  readonly replayed?: ReadonlyMap<string, readonly RecordedCall[]>;
}

/** What stands between the program and its model: forwards, keeps what was said, and answers from what was kept. */
export interface ModelGate {
  readonly baseUrl: string;
  /** A new case begins. */
  readonly begin: (key: string) => void;
  /** What was asked and answered in this case, oldest first. */
  readonly calls: () => readonly RecordedCall[];
  /** Why a replay is not this case: a request that was not recorded, or a recorded one that did not come. */
  readonly stale: () => string | undefined;
  /** Why the model's server will answer nobody: no credit, no right. */
  readonly outOfOrder: () => string | undefined;
  readonly close: () => Promise<void>;
}

const Port = z.object({ port: z.number() });

/** Opens a gate on loopback; one case at a time. */
export async function openModelGate({ upstream, replayed }: ModelGateOptions): Promise<ModelGate> {
  let key = "";
  let calls: RecordedCall[] = [];
  let left: RecordedCall[] = [];
  let unknown: string | undefined;
  let outOfOrder: string | undefined;

  async function answerFrom(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const digest = requestDigest(body);
    if (replayed !== undefined) {
      const i = left.findIndex((call) => call.request === digest);
      const [call] = i === -1 ? [] : left.splice(i, 1);
      if (call === undefined) {
        unknown ??= `the recording is stale: it has no answer to a request of ${key}`;
        return send(response, 409, "application/json", '{"error":{"message":"not recorded"}}');
      }
      calls.push(call);
      return send(response, call.status, call.type, call.body);
    }
    const { authorization = "" } = request.headers;
    const answer = await fetch(`${upstream}${(request.url ?? "").replace(/^\/v1/u, "")}`, {
      method: request.method ?? "POST",
      headers: { "content-type": "application/json", authorization },
      ...(request.method === "POST" && { body }),
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type") ?? "application/json";
    outOfOrder ??= faultOf(answer.status, text);
    calls.push({ case: key, request: digest, status: answer.status, type, body: text });
    send(response, answer.status, type, text);
  }

  const server = createServer((request, response) => {
    // The program meets a server that is gone, and says so.
    answerFrom(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = Port.parse(server.address());
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    begin(next) {
      key = next;
      calls = [];
      unknown = undefined;
      left = [...(replayed?.get(next) ?? [])];
    },
    calls: () => calls,
    stale() {
      if (unknown !== undefined || left.length === 0) return unknown;
      return `the recording is stale: ${left.length} of its requests did not come in ${key}`;
    },
    outOfOrder: () => outOfOrder,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Too many requests is no fault of this kind: it passes. */
function faultOf(status: number, body: string): string | undefined {
  if (status === 401) return "the model's server does not take the key (401)";
  if (
    status === 402 ||
    (status === 429 && /insufficient_quota|exceeded your current quota/u.test(body))
  )
    return `the model is out of credit (${status})`;
  return undefined;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type }).end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}
