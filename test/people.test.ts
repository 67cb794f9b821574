import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, putWorkspace, workspaceOf } from "./support/client.ts";
import type { Client, GoogleEvent, Workspace } from "./support/client.ts";
import { openPhone as openPhoneOf } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram({ LOG_LEVEL: "debug" });
});
afterAll(async () => program.dispose());

let users = 0;

interface People extends Partial<Workspace> {
  readonly otherContacts?: Workspace["contacts"];
}

/** A user of their own for each test, everything connected unless told otherwise, at a socket. */
async function openUser(workspace: People = {}): Promise<Client & { readonly userId: string }> {
  const userId = `person${++users}`;
  const user = {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    ...workspace,
  };
  expect((await putWorkspace(program.url, user)).status).toBe(200);
  return { ...(await connect(program.url, userId)), userId };
}

const contact = (name: string, ...emails: string[]) => ({
  names: [{ displayName: name }],
  emailAddresses: emails.map((value) => ({ value })),
});
const letter = (from: string, to: string, labelIds: string[]) => ({
  from,
  to,
  subject: "Hello",
  text: "Hello there",
  date: "2026-11-20T10:00:00Z",
  labelIds,
});
const pastEvent = (organizer: string, attendees: Record<string, string>[]): GoogleEvent => ({
  summary: "Planning",
  start: { dateTime: "2026-11-10T10:00:00-08:00" },
  end: { dateTime: "2026-11-10T11:00:00-08:00" },
  attendees: attendees as unknown as NonNullable<GoogleEvent["attendees"]>,
  ...({ organizer: { email: organizer } } as object),
});

async function guestsOf(userId: string): Promise<string[]> {
  const { calendar } = await workspaceOf(program.url, userId);
  return (calendar?.events ?? [])
    .filter(({ summary }) => summary !== "Planning")
    .flatMap(({ attendees = [] }) => attendees.map(({ email }) => email))
    .filter((email) => email !== `${userId}@example.com`)
    .toSorted();
}

const callsOf = (slug: string): number =>
  program
    .output()
    .split("\n")
    .filter((line) => line.includes("provider call") && line.includes(`"${slug}"`)).length;

const LUNCH = "Schedule lunch with Eden Chan tomorrow at noon";

describe("somebody who is not in the contacts is known", () => {
  test.each<[string, (userId: string) => People]>([
    ["from other contacts", () => ({ otherContacts: [contact("Eden Chan", "eden@example.com")] })],
    [
      "as a guest of an event of the user's own",
      (userId) => ({
        calendar: {
          events: [
            pastEvent(`${userId}@example.com`, [
              { email: "eden@example.com", displayName: "Eden Chan" },
            ]),
          ],
        },
      }),
    ],
    [
      "as somebody the user wrote to",
      (userId) => ({
        gmail: {
          messages: [letter(`${userId}@example.com`, "Eden Chan <eden@example.com>", ["SENT"])],
        },
      }),
    ],
  ])("%s", async (_how, workspaceFor) => {
    const client = await openUser(workspaceFor(`person${users + 1}`));
    expect((await client.say(LUNCH)).data.status).toBe("completed");
    expect(await guestsOf(client.userId)).toEqual(["eden@example.com"]);
    await client.close();
  });
});

describe("who only turned to the user is offered, and never taken", () => {
  test.each<[string, (userId: string) => People]>([
    [
      "by mail",
      (userId) => ({
        gmail: {
          messages: [letter("Eden Chan <eden@evil.example>", `${userId}@example.com`, ["INBOX"])],
        },
      }),
    ],
    [
      "by an invitation",
      (userId) => ({
        calendar: {
          events: [
            pastEvent("boss@evil.example", [
              { email: `${userId}@example.com` },
              { email: "eden@evil.example", displayName: "Eden Chan" },
            ]),
          ],
        },
      }),
    ],
  ])("%s", async (_how, workspaceFor) => {
    const client = await openUser(workspaceFor(`person${users + 1}`));
    const question = await client.say(LUNCH);
    expect(question.data).toMatchObject({
      kind: "resolve_entity",
      reason: "I don't recognize 'Eden Chan'. Please provide their email:",
      options: [{ value: "eden@evil.example" }],
    });
    expect(await guestsOf(client.userId)).toEqual([]);
    expect((await client.answer(question, "eden@example.com")).data.status).toBe("completed");
    expect(await guestsOf(client.userId)).toEqual(["eden@example.com"]);
    await client.close();
  });

  test("a stranger who signs as Mom is not even offered", async () => {
    const client = await openUser({
      gmail: { messages: [letter("Mom <mom@evil.example>", "me@example.com", ["INBOX"])] },
    });
    const question = await client.say("Schedule dinner with mom on Friday at 7pm");
    expect(question.data.reason).toBe("I don't recognize 'mom'. Please provide their email:");
    expect(question.data.options).toBeUndefined();
    await client.close();
  });
});

describe("where people are looked for", () => {
  test("contacts alone settle it, and they are read once until something changes them", async () => {
    const client = await openUser({ contacts: [contact("Dana Reyes", "dana@acme.com")] });
    const before = ["GMAIL_GET_CONTACTS", "GMAIL_FETCH_EMAILS", "GOOGLECALENDAR_EVENTS_LIST"];
    const wider = before.map(callsOf);
    const listed = callsOf("GOOGLECONTACTS_LIST_CONNECTIONS");
    await client.say("Book coffee with Dana Reyes on Friday at 10am");
    await client.say("Book lunch with Dana on Friday at 1pm");
    expect(before.map(callsOf)).toEqual(wider);
    expect(callsOf("GOOGLECONTACTS_LIST_CONNECTIONS")).toBe(listed + 1);

    await client.say("Add Dana Kovac dana.kovac@example.com to my contacts");
    const question = await client.say("Book tea with Dana on Friday at 4pm");
    expect(question.data.options.map(({ value }) => value).toSorted()).toEqual([
      "dana.kovac@example.com",
      "dana@acme.com",
    ]);
    await client.close();
  });

  test("a service that is not connected takes nothing from the others", async () => {
    const client = await openUser({
      connections: { calendar: "active", gmail: "active", contacts: "none", tasks: "none" },
      otherContacts: [contact("Eden Chan", "eden@example.com")],
    });
    expect((await client.say(LUNCH)).data.status).toBe("completed");
    expect(await guestsOf(client.userId)).toEqual(["eden@example.com"]);
    await client.close();
  });

  test("one person who is in several places is one", async () => {
    const client = await openUser({
      contacts: [contact("Sam Carter", "sam.carter@acme.com", "samc@example.org")],
      otherContacts: [
        contact("Sam Carter", "samc@example.org"),
        contact("S. Okafor", "so@okafor.dev"),
      ],
    });
    await client.say("Book coffee with Sam on Friday at 10am");
    expect(await guestsOf(client.userId)).toEqual(["sam.carter@acme.com"]);
    await client.close();
  });

  test("two of exactly one name are asked about, and their addresses tell them apart", async () => {
    const client = await openUser({
      contacts: [contact("Sam Lee", "sam@one.example"), contact("Sam Lee", "sam@two.example")],
    });
    const question = await client.say("Book coffee with Sam Lee on Friday at 10am");
    expect(question.data.options).toEqual([
      { value: "sam@one.example", label: "Sam Lee <sam@one.example>" },
      { value: "sam@two.example", label: "Sam Lee <sam@two.example>" },
    ]);
    await client.answer(question, 2);
    expect(await guestsOf(client.userId)).toEqual(["sam@two.example"]);
    // The next "Sam Lee" may be the other one.
    expect((await client.say("Book lunch with Sam Lee on Monday at 1pm")).data.kind).toBe(
      "choose_entity",
    );
    await client.close();
  });

  test("a contact without an address is asked for one, and 5,000 contacts are no obstacle", async () => {
    const crowd = Array.from({ length: 5_000 }, (_, i) =>
      contact(`Person${i} Family${i % 700}`, `p${i}@example.com`),
    );
    const client = await openUser({
      contacts: [...crowd, contact("Nadia Kovac"), contact("Wanda Zimmer", "wanda@example.com")],
    });
    const question = await client.say("Book coffee with Nadia Kovac on Friday at 10am");
    expect(question.data.reason).toBe(
      "I don't recognize 'Nadia Kovac'. Please provide their email:",
    );
    await client.answer(question, "nadia@example.com");
    await client.say("Book lunch with Wanda Zimmer on Friday at 1pm");
    expect(await guestsOf(client.userId)).toEqual(["nadia@example.com", "wanda@example.com"]);
    await client.close();
  });
});

describe("several people whom nobody knows", () => {
  const COFFEE = "Schedule coffee with Eden Chan and Bo tomorrow at 10am";

  test("are asked for in one question", async () => {
    const client = await openUser();
    const question = await client.say(COFFEE);
    expect(question.data).toMatchObject({
      kind: "resolve_entity",
      reason: "I don't recognize 'Eden Chan' and 'Bo'. Please provide their emails:",
      schema: {
        type: "object",
        properties: {
          "Eden Chan": { type: "string", format: "email" },
          Bo: { type: "string", format: "email" },
        },
        required: ["Eden Chan", "Bo"],
      },
    });
    const answer = { "Eden Chan": "eden@x.com", Bo: "bo@y.com" };
    expect((await client.answer(question, answer)).data.status).toBe("completed");
    expect(await guestsOf(client.userId)).toEqual(["bo@y.com", "eden@x.com"]);
    const again = await client.say("Schedule tea with Bo on Friday at 3pm");
    expect(again.data.message).toContain("bo@y.com");
    await client.close();
  });

  test.each([
    "eden@x.com, bo@y.com",
    "eden@x.com and bo@y.com",
    "Bo: bo@y.com, Eden: eden@x.com",
    "bo@y.com for Bo and Eden is eden@x.com",
  ])("may be told in words: %s", async (words) => {
    const client = await openUser();
    const outcome = await client.answer(await client.say(COFFEE), words);
    expect(outcome.data.status).toBe("completed");
    const { plan, results } = outcome.data;
    expect(plan.steps).toHaveLength(1);
    expect(results).toMatchObject([
      { output: { event: { attendees: [{ email: "eden@x.com" }, { email: "bo@y.com" }] } } },
    ]);
    await client.close();
  });

  test.each([
    ["Bo: bo@y.com", "Eden Chan", "eden@x.com"],
    ["eden@x.com", "Bo", "bo@y.com"],
  ])("may be told one at a time: after “%s” only %s is asked for", async (words, left, email) => {
    const client = await openUser();
    const rest = await client.answer(await client.say(COFFEE), words);
    expect(rest.data.reason).toBe(`I don't recognize '${left}'. Please provide their email:`);
    expect((await client.answer(rest, email)).data.status).toBe("completed");
    expect(await guestsOf(client.userId)).toEqual(["bo@y.com", "eden@x.com"]);
    await client.close();
  });

  test("an address beside a name nobody asked about is nobody's", async () => {
    const client = await openUser();
    const again = await client.answer(await client.say(COFFEE), "Carol: carol@z.com");
    expect(again.data.kind).toBe("resolve_entity");
    expect(await guestsOf(client.userId)).toEqual([]);
    await client.close();
  });
});

describe("a word of the user's own", () => {
  test("is asked about, learnt from the answer, listed and forgotten", async () => {
    const client = await openUser({ contacts: [contact("Anna Moreau", "anna@example.com")] });
    const question = await client.say("Schedule dinner with my mom on Friday at 7pm");
    expect(question.data.reason).toBe("I don't recognize 'mom'. Please provide their email:");
    await client.answer(question, "Anna");
    await client.say("Schedule lunch with mom on Saturday at 1pm");
    expect(await guestsOf(client.userId)).toEqual(["anna@example.com", "anna@example.com"]);

    expect((await client.say("who is mom?")).data.message).toBe(
      "mom: Anna Moreau <anna@example.com>.",
    );
    expect((await client.say("Who do you know?")).data.message).toContain("anna@example.com");
    const forgotten = await client.say("forget mom");
    expect(forgotten.data).toMatchObject({ status: "completed" });
    expect(forgotten.data.message).toContain("Forgotten: mom");
    expect((await client.say("who's my mom?")).data.message).toBe(
      "You haven't told me who “mom” is.",
    );
    const asked = await client.say("Schedule tea with mom on Sunday at 4pm");
    expect(asked.data.kind).toBe("resolve_entity");
    await client.close();
  });

  test("is known beside the contacts when they are asked for by name", async () => {
    const client = await openUser({ contacts: [contact("Dana Wu", "dana.wu@example.com")] });
    await client.answer(
      await client.say("Schedule lunch with Eden Chan tomorrow at noon"),
      "eden@example.com",
    );
    expect((await client.say("Who is Eden Chan?")).data.message).toBe(
      "No contact fits “Eden Chan”.\nYou told me:\n- Eden Chan: Eden Chan <eden@example.com>",
    );
    expect((await client.say("Who is Dana?")).data.message).toBe(
      "1 contact:\n- Dana Wu, dana.wu@example.com",
    );
    await client.close();
  });

  test("is the contact who is called just so", async () => {
    const client = await openUser({
      contacts: [contact("Mom", "mum@example.com"), contact("Mumtaz Khan", "mumtaz@example.com")],
    });
    await client.say("Schedule dinner with mom on Friday at 7pm");
    expect(await guestsOf(client.userId)).toEqual(["mum@example.com"]);
    const question = await client.say("Schedule dinner with mum on Friday at 7pm");
    expect(question.data.kind).toBe("resolve_entity");
    await client.close();
  });

  test("“forget what you know about Eden” forgets every word for Eden", async () => {
    const client = await openUser();
    await client.answer(await client.say(LUNCH), "eden@example.com");
    await client.answer(
      await client.say("Schedule tea with my boss on Friday at 3pm"),
      "Eden Chan",
    );
    const outcome = await client.say("Forget what you know about Eden");
    expect(outcome.data.message).toContain("Eden Chan");
    expect((await client.say("who do you know?")).data.message).toContain("anybody yet");
    await client.close();
  });

  test("a phone number is no address, and that is said", async () => {
    const client = await openUser({
      contacts: [
        { ...contact("Dana Reyes", "dana@acme.com"), phoneNumbers: [{ value: "+1 415 555 0144" }] },
      ],
    });
    const again = await client.answer(await client.say(LUNCH), "+1 (415) 555-0199");
    expect(again.data.reason).toContain("is a phone number");
    // The number of somebody who has an address is as good as the address.
    await client.answer(again, "415 555 0144");
    expect(await guestsOf(client.userId)).toEqual(["dana@acme.com"]);
    await client.close();
  });
});

describe("a group", () => {
  const KICKOFF = "Schedule a meeting with the design team tomorrow at 3pm";

  test("is asked about, its people looked up and asked for in turn, and remembered", async () => {
    const client = await openUser({
      contacts: [
        contact("Sam Carter", "sam.carter@acme.com"),
        contact("Sam Okafor", "sam@okafor.dev"),
        contact("Dana Reyes", "dana@acme.com"),
      ],
    });
    const question = await client.say(KICKOFF);
    expect(question.data).toMatchObject({
      kind: "resolve_entity",
      reason:
        "I don't know who 'the design team' are. Please provide their names or email addresses:",
      entity: { type: "UNKNOWN", value: "the design team" },
    });
    const eden = await client.answer(question, "Dana, Sam, Eden Chan and me");
    expect(eden.data.reason).toBe("I don't recognize 'Eden Chan'. Please provide their email:");
    const sam = await client.answer(eden, "eden@example.com");
    expect(sam.data.kind).toBe("choose_entity");
    const outcome = await client.answer(sam, "Okafor");
    expect(outcome.data.status).toBe("completed");
    const team = ["dana@acme.com", "eden@example.com", "sam@okafor.dev"];
    expect(await guestsOf(client.userId)).toEqual(team);
    for (const email of team) expect(outcome.data.message).toContain(email);

    const mail = await client.say(
      'Send an email to the design team and Dana saying "See you tomorrow"',
    );
    expect(mail.data.results).toMatchObject([
      { output: { message: { to: [team[0], team[2], team[1]].map((email) => ({ email })) } } },
    ]);
    for (const email of team) expect(mail.data.message).toContain(email);
    expect((await client.say("Who is on the design team?")).data.message).toContain("eden@");
    await client.say("Forget the design team");
    expect((await client.say(KICKOFF)).data.kind).toBe("resolve_entity");
    await client.close();
  });

  test("that is in the contacts is an address like any other", async () => {
    const client = await openUser({ contacts: [contact("Design Team", "design@acme.com")] });
    await client.say(KICKOFF);
    expect(await guestsOf(client.userId)).toEqual(["design@acme.com"]);
    await client.close();
  });
});

describe("by text", () => {
  let phones = 0;
  async function openPhone(workspace: People = {}) {
    const number = `+1415555${String(2000 + ++phones)}`;
    const client = await openUser({ ...workspace, phoneNumber: number });
    return { ...client, text: openPhoneOf(program.url, number).text };
  }

  test("several unknown people are one text, and one text answers it", async () => {
    const phone = await openPhone();
    const asked = await phone.text("Schedule coffee with Eden Chan and Bo tomorrow at 10am");
    expect(asked).toContain("I don't recognize 'Eden Chan' and 'Bo'");
    expect(await phone.text("Eden eden@x.com, Bo bo@y.com")).toContain("bo@y.com");
    await phone.text("YES");
    expect(await guestsOf(phone.userId)).toEqual(["bo@y.com", "eden@x.com"]);
    await phone.close();
  });

  test("a group is told in words, and another command is no answer to who it is", async () => {
    const phone = await openPhone({ contacts: [contact("Dana Reyes", "dana@acme.com")] });
    await phone.text("Schedule a meeting with the design team tomorrow at 3pm");
    expect(await phone.text("Dana and eden@example.com")).toContain("dana@acme.com");
    await phone.text("YES");
    await phone.text("forget the design team");
    await phone.text("Schedule a meeting with the design team on Friday at 3pm");
    expect(await phone.text("What's on tomorrow?")).toContain("design team");
    expect(await guestsOf(phone.userId)).toEqual(["dana@acme.com", "eden@example.com"]);
    await phone.close();
  });

  test("who only wrote to the user is offered by number", async () => {
    const phone = await openPhone({
      gmail: { messages: [letter("Eden Chan <eden@evil.example>", "me@x.com", ["INBOX"])] },
    });
    const asked = await phone.text(LUNCH);
    expect(asked).toContain("1 Eden Chan <eden@evil.example>, wrote to you");
    expect(await phone.text("eden@example.com")).toContain("eden@example.com");
    await phone.close();
  });
});
