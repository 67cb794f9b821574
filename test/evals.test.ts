import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { importScenarios } from "../evals/import/import-scenarios.ts";
import { readTasks } from "../evals/import/task.ts";
import { sendToLangSmith } from "../evals/langsmith.ts";
import { loadScenarios } from "../evals/load-scenarios.ts";
import type { ScenarioSet } from "../evals/load-scenarios.ts";
import { openPlanner } from "../evals/planners.ts";
import type { ModelSource } from "../evals/planners.ts";
import { openRecording, readRecording } from "../evals/recording.ts";
import { runSet } from "../evals/run-set.ts";
import type { RunSetOptions, SetResult } from "../evals/run-set.ts";
import { Scenario } from "../evals/scenario.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { ChatRequest, Script } from "./support/openai-server.ts";
import { evalCase, evalRun } from "./support/eval-case.ts";

/** Whole programs are started, several a test. */
vi.setConfig({ testTimeout: 180_000 });

const { workspaces }: ScenarioSet = await loadScenarios("evals");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "errand-evals-"));
});
afterEach(async () => rm(folder, { recursive: true }));

const scenario = (id: string, say: string, more: object = {}): Scenario =>
  Scenario.parse({ id, title: say, tags: ["test"], workspace: "quiet", turns: [{ say }], ...more });

const MILK = scenario("milk", "Add buy milk to my tasks", {
  expect: { added: { tasks: [{ title: "Buy milk" }] } },
});
const BREAD = scenario("bread", "Add buy bread to my tasks", {
  expect: { added: { tasks: [{ title: "Buy bread" }] } },
});

/** A model that does what the command says. */
function addTask({ messages }: ChatRequest): Script {
  const what = /Add (buy \w+) to my tasks/u.exec(JSON.stringify(messages.at(-1)))?.[1] ?? "nothing";
  const title = what.replace("buy", "Buy");
  const steps = [{ id: "add", tool: "tasks_create", args: { title } }];
  return { answer: { answer: "plan", goal: what, steps } };
}

async function realModel(script: (request: ChatRequest, index: number) => Script) {
  const server = await startOpenAIServer({ script });
  onTestFinished(() => server.close());
  return server;
}

async function hold(
  scenarios: readonly Scenario[],
  source: Partial<ModelSource>,
  options: Partial<RunSetOptions> & { readonly planner?: "llm" | "auto" } = {},
): Promise<SetResult> {
  const { planner = "llm", ...rest } = options;
  const whole = { model: "some-model", apiKey: "", baseUrl: undefined, ...source };
  return await runSet(
    scenarios.map((one) => ({ scenario: one, repeat: 1 })),
    workspaces,
    { openPlanner: () => openPlanner(planner, whole), lanes: 1, patienceMs: 15_000, ...rest },
  );
}

const verdicts = ({ cases }: SetResult) => cases.map((one) => [one.scenario, one.verdict]);

describe("a model", () => {
  test("its calls and tokens are counted, case by case", async () => {
    const { baseUrl, requests } = await realModel(addTask);
    const { cases } = await hold([MILK, BREAD], { baseUrl });
    expect(cases.map(({ verdict, model }) => [verdict, model.calls])).toEqual([
      ["right", 1],
      ["right", 1],
    ]);
    for (const { model } of cases) expect(model.inputTokens).toBeGreaterThan(100);
    expect(requests).toHaveLength(2);
  });

  test("that is out of credit ends the run; what it had answered counts, and the case that met it does not", async () => {
    const { baseUrl } = await realModel((request, index) =>
      index === 0
        ? addTask(request)
        : { status: 429, message: "You exceeded your current quota, please check your plan." },
    );
    const result = await hold([MILK, BREAD], { baseUrl });
    expect(verdicts(result)).toEqual([["milk", "right"]]);
    expect(result.endedEarly).toBe("the model is out of credit (429)");
  });

  test("that is merely busy for a moment ends nothing", async () => {
    const { baseUrl } = await realModel((request, index) =>
      index === 0
        ? { status: 429, message: "slow down", headers: { "retry-after": "0" } }
        : addTask(request),
    );
    const result = await hold([MILK], { baseUrl });
    expect(verdicts(result)).toEqual([["milk", "right"]]);
    expect(result.endedEarly).toBeUndefined();
  });

  test("that hangs costs its case, which is bounded and failed, and no other", async () => {
    const { baseUrl } = await realModel((request) =>
      JSON.stringify(request.messages).includes("milk") ? "hang" : addTask(request),
    );
    const options = { caseLimitMs: 12_000, patienceMs: 60_000 };
    const result = await hold([MILK, BREAD], { baseUrl }, options);
    expect(verdicts(result)).toEqual([
      ["milk", "failed"],
      ["bread", "right"],
    ]);
    expect(result.cases[0]?.reasons).toEqual(["it was not over within 12 s"]);
  });
});

describe("a recording", () => {
  async function record(): Promise<string> {
    const file = path.join(folder, "recording.jsonl");
    const { baseUrl } = await realModel(addTask);
    await hold([MILK, BREAD], {
      baseUrl,
      apiKey: "sk-secret",
      record: await openRecording(file, { append: false }),
    });
    return file;
  }

  test("answers in the model's place, byte for byte, without it, and holds no key", async () => {
    const file = await record();
    expect(await readFile(file, "utf8")).not.toContain("sk-secret");
    const replayed = await readRecording(file);
    const again = path.join(folder, "again.jsonl");
    // Nobody listens where the model would be.
    const result = await hold([MILK, BREAD], {
      baseUrl: "http://127.0.0.1:9/v1",
      replayed,
      record: await openRecording(again, { append: false }),
    });
    expect(verdicts(result)).toEqual([
      ["milk", "right"],
      ["bread", "right"],
    ]);
    expect(await readFile(again, "utf8")).toBe(await readFile(file, "utf8"));
  });

  test("that does not have a request is an error of its case, and of a new one", async () => {
    const replayed = await readRecording(await record());
    const changed = {
      ...MILK,
      turns: [{ ...MILK.turns[0], say: "Add buy milk to my tasks please" }],
    };
    const result = await hold(
      [
        Scenario.parse({ ...changed, workspace: "quiet" }),
        scenario("new", "Add buy milk to my tasks"),
      ],
      { replayed },
      { planner: "llm" },
    );
    expect(verdicts(result)).toEqual([
      ["milk", "failed"],
      ["new", "failed"],
    ]);
    expect(result.cases[0]?.reasons[0]).toMatch(/^the recording is stale: .*milk/u);
  });

  test("of more than was asked is stale as well: the planner asked no model", async () => {
    const replayed = await readRecording(await record());
    const result = await hold([MILK], { replayed }, { planner: "auto" });
    // The built-in planner knows the sentence.
    expect(result.cases[0]?.difference[0]).toContain("Buy milk");
    expect(verdicts(result)).toEqual([["milk", "failed"]]);
  });

  test("that is none is told by its line", async () => {
    const file = path.join(folder, "none.jsonl");
    await writeFile(file, '{"case":"x"}\n');
    await expect(readRecording(file)).rejects.toThrow(/none\.jsonl: line 1: /u);
  });
});

describe("an outside task set", () => {
  const EXAMPLE = "evals/examples/tasks.jsonl";

  async function runImported(file: string): Promise<SetResult> {
    const set = await importScenarios(await readTasks(file), workspaces);
    return await runSet(
      set.scenarios.map((one) => ({ scenario: one, repeat: 1 })),
      set.workspaces,
      {
        openPlanner: () =>
          openPlanner("builtin", { model: "none", apiKey: "", baseUrl: undefined }),
        lanes: 1,
        patienceMs: 15_000,
      },
    );
  }

  test("the example of the README is run as it stands", async () => {
    const { cases } = await runImported(EXAMPLE);
    expect(cases.map(({ scenario: id, verdict }) => [id, verdict])).toEqual([
      ["book-by-calls", "right"],
      ["cancel-by-calls", "right"],
      ["mail-by-calls", "right"],
      ["task-by-state", "right"],
      ["read-changes-nothing", "right"],
    ]);
  });

  test("what is not as the expected calls would leave it is not right", async () => {
    const [book = "", , mail = ""] = (await readFile(EXAMPLE, "utf8")).split("\n");
    const file = path.join(folder, "tasks.jsonl");
    await writeFile(
      file,
      [
        book.replaceAll("T06:00", "T05:00"),
        mail.replace('"dana@acme.com"', '"priya.nair@mail.example"'),
        book
          .replace("book-by-calls", "nothing")
          .replace(/"expectedCalls":.*/u, '"expectedCalls":[]}'),
      ].join("\n"),
    );
    const { cases } = await runImported(file);
    expect(cases.map(({ verdict }) => verdict)).toEqual([
      "wrong-write",
      "wrong-write",
      "wrong-write",
    ]);
  });

  test("faults are told by line: of the file, of a task, and of a call that cannot be made", async () => {
    const file = path.join(folder, "tasks.jsonl");
    const task = { workspace: "quiet", now: "2026-11-24T09:00:00-08:00", query: "x" };
    await writeFile(file, `{"query":\n${JSON.stringify(task)}\n`);
    await expect(readTasks(file)).rejects.toThrow(/line 1: .*\n.*line 2: takes expectedCalls or/u);
    const expectedCalls = [
      { tool: "calendar_delete_event", args: { eventId: { $entity: "no such thing" } } },
    ];
    await writeFile(file, `\n${JSON.stringify({ ...task, expectedCalls })}\n`);
    await expect(importScenarios(await readTasks(file), workspaces)).rejects.toThrow(
      /line 2: expectedCalls\.0: calendar_delete_event could not be made: /u,
    );
    await writeFile(file, JSON.stringify({ ...task, workspace: "nowhere", expectedCalls: [] }));
    await expect(importScenarios(await readTasks(file), workspaces)).rejects.toThrow(
      /line 1: workspace: there is no workspace "nowhere"/u,
    );
  });
});

test("what is kept can be replayed: the data folder is there, and the session is named", async () => {
  const { cases } = await runSet([{ scenario: MILK, repeat: 1 }], workspaces, {
    openPlanner: () => openPlanner("builtin", { model: "none", apiKey: "", baseUrl: undefined }),
    lanes: 1,
    patienceMs: 15_000,
    keepIn: path.join(folder, "kept"),
  });
  const { session } = cases[0] ?? {};
  expect(session?.id).toMatch(/^[0-9a-f-]{36}$/u);
  expect(await readdir(session?.dataDir ?? "")).not.toEqual([]);
});

test("LangSmith gets each case with its conversation and the headline as feedback", async () => {
  const received: { readonly path: string; readonly key: unknown; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      received.push({ path: request.url ?? "", key: request.headers["x-api-key"], body });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cases = [evalCase("good", "right"), evalCase("bad", "wrong-write", { reasons: ["why"] })];
  await sendToLangSmith(evalRun(cases), { apiKey: "lsv2_not_a_key", endpoint });

  const bodies = (part: string) =>
    received
      .filter((each) => each.path.includes(part))
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(bodies("/runs")).toMatchObject([{ name: "good" }, { name: "bad" }]);
  expect(bodies("/feedback").map(({ key, score }) => [key, score])).toEqual([
    ["wrong_write", 0],
    ["success", 1],
    ["questions", 0],
    ["wrong_write", 1],
    ["success", 0],
    ["questions", 0],
  ]);
  expect(received.map(({ key }) => key)).not.toContain(undefined);
});
