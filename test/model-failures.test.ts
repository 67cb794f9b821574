import { afterAll, beforeAll, expect, test } from "vitest";

import { connect } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer, Script } from "./support/openai-server.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser, eventsOf } from "./support/users.ts";

const surfing = (id: string): Record<string, unknown> => ({
  id,
  tool: "calendar_create_event",
  args: {
    summary: "Surfing",
    start: "2026-11-28T07:00:00-08:00",
    end: "2026-11-28T08:00:00-08:00",
  },
});
const planOf = (...steps: readonly unknown[]) => ({ answer: "plan", goal: "Surfing", steps });
const GOOD: Script = { answer: planOf(surfing("create")) };

/** A plan that begins well and cannot be carried out to its end. */
const endingIn = (step: Record<string, unknown>): Script => ({
  answer: planOf(surfing("create"), { ...surfing("then"), ...step }),
});
const FAILURES: readonly (readonly [name: string, script: Script])[] = [
  ["429", { status: 429 }],
  ["429 for a minute", { status: 429, headers: { "retry-after": "60" } }],
  ["500", { status: 500 }],
  ["503", { status: 503 }],
  ["401", { status: 401 }],
  ["400", { status: 400 }],
  ["a connection that breaks", "reset"],
  ["JSON that stops", { cutOff: JSON.stringify(planOf(surfing("create"))).slice(0, -9) }],
  ["words", { answer: "Sure! I have booked it." }],
  ["nothing", { answer: {} }],
  ["a refusal", { refusal: "I'd rather not." }],
  ["a step of no tool there is", endingIn({ tool: "calendar_burn" })],
  ["a step without its arguments", endingIn({ args: {} })],
  ["a step with an argument too many", endingIn({ args: { summary: "x", burn: true } })],
  ["a step that refers to none", endingIn({ when: "never.done" })],
  ["a step that waits for itself", endingIn({ when: "then.event" })],
  ["two steps of one name", endingIn({ id: "create" })],
];
const CASES = casesOf(FAILURES.length, 500);

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

/** Words that no grammar has a rule for. */
const sayTo = async (client: Client, tag: string): Promise<Frame> =>
  await client.say(`My surfboard ${tag} has been missing me, so Saturday belongs to the two of us`);

async function open(): Promise<Client & { readonly userId: string }> {
  const userId = await addUser(program.url);
  return { ...(await connect(program.url, userId)), userId };
}

async function expectNothing({ userId }: { readonly userId: string }, told: Frame, name: string) {
  expect(["not_understood", "failed"], name).toContain(told.data.status);
  expect(told.data.success, name).toBe(false);
  expect(told.data.message, name).not.toMatch(/\b(?:booked|added|done)\b/iu);
  expect(await eventsOf(program.url, userId), name).toEqual([]);
}

test(
  `[D20] whatever is wrong with the model's answer, nothing is done and that is said; then it is done once (n=${CASES + 1})`,
  LONG,
  async () => {
    let script: Script = GOOD;
    model.use(({ messages }) => (messages.at(-1)?.content.includes("Mute") ? "hang" : script));
    const mute = await open();
    const unanswered = sayTo(mute, "Mute");
    for (let i = 0; i < CASES; i++) {
      const [name, failure] = FAILURES[i % FAILURES.length] ?? ["", GOOD];
      const client = await open();
      script = failure;
      await expectNothing(client, await sayTo(client, `No. ${i}`), name);
      script = GOOD;
      expect((await sayTo(client, `No. ${i}`)).data.status, name).toBe("completed");
      expect(await eventsOf(program.url, client.userId), name).toHaveLength(1);
      await client.close();
    }
    await expectNothing(mute, await unanswered, "no answer at all");
    await mute.close();
  },
);
