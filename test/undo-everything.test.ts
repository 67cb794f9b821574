import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, putWorkspace, workspaceOf } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

const person = (id: string, name: string, email: string, more: object = {}) => ({
  resourceName: `people/${id}`,
  names: [{ givenName: name.split(" ")[0] ?? "", familyName: name.split(" ")[1] ?? "" }],
  emailAddresses: [{ value: email, type: "work" }],
  ...more,
});

let users = 0;
/** A user with something of everything. */
async function open() {
  const userId = `undoer${++users}`;
  const event = (id: string, summary: string, more: object = {}) => ({
    id,
    summary,
    start: { dateTime: "2026-11-25T15:00:00-08:00", timeZone: "America/Los_Angeles" },
    end: { dateTime: "2026-11-25T15:45:00-08:00", timeZone: "America/Los_Angeles" },
    ...more,
  });
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    calendar: {
      events: [
        event("review00", "Design review", {
          location: "Room 4",
          transparency: "transparent",
          visibility: "private",
          attendees: [{ email: "dana@acme.com", responseStatus: "accepted", optional: true }],
        }),
        event("budget00", "Budget meeting", {
          start: { dateTime: "2026-11-26T09:00:00-08:00" },
          end: { dateTime: "2026-11-26T10:00:00-08:00" },
        }),
      ],
    },
    gmail: {
      messages: [
        {
          id: `draft${users}`,
          labelIds: ["DRAFT"],
          from: `${userId}@example.com`,
          to: "dana@acme.com",
          cc: "sam@acme.com",
          subject: "Offer",
          text: "Hello Dana",
          date: "2026-11-24T07:00:00-08:00",
        },
      ],
    },
    tasks: {
      lists: [
        {
          id: `list${users}`,
          title: "My Tasks",
          tasks: [
            { id: `a${users}`, title: "Buy milk", position: "1" },
            {
              id: `b${users}`,
              title: "Renew passport",
              notes: "Room 12",
              due: "2026-12-01",
              position: "2",
            },
            { id: `c${users}`, title: "Get photos", parent: `b${users}`, position: "3" },
          ],
        },
        { id: `work${users}`, title: "Work", tasks: [] },
      ],
    },
    contacts: [
      person("c1", "Dana Reyes", "dana@acme.com", {
        phoneNumbers: [{ value: "+14155550144", type: "mobile" }],
        birthdays: [{ date: { month: 3, day: 3 } }],
        nicknames: [{ value: "Dee" }],
      }),
      person("c2", "Sam Carter", "sam@acme.com"),
      person("c3", "Sam Carter", "sam@home.net", { urls: [{ value: "https://sam.example" }] }),
    ],
  });
  const client = await connect(program.url, userId);
  return { client, everything: () => everythingOf(userId) };
}

/** All there is, in no order, without what Google numbers anew. */
async function everythingOf(userId: string): Promise<unknown> {
  const all = await workspaceOf(program.url, userId);
  const sorted = (values: readonly unknown[] = []): unknown[] =>
    values.map(plain).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return {
    events: sorted(all.calendar?.events),
    messages: sorted(all.gmail?.messages),
    lists: (all.tasks?.lists ?? []).map(({ title, tasks }) => {
      const placeOf = ({ position }: (typeof tasks)[number]): string =>
        typeof position === "string" ? position : "";
      const ordered = tasks.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)));
      const isSubtask = (task: (typeof tasks)[number]): boolean => task["parent"] !== undefined;
      return {
        title,
        tasks: ordered.filter((task) => !isSubtask(task)).map(plain),
        subtasks: ordered.filter(isSubtask).map(plain),
      };
    }),
    contacts: sorted(all.contacts),
  };
}

/** The same with its fields in order, and nothing that is empty. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value)
    .filter(([name, part]) => !VOLATILE.has(name) && part !== "" && JSON.stringify(part) !== "[]")
    .map(([name, part]) => [name, plain(part)] as const)
    .toSorted(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(fields);
}
const VOLATILE: ReadonlySet<string> = new Set(
  "id etag updated created iCalUID htmlLink sequence messageId threadId date resourceName position metadata extendedProperties kind draftId parent".split(
    " ",
  ),
);

describe("undo makes everything what it was, and says so", () => {
  const rows: readonly (readonly [command: string, said: string])[] = [
    [
      "Cancel the design review tomorrow",
      "Back in your calendar: Design review, Wed 25 Nov, 15:00-15:45 (Los Angeles), Room 4. Guests: dana@acme.com. The guests are invited again.",
    ],
    [
      "Change the location of the design review to Room 9",
      "Changed: Design review, Wed 25 Nov, 15:00-15:45 (Los Angeles), Room 4. Guests: dana@acme.com.",
    ],
    [
      "Change the location of the budget meeting to Room 9",
      "Changed: Budget meeting, Thu 26 Nov, 09:00-10:00 (Los Angeles).",
    ],
    [
      "Change the subject of my draft to Dana to Q4 plan",
      "Draft as it was to dana@acme.com, “Offer”. It has not been sent.",
    ],
    ["Delete my draft to Dana", "Draft as it was to dana@acme.com, “Offer”. It has not been sent."],
    [
      "Add a note to renew passport: bring two photos",
      "As it was: Renew passport, due Tue 1 Dec, My Tasks, note: Room 12.",
    ],
    ["Move the task get photos to my Work list", "As it was: Get photos, My Tasks."],
    [
      "Move the task renew passport to the top",
      "As it was: Renew passport, due Tue 1 Dec, My Tasks, note: Room 12.",
    ],
    [
      "Delete the task renew passport",
      "As it was: Renew passport, due Tue 1 Dec, My Tasks, note: Room 12.",
    ],
    ["Mark buy milk as done", "Open again: Buy milk."],
    ["Rename my Work list to Office", "The list is now called “Work”."],
    ["Dana works at Globex now", "As it was: Dana Reyes, dana@acme.com, +14155550144, born 3 Mar."],
    [
      "Delete Dana from my contacts",
      "Back in your contacts, as a new entry: Dana Reyes, dana@acme.com, +14155550144, born 3 Mar.",
    ],
    [
      "Merge the two Sam Carters",
      "As it was: Sam Carter, sam@acme.com.\nBack in your contacts, as a new entry: Sam Carter, sam@home.net.",
    ],
  ];

  test.each(rows)("%s", async (command, said) => {
    const { client, everything } = await open();
    const before = await everything();
    const outcome = await client.say(command);
    expect(outcome.data.message, "the command itself").not.toContain("Nothing");
    expect(outcome.data.status, outcome.data.message).toBe("completed");
    expect(await everything()).not.toEqual(before);
    const undone = await client.say("undo");
    expect(undone.data.message).toBe(said);
    expect(undone.data.status).toBe("completed");
    expect(await everything()).toEqual(before);
    await client.close();
  });

  test("and across services takes back the whole last plan", async () => {
    const { client, everything } = await open();
    const before = await everything();
    await client.say("Delete the task buy milk and cancel the budget meeting on Thursday");
    expect(await everything()).not.toEqual(before);
    const { data } = await client.say("undo");
    expect(data.message).toContain("As it was: Buy milk, My Tasks.");
    expect(data.message).toContain("Back in your calendar: Budget meeting");
    expect(await everything()).toEqual(before);
    await client.close();
  });

  test.each([
    ["Clear my completed tasks", "Completed tasks that were cleared cannot be brought back."],
    ["Create a list called Holiday", "The new task list stays: I cannot delete a list."],
  ])("or says that it cannot: %s", async (command, said) => {
    const { client } = await open();
    await client.say("Mark buy milk as done");
    await client.say(command);
    expect((await client.say("undo")).data.message).toBe(said);
    await client.close();
  });
});

test("what the organizer alone may change is not said to be changed", async () => {
  const userId = `undoer${++users}`;
  const [self, bob] = [`${userId}@example.com`, "bob@example.com"];
  await putWorkspace(program.url, {
    userId,
    email: self,
    timezone: "America/Los_Angeles",
    calendar: {
      events: [
        {
          id: "teamlunch0",
          summary: "Team lunch",
          start: { dateTime: "2026-11-25T12:00:00-08:00" },
          end: { dateTime: "2026-11-25T13:00:00-08:00" },
          organizer: { email: bob },
          attendees: [{ email: self, responseStatus: "accepted" }, { email: bob }],
        },
      ],
    },
  });
  const client = await connect(program.url, userId);
  const { data } = await client.say("Add sam@okafor.dev to the team lunch tomorrow");
  expect(data.message).toContain("Not quite as asked: sam@okafor.dev is not among the guests.");
  await client.close();
});
