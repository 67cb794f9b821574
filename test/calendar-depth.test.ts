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
    contacts: [{ names: [{ displayName: "Sam" }], emailAddresses: [{ value: "sam@example.com" }] }],
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
    await received(number, "The whole series goes.");
    await post(program.url, "/sandbox/phone", { from: number, body: "YES" });
    expect(await received(number, "Deleted the")).toContain(
      "Deleted the whole series: Weekly sync",
    );
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

describe("somebody else's clock", () => {
  test("is told beside the user's own, and the event keeps to it when the clocks change", async () => {
    const userId = await newUser({ events: [] });
    const client = await connect(program.url, userId);
    const outcome = await client.say("Schedule a standup every Monday at 5pm London time");
    expect(outcome.data.message).toContain(
      "Mon 30 Nov, 09:00-09:30 (Los Angeles), which is 17:00-17:30 in London",
    );
    expect((await eventsOf(userId))[0]?.start.timeZone).toBe("Europe/London");
    // Los Angeles is on summer time from 14 March, London from 28 March.
    expect(await listed(client, "on March 22")).toContain("10:00-10:30 Standup");
    await client.close();
  });

  test("on another day than the user's is told with its day", async () => {
    const userId = await newUser({ events: [] });
    const client = await connect(program.url, userId);
    const outcome = await client.say("Schedule a review on Friday at noon in Tokyo");
    expect(outcome.data.message).toContain(
      "Thu 26 Nov, 19:00-20:00 (Los Angeles), which is Fri 27 Nov, 12:00-13:00 in Tokyo",
    );
    await client.close();
  });

  test("that nobody knows is asked for", async () => {
    const userId = await newUser({ events: [] });
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule a demo tomorrow at 10 her time");
    expect(question.data).toMatchObject({ kind: "clarify" });
    expect(question.data.reason).toContain("her time");
    const outcome = await client.answer(question, "she's in New York");
    expect(outcome.data.message).toContain(
      "07:00-08:00 (Los Angeles), which is 10:00-11:00 in New York",
    );
    await client.close();
  });
});

describe("a time for several people", () => {
  const busy = (id: string, start: string, end: string): GoogleEvent => ({
    id,
    summary: `Secret ${id}`,
    start: { dateTime: `2026-11-30T${start}:00-08:00` },
    end: { dateTime: `2026-11-30T${end}:00-08:00` },
  });

  test("is when all of them are free, on working days, and who cannot be seen is said", async () => {
    const sam = await newUser({ events: [busy("sam", "09:00", "13:00")] });
    const userId = await newUser({ events: [busy("own", "14:00", "16:00")] });
    const client = await connect(program.url, userId);
    const outcome = await client.say(
      `Find an hour with ${sam}@example.com and stranger@elsewhere.example next week`,
    );
    expect(outcome.data.message).toContain("- Mon 30 Nov, 13:00-14:00\n- Mon 30 Nov, 16:00-18:00");
    expect(outcome.data.message).not.toContain("Sat 5 Dec");
    expect(outcome.data.message).not.toContain("Secret sam");
    expect(outcome.data.message.split("\n")).toContain(
      "I can't see the calendar of stranger@elsewhere.example.",
    );
    await client.close();
  });

  test("names the days that are free, and none that only begins when they end", async () => {
    const userId = await newUser({
      events: [
        {
          summary: "Offsite",
          start: { date: "2026-11-27" },
          end: { date: "2026-11-28" },
        },
      ],
    });
    const client = await connect(program.url, userId);
    expect((await client.say("When am I free this week?")).data.message).toBe(
      [
        "You're free (Los Angeles):",
        "- Tue 24 Nov, 09:00 - Thu 26 Nov, 24:00",
        "- Sat 28 Nov - Sun 29 Nov, all day",
      ].join("\n"),
    );
    expect((await client.say("When am I free next week?")).data.message).toBe(
      "You're free Mon 30 Nov - Sun 6 Dec, all day.",
    );
    expect((await client.say("Am I free on Friday?")).data.message).toBe(
      "You're not free for 30 minutes, Fri 27 Nov, all day.",
    );
    await client.close();
  });

  test("of which one is asked about says so", async () => {
    const sam = await newUser({ events: [busy("sam", "09:00", "13:00")] });
    const client = await connect(program.url, await newUser({ events: [] }));
    const taken = await client.say(`Is ${sam}@example.com free on Monday at 10am?`);
    expect(taken.data.message).toContain("busy then");
    const open = await client.say(`Is ${sam}@example.com free on Monday at 3pm?`);
    expect(open.data.message).toMatch(/free/u);
    expect(open.data.message).not.toContain("busy");
    await client.close();
  });
});

describe("the details of an event", () => {
  test("a video link is made with it, or added to it, and is told", async () => {
    const userId = await newUser({ events: [] });
    const client = await connect(program.url, userId);
    const booked = await client.say("Schedule a demo tomorrow at 2pm with a video link");
    expect(booked.data.message).toMatch(/Video call: https:\/\/meet\.google\.com\/\S+/u);
    await client.say("Schedule a retro tomorrow at 4pm");
    const added = await client.say("Add a Google Meet link to the retro");
    expect(added.data.message).toMatch(/^Changed: Retro, .*Video call: https:\/\/meet/u);
    const again = await client.say("Add a Google Meet link to the retro");
    expect(linkIn(again)).toBe(linkIn(added));
    await client.close();
  });

  test("everything else of it stays as it was", async () => {
    const review: GoogleEvent & { description: string; location: string } = {
      id: "review",
      summary: "Design review",
      description: "Bring the mockups",
      location: "Room 4",
      start: { dateTime: "2026-11-25T15:00:00-08:00", timeZone: ZONE },
      end: { dateTime: "2026-11-25T15:45:00-08:00", timeZone: ZONE },
      attendees: [
        { email: "dana@acme.example", responseStatus: "accepted", optional: true },
        { email: "lee@acme.example", responseStatus: "declined" },
      ],
    };
    const userId = await newUser({ events: [review] });
    const client = await connect(program.url, userId);
    for (const words of [
      "Make the design review 30 minutes longer",
      "Add a video link to the design review",
      "Invite kim@acme.example to the design review",
      "Add a note to the design review: slides are ready",
    ]) {
      expect((await client.say(words)).data.status).toBe("completed");
    }
    const [event] = await eventsOf(userId);
    expect(event).toMatchObject({
      location: "Room 4",
      description: "Bring the mockups\nslides are ready",
      attendees: [
        { email: "dana@acme.example", responseStatus: "accepted", optional: true },
        { email: "lee@acme.example", responseStatus: "declined" },
        { email: "kim@acme.example", responseStatus: "needsAction" },
      ],
    });
    expect(Date.parse(event?.end.dateTime ?? "")).toBe(Date.parse("2026-11-25T16:15:00-08:00"));
    await client.say("Uninvite lee@acme.example from the design review");
    expect((await eventsOf(userId))[0]?.attendees?.map(({ email }) => email)).toEqual([
      "dana@acme.example",
      "kim@acme.example",
    ]);
    await client.close();
  });

  test("several events of an afternoon are pushed back, and no others", async () => {
    const at = (id: string, hour: string): GoogleEvent => ({
      id,
      summary: id,
      start: { dateTime: `2026-11-24T${hour}:00:00-08:00` },
      end: { dateTime: `2026-11-24T${hour}:30:00-08:00` },
    });
    const day: GoogleEvent = {
      id: "Holiday",
      summary: "Holiday",
      start: { date: "2026-11-24" },
      end: { date: "2026-11-25" },
    };
    const userId = await newUser({
      events: [at("Gym", "10"), at("Call", "13"), at("Tea", "15"), day],
    });
    const client = await connect(program.url, userId);
    await client.say("Push everything this afternoon back an hour");
    expect(await listed(client, "today")).toContain(
      "- All day: Holiday\n- 10:00-10:30 Gym\n- 14:00-14:30 Call\n- 16:00-16:30 Tea",
    );
    await client.close();
  });

  test("whole days are made, told and moved as days", async () => {
    const userId = await newUser({ events: [] });
    const client = await connect(program.url, userId);
    const booked = await client.say("Put vacation 20-24 December on my calendar");
    expect(booked.data.message).toContain("Vacation, Sun 20 Dec - Thu 24 Dec, all day");
    await client.say("Schedule an all day offsite tomorrow");
    const moved = await client.say("Move my all-day offsite to Friday");
    expect(moved.data.message).toContain("Moved: Offsite, Fri 27 Nov, all day");
    await client.close();
  });
});

const linkIn = ({ data }: Frame): string | undefined => /https:\S+/u.exec(data.message)?.[0];

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
