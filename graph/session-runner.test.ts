import { tool } from "@langchain/core/tools";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";

import type { SessionId } from "../src/domain/ids.ts";
import { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Json } from "../src/domain/plan.ts";
import type { OutboxEntry } from "../src/domain/turn.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createActionPlanner } from "./action-planner.ts";
import { createAssistant } from "./assistant.ts";
import { createConnectLinks } from "./connect-links.ts";
import { createSessionRunner } from "./session-runner.ts";

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const input = z.strictObject({ title: z.string(), to: z.array(z.string()).optional() });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The assistant over real storage, with one tool that notes what it was asked to do. "do X" does it; "tell X" needs X's address; "slowly X" waits for "other". */
function open(storage: Storage = openSqliteStorage({ path: ":memory:" }), questionMs = 60_000) {
  const done: Json[] = [];
  const connected = { calendar: true };
  const otherDone = Promise.withResolvers<void>();
  const spec = {
    name: "note",
    service: "calendar" as const,
    effect: "write" as const,
    description: "Note it.",
    input,
    entityFields: { to: "person" as const },
    title: () => "Note",
    present: () => "Noted.",
  };
  const note = tool(
    async (args) => {
      done.push(args as Json);
      if (args.title === "other") otherDone.resolve();
    },
    {
      name: "note",
      description: "Note.",
      schema: input,
    },
  );
  const planner = createActionPlanner(
    {
      planner: {
        name: "scripted",
        plan: async ({ text }) => {
          const [verb, ...words] = text.split(" ");
          if (verb === "slowly") await otherDone.promise;
          const to = verb === "tell" ? { to: [{ $entity: words.join(" ") }] } : {};
          return {
            kind: "plan",
            plan: {
              goal: text,
              steps: [{ id: "note", tool: "note", args: { title: text, ...to } }],
            },
          };
        },
      },
      specs: new Map([["note", spec]]),
      tools: new Map([["note", note]]),
      entities: { resolve: async () => ({ kind: "unknown" }), learn: async () => {} },
      consent: {
        assess: async (calls) => calls.map(() => ({ kind: "allow" })),
        grant: async () => {},
      },
      accounts: { missing: async () => (connected.calendar ? [] : ["calendar"]) },
      linkAccount: createConnectLinks({
        accounts: {
          link: async (_user, _service, url) => ({ url, expiresAt: "2026-11-24T18:00:00Z" }),
        },
        sessions: storage.sessions,
        callbackUrl: () => "http://127.0.0.1/oauth/callback",
      }),
    },
    storage.checkpointer,
  );
  const clock = { now: () => Date.now() };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const runner = createSessionRunner({
    sendHeldMail: async () => ({ kind: "sent" }),
    planner,
    storage,
    clock,
    logger,
    interventionTimeoutMs: questionMs,
    smsInterventionTimeoutMs: questionMs,
    defaultTimezone: "UTC",
  });
  const assistant = createAssistant({
    runner,
    storage,
    clock,
    accounts: { verify: async () => connected.calendar },
  });
  const told: OutboxEntry[] = [];
  const waiting: {
    fits: (entry: OutboxEntry) => boolean;
    resolve: (entry: OutboxEntry) => void;
  }[] = [];
  storage.outbox.subscribe((entry) => {
    const i = waiting.findIndex(({ fits }) => fits(entry));
    if (i === -1) told.push(entry);
    else waiting.splice(i, 1)[0]?.resolve(entry);
  });
  const next = (fits: (entry: OutboxEntry) => boolean): Promise<OutboxEntry> => {
    const i = told.findIndex(fits);
    if (i !== -1) return Promise.resolve(told.splice(i, 1)[0] as OutboxEntry);
    return new Promise((resolve) => waiting.push({ fits, resolve }));
  };
  const close = async (): Promise<void> => runner.close();
  closers.push(close);
  return {
    assistant,
    runner,
    storage,
    done,
    connected,
    close,
    outcome: async () => {
      const entry = await next(({ turn }) => turn.kind === "outcome");
      if (entry.turn.kind !== "outcome") throw new Error("unreachable");
      return { ...entry, outcome: entry.turn };
    },
    question: async () => {
      const entry = await next(({ turn }) => turn.kind === "question");
      if (entry.turn.kind !== "question") throw new Error("unreachable");
      return entry.turn.intervention;
    },
  };
}

const say = (text: string, more: { sessionId?: SessionId; clientId?: string } = {}): Inbound => ({
  kind: "command",
  userId: alice,
  channel: "websocket",
  text,
  ...more,
});
const text = (body: string): Inbound => ({
  kind: "text",
  userId: alice,
  channel: "sms",
  text: body,
});

describe("a session handles one message at a time, in order", () => {
  test("and sessions go on beside one another", async () => {
    const it = open();
    const { sessionId } = await it.assistant.accept(say("slowly one"));
    await it.assistant.accept(say("two", { sessionId }));
    await it.assistant.accept(say("other"));
    const outcomes = [await it.outcome(), await it.outcome(), await it.outcome()];
    expect(it.done).toEqual([{ title: "other" }, { title: "slowly one" }, { title: "two" }]);
    expect(outcomes.every(({ outcome }) => outcome.status === "completed")).toBe(true);
  });

  test("a message with the id of an earlier one is not worked on again", async () => {
    const it = open();
    await it.assistant.accept(say("one", { clientId: "c" }));
    const { seq } = await it.outcome();
    const again = await it.assistant.accept(say("one", { clientId: "c" }));
    expect(again).toMatchObject({ kind: "repeated", entries: [{ seq, clientId: "c" }] });
    expect(it.done).toHaveLength(1);
  });
});

describe("an open question", () => {
  test("is answered from the other channel by a text that reads as an answer", async () => {
    const it = open();
    await it.assistant.accept(say("tell Eden"));
    await it.question();
    await it.assistant.accept(text("eden@example.com"));
    const { outcome, channels } = await it.outcome();
    expect(outcome.status).toBe("completed");
    expect(channels.toSorted()).toEqual(["sms", "websocket"]);
    expect(it.done).toEqual([{ title: "tell Eden", to: ["eden@example.com"] }]);
  });

  test("stays open beside a text that is a command of its own", async () => {
    const it = open();
    await it.assistant.accept(text("tell Eden"));
    const question = await it.question();
    await it.assistant.accept(text("do something else"));
    expect((await it.outcome()).sessionId).not.toBe(question.sessionId);
    expect(await it.assistant.openQuestions(alice)).toHaveLength(1);
  });

  test("is given up for a new command in the same session, and that is said", async () => {
    const it = open();
    const { sessionId } = await it.assistant.accept(say("tell Eden", { clientId: "a" }));
    await it.question();
    await it.assistant.accept(say("do something else", { sessionId, clientId: "b" }));
    expect(await it.outcome()).toMatchObject({ clientId: "a", outcome: { status: "cancelled" } });
    expect(await it.outcome()).toMatchObject({ clientId: "b", outcome: { status: "completed" } });
    expect(await it.assistant.openQuestions(alice)).toEqual([]);
  });

  test("is answered once: the second answer is told that it is closed", async () => {
    const it = open();
    await it.assistant.accept(say("tell Eden"));
    const { sessionId, stepId } = await it.question();
    const answer: Inbound = {
      kind: "answer",
      userId: alice,
      channel: "websocket",
      sessionId,
      stepId,
      value: "a@b.co",
    };
    const answers = await Promise.allSettled([
      it.assistant.accept(answer),
      it.assistant.accept(answer),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await it.outcome();
    await expect(it.assistant.accept(answer)).rejects.toMatchObject({ code: "ERR_STALE_ANSWER" });
    expect(it.done).toHaveLength(1);
  });

  test("runs out: that is said, and nothing is done", async () => {
    const it = open(undefined, 5);
    await it.runner.start();
    await it.assistant.accept(say("tell Eden"));
    expect((await it.outcome()).outcome.status).toBe("expired");
    expect(it.done).toEqual([]);
  });

  test("that has run out is not taken for a command when its answer comes by text", async () => {
    const it = open(undefined, 5);
    await it.runner.start();
    await it.assistant.accept(text("tell Eden"));
    await it.outcome();
    for (const late of ["eden@example.com", "2", "yes"]) {
      await expect(it.assistant.accept(text(late)), late).rejects.toMatchObject({
        code: "ERR_STALE_ANSWER",
      });
    }
  });

  test("cannot be answered by somebody else, to whom the session does not exist", async () => {
    const it = open();
    await it.assistant.accept(say("tell Eden"));
    const { sessionId, stepId } = await it.question();
    const answer: Inbound = {
      kind: "answer",
      userId: bob,
      channel: "websocket",
      sessionId,
      stepId,
      value: "m@x.co",
    };
    await expect(it.assistant.accept(answer)).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SESSION",
    });
  });
});

describe("an account that is not connected", () => {
  test("is asked for with a link; its callback lets the plan go on", async () => {
    const it = open();
    it.connected.calendar = false;
    await it.assistant.accept(say("do it", { clientId: "c" }));
    const question = await it.question();
    expect((await it.outcome()).outcome).toMatchObject({
      status: "auth_required",
      service: "calendar",
    });
    const state = new URL(question.authUrl ?? "").searchParams.get("state") ?? "";
    expect(await it.assistant.connected(state)).toEqual({ service: "calendar", active: false });
    it.connected.calendar = true;
    expect(await it.assistant.connected(state)).toEqual({ service: "calendar", active: true });
    expect(await it.outcome()).toMatchObject({ clientId: "c", outcome: { status: "completed" } });
    expect(await it.assistant.connected("another")).toBeUndefined();
  });

  test("the command sent again finds the connection, is answered, and nothing is done twice", async () => {
    const it = open();
    it.connected.calendar = false;
    await it.assistant.accept(say("do it", { clientId: "a" }));
    await it.outcome();
    await it.assistant.accept(say("do it", { clientId: "b" }));
    expect((await it.outcome()).outcome.status).toBe("auth_required");
    expect(await it.outcome()).toMatchObject({
      clientId: "b",
      outcome: { status: "auth_required" },
    });
    it.connected.calendar = true;
    await it.assistant.accept(say("do it", { clientId: "c" }));
    expect(await it.outcome()).toMatchObject({ clientId: "a", outcome: { status: "completed" } });
    expect(await it.outcome()).toMatchObject({ clientId: "c", outcome: { status: "completed" } });
    expect(it.done).toHaveLength(1);
  });
});

test("what a process left unfinished, the next one takes up", async () => {
  const storage = openSqliteStorage({ path: ":memory:" });
  const first = open(storage);
  await first.close();
  await first.assistant.accept(say("do it", { clientId: "c" }));
  expect(first.done).toEqual([]);
  const second = open(storage);
  await second.runner.start();
  expect(await second.outcome()).toMatchObject({ clientId: "c", outcome: { status: "completed" } });
  expect(second.done).toEqual([{ title: "do it" }]);
});

test("cancelling when nothing is in progress is answered", async () => {
  const it = open();
  const { sessionId } = await it.assistant.accept(say("do it"));
  await it.outcome();
  await it.assistant.accept({ kind: "cancel", userId: alice, channel: "websocket", sessionId });
  expect((await it.outcome()).outcome).toMatchObject({
    status: "cancelled",
    message: "Nothing is in progress.",
  });
});
