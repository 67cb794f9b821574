import { rm } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, post } from "./support/client.ts";
import type { Client, Frame, Workspace } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser, contactOf, eventsOf } from "./support/users.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

const newUser = (workspace: Partial<Workspace> = {}) =>
  addUser(program.url, {
    contacts: [contactOf("Sam Ortiz", "sam@example.com"), contactOf("Dana Wu", "dana@example.com")],
    ...workspace,
  });

/** Says one thing after another in one session; the last frame is what the last came to. */
async function converse(client: Client, ...messages: string[]): Promise<Frame> {
  let frame: Frame | undefined;
  for (const message of messages) {
    const sessionId = frame?.sessionId;
    frame = await client.say(message, sessionId === undefined ? {} : { sessionId });
  }
  if (frame === undefined) throw new Error("Nothing was said.");
  return frame;
}

const LUNCH = "Schedule lunch with Sam Ortiz tomorrow at noon";

describe("over WebSocket", () => {
  test("what was booked is moved, gets a guest, and is cancelled, by “it” alone", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const moved = await converse(client, LUNCH, "move it to 3", "and invite Dana Wu");
    expect(moved.data).toMatchObject({ status: "completed" });
    const [event, ...others] = await eventsOf(program.url, userId);
    expect(others).toEqual([]);
    expect(Date.parse(event?.start.dateTime ?? "")).toBe(Date.parse("2026-11-25T15:00:00-08:00"));
    expect(event?.attendees?.map(({ email }) => email)).toEqual(
      expect.arrayContaining(["sam@example.com", "dana@example.com"]),
    );

    const { sessionId } = moved;
    expect((await client.say("cancel it", { sessionId })).data.status).toBe("completed");
    expect(await eventsOf(program.url, userId)).toEqual([]);
    const ghost = await client.say("move it to 4", { sessionId });
    expect(ghost.data.status).toBe("not_understood");
    expect(ghost.data.message).toContain("I don't know what “it” is.");
    await client.close();
  });

  test("a place in a list that was shown is that event, and no other", async () => {
    const day = (hour: string) => ({ dateTime: `2026-11-25T${hour}:00-08:00` });
    const userId = await newUser({
      calendar: {
        events: [
          { summary: "Standup", start: day("09:00"), end: day("09:30") },
          { summary: "Review", start: day("11:00"), end: day("12:00") },
          { summary: "Dentist", start: day("15:00"), end: day("16:00") },
        ],
      },
    });
    const client = await connect(program.url, userId);
    const asked = await converse(client, "what's on tomorrow?", "cancel it");
    expect(asked.data).toMatchObject({ kind: "clarify" });
    expect(asked.data.options).toHaveLength(3);
    expect((await client.answer(asked, "the second one")).data.status).toBe("completed");
    const { sessionId } = asked;
    expect((await client.say("delete the last one", { sessionId })).data.status).toBe("completed");
    const left = await eventsOf(program.url, userId);
    expect(left.map(({ summary }) => summary)).toEqual(["Standup"]);
    await client.close();
  });

  test("a follow-up without its session says what is missing, and does nothing", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    await client.say(LUNCH);
    const before = await eventsOf(program.url, userId);
    const declined = await client.say("move it to 3");
    expect(declined.data.status).toBe("not_understood");
    expect(declined.data.message).toContain("I don't know what “it” is.");
    expect(await eventsOf(program.url, userId)).toEqual(before);
    await client.close();
  });

  test.each(["an answer", "a command"])(
    "a correction sent as %s changes the plan, and what was answered is not asked again",
    async (as) => {
      const userId = await newUser();
      const client = await connect(program.url, userId);
      const send = (question: Frame, text: string): Promise<Frame> =>
        as === "an answer"
          ? client.answer(question, text)
          : client.say(text, { sessionId: question.sessionId });
      const who = await client.say("Schedule lunch with Eden Chan and Zoe Park tomorrow at noon");
      const next = await client.answer(who, "Eden Chan is eden@example.com");
      expect(next.data).toMatchObject({ kind: "resolve_entity", entity: { value: "Zoe Park" } });
      const still = await send(next, "actually Friday");
      expect(still.data).toMatchObject({ kind: "resolve_entity", entity: { value: "Zoe Park" } });
      const done = await client.answer(still, "zoe@example.com");
      expect(done.data.status).toBe("completed");
      const [event] = await eventsOf(program.url, userId);
      expect(Date.parse(event?.start.dateTime ?? "")).toBe(Date.parse("2026-11-27T12:00:00-08:00"));
      await client.close();
    },
  );

  test("someone else instead is looked up, and the one nobody knows is not asked about any more", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const who = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    const done = await client.answer(who, "no, with Sam Ortiz instead");
    expect(done.data.status).toBe("completed");
    const [event] = await eventsOf(program.url, userId);
    expect(event?.summary).toBe("Lunch with Sam Ortiz");
    const guests = event?.attendees?.map(({ email }) => email) ?? [];
    expect(guests.filter((email) => email !== `${userId}@example.com`)).toEqual([
      "sam@example.com",
    ]);
    await client.close();
  });

  test("a correction that cannot be made leaves the question open", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const who = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    const still = await client.answer(who, "and cc Dana");
    expect(still.data).toMatchObject({ kind: "resolve_entity", entity: { value: "Eden Chan" } });
    expect(still.data.reason).toContain("There is nothing in that which this would change.");
    expect((await client.answer(still, "eden@example.com")).data.status).toBe("completed");
    expect(await eventsOf(program.url, userId)).toHaveLength(1);
    await client.close();
  });

  test("a whole new command cancels what was asked about, and says so", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const who = await client.say("Schedule lunch with Eden Chan tomorrow at noon", { id: "c1" });
    const { sessionId } = who;
    const first = await client.say("Schedule gym on Friday at 6pm", { id: "c2", sessionId });
    expect(first).toMatchObject({ id: "c1", data: { status: "cancelled" } });
    const second = await client.next(({ id, type }) => id === "c2" && type === "command");
    expect(second.data.status).toBe("completed");
    const events = await eventsOf(program.url, userId);
    expect(events.map(({ summary }) => summary)).toEqual(["Gym"]);
    await client.close();
  });
});

describe("killed between a command and its follow-up", () => {
  test("“it” is still what was booked, on both channels", async () => {
    const first = await startProgram();
    const client = await connect(first.url, "alice");
    const booked = await client.say("Schedule gym tomorrow at 6pm");
    expect(booked.data.status).toBe("completed");
    await post(first.url, "/sandbox/phone", { from: BOB, body: "Schedule gym tomorrow at 6pm" });
    await textTo(first.url, BOB, (body) => body.includes("Gym"));
    await first.kill();

    const second = await startProgram({ DATA_DIR: first.dataDir });
    try {
      const again = await connect(second.url, "alice");
      const { sessionId } = booked;
      expect((await again.say("make it 7pm", { sessionId })).data.status).toBe("completed");
      await again.close();
      await post(second.url, "/sandbox/phone", { from: BOB, body: "make it 7pm" });
      await textTo(second.url, BOB, (body, i) => i > 0 && body.includes("Gym"));
      for (const userId of ["alice", "bob"]) {
        const events = await eventsOf(second.url, userId);
        const gym = events.filter(({ summary }) => summary === "Gym");
        expect(gym.map(({ start }) => start.dateTime?.slice(0, 16))).toEqual(["2026-11-25T19:00"]);
      }
    } finally {
      await second.terminate();
      await rm(first.dataDir, { recursive: true, force: true });
    }
  });
});

describe("by text message", () => {
  test("a correction of an open question changes the plan; the answer then carries it out", async () => {
    const own = await startProgram();
    try {
      await post(own.url, "/sandbox/phone", {
        from: BOB,
        body: "Schedule lunch with Eden Chan tomorrow at noon",
      });
      await textTo(own.url, BOB, (body) => body.includes("Eden Chan"));
      await post(own.url, "/sandbox/phone", { from: BOB, body: "wait, Friday at 1pm" });
      await textTo(own.url, BOB, (_body, i) => i === 1);
      await post(own.url, "/sandbox/phone", { from: BOB, body: "eden@example.com" });
      await textTo(own.url, BOB, (body) => body.includes("Reply OK"));
      await post(own.url, "/sandbox/phone", { from: BOB, body: "YES" });
      await textTo(own.url, BOB, (body) => body.includes("Booked"));
      const lunch = (await eventsOf(own.url, "bob")).filter(
        ({ summary }) => summary === "Lunch with Eden Chan",
      );
      expect(lunch.map(({ start }) => start.dateTime?.slice(0, 16))).toEqual(["2026-11-27T13:00"]);
    } finally {
      await own.dispose();
    }
  });
});

const BOB = "+14155550101";

/** Waits for a text to this phone that fits; the first that was sent is number 0. */
async function textTo(
  url: string,
  number: string,
  fits: (body: string, index: number) => boolean,
): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    const { messages } = (await answer.json()) as {
      messages: { direction: string; body: string }[];
    };
    const bodies = messages.filter(({ direction }) => direction === "outbound");
    if (bodies.some(({ body }, i) => fits(body, i))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
