import { beforeEach, expect, test } from "vitest";

import { AssistantError } from "../src/domain/errors.ts";
import type { ErrorCode } from "../src/domain/errors.ts";
import { UserId } from "../src/domain/ids.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import { createOnce } from "./once.ts";
import type { Once } from "./once.ts";

const CALL: ToolCall = {
  tool: "tasks_create",
  args: { title: "Milk" },
  context: {
    userId: UserId.parse("alice"),
    timezone: "UTC",
    now: "2026-11-24T09:00:00Z",
  },
  idempotencyKey: "session:command:step",
  commandId: "command",
  origins: [],
};

type Run = Parameters<Once>[1];

let told: string[];
let once: Once;
beforeEach(() => {
  told = [];
  const { effects, cache } = openSqliteStorage({ path: ":memory:" });
  once = createOnce({
    effects,
    cache,
    clock: { now: Date.now },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    onEffect: (tool, outcome) => told.push(`${tool} ${outcome}`),
  });
});

const done: Run = async () => ({ output: "made", undo: { kind: "reversible", calls: [] } });
const fail =
  (code: ErrorCode, hasWritten: boolean): Run =>
  async (journal) => {
    if (hasWritten) await journal.begin("1:insert", 0);
    throw new AssistantError(code, "It failed.");
  };

test("a write is told as done; come to again, as repeated", async () => {
  await once(CALL, done);
  await once(CALL, done);
  expect(told).toEqual(["tasks_create done", "tasks_create repeated"]);
});

test("a write that failed may be in doubt, and is taken up when it is come to again", async () => {
  await expect(once(CALL, fail("ERR_OUTCOME_UNKNOWN", true))).rejects.toThrow("It failed.");
  await once(CALL, done);
  expect(told).toEqual(["tasks_create in_doubt", "tasks_create taken_up"]);
});

test("a write that failed before anything was written, and one without a yes, are told apart", async () => {
  await expect(once(CALL, fail("ERR_TOOL_REJECTED", false))).rejects.toThrow("It failed.");
  await expect(once(CALL, fail("ERR_NOT_APPROVED", false))).rejects.toThrow("It failed.");
  expect(told).toEqual(["tasks_create released", "tasks_create refused"]);
});

test("the same claim with other arguments is told as that", async () => {
  await once(CALL, done);
  await expect(once({ ...CALL, args: { title: "Bread" } }, done)).rejects.toThrow("other");
  expect(told).toEqual(["tasks_create done", "tasks_create mismatch"]);
});
