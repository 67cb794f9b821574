import { describe, expect, test, vi } from "vitest";

import { AssistantError } from "../src/domain/errors.ts";
import type { ErrorCode } from "../src/domain/errors.ts";
import { SessionId, UserId } from "../src/domain/ids.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import { toLangChainTools } from "./langchain.ts";
import { READ_SLUGS } from "./provider.ts";
import type { Provider, ProviderCall } from "./provider.ts";
import { createApprovalBook } from "./consent/approvals.ts";
import { createStandingBook } from "./consent/standing.ts";
import { createReminderBook } from "./reminders/book.ts";
import { createAliasBook } from "./entities/aliases.ts";
import { digest } from "./digest.ts";
import { createToolbox } from "./toolbox.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const context = {
  userId: UserId.parse("alice"),
  timezone: "America/Los_Angeles",
  now: "2026-11-24T09:00:00-08:00",
};
const event = {
  id: "e1",
  summary: "Lunch",
  start: { dateTime: "2026-11-24T12:00:00-08:00" },
  end: { dateTime: "2026-11-24T13:00:00-08:00" },
};
const LIST: ToolCall = {
  tool: "calendar_list_events",
  args: {},
  context,
  idempotencyKey: "1",
  commandId: "c1",
  origins: [],
};
const CREATE: ToolCall = {
  ...LIST,
  tool: "calendar_create_event",
  args: { summary: "Lunch", start: "2026-11-24T12:00:00-08:00", end: "2026-11-24T13:00:00-08:00" },
};

const failure = (code: ErrorCode, retryAfterMs?: number) =>
  new AssistantError(code, "It failed.", retryAfterMs === undefined ? {} : { retryAfterMs });

/** A toolbox whose provider fails with each of these in turn, and answers from then on. */
function open(
  failures: readonly (AssistantError | "hang")[] = [],
  connected = true,
  storage = openSqliteStorage({ path: ":memory:" }),
  answer = ({ slug }: ProviderCall): unknown =>
    slug === "GOOGLECALENDAR_EVENTS_LIST" ? { items: [event] } : event,
) {
  const calls: ProviderCall[] = [];
  const pending = [...failures];
  const provider: Provider = {
    async execute(call) {
      calls.push(call);
      const next = pending.shift();
      if (next === "hang") {
        return new Promise((_resolve, reject) => {
          call.signal?.addEventListener("abort", () => reject(failure("ERR_OUTCOME_UNKNOWN")));
        });
      }
      if (next !== undefined) throw next;
      return answer(call);
    },
    accounts: {
      missing: async (_userId, services) => (connected ? [] : [...services]),
      link: async () => ({ url: "https://example.com", expiresAt: context.now }),
      held: async () => undefined,
      admit: async () => {},
      discard: async () => {},
      verify: async () => connected,
    },
  };
  const aliases = createAliasBook(storage.cache);
  const clock = { now: () => Date.parse(context.now) };
  const toolbox = createToolbox({
    provider,
    aliases,
    actions: storage.actions,
    effects: storage.effects,
    cache: storage.cache,
    approvals: createApprovalBook(storage.cache, clock),
    standing: createStandingBook(storage.cache),
    reminders: createReminderBook({ ...storage, clock, canText: async () => true }),
    clock,
    logger: quiet,
    deadlineMs: 1_000,
    retryDelayMs: 1,
    inFlightMs: 20,
    patienceMs: 200,
  });
  return { toolbox, calls, storage };
}

/** A provider that is down for whoever wants to see what is there. */
const unreadable = ({ slug }: ProviderCall): unknown => {
  if (READ_SLUGS.has(slug)) throw failure("ERR_TOOL_UNAVAILABLE");
  return event;
};
const writesIn = (calls: readonly ProviderCall[]): ProviderCall[] =>
  calls.filter(({ slug }) => !READ_SLUGS.has(slug));

describe("a read that fails", () => {
  test.each(["ERR_TOOL_UNAVAILABLE", "ERR_OUTCOME_UNKNOWN"] as const)(
    "with %s is made again, and who waits is told",
    async (code) => {
      const { toolbox, calls } = open([failure(code)]);
      const told: number[] = [];
      const output = await toolbox.call({ ...LIST, onRetry: (attempt) => void told.push(attempt) });
      expect(output).toMatchObject({ events: [{ summary: "Lunch" }] });
      expect(calls).toHaveLength(2);
      expect(told).toEqual([1]);
    },
  );

  test("for good is unavailable", async () => {
    const { toolbox, calls } = open([
      failure("ERR_OUTCOME_UNKNOWN", 0),
      failure("ERR_OUTCOME_UNKNOWN"),
      failure("ERR_OUTCOME_UNKNOWN"),
      failure("ERR_OUTCOME_UNKNOWN"),
    ]);
    await expect(toolbox.call(LIST)).rejects.toMatchObject({ code: "ERR_TOOL_UNAVAILABLE" });
    expect(calls).toHaveLength(4);
  });

  test("because it was refused is not made again", async () => {
    const { toolbox, calls } = open([failure("ERR_TOOL_REJECTED")]);
    await expect(toolbox.call(LIST)).rejects.toMatchObject({ code: "ERR_TOOL_REJECTED" });
    expect(calls).toHaveLength(1);
  });

  test("by never answering ends at its deadline", async () => {
    const { toolbox } = open(["hang"]);
    await expect(toolbox.call(LIST)).rejects.toMatchObject({ code: "ERR_TOOL_UNAVAILABLE" });
  });

  test("is given up at once when the user cancels", async () => {
    const { toolbox } = open(["hang"]);
    const user = new AbortController();
    const answer = toolbox.call({ ...LIST, signal: user.signal });
    setImmediate(() => user.abort());
    await expect(answer).rejects.toMatchObject({ code: "ERR_CANCELLED" });
  });
});

describe("a write that fails", () => {
  test("with nothing done is made again", async () => {
    const { toolbox, calls } = open([failure("ERR_TOOL_UNAVAILABLE", 0)]);
    await toolbox.call(CREATE);
    expect(calls).toHaveLength(2);
  });

  test("without an answer, and where nobody can say what came of it, is never made again", async () => {
    const { toolbox, calls } = open([failure("ERR_OUTCOME_UNKNOWN")], true, undefined, unreadable);
    await expect(toolbox.call(CREATE)).rejects.toMatchObject({ code: "ERR_OUTCOME_UNKNOWN" });
    expect(writesIn(calls)).toHaveLength(1);
  });

  test("by never answering has an unknown outcome, also when the user cancels meanwhile", async () => {
    const { toolbox, calls } = open(["hang"], true, undefined, unreadable);
    const user = new AbortController();
    const answer = toolbox.call({ ...CREATE, signal: user.signal });
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    user.abort();
    await expect(answer).rejects.toMatchObject({ code: "ERR_OUTCOME_UNKNOWN" });
    expect(writesIn(calls)).toHaveLength(1);
  });

  test("and is asked to wait longer than the deadline is not waited for", async () => {
    const { toolbox, calls } = open([failure("ERR_TOOL_UNAVAILABLE", 60_000)]);
    await expect(toolbox.call(CREATE)).rejects.toMatchObject({ code: "ERR_TOOL_UNAVAILABLE" });
    expect(calls).toHaveLength(1);
  });
});

describe("a write that is come to again", () => {
  test("is answered with what came of it, and not made twice", async () => {
    const { toolbox, calls } = open();
    const first = await toolbox.call(CREATE);
    expect(await toolbox.call(CREATE)).toEqual(first);
    expect(calls).toHaveLength(1);
    await toolbox.call({ ...CREATE, idempotencyKey: "2" });
    expect(calls).toHaveLength(2);
  });

  test("after it was interrupted before anything left is made", async () => {
    const { storage } = open();
    const { toolbox, calls } = open([], true, storage);
    const { tool, idempotencyKey: id, commandId, args } = CREATE;
    const effect = { id, commandId, tool, userId: context.userId, argsHash: digest(args), at: 1 };
    await storage.effects.claim(effect);
    expect(await toolbox.call(CREATE)).toMatchObject({ event: { id: "e1" } });
    expect(writesIn(calls)).toHaveLength(1);
  });

  test("after its answer never came is not made again while nobody can say what came of it", async () => {
    const { toolbox, calls } = open([failure("ERR_OUTCOME_UNKNOWN")], true, undefined, unreadable);
    for (let i = 0; i < 3; i++)
      await expect(toolbox.call(CREATE)).rejects.toMatchObject({ code: "ERR_OUTCOME_UNKNOWN" });
    expect(writesIn(calls)).toHaveLength(1);
  });

  test("after it was refused may be made", async () => {
    const { toolbox } = open([failure("ERR_TOOL_REJECTED")]);
    await expect(toolbox.call(CREATE)).rejects.toMatchObject({ code: "ERR_TOOL_REJECTED" });
    expect(await toolbox.call(CREATE)).toMatchObject({ event: { id: "e1" } });
  });

  test("with other arguments is refused", async () => {
    const { toolbox, calls } = open();
    await toolbox.call(CREATE);
    const other = { ...CREATE, args: { ...CREATE.args, summary: "Dinner" } };
    await expect(toolbox.call(other)).rejects.toMatchObject({ code: "ERR_INTERNAL" });
    expect(calls).toHaveLength(1);
  });
});

describe("before anything is called", () => {
  test("cancelled is cancelled", async () => {
    const { toolbox, calls } = open();
    const signal = AbortSignal.abort();
    await expect(toolbox.call({ ...CREATE, signal })).rejects.toMatchObject({
      code: "ERR_CANCELLED",
    });
    expect(calls).toEqual([]);
  });

  test.each([
    ["an argument that is missing", { summary: "Lunch" }, "start"],
    ["an argument there is not", { ...CREATE.args, colour: "red" }, "colour"],
    ["a guest that is no address", { ...CREATE.args, attendees: ["Eden"] }, "attendees"],
  ])("%s is named", async (_what, args, named) => {
    const { toolbox, calls } = open();
    await expect(toolbox.call({ ...CREATE, args })).rejects.toMatchObject({
      code: "ERR_INVALID_ARGUMENTS",
      message: expect.stringContaining(named),
    });
    expect(calls).toEqual([]);
  });

  test("an account that is not connected is said to be", async () => {
    const { toolbox, calls } = open([], false);
    await expect(toolbox.call(CREATE)).rejects.toMatchObject({
      code: "ERR_NOT_CONNECTED",
      service: "calendar",
    });
    expect(calls).toEqual([]);
  });
});

describe("bound for LangChain", () => {
  const configurable = { context, idempotencyKey: "1", commandId: "c1", origins: [] };

  test("a tool answers its output as it is", async () => {
    const tool = toLangChainTools(open().toolbox).get("calendar_create_event");
    expect(await tool?.invoke(CREATE.args, { configurable })).toMatchObject({
      event: { id: "e1", start: "2026-11-24T12:00:00-08:00" },
    });
  });

  test("arguments that do not fit have the same code as everywhere", async () => {
    const tool = toLangChainTools(open().toolbox).get("calendar_create_event");
    await expect(tool?.invoke({ summary: "Lunch" }, { configurable })).rejects.toMatchObject({
      code: "ERR_INVALID_ARGUMENTS",
    });
  });

  test("what the toolbox throws comes through unchanged", async () => {
    const { toolbox } = open([failure("ERR_OUTCOME_UNKNOWN")], true, undefined, unreadable);
    const tool = toLangChainTools(toolbox).get("calendar_create_event");
    await expect(tool?.invoke(CREATE.args, { configurable })).rejects.toMatchObject({
      code: "ERR_OUTCOME_UNKNOWN",
    });
  });
});

test("what a tool has begun to write it ends, though the user cancels meanwhile", async () => {
  const user = new AbortController();
  const series = { ...event, id: "s1", recurrence: ["RRULE:FREQ=WEEKLY"], iCalUID: "s1" };
  const instance = {
    ...event,
    id: "s1_20261201T200000Z",
    recurringEventId: "s1",
    start: { dateTime: "2026-12-01T12:00:00-08:00" },
    end: { dateTime: "2026-12-01T13:00:00-08:00" },
  };
  const { toolbox, calls } = open([], true, undefined, ({ slug, args }) => {
    if (slug === "GOOGLECALENDAR_CREATE_EVENT") user.abort();
    if (slug === "GOOGLECALENDAR_EVENTS_LIST") return { items: [instance] };
    return args["event_id"] === instance.id ? instance : series;
  });
  await toolbox.call({
    ...CREATE,
    tool: "calendar_update_event",
    args: { eventId: instance.id, scope: "following", time: "16:00" },
    signal: user.signal,
  });
  expect(calls.map(({ slug }) => slug)).toEqual([
    "GOOGLECALENDAR_EVENTS_GET",
    "GOOGLECALENDAR_EVENTS_GET",
    "GOOGLECALENDAR_CREATE_EVENT",
    "GOOGLECALENDAR_UPDATE_EVENT",
  ]);
});

describe("a reminder", () => {
  const at = "2026-11-24T17:00:00-08:00";
  const set = (origins: ToolCall["origins"]): ToolCall => ({
    tool: "assistant_set_reminder",
    args: { text: "Pay at https://example.com", at },
    context: { ...context, sessionId: SessionId.parse(crypto.randomUUID()) },
    idempotencyKey: crypto.randomUUID(),
    commandId: "c1",
    origins,
  });

  test("whose words were read in a mail is known to be somebody else's", async () => {
    const { toolbox } = open([]);
    const origin = { kind: "outside", from: "the mail “Hi”" } as const;
    const value = "Pay at https://example.com";
    expect(await toolbox.call(set([{ arg: "text", value, origin }]))).toMatchObject({
      reminder: { isOutside: true },
    });
    expect(await toolbox.call(set([]))).not.toHaveProperty("reminder.isOutside");
  });

  test.each([
    ["nothing to be told", {}],
    ["both words and a brief", { text: "Call", brief: "today" }],
    ["more words than a reminder has", { text: "x".repeat(501) }],
    ["a rule that is none", { text: "Call", recurrence: ["DAILY"] }],
    ["a rule by the second", { text: "Call", recurrence: ["RRULE:FREQ=SECONDLY"] }],
  ])("with %s is refused", async (_what, args) => {
    const { toolbox } = open([]);
    const call = { ...set([]), args: { at, ...args } };
    await expect(toolbox.call(call)).rejects.toMatchObject({ code: "ERR_INVALID_ARGUMENTS" });
  });
});
