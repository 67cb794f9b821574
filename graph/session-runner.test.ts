import { tool } from "@langchain/core/tools";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";

import type { SessionId } from "../src/domain/ids.ts";
import { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Json } from "../src/domain/plan.ts";
import type { OutboxEntry } from "../src/domain/turn.ts";
import { createSessionQueue } from "../src/storage/sqlite/queue.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createActionPlanner } from "./action-planner.ts";
import { createAssistant } from "./assistant.ts";
import { createSessionRunner } from "./session-runner.ts";

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const input = z.strictObject({ title: z.string(), to: z.array(z.string()).optional() });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The assistant over real storage, with one tool that notes what it was asked to do. "do X" does it; "tell X" needs X's address; "slowly X" waits for "other". */
function open(given: Storage = openSqliteStorage({ path: ":memory:" }), questionMs = 60_000) {
  // A process of its own: whoever had the storage before is gone, or counts as gone.
  const storage = { ...given, queue: createSessionQueue(given.inbox) };
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
      linking: {
        invite: async () => ({ kind: "link", url: "https://errand.example/connect/1" }),
        decide: async () => {},
      },
    },
    storage.checkpointer,
  );
  const clock = { now: () => Date.now() };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const runner = createSessionRunner({
    sendHeldMail: async () => ({ kind: "sent" }),
    reminders: { tell: async () => {} },
    planner,
    storage,
    clock,
    logger,
    interventionTimeoutMs: questionMs,
    smsInterventionTimeoutMs: questionMs,
    defaultTimezone: "UTC",
  });
  const assistant = createAssistant({ runner, storage, clock });
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
  const started = runner.start();
  const close = async (): Promise<void> => runner.close();
  closers.push(close);
  return {
    assistant,
    started,
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

  test("is answered by words that came while it was open, and no other is", async () => {
    const it = open();
    it.connected.calendar = false;
    await it.assistant.accept(text("tell Eden"));
    const first = await it.question();
    await it.outcome();
    const { sessionId } = first;
    it.connected.calendar = true;
    // Both come while the first question is open; by the time of the second, another one is.
    await it.assistant.accept(say("done", { sessionId }));
    await it.assistant.accept(say("eden@example.com", { sessionId, clientId: "late" }));
    const second = await it.question();
    expect([first.kind, second.kind]).toEqual(["authorize", "resolve_entity"]);
    expect(await it.outcome()).toMatchObject({
      clientId: "late",
      outcome: { status: "failed", error: { code: "stale_intervention" } },
    });
    expect(await it.assistant.openQuestions(alice)).toEqual([second]);
    expect(it.done).toEqual([]);
  });

  test("that was answered makes no command of a second answer", async () => {
    const it = open();
    await it.assistant.accept(text("tell Eden"));
    await it.question();
    await it.assistant.accept(text("eden@example.com"));
    await it.assistant.accept(text("eden@example.org"));
    expect((await it.outcome()).outcome.status).toBe("completed");
    expect((await it.outcome()).outcome.error?.code).toBe("stale_intervention");
    expect(it.done).toEqual([{ title: "tell Eden", to: ["eden@example.com"] }]);
  });

  test("runs out: that is said, and nothing is done", async () => {
    const it = open(undefined, 5);
    await it.started;
    await it.assistant.accept(say("tell Eden"));
    expect((await it.outcome()).outcome.status).toBe("expired");
    expect(it.done).toEqual([]);
  });

  test("that has run out is not taken for a command when its answer comes by text", async () => {
    const it = open(undefined, 5);
    await it.started;
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
  test("is asked for with a link; once it is connected, all that waited for it goes on", async () => {
    const it = open();
    it.connected.calendar = false;
    for (const clientId of ["c", "d"])
      await it.assistant.accept(say(`do ${clientId}`, { clientId }));
    expect((await it.question()).authUrl).toBe("https://errand.example/connect/1");
    for (let i = 0; i < 2; i++) {
      expect((await it.outcome()).outcome).toMatchObject({
        status: "auth_required",
        service: "calendar",
      });
    }
    it.connected.calendar = true;
    await it.assistant.connected(bob, "calendar");
    await it.assistant.connected(alice, "tasks");
    expect(it.done).toEqual([]);
    await it.assistant.connected(alice, "calendar");
    const outcomes = [await it.outcome(), await it.outcome()];
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(["completed", "completed"]);
    expect(new Set(outcomes.map(({ clientId }) => clientId))).toEqual(new Set(["c", "d"]));
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
  await second.started;
  expect(await second.outcome()).toMatchObject({ clientId: "c", outcome: { status: "completed" } });
  expect(second.done).toEqual([{ title: "do it" }]);
});

describe("killed after an answer was carried out, before its outcome was told", () => {
  /** A process that stands still where it would tell an outcome; what it does after its death counts no more. */
  function dying(storage: Storage) {
    const reached = Promise.withResolvers<void>();
    const dead = Promise.withResolvers<void>();
    const outbox: Storage["outbox"] = {
      ...storage.outbox,
      async append(entry, inboxId) {
        const { turn } = entry;
        if (turn.kind !== "outcome" || turn.status === "auth_required")
          return await storage.outbox.append(entry, inboxId);
        reached.resolve();
        await dead.promise;
        return { ...entry, seq: 0 };
      },
    };
    closers.unshift(async () => dead.resolve());
    return { reached: reached.promise, it: open({ ...storage, outbox }) };
  }

  test("a text that was the answer is not taken for a command", async () => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const { it, reached } = dying(storage);
    await it.assistant.accept(text("tell Eden"));
    await it.question();
    await it.assistant.accept(text("eden@example.com"));
    await reached;

    const next = open(storage);
    await next.started;
    const { outcome, channels } = await next.outcome();
    expect(outcome).toMatchObject({ status: "completed", plan: { goal: "tell Eden" } });
    expect(channels).toEqual(["sms"]);
    expect([...it.done, ...next.done]).toEqual([{ title: "tell Eden", to: ["eden@example.com"] }]);
  });

  test("an undo that closed a question takes nothing else back", async () => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const { it, reached } = dying(storage);
    const { sessionId } = await it.assistant.accept(say("tell Eden", { clientId: "a" }));
    await it.question();
    await it.assistant.accept({ kind: "undo", userId: alice, channel: "websocket", sessionId });
    await reached;

    const next = open(storage);
    await next.started;
    expect(await next.outcome()).toMatchObject({ clientId: "a", outcome: { status: "cancelled" } });
    await next.assistant.accept(say("do it", { sessionId, clientId: "b" }));
    expect(await next.outcome()).toMatchObject({ clientId: "b", outcome: { status: "completed" } });
  });

  test("a command for which a question was given up is still carried out", async () => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const { it, reached } = dying(storage);
    const { sessionId } = await it.assistant.accept(say("tell Eden", { clientId: "a" }));
    await it.question();
    await it.assistant.accept(say("do something else", { sessionId, clientId: "b" }));
    await reached;

    const next = open(storage);
    await next.started;
    expect(await next.outcome()).toMatchObject({ clientId: "a", outcome: { status: "cancelled" } });
    expect(await next.outcome()).toMatchObject({ clientId: "b", outcome: { status: "completed" } });
    expect(next.done).toEqual([{ title: "do something else" }]);
  });

  test("a command sent again once its account was connected is done once, and answered", async () => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const { it, reached } = dying(storage);
    it.connected.calendar = false;
    await it.assistant.accept(say("do it", { clientId: "a" }));
    await it.outcome();
    it.connected.calendar = true;
    await it.assistant.accept(say("do it", { clientId: "b" }));
    await reached;

    const next = open(storage);
    await next.started;
    expect(await next.outcome()).toMatchObject({ clientId: "a", outcome: { status: "completed" } });
    expect(await next.outcome()).toMatchObject({ clientId: "b", outcome: { status: "completed" } });
    expect([...it.done, ...next.done]).toEqual([{ title: "do it" }]);
  });
});

test.each([2, 3, 4, 5, 6])(
  "killed when a node's writes are stored and checkpoint %i is not, the run goes on",
  async (nth) => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const reached = Promise.withResolvers<void>();
    const dead = Promise.withResolvers<never>();
    closers.unshift(async () => dead.reject(new Error("killed")));
    let count = 0;
    const put: Storage["checkpointer"]["put"] = async (...checkpoint) => {
      if (++count < nth) return await storage.checkpointer.put(...checkpoint);
      // Storage writes in order: what the node wrote is stored by then.
      await storage.cache.set(alice, "written", true);
      reached.resolve();
      return await dead.promise;
    };
    const checkpointer = new Proxy(storage.checkpointer, {
      get(saver, name) {
        const value: unknown = Reflect.get(saver, name, saver);
        if (name === "put") return put;
        return typeof value === "function" ? (value.bind(saver) as unknown) : value;
      },
    });
    const first = open({ ...storage, checkpointer });
    await first.assistant.accept(say("do it", { clientId: "c" }));
    await reached.promise;

    const next = open(storage);
    await next.started;
    const { clientId, outcome } = await next.outcome();
    expect({ clientId, status: outcome.status }).toEqual({ clientId: "c", status: "completed" });
    expect([...first.done, ...next.done]).toEqual([{ title: "do it" }]);
  },
);

test("killed when the next question was told, the text that answered the one before leaves it open", async () => {
  const storage = openSqliteStorage({ path: ":memory:" });
  const reached = Promise.withResolvers<void>();
  const dead = Promise.withResolvers<void>();
  closers.unshift(async () => dead.resolve());
  let finished = 0;
  const inbox: Storage["inbox"] = {
    ...storage.inbox,
    async finish(id) {
      if (++finished === 1) return await storage.inbox.finish(id);
      reached.resolve();
      await dead.promise;
    },
  };
  const first = open({ ...storage, inbox });
  first.connected.calendar = false;
  await first.assistant.accept(text("tell Eden"));
  expect((await first.question()).kind).toBe("authorize");
  first.connected.calendar = true;
  await first.assistant.accept(text("done"));
  const second = await first.question();
  expect(second.kind).toBe("resolve_entity");
  await reached.promise;

  const next = open(storage);
  await next.started;
  await next.assistant.accept(text("eden@example.com"));
  expect((await next.outcome()).outcome.status).toBe("completed");
  expect(next.done).toEqual([{ title: "tell Eden", to: ["eden@example.com"] }]);
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
