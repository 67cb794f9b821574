import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connectRedis } from "../src/storage/redis/redis.ts";
import { connect, isOutcome, post } from "./support/client.ts";
import { openPhone } from "./support/phone.ts";
import { runProgram, startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { redisServerPath, startRedis } from "./support/redis-server.ts";
import type { RedisServer } from "./support/redis-server.ts";
import { addUser, eventsOf } from "./support/users.ts";

const DATA_KEY = Buffer.alloc(32, 7).toString("base64");
const NUMBER = "+14155550177";

describe.skipIf(redisServerPath() === undefined)("two programs on one Redis", () => {
  let redis: RedisServer;
  let one: Program;
  let two: Program;

  beforeAll(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url, DATA_KEY };
    [one, two] = await Promise.all([startProgram(env), startProgram(env)]);
  });
  afterAll(async () => {
    await Promise.all([one.dispose(), two.dispose()]);
    await redis.close();
  });

  test("have one calendar: what either is told at the same time is all there, once", async () => {
    const userId = await addUser(one.url);
    const clients = await Promise.all([one, two].map(({ url }) => connect(url, userId)));
    for (let hour = 8; hour < 16; hour += 2) {
      const told = clients.map((client, i) => {
        const id = `at-${hour + i}`;
        const message = `Schedule gym ${hour + i} tomorrow at ${hour + i}:00`;
        client.send({ type: "command", id, payload: { userId, message } });
        return client.next((frame) => isOutcome(frame) && frame.id === id);
      });
      for (const { data } of await Promise.all(told)) expect(data.status).toBe("completed");
    }
    const [ofOne, ofTwo] = [await eventsOf(one.url, userId), await eventsOf(two.url, userId)];
    expect(ofOne).toEqual(ofTwo);
    expect(new Set(ofOne.map(({ start }) => start.dateTime)).size).toBe(8);
    expect(ofOne).toHaveLength(8);
    await Promise.all(clients.map((client) => client.close()));
  });

  test("have one phone: a text to either is answered once, and both show the same", async () => {
    const userId = await addUser(two.url, { phoneNumber: NUMBER });
    const [atOne, atTwo] = [openPhone(one.url, NUMBER), openPhone(two.url, NUMBER)];
    await atOne.text("Schedule gym tomorrow at 7am");
    const answer = await atTwo.text("What's on my calendar tomorrow?");
    expect(answer).toContain("Gym");
    expect(await eventsOf(one.url, userId)).toEqual(await eventsOf(two.url, userId));
    expect(await atOne.received()).toEqual(await atTwo.received());
    expect(await atTwo.received()).toHaveLength(2);
  });

  test("go on with what waited at one for an account that is connected at the other", async () => {
    const userId = await addUser(one.url, { connections: { calendar: "none" } });
    const client = await connect(two.url, userId);
    const asked = await client.say("Schedule gym tomorrow at 9am");
    expect(asked.data).toMatchObject({ kind: "authorize" });
    await post(one.url, "/sandbox/connections", { userId, service: "calendar", status: "active" });
    const outcome = await client.next(
      (frame) => isOutcome(frame) && frame.data.status === "completed",
    );
    expect(outcome.data.status).toBe("completed");
    expect(await eventsOf(one.url, userId)).toHaveLength(1);
    await client.close();
  });

  test("and none starts where something else is under the sandbox's keys: it says so", async () => {
    const other = await startRedis();
    const inside = await connectRedis(other.url, { debug() {}, info() {}, warn() {}, error() {} });
    await inside.send("SET", "errand:sandbox:rows", "something else");
    const ended = await runProgram({ REDIS_URL: other.url, DATA_KEY, PORT: "0" });
    expect(ended).toMatchObject({ code: 78 });
    expect(ended.output).toMatch(/^REDIS_URL: .*errand:sandbox:.*$/mu);
    await inside.close();
    await other.close();
  });
});
