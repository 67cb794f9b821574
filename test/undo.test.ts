import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isOutcome, post, workspaceOf } from "./support/client.ts";
import type { Client } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
let users = 0;
beforeAll(async () => {
  program = await startProgram({ SANDBOX_NOW: "2026-11-24T09:00:00-08:00" });
});
afterAll(async () => program.terminate());

/** A user of their own, with what the stories need, at a socket. */
async function newUser(): Promise<{ userId: string; phone: string; client: Client }> {
  users += 1;
  const userId = `undo-${users}`;
  const phone = `+1415555${String(2000 + users)}`;
  await fetch(`${program.url}/sandbox/workspace?userId=${userId}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      userId,
      email: `${userId}@example.com`,
      phoneNumber: phone,
      timezone: "America/Los_Angeles",
      calendar: {
        events: [
          {
            id: "review00",
            summary: "Design review",
            location: "Room 4",
            start: { dateTime: "2026-11-25T15:00:00-08:00" },
            end: { dateTime: "2026-11-25T15:45:00-08:00" },
            attendees: [{ email: "dana@acme.com" }],
          },
        ],
      },
      gmail: {
        messages: [
          {
            id: "m1",
            threadId: "m1",
            labelIds: ["INBOX", "UNREAD"],
            from: "Dana Reyes <dana@acme.com>",
            to: `${userId}@example.com`,
            subject: "Q3 numbers",
            date: "2026-11-24T07:00:00-08:00",
            text: "Attached.",
          },
        ],
      },
    }),
  });
  return { userId, phone, client: await connect(program.url, userId) };
}

async function eventsOf(userId: string) {
  const { calendar } = await workspaceOf(program.url, userId);
  return (calendar?.events ?? []).map(({ summary, start, attendees = [] }) => ({
    summary,
    start: start.dateTime,
    guests: attendees
      .map(({ email }) => email)
      .filter((email) => email !== `${userId}@example.com`),
  }));
}

const review = {
  summary: "Design review",
  start: "2026-11-25T15:00:00-08:00",
  guests: ["dana@acme.com"],
};

describe("undo", () => {
  test("takes a new event away again, and then the command before", async () => {
    const { userId, client } = await newUser();
    await client.say("Schedule gym tomorrow at 6pm");
    await client.say("Schedule swimming tomorrow at 7am");
    const undone = await client.say("undo");
    expect(undone.data).toMatchObject({ status: "completed" });
    expect(undone.data.message).toContain("Deleted: Swimming");
    expect((await eventsOf(userId)).map(({ summary }) => summary)).toEqual([
      "Design review",
      "Gym",
    ]);
    await client.say("undo");
    expect(await eventsOf(userId)).toEqual([review]);
    const nothing = await client.say("undo");
    expect(nothing.data).toMatchObject({
      status: "failed",
      message: "There is nothing to take back.",
    });
    await client.close();
  });

  test("brings a deleted event back, with its time, place and guests", async () => {
    const { userId, client } = await newUser();
    await client.say("Cancel the design review tomorrow");
    expect(await eventsOf(userId)).toEqual([]);
    const undone = await client.say("undo");
    expect(undone.data.message).toContain("Room 4");
    expect(await eventsOf(userId)).toEqual([review]);
    await client.close();
  });

  test("moves a moved event back", async () => {
    const { userId, client } = await newUser();
    await client.say("Move the design review tomorrow to 4pm");
    expect((await eventsOf(userId))[0]?.start).toBe("2026-11-25T16:00:00-08:00");
    await client.say("undo");
    expect(await eventsOf(userId)).toEqual([review]);
    await client.close();
  });

  test("puts labels back", async () => {
    const { userId, client } = await newUser();
    await client.say("Archive Dana's last email");
    const labels = async () =>
      (await workspaceOf(program.url, userId)).gmail?.messages[0]?.["labelIds"];
    expect(await labels()).not.toContain("INBOX");
    await client.say("undo");
    expect(await labels()).toEqual(expect.arrayContaining(["INBOX", "UNREAD"]));
    await client.close();
  });

  test("says of a mail that left that it cannot be called back, and takes back the rest", async () => {
    const { userId, client } = await newUser();
    await client.say(
      "Schedule lunch with eden@example.com tomorrow at noon and email her the details",
    );
    const { data } = await client.say("undo");
    expect(data.message).toContain("Deleted: Lunch");
    expect(data.message).toContain(
      "That mail has left; it can't be taken back: “Lunch with eden@example.com” to eden@example.com.",
    );
    expect(await eventsOf(userId)).toEqual([review]);
    await client.close();
  });

  test("by text takes back what was done over the socket", async () => {
    const { userId, phone, client } = await newUser();
    await client.say("Schedule gym tomorrow at 6pm");
    await post(program.url, "/sandbox/phone", { from: phone, body: "UNDO" });
    await client.next((frame) => isOutcome(frame) && frame.data.message.includes("Deleted: Gym"));
    expect(await eventsOf(userId)).toEqual([review]);
    await client.close();
  });

  test("while a question is open closes it: nothing of it was done", async () => {
    const { userId, client } = await newUser();
    const question = await client.say("Schedule lunch with Lee Park tomorrow at noon");
    client.send({
      type: "system",
      payload: { action: "undo", userId, sessionId: question.sessionId },
    });
    expect((await client.next(isOutcome)).data.status).toBe("cancelled");
    expect(await eventsOf(userId)).toEqual([review]);
    await client.close();
  });
});
