import { afterEach, describe, expect, test, vi } from "vitest";

import type { ModelCall } from "../../src/domain/model-call.ts";
import { startOpenAIServer } from "../../test/support/openai-server.ts";
import type {
  OpenAIServer,
  OpenAIServerOptions,
  Script,
} from "../../test/support/openai-server.ts";
import { createModelClient } from "./model-client.ts";
import type { ModelClientOptions, ModelServer } from "./model-client.ts";

const servers: OpenAIServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const SHAPE = { name: "answer", description: "An answer", schema: { type: "object" } };

interface World extends OpenAIServerOptions {
  readonly client?: ModelClientOptions;
  readonly server?: Partial<ModelServer>;
}

/** A client of a scripted server, through the real protocol library; every request it was told of is in `calls`. */
async function open({ client: limits, server: own, ...options }: World = {}) {
  const server = await startOpenAIServer(options);
  servers.push(server);
  const calls: ModelCall[] = [];
  const client = createModelClient(
    { apiKey: "secret", baseUrl: server.baseUrl, model: "gpt-5-mini", isOpenAI: false, ...own },
    { backoffMs: 1, ...limits, onCall: (call) => calls.push(call) },
  );
  const request = { purpose: "plan", system: "Be brief.", turns: [["human", "Hello"]] } as const;
  return {
    server,
    calls,
    ask: (signal?: AbortSignal) => client.askForJson({ ...request, signal }, SHAPE),
    tell: (onPiece: (piece: string) => void) => client.askForText(request, onPiece),
  };
}

const inTurn =
  (...scripts: readonly Script[]) =>
  (_request: unknown, index: number): Script =>
    scripts[Math.min(index, scripts.length - 1)] ?? "hang";

const busy: Script = { status: 429, headers: { "retry-after": "0" } };
const fine: Script = { answer: { fine: true } };

test("a question is one request, with the key, and its answer is JSON of the shape", async () => {
  const { server, ask } = await open({ script: () => fine, server: { model: "llama3.2" } });
  expect(JSON.parse(await ask())).toEqual({ fine: true });
  expect(server.requests).toMatchObject([
    {
      mode: "json_schema",
      model: "llama3.2",
      authorization: "Bearer secret",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
      ],
      body: { response_format: { json_schema: { name: "answer", strict: false } } },
    },
  ]);
});

describe("what a server does not take is passed over once, and remembered", () => {
  test.each([
    [["tool_call"], ["json_schema", "tool_call", "tool_call"]],
    [
      ["json_object", "text"],
      ["json_schema", "tool_call", "json_object", "json_object"],
    ],
    [["text"], ["json_schema", "tool_call", "json_object", "text", "text"]],
  ] as const)("a server that takes %j", async (modes, asked) => {
    const { server, ask } = await open({ modes, script: () => fine });
    expect(JSON.parse(await ask())).toEqual({ fine: true });
    expect(JSON.parse(await ask())).toEqual({ fine: true });
    expect(server.requests.map(({ mode }) => mode)).toEqual(asked);
  });

  test("but not what it refuses for another reason", async () => {
    const { server, ask } = await open({
      script: () => ({ status: 400, message: "maximum context length is 4096 tokens" }),
    });
    await expect(ask()).rejects.toMatchObject({ kind: "rejected" });
    expect(server.requests).toHaveLength(1);
  });

  test("a model that is offered a tool and does not use it is read all the same", async () => {
    const { ask } = await open({
      modes: ["tool_call"],
      script: () => ({ answer: '{"fine":true}' }),
    });
    expect(JSON.parse(await ask())).toEqual({ fine: true });
  });
});

describe("another try", () => {
  test.each<[string, Script]>([
    ["429", busy],
    ["500", { status: 500 }],
    ["503", { status: 503 }],
    ["a dropped connection", "reset"],
  ])("is made after %s", async (_name, failure) => {
    const { server, ask, calls } = await open({ script: inTurn(failure, fine) });
    expect(JSON.parse(await ask())).toEqual({ fine: true });
    expect(server.requests).toHaveLength(2);
    expect(calls.map(({ outcome }) => outcome)).toEqual([expect.not.stringMatching(/^ok$/u), "ok"]);
  });

  test.each([401, 403, 404, 400])("is not made after %d", async (status) => {
    const { server, ask } = await open({ script: () => ({ status }) });
    await expect(ask()).rejects.toThrow(/no answer/u);
    expect(server.requests).toHaveLength(1);
  });

  test("waits as long as the server asks, not as long as we would", async () => {
    // Our own wait would go past the deadline, and end the question.
    const { ask } = await open({ script: inTurn(busy, fine), client: { backoffMs: 60_000 } });
    expect(JSON.parse(await ask())).toEqual({ fine: true });
  });

  test("is not made where the server asks for more time than there is", async () => {
    const { server, ask } = await open({
      script: inTurn({ status: 429, headers: { "retry-after": "60" } }, fine),
    });
    await expect(ask()).rejects.toMatchObject({ kind: "rate_limited", retryAfterMs: 60_000 });
    expect(server.requests).toHaveLength(1);
  });

  test("is made twice and no more", async () => {
    const { server, ask } = await open({ script: () => ({ status: 500 }) });
    await expect(ask()).rejects.toMatchObject({ kind: "server_error" });
    expect(server.requests).toHaveLength(3);
  });
});

describe("an end is put to", () => {
  test("a server that does not answer", async () => {
    const { server, ask } = await open({ script: () => "hang", client: { timeoutMs: 300 } });
    await expect(ask()).rejects.toMatchObject({ kind: "timeout" });
    expect(server.requests).toHaveLength(1);
  });

  test("a request when the user cancels", async () => {
    const { server, ask } = await open({ script: () => "hang" });
    const cancellation = new AbortController();
    const asking = ask(cancellation.signal);
    await server.requested(1);
    cancellation.abort();
    await expect(asking).rejects.toMatchObject({ kind: "cancelled" });
  });

  test("the wait for another try when the user cancels", async () => {
    const { server, ask } = await open({
      script: () => ({ status: 429, headers: { "retry-after": "25" } }),
    });
    const cancellation = new AbortController();
    const asking = ask(cancellation.signal);
    await server.requested(1);
    cancellation.abort();
    await expect(asking).rejects.toMatchObject({ kind: "cancelled" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("an answer that is none", () => {
  test.each(["json_schema", "tool_call", "json_object", "text"] as const)(
    "half a JSON in the mode %s is cut off",
    async (mode) => {
      const { ask } = await open({ modes: [mode], script: () => ({ cutOff: '{"fine": tr' }) });
      await expect(ask()).rejects.toMatchObject({ kind: "cut_off" });
    },
  );

  test("a refusal is one", async () => {
    const { server, ask } = await open({ script: () => ({ refusal: "I will not." }) });
    await expect(ask()).rejects.toMatchObject({ kind: "refused" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("a server that keeps failing", () => {
  test("is left alone, and tried again after a while", async () => {
    const { server, ask } = await open({
      script: inTurn({ status: 500 }, { status: 500 }, fine),
      client: { attempts: 1, failuresToOpen: 2, openForMs: 50 },
    });
    await expect(ask()).rejects.toMatchObject({ kind: "server_error" });
    await expect(ask()).rejects.toMatchObject({ kind: "server_error" });
    await expect(ask()).rejects.toMatchObject({ kind: "circuit_open" });
    expect(server.requests).toHaveLength(2);
    await vi.waitFor(async () => expect(JSON.parse(await ask())).toEqual({ fine: true }));
    expect(server.requests).toHaveLength(3);
  });

  test("is not one that answers, whatever it answers", async () => {
    const { server, ask } = await open({
      script: () => ({ refusal: "I will not." }),
      client: { failuresToOpen: 1 },
    });
    for (let i = 0; i < 3; i++) await expect(ask()).rejects.toMatchObject({ kind: "refused" });
    expect(server.requests).toHaveLength(3);
  });
});

describe("what a request cost", () => {
  const priced: Script = { answer: { fine: true }, cachedTokens: 8 };

  test("is told, in tokens and in dollars", async () => {
    const { ask, calls } = await open({ script: () => priced, server: { isOpenAI: true } });
    await ask();
    const [call] = calls;
    expect(call).toMatchObject({
      purpose: "plan",
      model: "gpt-5-mini",
      mode: "json_schema",
      outcome: "ok",
      cachedTokens: 8,
    });
    const { inputTokens = 0, outputTokens = 0 } = call ?? {};
    // 0.25, 0.025 and 2 dollars a million.
    const dollars = ((inputTokens - 8) * 0.25 + 8 * 0.025 + outputTokens * 2) / 1_000_000;
    expect(call?.costUsd).toBeCloseTo(dollars, 12);
  });

  test.each([
    ["on a server that is not OpenAI's", { isOpenAI: false }],
    ["of a model whose price is not known", { isOpenAI: true, model: "llama3.2" }],
  ])("is not made up %s", async (_name, server) => {
    const { ask, calls } = await open({ script: () => priced, server });
    await ask();
    expect(calls[0]).not.toHaveProperty("costUsd");
  });
});

describe("a text", () => {
  test("comes in pieces, and whole", async () => {
    const { tell, calls } = await open({ script: () => ({ answer: "Two messages from Dana." }) });
    const pieces: string[] = [];
    expect(await tell((piece) => pieces.push(piece))).toBe("Two messages from Dana.");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("Two messages from Dana.");
    expect(calls).toMatchObject([{ outcome: "ok", inputTokens: expect.any(Number) as number }]);
  });

  test.each<[string, Script]>([
    ["breaks off", { broken: ["Two ", "messages"] }],
    ["is cut off", { cutOff: "Two messages" }],
    ["is refused", { refusal: "I will not." }],
    ["does not begin", { status: 500 }],
  ])("that %s is a failure, and is not begun again", async (_name, script) => {
    const { server, tell } = await open({ script: () => script });
    await expect(tell(() => {})).rejects.toThrow(/no answer/u);
    expect(server.requests).toHaveLength(1);
  });
});
