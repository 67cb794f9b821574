import { rm } from "node:fs/promises";

import { afterEach, describe, expect, test } from "vitest";

import {
  connect,
  isNotification,
  isOutcome,
  isQuestion,
  post,
  workspaceOf,
} from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

const started: Program[] = [];
async function start(env: Record<string, string> = {}): Promise<Program> {
  const program = await startProgram(env);
  started.push(program);
  return program;
}
afterEach(async () => {
  const dataDirs = new Set(started.map(({ dataDir }) => dataDir));
  await Promise.all(started.splice(0).map(async (program) => program.terminate()));
  for (const dataDir of dataDirs) await rm(dataDir, { recursive: true, force: true });
});

const eventTitles = async (url: string, userId: string): Promise<(string | undefined)[]> =>
  ((await workspaceOf(url, userId)).calendar?.events ?? []).map(({ summary }) => summary);

async function texts(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/sandbox/phone?number=%2B14155550100`);
  const { messages } = (await answer.json()) as { messages: { direction: string; body: string }[] };
  return messages.filter(({ direction }) => direction === "outbound").map(({ body }) => body);
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe("killed in the middle of a question", () => {
  test("the answer still completes the plan, over WebSocket", async () => {
    const first = await start();
    const client = await connect(first.url, "alice");
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon", {
      id: "c1",
    });
    expect(question.data.kind).toBe("resolve_entity");
    await first.kill();

    const second = await start({ DATA_DIR: first.dataDir });
    const again = await connect(second.url, "alice");
    again.send({
      type: "system",
      payload: { action: "subscribe", userId: "alice", sessionId: question.sessionId, afterSeq: 0 },
    });
    expect(await again.next(isQuestion)).toEqual(question);
    const outcome = await again.answer(question, "eden@example.com");
    expect(outcome).toMatchObject({ id: "c1", data: { status: "completed" } });
    expect(await eventTitles(second.url, "alice")).toContain("Lunch with Eden Chan");
    await again.close();
  });

  test("the answer may come by text", async () => {
    const first = await start();
    await post(first.url, "/sandbox/phone", {
      from: "+14155550100",
      body: "Schedule lunch with Eden Chan tomorrow at noon",
    });
    await until(
      async () => texts(first.url),
      (all) => all.some((body) => body.includes("Eden Chan")),
    );
    await first.kill();

    const second = await start({ DATA_DIR: first.dataDir });
    await post(second.url, "/sandbox/phone", { from: "+14155550100", body: "eden@example.com" });
    await until(
      async () => texts(second.url),
      (all) => all.some((body) => body.includes("Reply OK")),
    );
    await post(second.url, "/sandbox/phone", { from: "+14155550100", body: "YES" });
    await until(
      async () => texts(second.url),
      (all) => all.some((body) => body.startsWith("Booked")),
    );
    expect(await eventTitles(second.url, "alice")).toContain("Lunch with Eden Chan");
  });

  test("its time runs on while nothing runs, and a late answer is told so", async () => {
    const first = await start({ INTERVENTION_TIMEOUT: "1s" });
    const client = await connect(first.url, "alice");
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    await first.kill();

    const second = await start({ DATA_DIR: first.dataDir });
    const again = await connect(second.url, "alice");
    again.send({
      type: "system",
      payload: {
        action: "subscribe",
        userId: "alice",
        sessionId: question.sessionId,
        afterSeq: question.seq,
      },
    });
    expect((await again.next(isOutcome)).data.status).toBe("expired");
    const late = await again.answer(question, "eden@example.com");
    expect(late).toMatchObject({ type: "error", data: { code: "stale_intervention" } });
    expect(await eventTitles(second.url, "alice")).not.toContain("Lunch with Eden Chan");
    await again.close();
  });
});

test("killed while a write is under way that did not get through, it is done once, after a look", async () => {
  const first = await start();
  const client = await connect(first.url, "alice");
  await post(first.url, "/sandbox/faults", { service: "calendar", kind: "timeout", count: 1 });
  const { sessionId, seq } = await begun(client, "Schedule gym tomorrow at 6pm");
  await first.kill();

  const second = await start({ DATA_DIR: first.dataDir });
  const again = await connect(second.url, "alice");
  again.send({
    type: "system",
    payload: { action: "subscribe", userId: "alice", sessionId, afterSeq: seq },
  });
  const { data } = await again.next(isOutcome);
  expect(data).toMatchObject({ status: "completed" });
  const made = (await eventTitles(second.url, "alice")).filter((title) => title === "Gym");
  expect(made).toHaveLength(1);
  await again.close();
});

/** Resolves when the write has been claimed and its request is on its way. */
async function begun(client: Client, message: string): Promise<Frame> {
  client.send({ type: "command", id: "c1", payload: { userId: "alice", message } });
  const frame = await client.next(isNotification("step_started"));
  client.send({ type: "ping" });
  await client.next(({ type }) => type === "pong");
  return frame;
}

test("a question asked in the browser is answered by text", async () => {
  const program = await start();
  const client = await connect(program.url, "alice");
  await client.say("Schedule lunch with Eden Chan tomorrow at noon");
  await post(program.url, "/sandbox/phone", { from: "+14155550100", body: "eden@example.com" });
  await client.next(isQuestion);
  await post(program.url, "/sandbox/phone", { from: "+14155550100", body: "YES" });
  expect((await client.next(isOutcome)).data.status).toBe("completed");
  expect(await eventTitles(program.url, "alice")).toContain("Lunch with Eden Chan");
  await client.close();
});

test("asked to stop, the program ends by itself and cleanly", async () => {
  const program = await start();
  const client = await connect(program.url, "alice");
  await client.say("hello");
  expect(await program.terminate()).toBe(0);
});
