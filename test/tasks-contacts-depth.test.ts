import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Json } from "../src/domain/plan.ts";
import { connect, putWorkspace, workspaceOf } from "./support/client.ts";
import type { Client, Workspace } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

let users = 0;
/** A user at a socket, with this much in the workspace. */
async function open(workspace: Partial<Workspace>): Promise<{
  readonly client: Client;
  readonly now: () => Promise<Workspace>;
}> {
  const userId = `keeper${++users}`;
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    ...workspace,
  });
  return {
    client: await connect(program.url, userId),
    now: () => workspaceOf(program.url, userId),
  };
}

type Task = Readonly<Record<string, Json>>;

describe("tasks", () => {
  const lists = (...tasks: readonly Task[]): Partial<Workspace> => ({
    tasks: {
      lists: [
        { id: "main", title: "My Tasks", tasks },
        { id: "work", title: "Work", tasks: [] },
      ],
    },
  });
  const tasksOf = async (now: () => Promise<Workspace>, list = "My Tasks") => {
    const found = (await now()).tasks?.lists.find(({ title }) => title === list);
    return (found?.tasks ?? []).toSorted((a, b) =>
      JSON.stringify(a["position"]).localeCompare(JSON.stringify(b["position"])),
    );
  };
  const titles = (tasks: readonly Task[]) => tasks.map(({ title }) => title);

  test("a subtask is below its task, and in its list", async () => {
    const { client, now } = await open(lists({ id: "passport", title: "Renew passport" }));
    const outcome = await client.say("Add get photos as a subtask of renew passport");
    expect(outcome.data.message).toBe("Added to My Tasks as a subtask: Get photos.");
    expect(await tasksOf(now)).toContainEqual(
      expect.objectContaining({ title: "Get photos", parent: "passport" }),
    );
    await client.close();
  });

  test("a task keeps its id, notes and date when it is moved to another list", async () => {
    const { client, now } = await open(
      lists({ id: "t1", title: "Renew passport", notes: "two photos", due: "2026-12-01" }),
    );
    await client.say("Move renew passport to my Work list");
    expect(await tasksOf(now)).toEqual([]);
    expect(await tasksOf(now, "Work")).toMatchObject([
      { id: "t1", title: "Renew passport", notes: "two photos", due: "2026-12-01T00:00:00.000Z" },
    ]);
    await client.close();
  });

  test("order is changed: to the top, and after another", async () => {
    const { client, now } = await open(
      lists({ title: "Buy eggs" }, { title: "Call mom" }, { title: "Buy milk" }),
    );
    await client.say("Move the task buy milk to the top");
    expect(titles(await tasksOf(now))).toEqual(["Buy milk", "Buy eggs", "Call mom"]);
    await client.say("Move the task buy milk below buy eggs");
    expect(titles(await tasksOf(now))).toEqual(["Buy eggs", "Buy milk", "Call mom"]);
    await client.close();
  });

  test("what Google does not move is said, and stays", async () => {
    const { client, now } = await open(
      lists({ id: "trip", title: "Plan trip" }, { title: "Book hotel", parent: "trip" }),
    );
    const outcome = await client.say("Move the task plan trip to my Work list");
    expect(outcome.data.status).toBe("failed");
    expect(outcome.data.message).toContain("subtasks cannot be moved");
    expect(titles(await tasksOf(now))).toEqual(["Plan trip", "Book hotel"]);
    await client.close();
  });

  test("what was done is opened again, and done tasks are cleared", async () => {
    const { client, now } = await open(
      lists(
        { title: "Pay rent", status: "completed" },
        { title: "Buy stamps", status: "completed" },
        { title: "Call mom" },
      ),
    );
    const reopened = await client.say("Uncheck pay rent");
    expect(reopened.data.message).toBe("Open again: Pay rent.");
    const done = await client.say("Show my completed tasks");
    expect(done.data.message).toBe("Your completed tasks:\n- Buy stamps, done");
    const cleared = await client.say("Clear my completed tasks");
    expect(cleared.data.message).toBe("Cleared 1 completed task:\n- Buy stamps");
    expect(await tasksOf(now)).toMatchObject([
      { title: "Pay rent", status: "needsAction" },
      { title: "Buy stamps", hidden: true },
      { title: "Call mom" },
    ]);
    await client.close();
  });

  test("a list is made once and renamed; whole lists are not deleted", async () => {
    const { client, now } = await open(lists());
    const titlesOf = async () => (await now()).tasks?.lists.map(({ title }) => title);
    await client.say("Create a list called Holiday");
    const again = await client.say("Create a list called Holiday");
    expect(again.data.message).toContain("There already is a list “Holiday”.");
    await client.say("Rename my Holiday list to Summer");
    await client.say("Delete my Summer list");
    expect(await titlesOf()).toEqual(["My Tasks", "Work", "Summer"]);
    await client.close();
  });

  test("a note goes below the notes there are", async () => {
    const { client, now } = await open(lists({ title: "Renew passport", notes: "old one" }));
    await client.say("Add a note to renew passport: bring two photos");
    expect(await tasksOf(now)).toMatchObject([{ notes: "old one\nBring two photos" }]);
    await client.close();
  });

  test("all that is overdue is moved, and nothing else", async () => {
    const { client, now } = await open(
      lists(
        { title: "Late", due: "2026-11-20" },
        { title: "Later", due: "2026-11-30" },
        { title: "Undated" },
      ),
    );
    await client.say("Move all my overdue tasks to today");
    expect((await tasksOf(now)).map(({ due }) => due)).toEqual([
      "2026-11-24T00:00:00.000Z",
      "2026-11-30T00:00:00.000Z",
      undefined,
    ]);
    await client.close();
  });
});

describe("contacts", () => {
  const person = (name: string, more: object): Readonly<Record<string, Json>> => {
    const [givenName = "", familyName = ""] = name.split(" ");
    return { names: [{ displayName: name, givenName, familyName }], ...more };
  };
  const values = (...all: string[]) => all.map((value) => ({ value }));

  test("two of one name become one with everything both had; the other is gone", async () => {
    const { client, now } = await open({
      contacts: [
        person("Sam Carter", {
          emailAddresses: values("sam@acme.com"),
          phoneNumbers: values("+14155550133"),
        }),
        person("Sam Carter", {
          emailAddresses: values("SAM@acme.com", "sam@home.net"),
          phoneNumbers: values("+1 415 555 0133", "+14155550199"),
          organizations: [{ name: "Acme" }],
          addresses: [{ formattedValue: "12 Main Street" }],
          biographies: values("Likes tea"),
        }),
        person("Sam Okafor", { emailAddresses: values("sam@okafor.dev") }),
      ],
    });
    const outcome = await client.say("Merge the two Sam Carters");
    expect(outcome.data.message).toContain("Merged 2 contacts into one: Sam Carter");
    const left = (await now()).contacts ?? [];
    expect(left).toHaveLength(2);
    const [merged] = left.filter(({ names }) => JSON.stringify(names).includes("Carter"));
    expect(merged).toMatchObject({
      organizations: [{ name: "Acme" }],
      addresses: [{ formattedValue: "12 Main Street" }],
      biographies: [{ value: "Likes tea" }],
    });
    const valuesOf = (field: string) =>
      ((merged?.[field] ?? []) as { value: string }[])
        .map(({ value }) => value.toLowerCase())
        .toSorted();
    expect(valuesOf("emailAddresses")).toEqual(["sam@acme.com", "sam@home.net"]);
    expect(valuesOf("phoneNumbers")).toHaveLength(2);
    await client.close();
  });

  test("where there are not as many as was said, none is touched", async () => {
    const sam = person("Sam Carter", { emailAddresses: values("sam@acme.com") });
    const { client, now } = await open({ contacts: [sam, sam, sam] });
    const outcome = await client.say("Merge the two Sam Carters");
    expect(outcome.data.message).toContain("You have 3 contacts called “Sam Carter”");
    expect((await now()).contacts).toHaveLength(3);
    await client.close();
  });

  test("details are added, taken off and changed one by one; the others stay", async () => {
    const { client, now } = await open({
      contacts: [
        person("Dana Reyes", {
          emailAddresses: [{ value: "dana@acme.com", type: "work" }],
          phoneNumbers: values("+14155550144"),
        }),
      ],
    });
    const dana = async () => (await now()).contacts?.[0];
    await client.say("Add another email for Dana Reyes: dana@home.net");
    expect(await dana()).toMatchObject({
      emailAddresses: [{ value: "dana@acme.com", type: "work" }, { value: "dana@home.net" }],
    });
    await client.say("Add a second phone number to Dana's contact: +1 415 555 2671");
    const several = await client.say("Remove Dana's phone number");
    expect(several.data.message).toContain("There are several: +14155550144, +14155552671.");
    await client.say("Remove +1 415 555 0144 from Dana's contact");
    expect(await dana()).toMatchObject({ phoneNumbers: [{ value: "+14155552671" }] });
    await client.say("Dana works at Globex now");
    await client.say("Dana's birthday is March 3");
    const outcome = await client.say("Add a note to Dana's contact: prefers mornings");
    expect(outcome.data.message).toContain("Globex, born 3 Mar, note: Prefers mornings");
    expect(await dana()).toMatchObject({
      organizations: [{ name: "Globex" }],
      birthdays: [{ date: { month: 3, day: 3 } }],
      biographies: [{ value: "Prefers mornings" }],
      names: [{ displayName: "Dana Reyes" }],
    });
    const found = await client.say("Who works at Globex?");
    expect(found.data.message).toContain("Dana Reyes");
    const whose = await client.say("Whose number is +1 415 555 2671?");
    expect(whose.data.message).toContain("Dana Reyes");
    await client.close();
  });
});
