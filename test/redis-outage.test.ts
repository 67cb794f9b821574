import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isOutcome, post } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { redisServerPath, startRedis } from "./support/redis-server.ts";
import type { RedisServer } from "./support/redis-server.ts";
import { addUser, eventsOf } from "./support/users.ts";

/** What is lost for good is noticed by silence, which takes a while. */
const LONG = { timeout: 90_000 };

describe.skipIf(redisServerPath() === undefined)("[T12] a Redis that goes away", () => {
  let redis: RedisServer;
  let program: Program;
  beforeAll(async () => {
    redis = await startRedis();
    program = await startProgram({
      REDIS_URL: redis.url,
      DATA_KEY: "0".repeat(64),
      LOG_LEVEL: "error",
    });
  });
  afterAll(async () => {
    await program.dispose();
    await redis.close();
  });

  const readiness = async () => {
    const answer = await fetch(`${program.url}/ready`);
    return { status: answer.status, body: await answer.json() };
  };
  const unavailable = { type: "error", data: { code: "unavailable" } };
  const unready = { status: 503, body: { status: "unavailable", failing: ["storage"] } };
  async function untilReady(): Promise<void> {
    await expect.poll(async () => (await readiness()).status, { timeout: 30_000 }).toBe(200);
  }
  const command = (userId: string, message: string, id: string) => ({
    type: "command",
    id,
    payload: { userId, message },
  });
  const titlesOf = async (userId: string): Promise<string[]> =>
    (await eventsOf(program.url, userId)).map(({ summary }) => summary);
  const configure = async (...words: string[]): Promise<void> => {
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.sendCommand(words);
    client.destroy();
  };

  /** What is refused while it is away is refused in so many words; nothing is done, and it can be said again. */
  async function refusalOf(client: Client, userId: string, id: string): Promise<Frame> {
    client.send(command(userId, "Schedule gym tomorrow at 6pm", id));
    const refusal = await client.next((frame) => frame.id === id);
    expect(await readiness()).toEqual(unready);
    expect((await fetch(`${program.url}/health`)).status).toBe(200);
    return refusal;
  }

  /** The same message again is done, once. */
  async function expectRecovery(client: Client, userId: string, id: string): Promise<void> {
    await untilReady();
    client.send(command(userId, "Schedule gym tomorrow at 6pm", id));
    const outcome = await client.next((frame) => isOutcome(frame) && frame.id === id);
    expect(outcome.data.status).toBe("completed");
    expect(await titlesOf(userId)).toEqual(["Gym"]);
  }

  test("killed and started again: a question from before is answered after", LONG, async () => {
    const userId = await addUser(program.url);
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    await redis.stop("SIGKILL");
    await expect.poll(readiness, { timeout: 15_000 }).toEqual(unready);
    client.send(command(userId, "What's on my calendar tomorrow?", "away"));
    const refusal = await client.next((frame) => frame.id === "away");
    expect(refusal.data.code).toBe("unavailable");
    await redis.start();
    await untilReady();
    const outcome = await client.answer(question, "eden@example.com");
    expect(outcome.data.status).toBe("completed");
    expect(await titlesOf(userId)).toEqual(["Lunch with Eden Chan"]);
    await client.close();
  });

  test(
    "gone in the middle of a turn: the turn goes on when it is back, and is done once",
    LONG,
    async () => {
      const userId = await addUser(program.url);
      const client = await connect(program.url, userId);
      await post(program.url, "/sandbox/faults", { service: "calendar", kind: "429", count: 1 });
      client.send(command(userId, "Schedule gym tomorrow at 6pm", "c1"));
      await client.next(({ data }) => data.action === "step_retrying");
      await redis.stop("SIGKILL");
      await expect.poll(readiness, { timeout: 15_000 }).toEqual(unready);
      await redis.start();
      const outcome = await client.next((frame) => isOutcome(frame) && frame.id === "c1");
      expect(outcome.data.status).toBe("completed");
      expect(await titlesOf(userId)).toEqual(["Gym"]);
      await client.close();
    },
  );

  test("[T13] full: nothing is taken in that cannot be kept", LONG, async () => {
    const userId = await addUser(program.url);
    const client = await connect(program.url, userId);
    await configure("CONFIG", "SET", "maxmemory", "1mb");
    expect(await refusalOf(client, userId, "full")).toMatchObject(unavailable);
    await configure("CONFIG", "SET", "maxmemory", "0");
    await expectRecovery(client, userId, "full");
    await client.close();
  });

  test("[T13] read-only: nothing is taken in that cannot be kept", LONG, async () => {
    const userId = await addUser(program.url);
    const client = await connect(program.url, userId);
    await configure("CONFIG", "SET", "min-replicas-to-write", "1");
    expect(await refusalOf(client, userId, "readonly")).toMatchObject(unavailable);
    await configure("CONFIG", "SET", "min-replicas-to-write", "0");
    await expectRecovery(client, userId, "readonly");
    await client.close();
  });

  test("silent: it is given up after a while, and used again when it answers", LONG, async () => {
    const userId = await addUser(program.url);
    const client = await connect(program.url, userId);
    redis.pause();
    client.send(command(userId, "Schedule gym tomorrow at 6pm", "silent"));
    await expect.poll(readiness, { timeout: 30_000 }).toEqual(unready);
    redis.resume();
    await untilReady();
    client.send(command(userId, "Schedule gym tomorrow at 6pm", "silent"));
    await client.next((frame) => isOutcome(frame) && frame.id === "silent");
    expect(await titlesOf(userId)).toEqual(["Gym"]);
    await client.close();
  });

  test("the process has stayed up through all of it", () => {
    expect(program.output()).not.toContain("the program failed");
  });
});
