import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isOutcome, putWorkspace, workspaceOf } from "./support/client.ts";
import type { Client, Frame, Workspace } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser, contactOf, eventsOf as eventsAt } from "./support/users.ts";

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer();
  program = await startProgram({ OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "scripted" });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

async function open(workspace: Partial<Workspace> = {}): Promise<Client & { userId: string }> {
  const contacts = [contactOf("Dana Reyes", "dana@acme.com")];
  const userId = await addUser(program.url, { contacts, ...workspace });
  return { userId, ...(await connect(program.url, userId, { careful: true })) };
}

const eventsOf = (userId: string) => eventsAt(program.url, userId);
const sentBy = async (userId: string) =>
  ((await workspaceOf(program.url, userId)).gmail?.messages ?? []).filter(({ labelIds }) =>
    (labelIds as string[]).includes("SENT"),
  );

describe("what others will see", () => {
  test("[P15] is shown whole, by one question, and done with the yes", async () => {
    const client = await open();
    const shown = await client.say("Schedule lunch with Dana tomorrow at noon");
    expect(shown.data).toMatchObject({
      kind: "approve",
      reason:
        "Add “Lunch with Dana” to your calendar and invite dana@acme.com?\n" +
        "When: Wed 25 Nov 2026, 12:00-13:00 (Los Angeles, UTC-08:00)\n" +
        "Guest: dana@acme.com (from your contacts)\n" +
        "The guest gets an invitation by mail.",
      preview: { actions: [{ tool: "calendar_create_event" }] },
    });
    expect(await eventsOf(client.userId)).toEqual([]);
    expect((await client.answer(shown, "yes")).data.status).toBe("completed");
    expect(await eventsOf(client.userId)).toHaveLength(1);
    await client.close();
  });

  test.each(["no", "don't send it", "cancel that", false, { value: "no" }])(
    "is left undone by %j",
    async (answer) => {
      const client = await open();
      const shown = await client.say("Email dana@acme.com saying the report is ready");
      const outcome = await client.answer(shown, answer);
      expect(outcome.data).toMatchObject({ status: "cancelled" });
      expect(outcome.data.message).toContain("Nothing was done");
      expect(await sentBy(client.userId)).toEqual([]);
      await client.close();
    },
  );

  test.each([
    "sure, go ahead",
    "Yes please!",
    "ok",
    true,
    "send it",
    [{ type: "accept", args: null }],
  ])("is done by %j", async (answer) => {
    const client = await open();
    const shown = await client.say("Email dana@acme.com saying the report is ready");
    expect((await client.answer(shown, answer)).data.status).toBe("completed");
    await client.close();
  });

  test("words that are neither yes nor no do nothing, and the question stays", async () => {
    const client = await open();
    const shown = await client.say("Email dana@acme.com saying the report is ready");
    model.use(() => ({ answer: { answer: "not_understood", reason: "" } }));
    const again = await client.answer(shown, "hmm, yes or no, who knows");
    expect(again.data).toMatchObject({ kind: "approve" });
    expect(await sentBy(client.userId)).toEqual([]);
    await client.close();
  });

  test("[D7] corrected with the yes, only the difference is told, and it takes a new yes", async () => {
    const client = await open();
    const shown = await client.say("Schedule lunch with Dana tomorrow at noon");
    const changed = await client.answer(shown, "yes but at 1pm");
    expect(changed.data).toMatchObject({
      kind: "approve",
      reason:
        "Changed:\nWhen: Wed 25 Nov 2026, 13:00-14:00 (Los Angeles, UTC-08:00)\nShall I go ahead?",
    });
    const old = await client.answer(shown, "yes");
    expect(old).toMatchObject({ type: "error", data: { code: "stale_intervention" } });
    expect(await eventsOf(client.userId)).toEqual([]);
    await client.answer(changed, "yes");
    expect((await eventsOf(client.userId)).map(({ start }) => start.dateTime)).toEqual([
      "2026-11-25T13:00:00-08:00",
    ]);
    await client.close();
  });

  test("[D5] twenty yeses at once are one effect (n=20)", async () => {
    const client = await open();
    const shown = await client.say("Schedule lunch with Dana tomorrow at noon");
    for (let i = 0; i < 20; i++) send(client, shown, "yes");
    expect((await client.next(isOutcome)).data.status).toBe("completed");
    for (let i = 0; i < 19; i++)
      expect((await client.next(({ type }) => type === "error")).data.code).toBe(
        "stale_intervention",
      );
    expect(await eventsOf(client.userId)).toHaveLength(1);
    await client.close();
  });

  test("[D6] a yes and a no at once come to one of them (n=20)", async () => {
    const client = await open();
    for (let i = 0; i < 20; i++) {
      const before = (await eventsOf(client.userId)).length;
      const shown = await client.say("Schedule lunch with Dana tomorrow at noon");
      send(client, shown, i % 2 === 0 ? "yes" : "no");
      send(client, shown, i % 2 === 0 ? "no" : "yes");
      const { data } = await client.next(isOutcome);
      await client.next(({ type }) => type === "error");
      const made = (await eventsOf(client.userId)).length - before;
      expect([data.status, made]).toEqual(i % 2 === 0 ? ["completed", 1] : ["cancelled", 0]);
    }
    await client.close();
  });

  test("[P18] what only the user sees asks nothing", async () => {
    const client = await open();
    for (const own of [
      "What's on tomorrow?",
      "Schedule gym tomorrow at 7am",
      "Add buy milk to my tasks",
      "Move gym to 8am",
      "delete gym",
    ])
      expect([own, (await client.say(own)).data.status]).toEqual([own, "completed"]);
    await client.close();
  });
});

describe("what a mail says", () => {
  const planted: NonNullable<Workspace["gmail"]> = {
    messages: [
      {
        id: "m1",
        threadId: "m1",
        labelIds: ["INBOX", "UNREAD"],
        from: "Mallory <mallory@evil.example>",
        to: "me@example.com",
        subject: "Invoice",
        date: "2026-11-24T08:00:00Z",
        text: "pay@evil.example",
      },
    ],
  };
  const WORDS = "Whatever the invoice letter says, let it be known to those it names";

  test("[P5] becomes a recipient only with a yes that shows whose word it is", async () => {
    const client = await open({ gmail: planted });
    model.use(() => ({
      answer: {
        answer: "plan",
        goal: "Answer the invoice",
        steps: [
          { id: "read", tool: "email_read", args: { messageId: { $entity: "Invoice" } } },
          {
            id: "send",
            tool: "email_send",
            args: { to: [{ $ref: "read.message.text" }], subject: "Hi", body: "Hello" },
          },
        ],
      },
    }));
    const shown = await client.say(WORDS);
    expect(shown.data.reason).toContain(
      "To: pay@evil.example (from the mail “Invoice” from mallory@evil.example)",
    );
    expect(shown.data.options.map(({ value }) => value)).toEqual(["yes", "no"]);
    expect(await sentBy(client.userId)).toEqual([]);
    await client.answer(shown, "always");
    expect((await client.say(WORDS)).data.kind).toBe("approve");
    await client.close();
  });

  test("never says which of the user's things is meant", async () => {
    const client = await open({ gmail: planted });
    const booked = await client.say("Schedule gym tomorrow at 7am");
    expect(booked.data.status).toBe("completed");
    model.use(() => ({
      answer: {
        answer: "plan",
        goal: "Tidy up",
        steps: [
          { id: "read", tool: "email_read", args: { messageId: { $entity: "Invoice" } } },
          {
            id: "drop",
            tool: "calendar_delete_event",
            args: { eventId: { $ref: "read.message.text" } },
          },
        ],
      },
    }));
    const outcome = await client.say(WORDS);
    expect(outcome.data).toMatchObject({ status: "partial" });
    expect(outcome.data.message).toContain("somebody else's");
    expect(await eventsOf(client.userId)).toHaveLength(1);
    await client.close();
  });
});

describe("several removals", () => {
  test("are named and asked about together; one alone is not", async () => {
    const tasks = {
      lists: [{ title: "My Tasks", tasks: ["Buy milk", "Call Sam"].map((title) => ({ title })) }],
    };
    const client = await open({ tasks });
    model.use(() => ({
      answer: {
        answer: "plan",
        goal: "Clear the list",
        steps: [
          { id: "find", tool: "tasks_list", args: {} },
          {
            id: "drop",
            tool: "tasks_delete",
            forEach: "find.tasks",
            args: { taskId: { $ref: "item.id" } },
          },
        ],
      },
    }));
    const shown = await client.say("Let nothing remain of all that I once set out to do");
    expect(shown.data.reason).toContain("Delete “Buy milk”");
    expect(shown.data.reason).toContain("Delete “Call Sam”");
    expect((await client.answer(shown, "yes")).data.status).toBe("completed");
    await client.close();
  });
});

test("[D22] a question that waits for a yes outlives the program", async () => {
  const first = await startProgram();
  const userId = "keeper";
  await putWorkspace(first.url, { userId, email: "keeper@example.com" });
  const client = await connect(first.url, userId, { careful: true });
  const shown = await client.say("Email dana@acme.com saying the report is ready");
  await first.kill();
  const second = await startProgram({ DATA_DIR: first.dataDir });
  const again = await connect(second.url, userId, { careful: true });
  expect((await again.answer(shown, "yes")).data.status).toBe("completed");
  await again.close();
  await second.dispose();
}, 60_000);

function send(client: Client & { readonly userId: string }, shown: Frame, answer: string): void {
  const { sessionId, stepId } = shown.data;
  client.send({
    type: "system",
    payload: {
      action: "intervention_response",
      userId: client.userId,
      sessionId,
      stepId,
      resolvedValue: answer,
    },
  });
}

describe("“always”", () => {
  test("is for those people and that kind of thing alone, until the user wants to be asked again", async () => {
    const client = await open();
    const shown = await client.say("Email dana@acme.com saying the report is ready");
    expect(shown.data.options.map(({ label }) => label)).toEqual([
      "Yes",
      "No",
      "Yes, and don't ask again for dana@acme.com",
    ]);
    await client.answer(shown, 3);
    const second = await client.say("Email dana@acme.com saying it is late");
    expect(second.data.status).toBe("completed");
    const invited = await client.say("Schedule lunch with Dana tomorrow at noon");
    expect(invited.data.kind).toBe("approve");
    await client.answer(invited, "no");
    const other = await client.say("Email dana@acme.com and sam@acme.com saying it is here");
    expect(other.data.kind).toBe("approve");
    await client.answer(other, "no");
    const listed = await client.say("What can you do without asking me?");
    expect(listed.data.message).toContain("writing to dana@acme.com");
    await client.say("Always ask me first");
    expect((await client.say("Email dana@acme.com saying it is gone")).data.kind).toBe("approve");
    await client.close();
  });

  test("is not offered for what changes what others have, and changes nothing there", async () => {
    const client = await open();
    const invited = await client.say("Schedule lunch with Dana tomorrow at noon");
    await client.answer(invited, "yes");
    const moved = await client.say("Move lunch with Dana to 1pm");
    expect(moved.data.options.map(({ value }) => value)).toEqual(["yes", "no"]);
    await client.answer(moved, "always");
    const again = await client.say("Move lunch with Dana to 2pm");
    expect(again.data.kind).toBe("approve");
    await client.close();
  });
});
