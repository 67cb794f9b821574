import { afterAll, beforeAll, expect, test } from "vitest";

import { connect, isQuestion, workspaceOf } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { openPhone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser, contactOf, eventsOf } from "./support/users.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program?.dispose());

interface Owner extends Client {
  readonly userId: string;
  /** Done, and could be undone. */
  readonly done: Frame;
  readonly asked: Frame;
}

async function openOwner(): Promise<Owner> {
  const userId = await addUser(program.url);
  const client = await connect(program.url, userId, { careful: true });
  const done = await client.say("Schedule gym tomorrow at 6pm");
  const asked = await client.say("Schedule lunch with Eden Chan on Friday at noon");
  expect([done.data.status, asked.data.kind]).toEqual(["completed", "resolve_entity"]);
  return { ...client, userId, done, asked };
}

/** Everything that a message can do to a session it names. */
function operationsOn(sessionId: string, stepId: string): readonly object[] {
  const system = (action: string, more: object = {}): object => ({
    type: "system",
    payload: { action, sessionId, ...more },
  });
  return [
    { type: "command", id: "c1", payload: { sessionId, message: "What's on tomorrow?" } },
    { type: "command", id: "c2", payload: { sessionId, message: "yes" } },
    { type: "command", id: "c3", payload: { sessionId, message: "undo" } },
    system("intervention_response", { stepId, resolvedValue: "mallory@example.net" }),
    system("intervention_response", { stepId: "intervention_0", resolvedValue: "no" }),
    system("cancel"),
    system("undo"),
    system("subscribe", { afterSeq: 0 }),
  ];
}

const OWNERS = casesOf(5, 50);
const OPERATIONS = operationsOn("", "").length;
const TRIES = OWNERS * (OWNERS - 1) * 2 * OPERATIONS;
test(
  `[T2] whatever is asked of another user's session is answered by there being none, and changes nothing (n=${TRIES})`,
  LONG,
  async () => {
    const owners: Owner[] = [];
    for (let i = 0; i < OWNERS; i++) owners.push(await openOwner());
    for (const owner of owners) {
      const others = owners.filter(({ userId }) => userId !== owner.userId);
      const heard = owner.frames.length;
      const tried = others
        .flatMap(({ done, asked }) => [done, asked])
        .flatMap((frame) => operationsOn(frame.sessionId, owner.asked.data.stepId));
      for (const operation of tried) {
        owner.send(operation);
        const { data } = await owner.next(({ type }) => type !== "notification");
        expect(data.code, JSON.stringify(operation)).toBe("unknown_session");
      }
      // Each was answered by that one frame, and by nothing of the session.
      expect(owner.frames.length - heard).toBe(tried.length);
    }
    for (const owner of owners) {
      const before = await eventsOf(program.url, owner.userId);
      expect(before.map(({ summary }) => summary)).toEqual(["Gym"]);
      const approval = await owner.answer(owner.asked, "eden@example.com");
      expect(isQuestion(approval)).toBe(true);
      expect((await owner.answer(approval, "yes")).data.status).toBe("completed");
      await owner.close();
    }
  },
);

test("[T2] nor does another phone's code open anything, or its words reach anybody else's question (n=4)", async () => {
  const [hers, his] = ["+14155556001", "+14155556002"] as const;
  const alice = await addUser(program.url, { phoneNumber: hers });
  await addUser(program.url, { phoneNumber: his });
  const [herPhone, hisPhone] = [openPhone(program.url, hers), openPhone(program.url, his)];
  const asked = await herPhone.text("Email dana@acme.com saying the report is ready");
  const code = /Reply OK (\d{6})/u.exec(asked)?.[1] ?? "";
  for (const words of [`OK ${code}`, `NO ${code}`, "YES", "STATUS"])
    expect(await hisPhone.text(words), words).not.toContain("dana@acme.com");
  const { gmail } = await workspaceOf(program.url, alice);
  expect(gmail?.messages).toEqual([]);
  expect(await herPhone.text(`OK ${code}`)).toContain("dana@acme.com");
});

const USERS = casesOf(20, 200);
const ROUNDS = casesOf(2, 20);
test(
  `[T3] users who are all at it at once hear and change nothing of one another's (n=${USERS * ROUNDS})`,
  LONG,
  async () => {
    const canaries = Array.from({ length: USERS }, (_, i) => `canary${10_000 + i}x`);
    const foreignIn = (text: string, own: string): string[] =>
      [...text.matchAll(/canary\d+x/giu)]
        .map(([found]) => found.toLowerCase())
        .filter((found) => found !== own);

    async function live(canary: string): Promise<void> {
      const userId = await addUser(program.url, {
        contacts: [contactOf(`Eden ${canary}`, `${canary}@example.com`)],
        calendar: {
          events: [
            {
              summary: `Review ${canary}`,
              start: { dateTime: "2026-11-25T10:00:00-08:00" },
              end: { dateTime: "2026-11-25T11:00:00-08:00" },
            },
          ],
        },
        gmail: {
          messages: [
            {
              from: `Dana <dana@${canary}.example>`,
              to: "me@example.com",
              subject: `About ${canary}`,
              date: "2026-11-24T08:00:00-08:00",
              labelIds: ["INBOX", "UNREAD"],
              text: canary,
            },
          ],
        },
      });
      const client = await connect(program.url, userId);
      for (let round = 0; round < ROUNDS; round++) {
        const told = [
          await client.say("What's on my calendar tomorrow?"),
          await client.say("Any unread mail?"),
          await client.say(`Add a task called ${canary} ${round}`),
          await client.say("Schedule lunch with Eden on Friday at noon"),
        ];
        expect(told.map(({ data }) => data.status)).toEqual(told.map(() => "completed"));
        for (const frame of [told[0], told[1], told[3]])
          expect(JSON.stringify(frame?.data).toLowerCase()).toContain(canary);
        expect((await client.say("undo")).data.status).toBe("completed");
      }
      expect(foreignIn(JSON.stringify(client.frames), canary)).toEqual([]);
      const kept = JSON.stringify(await workspaceOf(program.url, userId));
      expect(foreignIn(kept, canary)).toEqual([]);
      await client.close();
    }
    await Promise.all(canaries.map(live));
  },
);
