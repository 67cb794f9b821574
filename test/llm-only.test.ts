import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { connect, isNotification, putWorkspace } from "./support/client.ts";
import type { Client } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer();
  program = await startProgram({
    PLANNER: "llm",
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: "scripted",
  });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

let asked = 0;
beforeEach(() => {
  asked = model.requests.length;
});
const calls = (): number => model.requests.length - asked;

let users = 0;
async function openUser(): Promise<Client> {
  const userId = `modelled${++users}`;
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
  });
  return await connect(program.url, userId);
}

/** The built-in planner would understand it as well. */
const COMMAND = 'Draft an email to Eden Chan saying "Lunch?"';
const draftTo = (to: unknown) => ({
  answer: "plan",
  goal: "Draft to Eden Chan",
  steps: [
    {
      id: "draft",
      tool: "email_create_draft",
      args: { to: [to], subject: "Lunch?", body: "Lunch?" },
    },
  ],
});
const PLAN = draftTo({ $entity: "Eden Chan" });

describe("with the model alone, a command, its question, the answer and the outcome", () => {
  test("take one call of the model", async () => {
    model.use(() => ({ answer: PLAN }));
    const client = await openUser();
    const question = await client.say(COMMAND, { id: "c1" });
    expect(question.data).toMatchObject({ kind: "resolve_entity", entity: { value: "Eden Chan" } });
    expect((await client.next(isNotification("plan_created"))).data).toMatchObject({
      planner: "llm",
    });
    const outcome = await client.answer(question, "sorry, it's eden@example.com");
    expect(outcome).toMatchObject({
      id: "c1",
      data: { status: "completed", results: [{ output: { draft: { to: ["eden@example.com"] } } }] },
    });
    expect(calls()).toBe(1);
    await client.close();
  });

  test("take two where its first plan has to be repaired", async () => {
    model.use((_request, index) => ({
      answer:
        index === asked
          ? { ...PLAN, steps: [{ id: "draft", tool: "email_dictate", args: {} }] }
          : PLAN,
    }));
    const client = await openUser();
    const question = await client.say(COMMAND);
    const outcome = await client.answer(question, "eden@example.com");
    expect(outcome.data.status).toBe("completed");
    expect(calls()).toBe(2);
    expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain("email_dictate");
    await client.close();
  });
});
