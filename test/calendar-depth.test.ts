import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { connect, post, putWorkspace, workspaceOf } from "./support/client.ts";
import type { Client, Frame, GoogleEvent } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

const ZONE = "America/Los_Angeles";
let users = 0;

/** A calendar's owner with a weekly sync on Tuesdays at 10, Sam among its guests, as Google keeps it. */
async function newUser(
  more: { events?: readonly GoogleEvent[]; phoneNumber?: string } = {},
): Promise<string> {
  const userId = `deep${++users}`;
  const email = `${userId}@example.com`;
  const weekly: GoogleEvent & { organizer: { email: string } } = {
    id: "weekly",
    summary: "Weekly sync",
    start: { dateTime: "2026-11-03T10:00:00-08:00", timeZone: ZONE },
    end: { dateTime: "2026-11-03T10:30:00-08:00", timeZone: ZONE },
    recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=TU"],
    organizer: { email },
    attendees: [
      { email, responseStatus: "accepted" },
      { email: "sam@example.com", responseStatus: "accepted" },
    ],
  };
  const answer = await putWorkspace(program.url, {
    userId,
    email,
    timezone: ZONE,
    ...(more.phoneNumber !== undefined && { phoneNumber: more.phoneNumber }),
    calendar: { events: more.events ?? [weekly] },
  });
  expect(answer.status).toBe(200);
  return userId;
}

const eventsOf = async (userId: string): Promise<readonly GoogleEvent[]> =>
  (await workspaceOf(program.url, userId)).calendar?.events ?? [];

/** What a week of the calendar shows, asked for in words. */
async function listed(client: Client, when: string): Promise<string> {
  return (await client.say(`What's on my calendar ${when}?`)).data.message;
}

describe("a recurring event", () => {
  async function open(): Promise<{ userId: string; client: Client }> {
    const userId = await newUser();
    return { userId, client: await connect(program.url, userId) };
  }
  async function ask(client: Client, words: string): Promise<Frame> {
    const question = await client.say(words);
    expect(question.data).toMatchObject({
      kind: "clarify",
      options: [
        { value: "this", label: "Only this one" },
        { value: "following", label: "This and all following" },
        { value: "all", label: "The whole series" },
      ],
    });
    return question;
  }

  test("is asked about before anything is written, and only this one moves", async () => {
    const { userId, client } = await open();
    const before = await eventsOf(userId);
    const question = await ask(client, "Move my weekly sync to 4pm");
    expect(await eventsOf(userId)).toEqual(before);
    const outcome = await client.answer(question, "just this one");
    expect(outcome.data).toMatchObject({ status: "completed" });
    expect(outcome.data.message).toContain("Moved: Weekly sync, Tue 24 Nov, 16:00-16:30");
    expect(await listed(client, "today")).toContain("16:00-16:30 Weekly sync");
    expect(await listed(client, "on December 1")).toContain("10:00-10:30 Weekly sync");
    await client.close();
  });

  test("from this one on, the former series ends and a new one begins, guests and all", async () => {
    const { userId, client } = await open();
    await client.say("Move the weekly sync on December 1 to 11am");
    const question = await ask(client, "Move my weekly sync to 4pm");
    const outcome = await client.answer(question, 2);
    expect(outcome.data.message).toContain("Moved");
    const series = (await eventsOf(userId)).filter(({ recurrence }) => recurrence !== undefined);
    expect(series.map(({ recurrence }) => recurrence)).toEqual([
      ["RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261124T075959Z"],
      ["RRULE:FREQ=WEEKLY;BYDAY=TU"],
    ]);
    expect(series[1]?.attendees?.map(({ email }) => email).toSorted()).toEqual([
      `${userId}@example.com`,
      "sam@example.com",
    ]);
    expect(await listed(client, "last Tuesday")).toContain("10:00-10:30 Weekly sync");
    for (const day of ["today", "on December 1", "on December 8"]) {
      expect(await listed(client, day)).toMatch(/: *\n- 16:00-16:30 Weekly sync$/u);
    }
    await client.close();
  });

  test("the whole series moves, across a change of the clocks", async () => {
    const { userId, client } = await open();
    const question = await ask(client, "Move my weekly sync to Thursday at 4pm");
    const outcome = await client.answer(question, "all of them");
    expect(outcome.data.message).toContain(
      "Moved the whole series: Weekly sync, Thu 26 Nov, 16:00",
    );
    expect((await eventsOf(userId))[0]?.recurrence).toEqual(["RRULE:FREQ=WEEKLY;BYDAY=TH"]);
    expect(await listed(client, "on November 24")).toContain("Nothing");
    expect(await listed(client, "on March 18")).toContain("16:00-16:30 Weekly sync");
    await client.close();
  });

  test.each([
    ["Cancel just this weekly sync", /Nothing.* 24 Nov/u, /10:00-10:30 Weekly sync/u],
    ["Cancel the weekly sync from now on", /Nothing.* 24 Nov/u, /Nothing.* 1 Dec/u],
    ["Cancel the whole weekly sync series", /Nothing.* 24 Nov/u, /Nothing.* 1 Dec/u],
  ])("%s", async (words, today, later) => {
    const { client } = await open();
    expect((await client.say(words)).data.status).toBe("completed");
    expect(await listed(client, "on November 24")).toMatch(today);
    expect(await listed(client, "on December 1")).toMatch(later);
    await client.close();
  });

  test.each([
    "Move the weekly sync on December 8 to 4pm",
    "Move the whole weekly sync series to Thursday at 4pm",
    "Move the weekly sync on December 8 and all following to 4pm",
    "Cancel the weekly sync on December 8 and all following",
    "Cancel the whole weekly sync series",
  ])("%s, and undo", async (words) => {
    const { userId, client } = await open();
    const shown = async (): Promise<unknown> => ({
      rules: (await eventsOf(userId)).flatMap(({ recurrence }) => recurrence ?? []),
      before: await listed(client, "on December 1"),
      on: await listed(client, "on December 8"),
      later: await listed(client, "on March 16"),
    });
    const before = await shown();
    expect((await client.say(words)).data.status).toBe("completed");
    expect(await shown()).not.toEqual(before);
    expect((await client.say("undo")).data.status).toBe("completed");
    expect(await shown()).toEqual(before);
    await client.close();
  });

  test("is asked about by text as well, and answered by number", async () => {
    const number = "+14155550177";
    const userId = await newUser({ phoneNumber: number });
    await post(program.url, "/sandbox/phone", { from: number, body: "cancel my weekly sync" });
    const question = await received(number, "series");
    expect(question).toContain("1 Only this one; 2 This and all following; 3 The whole series.");
    await post(program.url, "/sandbox/phone", { from: number, body: "3" });
    expect(await received(number, "Deleted")).toContain("Deleted the whole series: Weekly sync");
    expect(await eventsOf(userId)).toEqual([]);
  });

  test("that somebody else organizes is answered from one time on, and what is before stays", async () => {
    const host = await newUser();
    const guest = await newUser({ events: [] });
    const inviting = await connect(program.url, host);
    const asked = await inviting.say(`Invite ${guest}@example.com to my weekly sync`);
    await inviting.answer(asked, "the whole series");
    const client = await connect(program.url, guest);
    const question = await client.say("Accept the weekly sync invitation");
    expect((await client.answer(question, "all")).data.message).toContain(
      "Accepted the whole series",
    );
    const outcome = await client.say("Decline the weekly sync on December 8 and all following");
    expect(outcome.data.message).toContain(
      "Declined this and all following: Weekly sync, Tue 8 Dec",
    );
    const answers = (await eventsOf(guest)).map(({ start, attendees }) => {
      const own = attendees?.find(({ email }) => email.startsWith(guest));
      return `${start.dateTime?.slice(0, 10)} ${own?.responseStatus}`;
    });
    expect(answers.toSorted()).toEqual([
      "2026-11-03 declined",
      "2026-11-24 accepted",
      "2026-12-01 accepted",
    ]);
    await Promise.all([inviting.close(), client.close()]);
  });
});

/** The first text to a number that says this. */
async function received(number: string, words: string): Promise<string> {
  const read = async (): Promise<string | undefined> => {
    const answer = await fetch(`${program.url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    const { messages } = (await answer.json()) as {
      messages: { direction: string; body: string }[];
    };
    return messages.find(({ direction, body }) => direction === "outbound" && body.includes(words))
      ?.body;
  };
  return await vi.waitFor(async () => {
    const body = await read();
    if (body === undefined) throw new Error(`Nothing about “${words}” yet.`);
    return body;
  }, 15_000);
}
