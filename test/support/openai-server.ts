import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request for a chat completion, as the client sent it. */
export interface ChatRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** How the answer's shape is asked for. */
  readonly mode: OutputModeName;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

export type OutputModeName = "json_schema" | "tool_call" | "json_object" | "text";

/** How the server answers one request. */
export type Script =
  /** An answer of the model: an object becomes JSON, a text stays one. Stands where the mode wants it. */
  | { readonly answer: unknown; readonly cachedTokens?: number }
  /** A streamed answer of which these words come at once, and the rest when it may. */
  | { readonly answer: string; readonly atOnce: number; readonly rest: Promise<unknown> }
  /** The model's answer, stopped by the token limit. */
  | { readonly cutOff: string }
  | { readonly refusal: string }
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A stream that breaks after these pieces. */
  | { readonly broken: readonly string[] }
  /** Never an answer. */
  | "hang"
  /** The connection is dropped. */
  | "reset";

export interface OpenAIServer {
  /** What a client takes for its base URL: ends in `/v1`. */
  readonly baseUrl: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ChatRequest[];
  /** Resolves once so many requests have come. */
  requested(count: number): Promise<void>;
  /** Answers by another script from now on. */
  use(script: (request: ChatRequest, index: number) => Script): void;
  close(): Promise<void>;
}

export interface OpenAIServerOptions {
  /** What a request is answered; `index` counts from 0. Default: a plan that only says hello. */
  readonly script?: (request: ChatRequest, index: number) => Script;
  /** The modes the server takes; another is a 400 that says so. Default: all. */
  readonly modes?: readonly OutputModeName[];
}

/**
 * A server that speaks the part of the OpenAI API that language models are asked by, on loopback, and answers by script: what
 * stands in for a model in tests and scenarios.
 */
export async function startOpenAIServer(options: OpenAIServerOptions = {}): Promise<OpenAIServer> {
  const modes = options.modes ?? ["json_schema", "tool_call", "json_object", "text"];
  let script =
    options.script ?? (() => ({ answer: { answer: "plan", goal: "", reply: "Hello." } }));
  const requests: ChatRequest[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readBody(incoming)) as Record<string, unknown>;
    if (incoming.method !== "POST" || incoming.url !== "/v1/chat/completions")
      return sendError(response, 404, `There is no ${incoming.url}.`);
    const request = toRequest(body, incoming.headers.authorization);
    const index = requests.push(request) - 1;
    for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
    if (!modes.includes(request.mode)) return sendError(response, 400, UNSUPPORTED[request.mode]);
    await play(script(request, index), request, response);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    requested: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    use(next) {
      script = next;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** How servers word it. */
const UNSUPPORTED: Readonly<Record<OutputModeName, string>> = {
  json_schema:
    "'response_format.type' must be 'json_object' or 'text': json_schema is not supported",
  tool_call: "this model does not support tools",
  json_object: "response_format json_object is not supported",
  text: "text is not supported",
};

function toRequest(body: Record<string, unknown>, authorization: string | undefined): ChatRequest {
  const format = (body["response_format"] as { type?: string } | undefined)?.type;
  const mode =
    format === "json_schema" || format === "json_object"
      ? format
      : body["tools"] === undefined
        ? "text"
        : "tool_call";
  return {
    model: String(body["model"]),
    stream: body["stream"] === true,
    messages: body["messages"] as ChatRequest["messages"],
    mode,
    body,
    authorization,
  };
}

async function play(script: Script, request: ChatRequest, response: ServerResponse): Promise<void> {
  if (script === "hang") return;
  if (script === "reset") return void response.destroy();
  if ("status" in script)
    return sendError(response, script.status, script.message ?? "scripted", script.headers);
  if ("broken" in script) {
    beginStream(response);
    for (const piece of script.broken) sendPiece(response, request, { content: piece });
    // What was written is sent before the connection goes.
    return void setImmediate(() => response.destroy());
  }
  if (request.stream) return await playStream(script, request, response);
  const message =
    "refusal" in script
      ? { role: "assistant", content: null, refusal: script.refusal }
      : toMessage("cutOff" in script ? script.cutOff : script.answer, request);
  sendJson(response, 200, {
    id: "chatcmpl-scripted",
    object: "chat.completion",
    created: 0,
    model: request.model,
    choices: [{ index: 0, message, finish_reason: finishOf(script, request) }],
    usage: usageOf(script, request),
  });
}

async function playStream(
  script: Exclude<Script, string | { status: number } | { broken: readonly string[] }>,
  request: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  beginStream(response);
  const text =
    "refusal" in script ? "" : toText("cutOff" in script ? script.cutOff : script.answer);
  for (const [i, piece] of (text.match(/\S+\s*|\s+/gu) ?? []).entries()) {
    if ("atOnce" in script && i === script.atOnce) await script.rest;
    sendPiece(response, request, { content: piece });
  }
  sendPiece(
    response,
    request,
    {},
    "refusal" in script ? "content_filter" : finishOf(script, request),
  );
  sendEvent(response, { ...chunkOf(request), choices: [], usage: usageOf(script, request) });
  response.end("data: [DONE]\n\n");
}

function toMessage(answer: unknown, { mode }: ChatRequest): Record<string, unknown> {
  // A text in the mode of tools is a model that did not use the tool.
  if (mode !== "tool_call" || typeof answer === "string")
    return { role: "assistant", content: toText(answer), refusal: null };
  const call = {
    id: "call_scripted",
    type: "function",
    function: { name: "errand_answer", arguments: JSON.stringify(answer) },
  };
  return { role: "assistant", content: null, refusal: null, tool_calls: [call] };
}

function toText(answer: unknown): string {
  return typeof answer === "string" ? answer : JSON.stringify(answer);
}

function finishOf(script: Script, { mode }: ChatRequest): string {
  if (typeof script === "object" && "cutOff" in script) return "length";
  return mode === "tool_call" ? "tool_calls" : "stop";
}

/** Four characters a token, as the rule of thumb goes. */
function usageOf(script: Script, { messages }: ChatRequest): Record<string, unknown> {
  const prompt = Math.ceil(JSON.stringify(messages).length / 4);
  const completion = Math.ceil(JSON.stringify(script).length / 4);
  const cached =
    typeof script === "object" && "cachedTokens" in script ? (script.cachedTokens ?? 0) : 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function chunkOf({ model }: ChatRequest): Record<string, unknown> {
  return { id: "chatcmpl-scripted", object: "chat.completion.chunk", created: 0, model };
}

function beginStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

function sendPiece(
  response: ServerResponse,
  request: ChatRequest,
  delta: Record<string, unknown>,
  finish: string | null = null,
): void {
  sendEvent(response, {
    ...chunkOf(request),
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
}

function sendEvent(response: ServerResponse, event: unknown): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const error = { message, type: "invalid_request_error", param: null, code: null };
  sendJson(response, status, { error }, headers);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
