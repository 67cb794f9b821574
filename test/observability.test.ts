import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { connect, post } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { startOtlpReceiver } from "./support/otlp-receiver.ts";
import type { OtlpReceiver, ReceivedSpan } from "./support/otlp-receiver.ts";
import { startProgram } from "./support/program.ts";
import { addUser, contactOf } from "./support/users.ts";

/** Words of the user, names and addresses that nothing which is kept of a turn may hold. */
const CANARIES = ["quetzal", "zanzibar", "palimpsest", "walter", "@example"];

interface TurnLine {
  readonly turn: string;
  readonly session: string;
  readonly channel: string;
  readonly began: string;
  readonly status: string;
  readonly ms: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, number>>;
  readonly model: { readonly calls: number; readonly inputTokens: number };
}

let model: OpenAIServer;
let collector: OtlpReceiver;
let metrics = "";
let log = "";
let exitCode: number | null;

beforeAll(async () => {
  model = await startOpenAIServer();
  collector = await startOtlpReceiver();
  const program = await startProgram({
    LOG_LEVEL: "info",
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: "scripted",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: "x-team=errands",
    OTEL_SERVICE_NAME: "errand-under-test",
  });
  try {
    const { url } = program;
    const userId = await addUser(url, {
      email: "walter@example.com",
      contacts: [contactOf("Quetzal Palimpsest", "quetzal@example.net")],
    });
    const client = await connect(url, userId);
    await post(url, "/sandbox/faults", { service: "tasks", kind: "429", count: 1 });
    await client.say("Add a task called zanzibar");
    // Asks for a yes, which the client gives.
    await client.say("Email quetzal@example.net saying zanzibar");
    model.use(() => ({ answer: { answer: "plan", goal: "zanzibar", steps: [], reply: "Hello" } }));
    await client.say("Zanzibar misses me, so make my Saturday morning all about the two of us");
    await client.close();
    metrics = await (await fetch(`${url}/metrics`)).text();
    exitCode = await program.terminate();
    log = program.output();
  } finally {
    await program.dispose();
  }
}, 60_000);
afterAll(async () => {
  await model?.close();
  await collector?.close();
});

function valueOf(series: string): number | undefined {
  const line = metrics.split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe("the figures", () => {
  test("turns, questions, steps and effects are counted once, where they come about", () => {
    expect(valueOf('errand_turns_total{channel="websocket",status="completed"}')).toBe(3);
    expect(valueOf('errand_turns_total{channel="websocket",status="question"}')).toBe(1);
    expect(valueOf('errand_turn_seconds_count{channel="websocket"}')).toBe(4);
    expect(valueOf('errand_questions_total{kind="approve"}')).toBe(1);
    expect(valueOf('errand_questions_settled_total{kind="approve"}')).toBe(1);
    expect(valueOf('errand_steps_total{tool="tasks_create",status="done"}')).toBe(1);
    expect(valueOf('errand_step_seconds_count{tool="tasks_create"}')).toBe(1);
    expect(valueOf('errand_effects_total{tool="tasks_create",outcome="done"}')).toBe(1);
  });

  test("requests to Google and to the model are timed by what came of them, tokens are counted", () => {
    const refused = 'errand_provider_seconds_count{service="tasks",outcome="ERR_TOOL_UNAVAILABLE"}';
    expect(valueOf(refused)).toBe(1);
    expect(valueOf('errand_provider_seconds_count{service="tasks",outcome="ok"}')).toBeGreaterThan(
      0,
    );
    const tokens = 'errand_model_tokens_total{purpose="plan",model="scripted",kind="input"}';
    expect(valueOf(tokens)).toBeGreaterThan(0);
  });

  test("the event loop's delay is among them", () => {
    expect(valueOf("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
  });
});

describe("the log", () => {
  const lines = (): (TurnLine & { readonly msg: string })[] =>
    log.split("\n").flatMap((line) => (line.startsWith("{") ? JSON.parse(line) : []));
  const turns = (): TurnLine[] => lines().filter(({ msg }) => msg === "turn");

  test("has one line a turn: how it began, how it ended, and where its time went", () => {
    const [task, mail, answer, hello] = turns();
    expect(turns()).toHaveLength(4);
    expect(task).toMatchObject({
      channel: "websocket",
      began: "command",
      status: "completed",
      steps: { done: 1 },
      model: { calls: 0 },
    });
    for (const part of ["queued", "plan", "resolve", "consent", "step", "reply", "worked"])
      expect(task?.ms[part], part).toBeTypeOf("number");
    expect(mail).toMatchObject({ began: "command", status: "question" });
    expect(answer).toMatchObject({
      began: "answer",
      status: "completed",
      session: mail?.session,
    });
    expect(hello?.model.calls).toBe(1);
    expect(hello?.model.inputTokens).toBeGreaterThan(0);
  });

  test("names the turn on every other line that came of it", () => {
    const retried = lines().find(({ msg }) => msg === "provider call failed, retrying");
    expect(retried?.turn).toBe(turns()[0]?.turn);
    expect(lines().find(({ msg }) => msg === "model call")?.turn).toBe(turns()[3]?.turn);
  });
});

describe("the traces", () => {
  const named = (name: string): readonly ReceivedSpan[] =>
    collector.spans.filter((span) => span.name === name);
  const parentOf = (span: ReceivedSpan | undefined): ReceivedSpan | undefined =>
    collector.spans.find(({ spanId }) => spanId === span?.parentId);

  test("are all sent before the program ends, as the standard variables say", () => {
    expect(exitCode).toBe(0);
    expect(named("turn")).toHaveLength(4);
    expect(collector.requests[0]).toMatchObject({
      path: "/v1/traces",
      headers: { "x-team": "errands" },
    });
    expect(collector.resource["service.name"]).toBe("errand-under-test");
  });

  test("show each turn as a tree: its parts, their steps, and each request made for them", () => {
    const [turn] = named("turn");
    expect(turn?.parentId).toBe("");
    for (const part of ["plan", "resolve", "consent", "execute_tool tasks_create", "reply"])
      expect(parentOf(named(part)[0]), part).toBe(turn);
    const [first, second] = named("provider GOOGLETASKS_LIST_TASK_LISTS");
    expect(first?.attributes).toMatchObject({ "errand.outcome": "ERR_TOOL_UNAVAILABLE" });
    expect(second?.attributes).toMatchObject({ "errand.outcome": "ok" });
    const step = parentOf(second);
    expect(step?.name).toBe("execute_tool tasks_create");
    expect(step?.attributes).toMatchObject({
      "gen_ai.tool.name": "tasks_create",
      "errand.attempts": 2,
      "errand.outcome": "done",
    });
    const [chat] = named("chat scripted");
    expect(chat?.attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "scripted",
      "errand.outcome": "ok",
    });
    expect(chat?.attributes["gen_ai.usage.input_tokens"]).toBeGreaterThan(0);
    expect(parentOf(chat)?.name).toBe("plan");
  });

  test("name the turn on each span, by the id that the log has", () => {
    const ids = new Set(collector.spans.map(({ attributes }) => attributes["errand.turn"]));
    expect(ids.size).toBe(4);
    for (const id of ids) expect(log).toContain(`"turn":"${String(id)}"`);
  });
});

test("nothing that is kept of a turn says what was written or who wrote it", () => {
  for (const [what, kept] of Object.entries({ metrics, log, traces: collector.text() }))
    for (const canary of CANARIES)
      expect(kept.toLowerCase(), `${canary} in ${what}`).not.toContain(canary);
});

test.each([
  { OTEL_SDK_DISABLED: "true" },
  { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" },
])("with %j no trace is sent", async (env) => {
  const nobody = await startOtlpReceiver();
  onTestFinished(() => nobody.close());
  const program = await startProgram({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: nobody.endpoint });
  onTestFinished(() => program.dispose());
  const client = await connect(program.url, "alice");
  await client.say("What can you do?");
  await client.close();
  await program.terminate();
  expect(nobody.requests).toEqual([]);
});

test("a program whose receivers never answer stops all the same", async () => {
  const deaf = createServer().listen(0, "127.0.0.1");
  await once(deaf, "listening");
  onTestFinished(() => void deaf.close());
  const endpoint = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const program = await startProgram({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    LANGSMITH_TRACING: "true",
    LANGSMITH_API_KEY: "lsv2_not_a_key",
    LANGSMITH_ENDPOINT: endpoint,
  });
  onTestFinished(() => program.dispose());
  const client = await connect(program.url, "alice");
  await client.say("What can you do?");
  await client.close();
  expect(await program.terminate()).toBe(0);
});
