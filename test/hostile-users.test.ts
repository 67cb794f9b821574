import { once } from "node:events";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import {
  connect,
  isNotification,
  isOutcome,
  isQuestion,
  putWorkspace,
  workspaceOf,
} from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

const FOREIGN = casesOf(300, 10_000);
const REPEATS = casesOf(10, 500);
/** One socket of this machine sends 1,200 frames a minute at most. */
const A_SOCKET = 1_000;

describe("on the program as it runs", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram();
  });
  afterAll(() => program?.dispose());

  test(
    `[W3] another user's session is answered, to the byte, as one that is not there (n=${FOREIGN})`,
    LONG,
    async () => {
      const alice = await connect(program.url, "alice");
      const asked = await alice.say("Schedule lunch with Eden Chan tomorrow at noon");
      expect(isQuestion(asked)).toBe(true);
      const { sessionId, stepId } = asked.data;

      let bob = await connect(program.url, "bob");
      for (let i = 0; i < FOREIGN; i++) {
        if (i > 0 && (2 * i) % A_SOCKET === 0) {
          await bob.close();
          bob = await connect(program.url, "bob");
        }
        const unknown = crypto.randomUUID();
        expect(await refused(bob, attempt(i, sessionId, stepId), sessionId)).toBe(
          await refused(bob, attempt(i, unknown, stepId), unknown),
        );
      }
      const booked = await alice.answer(asked, "eden@example.com");
      expect(isQuestion(booked) || booked.data.success).toBe(true);
      await Promise.all([alice.close(), bob.close()]);
    },
  );

  test(
    `[W18] a command sent twenty times is one command, each time answered the same (n=${REPEATS})`,
    LONG,
    async () => {
      const userId = "repeater";
      await putWorkspace(program.url, { userId, email: "repeater@example.com" });
      for (let i = 0; i < REPEATS; i++) {
        const client = await connect(program.url, userId);
        const payload = { userId, message: `Add note ${i} to my tasks` };
        const command = { type: "command", id: `c${i}`, payload };
        for (let sent = 0; sent < 20; sent++) client.send(command);
        const first = await client.next(isOutcome);
        client.send(command);
        expect(await client.next(isOutcome)).toEqual(first);
        await client.close();
      }
      const tasks = await tasksOf(program.url, userId);
      expect(tasks).toHaveLength(REPEATS);
      expect(new Set(tasks)).toEqual(
        new Set(Array.from({ length: REPEATS }, (_, i) => `Note ${i}`)),
      );
    },
  );
});

const SOCKETS = casesOf(40, 1_000);
const RUNS = casesOf(5, 100);
test(
  `[W19] asked to stop, the program says goodbye and loses and repeats nothing of what it took in (n=${RUNS})`,
  LONG,
  async () => {
    const program = await startProgram();
    const idle = await Promise.all(
      Array.from({ length: SOCKETS }, async () => {
        const socket = new WebSocket(`${program.url.replace("http", "ws")}/ws`);
        await once(socket, "open");
        return { closed: once(socket, "close") as Promise<[number]> };
      }),
    );
    const users = Array.from({ length: RUNS }, (_, i) => `runner${i}`);
    for (const userId of users)
      await putWorkspace(program.url, { userId, email: `${userId}@example.com` });
    const clients = await Promise.all(users.map((userId) => connect(program.url, userId)));
    const commandOf = (userId: string) => ({
      type: "command",
      id: `of ${userId}`,
      payload: { userId, message: "Add water the plants to my tasks" },
    });
    for (const [i, client] of clients.entries()) client.send(commandOf(users[i] ?? ""));
    // Some are done by then, some under way, some not read yet.
    await clients[0]?.next(isNotification("step_started"));
    const stopped = program.terminate();
    for (const { closed } of idle) expect((await closed)[0]).toBe(1001);
    expect(await stopped).toBe(0);

    const next = await startProgram({ DATA_DIR: program.dataDir });
    for (const userId of users) {
      const client = await connect(next.url, userId);
      client.send(commandOf(userId));
      expect((await client.next(isOutcome)).data.status).toBe("completed");
      expect(await tasksOf(next.url, userId)).toEqual(["Water the plants"]);
      await client.close();
    }
    await next.dispose();
  },
);

async function tasksOf(url: string, userId: string): Promise<unknown[]> {
  const { tasks } = await workspaceOf(url, userId);
  return (tasks?.lists ?? []).flatMap((list) => list.tasks.map(({ title }) => title));
}

/** One try of bob's at a session, by each way there is. */
function attempt(i: number, sessionId: string, stepId: string): object {
  const payload = { userId: "bob", sessionId };
  const ways = [
    { type: "command", payload: { ...payload, message: "What did I ask?" } },
    { type: "system", payload: { ...payload, action: "cancel" } },
    { type: "system", payload: { ...payload, action: "undo" } },
    { type: "system", payload: { ...payload, action: "subscribe", afterSeq: 0 } },
    {
      type: "system",
      payload: { ...payload, action: "intervention_response", stepId, resolvedValue: "yes" },
    },
  ];
  return { id: "x", ...ways[i % ways.length] };
}

/** What bob is answered, as it stands on the wire but for the session he named. */
async function refused(bob: Client, frame: object, sessionId: string): Promise<string> {
  bob.send(frame);
  const answer: Frame = await bob.next(({ type }) => type === "error" || type === "command");
  expect(answer.data.code).toBe("unknown_session");
  return JSON.stringify(answer).replaceAll(sessionId, "SESSION");
}
