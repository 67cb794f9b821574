import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { assert, asyncProperty, constantFrom, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/storage.ts";
import { casesOf } from "../../test/support/counts.ts";
import { markOf } from "../call-provider.ts";
import { createComposioProvider } from "../composio/composio.ts";
import type { ApprovalBook } from "../consent/approvals.ts";
import { createStandingBook } from "../consent/standing.ts";
import { createReminderBook } from "../reminders/book.ts";
import { createAliasBook } from "../entities/aliases.ts";
import { digest } from "../digest.ts";
import { READ_SLUGS } from "../provider.ts";
import type { Provider } from "../provider.ts";
import type { FaultKind } from "../sandbox/faults.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import { createToolbox } from "../toolbox.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const NOW = Date.parse("2026-11-24T09:00:00-08:00");
const clock = { now: () => NOW };
/** What is tested here comes after the user's yes. */
const agreed: ApprovalBook = { grant: async () => {}, holds: async () => true };
const context = {
  userId: UserId.parse("alice"),
  timezone: "America/Los_Angeles",
  now: "2026-11-24T09:00:00-08:00",
};

const workspace = {
  users: [
    {
      userId: "alice",
      email: "alice@example.com",
      timezone: "America/Los_Angeles",
      calendar: {
        events: ["e1", "e2"].map((id) => ({
          id: `event${id}`,
          summary: `Review ${id}`,
          start: { dateTime: "2026-11-25T15:00:00-08:00" },
          end: { dateTime: "2026-11-25T15:45:00-08:00" },
        })),
      },
      gmail: {
        messages: [
          {
            id: "m1",
            from: "Dana Reyes <dana@acme.com>",
            subject: "Q3",
            text: "Attached.",
            date: "2026-11-24T07:00:00-08:00",
          },
          {
            id: "d1",
            draftId: "r1",
            labelIds: ["DRAFT"],
            from: "alice@example.com",
            to: "bob@example.com",
            subject: "Offer",
            text: "Hello",
            date: "2026-11-24T07:30:00-08:00",
          },
        ],
      },
      tasks: {
        lists: [
          { id: "l1", title: "My Tasks", tasks: [{ id: "t1", title: "Rent" }] },
          { id: "l2", title: "Home", tasks: [] },
        ],
      },
      contacts: [
        {
          resourceName: "people/c1",
          names: [{ givenName: "Mia" }],
          emailAddresses: [{ value: "mia@example.com" }],
        },
      ],
    },
  ],
};

const LONG = { timeout: casesOf(120_000, 1_800_000) };
const times = { start: "2026-11-26T12:00:00-08:00", end: "2026-11-26T13:00:00-08:00" };

/** One of each kind of write, and the provider call of it whose answer is lost. */
const WRITES: readonly (readonly [tool: string, args: Record<string, Json>, slug: string])[] = [
  ["calendar_create_event", { summary: "Lunch", ...times }, "GOOGLECALENDAR_CREATE_EVENT"],
  [
    "calendar_create_event",
    {
      summary: "Dinner",
      ...times,
      attendees: ["eden@example.com"],
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"],
    },
    "GOOGLECALENDAR_CREATE_EVENT",
  ],
  [
    "calendar_update_event",
    { eventId: "evente1", shiftMinutes: 30, location: "Room 4" },
    "GOOGLECALENDAR_PATCH_EVENT",
  ],
  ["calendar_update_event", { eventId: "evente1", videoLink: true }, "GOOGLECALENDAR_UPDATE_EVENT"],
  ["calendar_delete_event", { eventId: "evente2" }, "GOOGLECALENDAR_DELETE_EVENT"],
  [
    "email_send",
    { to: ["eden@example.com"], subject: "Hi", body: "Hello" },
    "GMAIL_CREATE_EMAIL_DRAFT",
  ],
  [
    "email_send",
    { to: ["eden@example.com"], cc: ["sam@example.com"], subject: "Hi again", body: "Hello" },
    "GMAIL_SEND_DRAFT",
  ],
  ["email_reply", { messageId: "m1", body: "Thanks" }, "GMAIL_SEND_DRAFT"],
  ["email_forward", { messageId: "m1", to: ["bob@example.com"] }, "GMAIL_SEND_DRAFT"],
  [
    "email_create_draft",
    { to: ["eden@example.com"], subject: "Later", body: "Hello" },
    "GMAIL_CREATE_EMAIL_DRAFT",
  ],
  ["email_update_draft", { messageId: "d1", body: "Hello Bob" }, "GMAIL_UPDATE_DRAFT"],
  ["email_delete_draft", { messageId: "d1" }, "GMAIL_DELETE_DRAFT"],
  ["email_modify_labels", { messageId: "m1", add: ["STARRED"] }, "GMAIL_ADD_LABEL_TO_EMAIL"],
  ["email_trash", { messageId: "m1" }, "GMAIL_ADD_LABEL_TO_EMAIL"],
  ["email_create_label", { name: "Travel" }, "GMAIL_CREATE_LABEL"],
  ["tasks_create", { title: "Milk", due: "2026-11-27" }, "GOOGLETASKS_INSERT_TASK"],
  ["tasks_update", { taskId: "t1", addNotes: "by card" }, "GOOGLETASKS_PATCH_TASK"],
  ["tasks_complete", { taskId: "t1" }, "GOOGLETASKS_PATCH_TASK"],
  ["tasks_delete", { taskId: "t1" }, "GOOGLETASKS_DELETE_TASK"],
  ["tasks_move", { taskId: "t1", list: "l2" }, "GOOGLETASKS_MOVE_TASK"],
  ["tasks_create_list", { title: "Trip" }, "GOOGLETASKS_CREATE_TASK_LIST"],
  ["tasks_rename_list", { list: "l2", title: "House" }, "GOOGLETASKS_PATCH_TASK_LIST"],
  [
    "contacts_create",
    { name: "Eden Chan", email: "eden@example.com" },
    "GOOGLECONTACTS_CREATE_CONTACT",
  ],
  [
    "contacts_update",
    { resourceName: "people/c1", addPhone: "+14155550100" },
    "GOOGLECONTACTS_UPDATE_CONTACT",
  ],
  ["contacts_delete", { resourceName: "people/c1" }, "GOOGLECONTACTS_DELETE_CONTACT"],
];

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "errand-"));
  await writeFile(path.join(dataDir, "workspace.json"), JSON.stringify(workspace));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

let starts = 0;
/** Starts a workspace of its own, and what there is to call it with. */
async function open() {
  starts += 1;
  const sandbox = await startSandbox({
    dataDir: await mkdtemp(path.join(dataDir, `${starts}-`)),
    clock,
    logger: quiet,
    publicUrl: "http://127.0.0.1",
    workspaceFile: path.join(dataDir, "workspace.json"),
  });
  const { composioApiKey: apiKey, composioBaseUrl: baseUrl, faults } = sandbox;
  const storage = openSqliteStorage({ path: ":memory:" });
  const inner = createComposioProvider({ apiKey, baseUrl, cache: storage.cache, logger: quiet });
  return { inner, storage, faults, close: () => sandbox.close() };
}

interface Interference {
  /** Runs before a write leaves; "die" lets its answer never reach anybody. */
  readonly before?: (slug: string, call: ToolCall) => Promise<"die" | undefined>;
}

/** A process: a toolbox over the workspace and what is stored. */
function toolboxOver(
  { inner, storage }: Awaited<ReturnType<typeof open>>,
  call: ToolCall,
  { before }: Interference = {},
) {
  const sent: string[] = [];
  const died = Promise.withResolvers<"died">();
  const provider: Provider = {
    accounts: inner.accounts,
    async execute(request) {
      if (READ_SLUGS.has(request.slug)) return await inner.execute(request);
      sent.push(request.slug);
      const fate = await before?.(request.slug, call);
      const answer = await inner.execute(request);
      if (fate !== "die") return answer;
      died.resolve("died");
      return new Promise(() => {});
    },
  };
  const toolbox = createToolbox({
    provider,
    aliases: createAliasBook(storage.cache),
    actions: storage.actions,
    effects: storage.effects,
    cache: storage.cache,
    approvals: agreed,
    standing: createStandingBook(storage.cache),
    reminders: createReminderBook({ ...storage, clock, canText: async () => true }),
    clock,
    logger: quiet,
    deadlineMs: 400,
    retryDelayMs: 1,
    inFlightMs: 5,
    patienceMs: 2_000,
  });
  return { sent, toolbox, died: died.promise, run: () => toolbox.call(call) };
}

const callOf = (tool: string, args: Record<string, Json>): ToolCall => ({
  tool,
  args,
  context,
  idempotencyKey: "effect-1",
  commandId: "command-1",
  origins: [],
});

/** All that a user has, without what changes with every write. */
async function everythingOf({ inner }: Awaited<ReturnType<typeof open>>): Promise<string> {
  const ask = (service: "calendar" | "gmail" | "tasks" | "contacts", slug: string, args = {}) =>
    inner.execute({ userId: context.userId, service, slug, args });
  const found = [
    await ask("calendar", "GOOGLECALENDAR_EVENTS_LIST", { timeMin: "2026-01-01T00:00:00Z" }),
    await ask("gmail", "GMAIL_FETCH_EMAILS", { max_results: 100, query: "in:anywhere" }),
    await ask("gmail", "GMAIL_LIST_LABELS"),
    await ask("tasks", "GOOGLETASKS_LIST_TASK_LISTS"),
    await ask("tasks", "GOOGLETASKS_LIST_ALL_TASKS", { showHidden: true }),
    await ask("contacts", "GOOGLECONTACTS_LIST_CONNECTIONS", { page_size: 100 }),
  ];
  return JSON.stringify(found, (name, value: unknown) => (VOLATILE.has(name) ? undefined : value));
}
const VOLATILE: ReadonlySet<string> = new Set(
  "id etag updated created iCalUID messageId threadId payload errandWrite resourceName position htmlLink hangoutLink conferenceData".split(
    " ",
  ),
);

const rounds = Array.from({ length: casesOf(1, 14) }, (_, i) => i);
const matrix = (kinds: readonly FaultKind[]) =>
  rounds.flatMap(() => WRITES.flatMap((write) => kinds.map((kind) => [write, kind] as const)));

const expected = new Map<string, Promise<string>>();
/** What is there after a write that nothing came between. */
function undisturbed(tool: string, args: Record<string, Json>): Promise<string> {
  const key = JSON.stringify([tool, args]);
  const known = expected.get(key) ?? carryOutAlone(tool, args);
  expected.set(key, known);
  return known;
}

async function carryOutAlone(tool: string, args: Record<string, Json>): Promise<string> {
  const world = await open();
  await toolboxOver(world, callOf(tool, args)).run();
  const all = await everythingOf(world);
  await world.close();
  return all;
}

describe("a write whose answer is lost", LONG, () => {
  const afterAccept = matrix(["reset_after_write"]);
  test(`[D9] after it was carried out is found, and its one request is the only one (${afterAccept.length} writes)`, async () => {
    for (const [[tool, args, slug], kind] of afterAccept) {
      const meant = await undisturbed(tool, args);
      const world = await open();
      const { run, sent } = disturbed(world, callOf(tool, args), slug, kind);
      await run();
      expect(
        sent.filter((each) => each === slug),
        tool,
      ).toHaveLength(1);
      expect(await everythingOf(world), tool).toBe(meant);
      await world.close();
    }
  });

  const notDone = matrix(["500", "timeout"]);
  test(`and that was not carried out is carried out then, once (${notDone.length} writes)`, async () => {
    for (const [[tool, args, slug], kind] of notDone) {
      const meant = await undisturbed(tool, args);
      const world = await open();
      const { run, sent } = disturbed(world, callOf(tool, args), slug, kind);
      await run();
      expect(
        sent.filter((each) => each === slug),
        `${tool} ${kind}`,
      ).toHaveLength(2);
      expect(await everythingOf(world), `${tool} ${kind}`).toBe(meant);
      await world.close();
    }
  });
});

function disturbed(
  world: Awaited<ReturnType<typeof open>>,
  call: ToolCall,
  slug: string,
  kind: FaultKind,
) {
  let isDue = true;
  const service = call.tool.startsWith("email") ? "gmail" : call.tool.split("_")[0];
  return toolboxOver(world, call, {
    async before(each) {
      if (each === slug && isDue) await world.faults.plan(service as "gmail", kind, 1);
      if (each === slug) isDue = false;
      return undefined;
    },
  });
}

const killed = rounds.flatMap(() => WRITES);
test(
  `killed when the provider had carried out a write, the next process finds it (${killed.length} writes)`,
  LONG,
  async () => {
    for (const [tool, args, slug] of killed) {
      const meant = await undisturbed(tool, args);
      const world = await open();
      const first = toolboxOver(world, callOf(tool, args), {
        before: async (each) => (each === slug ? "die" : undefined),
      });
      await Promise.race([first.run(), first.died]);
      const second = toolboxOver(world, callOf(tool, args));
      await second.run();
      expect(second.sent, tool).not.toContain(slug);
      expect(await everythingOf(world), tool).toBe(meant);
      await world.close();
    }
  },
);

test(`[D10] what leaves is claimed, and written down, before it leaves (${WRITES.length} writes)`, async () => {
  for (const [tool, args] of WRITES) {
    const world = await open();
    const { effects, cache } = world.storage;
    const { run, sent } = toolboxOver(world, callOf(tool, args), {
      async before(slug, { idempotencyKey: id, commandId }) {
        const { userId } = context;
        const effect = { id, commandId, userId, tool, argsHash: digest(args), at: NOW };
        expect(await effects.claim(effect)).toMatchObject({ kind: "in_doubt" });
        const journal = JSON.stringify(await cache.get(userId, `effect:${id}`));
        expect(journal).toContain("writes");
        expect(Object.keys(JSON.parse(journal).writes), slug).toHaveLength(sent.length);
        return undefined;
      },
    });
    await run();
    expect(sent.length).toBeGreaterThan(0);
    expect(await cache.get(context.userId, "effect:effect-1")).toBeUndefined();
    await world.close();
  }
});

const properties = casesOf(100, 1_000);
test(
  `[D11] the same effect is answered from the ledger, another under its id is refused (${properties} cases)`,
  LONG,
  async () => {
    const world = await open();
    let count = 0;
    const title = string({ minLength: 1, maxLength: 40 });
    await assert(
      asyncProperty(
        title,
        title,
        constantFrom("tasks_create", "tasks_create_list"),
        async (one, other, tool) => {
          count += 1;
          const call = { ...callOf("tasks_create", { title: one }), idempotencyKey: `e${count}` };
          const first = await toolboxOver(world, call).run();
          const again = toolboxOver(world, call);
          expect(await again.run()).toEqual(first);
          expect(again.sent).toEqual([]);
          const changed = toolboxOver(world, {
            ...call,
            tool: "tasks_create",
            args: { title: `${one}${other}`, notes: tool },
          });
          await expect(changed.run()).rejects.toMatchObject({ code: "ERR_INTERNAL" });
          expect(changed.sent).toEqual([]);
        },
      ),
      { numRuns: properties },
    );
    await world.close();
  },
);

const marks = casesOf(10_000, 100_000);
test(`[D12] the names of ${marks} writes (n=${marks}) are Google's alphabet and all different; an event made twice is one`, async () => {
  const made = Array.from({ length: marks }, (_, i) => markOf(`effect-${i}`, "1:key"));
  expect(made.filter((mark) => !/^[a-v0-9]{5,1024}$/u.test(mark))).toEqual([]);
  expect(new Set(made).size).toBe(marks);

  const world = await open();
  const call = callOf("calendar_create_event", { summary: "Lunch", ...times });
  let late: (() => Promise<unknown>) | undefined;
  const { inner } = world;
  // The first request gets nowhere while we look, and is carried out after all when the second one is under way.
  const slow: Provider = {
    accounts: inner.accounts,
    async execute(request) {
      if (request.slug !== "GOOGLECALENDAR_CREATE_EVENT") return await inner.execute(request);
      if (late === undefined) {
        late = () => inner.execute({ ...request, signal: AbortSignal.timeout(5_000) });
        await world.faults.plan("calendar", "timeout", 1);
        return await inner.execute(request);
      }
      await late();
      return await inner.execute(request);
    },
  };
  await toolboxOver({ ...world, inner: slow }, call).run();
  expect((await everythingOf(world)).match(/"Lunch"/gu)).toHaveLength(1);
  await world.close();
});

const doubts = matrix(["reset_after_write", "500", "timeout"]).filter(
  ([[, , slug]]) => slug === "GMAIL_SEND_DRAFT",
);
test(
  `[D13] whether a mail left is told by its draft: sent once, and no draft of it left (${doubts.length} cases)`,
  LONG,
  async () => {
    for (const [[tool, args, slug], kind] of doubts) {
      const world = await open();
      await disturbed(world, callOf(tool, args), slug, kind).run();
      const all = await everythingOf(world);
      expect(all.match(/"labelIds":\["SENT"\]/gu), `${tool} ${kind}`).toHaveLength(1);
      expect(all.match(/"labelIds":\["DRAFT"\]/gu), `${tool} ${kind}`).toHaveLength(1);
      await world.close();
    }
  },
);
