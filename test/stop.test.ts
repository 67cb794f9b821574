import { once } from "node:events";

import { afterEach, describe, expect, test } from "vitest";

import { createActionPlanner } from "../graph/action-planner.ts";
import { createAssistant } from "../graph/assistant.ts";
import { createSessionRunner } from "../graph/session-runner.ts";
import { UserId } from "../src/domain/ids.ts";
import type { SessionId } from "../src/domain/ids.ts";
import type { OutboxEntry } from "../src/domain/turn.ts";
import { createSessionQueue } from "../src/storage/sqlite/queue.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createApprovalBook } from "../tools/consent/approvals.ts";
import { createStandingBook } from "../tools/consent/standing.ts";
import { createReminderBook } from "../tools/reminders/book.ts";
import { createAliasBook } from "../tools/entities/aliases.ts";
import { toLangChainTools } from "../tools/langchain.ts";
import { READ_SLUGS } from "../tools/provider.ts";
import { createToolbox } from "../tools/toolbox.ts";
import { seededRandom } from "./support/random.ts";
import { casesOf, LONG } from "./support/counts.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_124);
const STOPS = casesOf(20, 300);
const STEPS = 6;

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const clock = { now: () => Date.now() };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The assistant over real storage and the real gateway; every command is a plan of six tasks, each after the one before. */
function open(given: Storage = openSqliteStorage({ path: ":memory:" }), maxRunMs = 60_000) {
  // A process of its own: whoever had the storage before is gone, or counts as gone.
  const storage = { ...given, queue: createSessionQueue(given.inbox) };
  /** Tasks whose request has left, as the provider sees it. */
  const begun: string[] = [];
  let onBegin: (title: string) => Promise<void> = async () => undefined;
  const accounts = {
    missing: async () => [],
    link: async () => ({ url: "https://example.com", expiresAt: "2026-11-24T18:00:00Z" }),
    held: async () => undefined,
    admit: async () => {},
    discard: async () => {},
    verify: async () => true,
  };
  const toolbox = createToolbox({
    provider: {
      async execute({ slug, args }) {
        if (READ_SLUGS.has(slug)) return { items: [{ id: "l1", title: "My Tasks" }] };
        const title = String(args["title"]);
        begun.push(title);
        await onBegin(title);
        return { id: `t${begun.length}`, title, status: "needsAction" };
      },
      accounts,
    },
    aliases: createAliasBook(storage.cache),
    actions: storage.actions,
    effects: storage.effects,
    cache: storage.cache,
    approvals: createApprovalBook(storage.cache, clock),
    standing: createStandingBook(storage.cache),
    reminders: createReminderBook({ ...storage, clock, canText: async () => true }),
    clock,
    logger,
    retryDelayMs: 1,
  });
  const planner = createActionPlanner(
    {
      planner: {
        name: "scripted",
        plan: async ({ text }) => ({
          kind: "plan",
          plan: {
            goal: text,
            steps: Array.from({ length: STEPS }, (_, i) => ({
              id: `s${i}`,
              tool: "tasks_create",
              args: { title: `${text} ${i}` },
              ...(i > 0 && { when: `s${i - 1}` }),
            })),
          },
        }),
      },
      specs: toolbox.specs,
      tools: toLangChainTools(toolbox),
      entities: { resolve: async () => ({ kind: "unknown" }), learn: async () => {} },
      consent: toolbox.consent,
      accounts,
      linking: {
        invite: async () => ({ kind: "link", url: "https://example.test/connect" }),
        decide: async () => {},
      },
    },
    storage.checkpointer,
  );
  const runner = createSessionRunner({
    sendHeldMail: async () => ({ kind: "sent" }),
    reminders: { tell: async () => {} },
    planner,
    storage,
    clock,
    logger,
    interventionTimeoutMs: 60_000,
    smsInterventionTimeoutMs: 60_000,
    defaultTimezone: "UTC",
    maxRunMs,
  });
  const assistant = createAssistant({ runner, storage, clock });
  const told: OutboxEntry[] = [];
  storage.outbox.subscribe((entry) => told.push(entry));
  const started = runner.start();
  const close = (): Promise<void> => runner.close();
  closers.push(close);
  return {
    assistant,
    started,
    storage,
    begun,
    close,
    set onBegin(listener: typeof onBegin) {
      onBegin = listener;
    },
    say: (text: string, more: { userId?: UserId; sessionId?: SessionId } = {}) =>
      assistant.accept({ kind: "command", userId: alice, channel: "websocket", text, ...more }),
    async outcomes(count: number): Promise<string[]> {
      await expect
        .poll(() => told.filter(({ turn }) => turn.kind === "outcome"), { timeout: 15_000 })
        .toHaveLength(count);
      return told.flatMap(({ turn }) => (turn.kind === "outcome" ? [turn.status] : []));
    },
  };
}

test(
  `[P11] a plan that is stopped, from a socket or by text, begins nothing more from then on (n=${STOPS})`,
  LONG,
  async () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < STOPS; round++) {
      const it = open();
      const stopAt = Math.floor(random() * STEPS);
      const turns = Math.floor(random() * 20);
      const reached = Promise.withResolvers<void>();
      it.onBegin = async (title) => {
        if (title.endsWith(` ${stopAt}`)) reached.resolve();
        for (let i = 0; i < 3; i++) await new Promise(setImmediate);
      };
      const { sessionId } = await it.say("task");
      await reached.promise;
      for (let i = 0; i < turns; i++) await new Promise(setImmediate);
      if (round % 2 === 0) {
        await it.assistant.accept({
          kind: "cancel",
          userId: alice,
          channel: "websocket",
          sessionId,
        });
      } else await it.assistant.stop(alice, "sms");
      const begunBefore = it.begun.length;
      await it.close();
      expect({ seed: SEED, round, begun: it.begun.length }).toEqual({
        seed: SEED,
        round,
        begun: begunBefore,
      });
    }
  },
);

describe("[P11] a stop", () => {
  test("also stops what was asked for and has not begun, in every session of the user and nobody else's", async () => {
    const it = open();
    const release = Promise.withResolvers<void>();
    const both = Promise.withResolvers<void>();
    it.onBegin = async () => {
      if (it.begun.length === 2) both.resolve();
      await release.promise;
    };
    const { sessionId } = await it.say("first");
    await it.say("second", { sessionId });
    await it.say("theirs", { userId: bob });
    await both.promise;
    expect(await it.assistant.stop(alice, "sms")).toBe(1);
    release.resolve();
    expect((await it.outcomes(3)).toSorted()).toEqual(["cancelled", "cancelled", "completed"]);
    expect(it.begun.filter((title) => !title.startsWith("theirs"))).toEqual(["first 0"]);
    expect(it.begun.filter((title) => title.startsWith("theirs"))).toHaveLength(STEPS);
  });

  test("in a word of its own stops what runs; what is asked for afterwards is done", async () => {
    const it = open();
    const release = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    it.onBegin = async () => {
      reached.resolve();
      await release.promise;
    };
    await it.say("first");
    await reached.promise;
    await it.say("Stop that!");
    await it.say("second");
    release.resolve();
    await it.outcomes(2);
    expect(it.begun).toEqual([
      "first 0",
      ...Array.from({ length: STEPS }, (_, i) => `second ${i}`),
    ]);
  });

  test("holds when the process dies right after it was taken in", async () => {
    const storage = openSqliteStorage({ path: ":memory:" });
    const before = open(storage);
    const reached = Promise.withResolvers<void>();
    before.onBegin = async () => {
      reached.resolve();
      // The process dies with the request under way.
      await new Promise(() => undefined);
    };
    closers.pop();
    const { sessionId } = await before.say("first");
    await before.say("second", { sessionId });
    await reached.promise;
    await before.assistant.stop(alice, "sms");

    const after = open(storage);
    await after.started;
    await after.outcomes(2);
    expect(after.begun).toEqual([]);
    await after.say("third", { sessionId });
    await after.outcomes(3);
    expect(after.begun).toHaveLength(STEPS);
  });
});

test("[P17] a run whose time is up begins nothing more and says so", async () => {
  const it = open(undefined, 50);
  it.onBegin = async () => {
    await once(AbortSignal.timeout(100), "abort");
  };
  await it.say("first");
  expect(await it.outcomes(1)).toEqual(["failed"]);
  // The first task outlasts the time, if it began within it.
  expect(it.begun.length).toBeLessThan(2);
});
