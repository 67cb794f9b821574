import { beforeEach, expect, test } from "vitest";

import { AssistantError } from "../src/domain/errors.ts";
import { UserId } from "../src/domain/ids.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import type { Journal } from "./journal.ts";
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

const done = async () => ({ output: "made", undo: { kind: "reversible", calls: [] } as const });
const writes = async (journal: Journal): Promise<void> =>
  journal.began("1:a", {
    slug: "GOOGLETASKS_INSERT_TASK",
    leftAt: 0,
  } as never);

test("a write is told as done, and come to again, as repeated", async () => {
  await once(CALL, done);
  await once(CALL, done);
  expect(told).toEqual(["tasks_create done", "tasks_create repeated"]);
});
