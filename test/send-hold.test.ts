import { afterAll, describe, expect, test } from "vitest";

import type { Json } from "../src/domain/plan.ts";
import { connect, isOutcome, post, putWorkspace, workspaceOf } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

type Message = Readonly<Record<string, Json>>;

const programs = new Map<string, Promise<Program>>();
const killed: Program[] = [];
/** The program with mail that waits so long; one for all tests that ask for the same. */
function holding(time: string): Promise<Program> {
  const program = programs.get(time) ?? startProgram({ SEND_HOLD: time });
  programs.set(time, program);
  return program;
}
afterAll(async () => {
  const running = await Promise.all(programs.values());
  for (const program of [...running, ...killed]) await program.dispose();
});

let users = 0;
async function open(program: Program) {
  const userId = `holder${++users}`;
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    gmail: {
      messages: [
        {
          id: `budget${users}`,
          threadId: "budget",
          messageId: "<budget@acme.com>",
          from: "Dana Reyes <dana@acme.com>",
          to: `${userId}@example.com`,
          subject: "Budget",
          text: "Is it fine?",
          date: "2026-11-24T07:00:00-08:00",
          labelIds: ["INBOX"],
        },
      ],
    },
  });
  const client = await connect(program.url, userId);
  return { userId, client, mailbox: mailboxOf(program, userId) };
}

const mailboxOf =
  ({ url }: Program, userId: string) =>
  async (label: string): Promise<readonly Message[]> => {
    const messages = (await workspaceOf(url, userId)).gmail?.messages ?? [];
    return messages.filter(({ labelIds }) => (labelIds as string[]).includes(label));
  };

async function untilSent(mailbox: (label: string) => Promise<readonly Message[]>) {
  for (;;) {
    const sent = await mailbox("SENT");
    if (sent.length > 0) return sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const HELLO = 'Send an email to eden@example.com with the subject "Lunch" saying "See you at noon"';

describe("a mail", () => {
  test("waits among the drafts, and says until when and how it is stopped", async () => {
    const { client, mailbox } = await open(await holding("1h"));
    const { data } = await client.say(HELLO);
    expect(data.status).toBe("completed");
    expect(data.message).toBe(
      "Sending in 60 min: “Lunch” to eden@example.com. Say undo to stop it.",
    );
    expect(data.results[0]).toMatchObject({
      status: "done",
      output: { held: { until: expect.stringMatching(/^2026-11-24T10:0\d:\d\d-08:00$/u) } },
    });
    expect(await mailbox("DRAFT")).toHaveLength(1);
    expect(await mailbox("SENT")).toEqual([]);
    await client.close();
  });

  test("is stopped by an undo while it waits", async () => {
    const { client, mailbox } = await open(await holding("1h"));
    await client.say(HELLO);
    const { data } = await client.say("undo");
    expect(data).toMatchObject({
      status: "completed",
      message: "Stopped: not sent. It was “Lunch” to eden@example.com.",
    });
    expect(await mailbox("DRAFT")).toEqual([]);
    expect(await mailbox("SENT")).toEqual([]);
    await client.close();
  });

  test("that the user had among the drafts is there again after an undo", async () => {
    const { client, mailbox } = await open(await holding("1h"));
    await client.say('Draft an email to eden@example.com with the subject "Offer" saying "Hello"');
    const sending = await client.say("Send the offer draft");
    expect(sending.data.message).toContain("Sending in 60 min: “Offer” to eden@example.com.");
    const { data } = await client.say("undo");
    expect(data.message).toBe(
      "Stopped: not sent. It was “Offer” to eden@example.com. It is still among your drafts.",
    );
    expect(await mailbox("DRAFT")).toHaveLength(1);
    await client.close();
  });

  test("leaves by itself when its time has come, and cannot be taken back then", async () => {
    const { client, mailbox } = await open(await holding("1s"));
    const { data } = await client.say(HELLO);
    expect(data.message).toContain("Sending in 1 s:");
    expect(await untilSent(mailbox)).toMatchObject([{ to: "eden@example.com", subject: "Lunch" }]);
    expect(await mailbox("DRAFT")).toEqual([]);
    const { data: undone } = await client.say("undo");
    expect(undone.message).toContain("That mail has left; it can't be taken back");
    await client.close();
  });

  test("that answers another stays in its thread", async () => {
    const { client, mailbox } = await open(await holding("1s"));
    await client.say('Reply to the budget email saying "Yes, it is."');
    expect(await untilSent(mailbox)).toMatchObject([
      {
        threadId: "budget",
        to: "dana@acme.com",
        subject: "Re: Budget",
        inReplyTo: "<budget@acme.com>",
      },
    ]);
    await client.close();
  });

  test("that does not leave is told of afterwards, in the session", async () => {
    const { userId, client, mailbox } = await open(await holding("1s"));
    const program = await holding("1s");
    const { sessionId } = await client.say(HELLO);
    await post(program.url, "/sandbox/connections", { userId, service: "gmail", status: "none" });
    const told = await client.next(isOutcome);
    expect(told).toMatchObject({
      sessionId,
      data: {
        status: "failed",
        message:
          "I couldn't send “Lunch” to eden@example.com. Gmail is not connected any more. It is still among your drafts.",
      },
    });
    expect(await mailbox("SENT")).toEqual([]);
    await client.close();
  });

  test("leaves once after a crash, whenever its time came", async () => {
    const first = await startProgram({ SEND_HOLD: "2s" });
    killed.push(first);
    const { userId, client } = await open(first);
    await client.say(HELLO);
    await first.kill();
    const second = await startProgram({ SEND_HOLD: "2s", DATA_DIR: first.dataDir });
    killed.push(second);
    const mailbox = mailboxOf(second, userId);
    expect(await untilSent(mailbox)).toHaveLength(1);
    expect(await mailbox("DRAFT")).toEqual([]);
  }, 60_000);
});
