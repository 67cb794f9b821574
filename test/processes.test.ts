import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { connect, isNotification, isOutcome, isQuestion, post } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { openPhone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { redisServerPath, startRedis } from "./support/redis-server.ts";
import type { RedisServer } from "./support/redis-server.ts";
import { addUser, eventsOf } from "./support/users.ts";

/** A hold runs out, and a call to the provider is given up, before it is known what became of it. */
const LONG = { timeout: 60_000 };
const DATA_KEY = "0".repeat(64);

describe.skipIf(redisServerPath() === undefined)("two processes on one Redis", () => {
  let redis: RedisServer;
  let one: Program;
  let two: Program;
  const others: Program[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    [one, two] = await Promise.all([start(), start()]);
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map(async (program) => program.dispose()));
  });
  afterAll(async () => {
    await Promise.all([one, two].map(async (program) => program.dispose()));
    await redis.close();
  });
  const start = async (env: Record<string, string> = {}): Promise<Program> =>
    startProgram({ REDIS_URL: redis.url, DATA_KEY, ...env });

  const titlesOf = async (url: string, userId: string): Promise<string[]> =>
    (await eventsOf(url, userId)).map(({ summary }) => summary);

  /** With nobody to prove who they are, a socket is the user's once it has said so. */
  async function identify(client: Client, userId: string): Promise<void> {
    client.send({ type: "ping", payload: { userId } });
    await client.next(({ type }) => type === "pong");
  }

  /** Listens to a session of the user's from its beginning. */
  async function follow(program: Program, userId: string, sessionId: string): Promise<Client> {
    const client = await connect(program.url, userId);
    client.send({
      type: "system",
      payload: { action: "subscribe", userId, sessionId, afterSeq: 0 },
    });
    return client;
  }

  test("a question asked through one is answered through the other, and both tell the whole of it in order", async () => {
    const userId = await addUser(one.url);
    const here = await connect(one.url, userId);
    const there = await connect(two.url, userId);
    await identify(there, userId);
    const question = await here.say("Schedule lunch with Eden Chan tomorrow at noon", { id: "c1" });
    expect(question.data.kind).toBe("resolve_entity");
    expect(await there.next(isQuestion)).toEqual(question);

    const outcome = await there.answer(question, "eden@example.com");
    expect(outcome.data.status).toBe("completed");
    expect(await here.next(isOutcome)).toEqual(outcome);
    for (const url of [one.url, two.url])
      expect(await titlesOf(url, userId)).toEqual(["Lunch with Eden Chan"]);

    const again = await follow(two, userId, question.sessionId);
    await again.next((frame) => frame.seq === outcome.seq);
    expect(again.frames.map(({ seq }) => seq)).toEqual(
      Array.from({ length: outcome.seq }, (_, i) => i + 1),
    );
    for (const client of [here, there, again]) await client.close();
  });

  test("a question asked at a page of one is answered by a text that the other takes in", async () => {
    const number = "+14155550777";
    const userId = await addUser(one.url, { phoneNumber: number });
    const page = await connect(one.url, userId);
    const question = await page.say("Schedule lunch with Eden Chan tomorrow at noon");
    const phone = openPhone(two.url, number);
    const code = /Reply (OK \d{6})/u.exec(await phone.text("eden@example.com"))?.[1] ?? "";
    expect(await phone.text(code)).toMatch(/^Booked: Lunch/u);
    expect(await page.next(isOutcome)).toMatchObject({
      sessionId: question.sessionId,
      data: { status: "completed" },
    });
    const booked = await openPhone(one.url, number).received();
    expect(booked.filter((text) => text.startsWith("Booked"))).toHaveLength(1);
    await page.close();
  });

  test("the same command sent to both is done once", async () => {
    const userId = await addUser(two.url);
    const clients = await Promise.all([one, two].map(async ({ url }) => connect(url, userId)));
    const outcomes = await Promise.all(
      clients.map(async (client) => client.say("Schedule gym tomorrow at 6pm", { id: "same" })),
    );
    expect(outcomes.map(({ data }) => data.status)).toEqual(["completed", "completed"]);
    expect(await titlesOf(one.url, userId)).toEqual(["Gym"]);
    for (const client of clients) await client.close();
  });

  test("undo through the other takes back what was done through the one", async () => {
    const userId = await addUser(one.url);
    const here = await connect(one.url, userId);
    const there = await connect(two.url, userId);
    await identify(there, userId);
    await here.say("Schedule gym tomorrow at 6pm");
    await there.next(isOutcome);
    expect((await there.say("undo")).data.status).toBe("completed");
    const left = (await eventsOf(one.url, userId)).filter(
      (event) => (event as { status?: string }).status !== "cancelled",
    );
    expect(left).toEqual([]);
    for (const client of [here, there]) await client.close();
  });

  test(
    "a process that dies is not missed: what it was doing is done once, by another",
    LONG,
    async () => {
      const dying = await start();
      others.push(dying);
      const userId = await addUser(one.url);
      const client = await connect(dying.url, userId);
      await post(one.url, "/sandbox/faults", { service: "calendar", kind: "timeout", count: 1 });
      client.send({
        type: "command",
        id: "c1",
        payload: { userId, message: "Schedule gym tomorrow at 6pm" },
      });
      const begun = await client.next(isNotification("step_started"));
      // Whichever works on it: two of the three live on, and the user is at one of those.
      const there = await follow(two, userId, begun.sessionId);
      await dying.kill();
      const outcome: Frame = await there.next(isOutcome);
      expect(outcome).toMatchObject({ id: "c1", data: { status: "completed" } });
      expect(await titlesOf(two.url, userId)).toEqual(["Gym"]);
      await there.close();
    },
  );

  test("with another data key it does not start, and says so", async () => {
    await expect(start({ DATA_KEY: "1".repeat(64) })).rejects.toThrow(/DATA_KEY: .*another key/su);
  });
});
