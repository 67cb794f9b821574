import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isOutcome, putWorkspace } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

let users = 0;

const contact = (name: string, emails: readonly string[], organization?: string) => ({
  names: [{ displayName: name }],
  emailAddresses: emails.map((value) => ({ value })),
  ...(organization !== undefined && { organizations: [{ name: organization }] }),
});
const PEOPLE = [
  contact("Dana Wu", ["dana.wu@acme.com"], "Acme"),
  contact("Dana Lee", ["dana.lee@gmail.com", "dana@globex.com"], "Globex"),
  contact("Sam Rivera", ["sam.rivera@example.com"]),
];

async function openUser(contacts = PEOPLE): Promise<Client> {
  const userId = `answering${++users}`;
  const user = { userId, email: `${userId}@example.com`, timezone: "America/Los_Angeles" };
  expect((await putWorkspace(program.url, { ...user, contacts })).status).toBe(200);
  return await connect(program.url, userId);
}

/** A draft is for the user's eyes alone: whom it is for is all that is asked. */
const DRAFT_TO_DANA = 'Draft an email to Dana saying "Lunch?"';
const DRAFT_TO_EDEN = 'Draft an email to Eden Chan saying "Lunch?"';

const recipientsOf = ({ data }: Frame): unknown =>
  data.results.map(({ output }) => (output as { draft: { to: unknown } }).draft.to);
const to = (email: string) => [[email]];

describe("which of several is said in any words that fit one", () => {
  test.each([
    ["the second", "dana.lee@gmail.com"],
    ["it's the one at Acme", "dana.wu@acme.com"],
    ["Acme Dana", "dana.wu@acme.com"],
    ["oh, I meant Lee", "dana.lee@gmail.com"],
    ["the work one", "dana.wu@acme.com"],
    ["sorry, it's dana.lee@gmail.com", "dana.lee@gmail.com"],
    ["sorry, I meant dana@third.example", "dana@third.example"],
    ["Sam Rivera", "sam.rivera@example.com"],
  ])("%s", async (answer, email) => {
    const client = await openUser();
    const question = await client.say(DRAFT_TO_DANA);
    expect(question.data.kind).toBe("choose_entity");
    expect(recipientsOf(await client.answer(question, answer))).toEqual(to(email));
    await client.close();
  });

  test("and as well where it is typed like a command, without a word of the question", async () => {
    const client = await openUser();
    const { sessionId } = await client.say(DRAFT_TO_DANA);
    client.send({
      type: "command",
      payload: { message: "it's the one at Acme", sessionId },
    });
    expect(recipientsOf(await client.next(isOutcome))).toEqual(to("dana.wu@acme.com"));
    await client.close();
  });
});

describe("an answer that settles on nobody keeps the question open and says why", () => {
  test("words that fit several", async () => {
    const client = await openUser([...PEOPLE, contact("Dana Fox", ["dana.fox@acme.com"], "Acme")]);
    const first = await client.say(DRAFT_TO_DANA);
    const again = await client.answer(first, "the one at Acme");
    expect(again.data).toMatchObject({ kind: "choose_entity", options: first.data.options });
    expect(again.data.reason).toMatch(
      /^That fits Dana .+ and Dana .+\. Which “Dana” do you mean\?$/u,
    );
    expect(recipientsOf(await client.answer(again, "Fox"))).toEqual(to("dana.fox@acme.com"));
    await client.close();
  });

  test("none of them, then somebody else", async () => {
    const client = await openUser();
    const again = await client.answer(await client.say(DRAFT_TO_DANA), "neither");
    expect(again.data).toMatchObject({
      kind: "choose_entity",
      reason: "None of these, then. What is the full name or the email address of Dana?",
    });
    const done = await client.answer(again, "dana@third.example");
    expect(recipientsOf(done)).toEqual(to("dana@third.example"));
    // Which Dana it was this time says nothing of the next one.
    expect((await client.say(DRAFT_TO_DANA)).data.kind).toBe("choose_entity");
    await client.close();
  });

  test("two addresses for one person", async () => {
    const client = await openUser();
    const question = await client.say(DRAFT_TO_EDEN);
    const again = await client.answer(question, "eden@example.com or eden@work.example");
    expect(again.data.reason).toBe(
      "You gave eden@example.com and eden@work.example. Which one is the email address of Eden Chan?",
    );
    expect(recipientsOf(await client.answer(again, "the first... eden@example.com"))).toEqual(
      to("eden@example.com"),
    );
    await client.close();
  });
});

describe("an address in a short answer is an answer, and no correction", () => {
  test.each(["sorry, it's eden@example.com", "oh, I meant eden@example.com"])(
    "%s",
    async (answer) => {
      const client = await openUser();
      const question = await client.say(DRAFT_TO_EDEN);
      expect(recipientsOf(await client.answer(question, answer))).toEqual(to("eden@example.com"));
      await client.close();
    },
  );

  test("what is corrected beside it is corrected too", async () => {
    const client = await openUser();
    const question = await client.say(DRAFT_TO_EDEN);
    const outcome = await client.answer(question, "eden@example.com, and cc sam@example.com");
    expect(outcome.data.results).toMatchObject([
      { output: { draft: { to: ["eden@example.com"], cc: ["sam@example.com"] } } },
    ]);
    await client.close();
  });
});

test("another address of the same person is found by what kind it is", async () => {
  const client = await openUser([
    contact("Kim Ode", ["kim.ode@gmail.com", "kim@globex.com"]),
    contact("Kim Abe", ["kim.abe@gmail.com"]),
  ]);
  const question = await client.say('Draft an email to Kim saying "Lunch?"');
  expect(recipientsOf(await client.answer(question, "the work one"))).toEqual(to("kim@globex.com"));
  await client.close();
});
