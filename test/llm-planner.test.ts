import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isNotification, post, putWorkspace, workspaceOf } from "./support/client.ts";
import type { Workspace } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer();
  program = await startProgram({
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: "scripted",
    LOG_LEVEL: "info",
  });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

let users = 0;
async function newUser(workspace: Partial<Workspace> = {}): Promise<string> {
  const userId = `user${++users}`;
  const answer = await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    ...workspace,
  });
  expect(answer.status).toBe(200);
  return userId;
}

const eventsOf = async (userId: string) =>
  (await workspaceOf(program.url, userId)).calendar?.events ?? [];

/** Words that no grammar has a rule for. */
const COMMAND =
  "My surfboard has been missing me, so Saturday from 7 to 8 in the morning belongs to the two of us";

const surfing = {
  answer: "plan",
  goal: "Surfing on Saturday",
  steps: [
    {
      id: "create",
      tool: "calendar_create_event",
      args: {
        summary: "Surfing",
        start: "2026-11-28T07:00:00-08:00",
        end: "2026-11-28T08:00:00-08:00",
      },
    },
  ],
};

describe("a sentence that only the model understands", () => {
  test("is planned by one call, told with who planned it, and done", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    model.use(() => ({ answer: surfing }));
    const before = model.requests.length;
    const outcome = await client.say(COMMAND);
    expect(outcome.data).toMatchObject({ status: "completed" });
    expect(await eventsOf(userId)).toMatchObject([{ summary: "Surfing" }]);
    expect(model.requests.length - before).toBe(1);
    const told = await client.next(isNotification("plan_created"));
    expect(told.data).toMatchObject({ planner: "llm", why: "the built-in one is not certain" });
    await client.close();
  });
});

test("what the built-in planner understands is not sent to the model", async () => {
  const userId = await newUser();
  const client = await connect(program.url, userId);
  const before = model.requests.length;
  const outcome = await client.say("What's on tomorrow?");
  expect(outcome.data.status).toBe("completed");
  expect(model.requests.length).toBe(before);
  expect((await client.next(isNotification("plan_created"))).data).toMatchObject({
    planner: "builtin",
    why: "it is certain",
  });
  await client.close();
});

test("an address that the model made up is asked about, and nothing is sent to it", async () => {
  const userId = await newUser();
  const client = await connect(program.url, userId);
  const [step] = surfing.steps;
  const withGuest = { ...step, args: { ...step?.args, attendees: ["mallory@example.net"] } };
  model.use(() => ({ answer: { ...surfing, steps: [withGuest] } }));
  const question = await client.say(COMMAND);
  expect(question.data).toMatchObject({
    kind: "resolve_entity",
    entity: { value: "mallory@example.net" },
  });
  expect(await eventsOf(userId)).toEqual([]);
  await client.close();
});

test("a model that is down is said so, and nothing is done", async () => {
  const userId = await newUser();
  const client = await connect(program.url, userId);
  model.use(() => ({ answer: surfing }));
  await post(program.url, "/sandbox/faults", { service: "openai", kind: "500", count: 3 });
  const outcome = await client.say(COMMAND);
  expect(outcome.data.status).toBe("not_understood");
  expect(outcome.data.message).toContain("couldn't reach the language model");
  expect(await eventsOf(userId)).toEqual([]);
  await client.close();
});
