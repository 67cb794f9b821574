import { expect, test } from "vitest";

import { SessionId, UserId } from "../src/domain/ids.ts";
import type { DueReminder, DueReminders, ReminderTimer } from "../src/domain/reminder.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import { createReminders } from "./reminders.ts";

const userId = UserId.parse("alice");
const sessionId = SessionId.parse(crypto.randomUUID());
const due: DueReminder = {
  sessionId,
  channel: "websocket",
  message: "Reminder: Call Dana",
  isOutside: false,
  isLate: false,
};
const payload: ReminderTimer = {
  kind: "reminder",
  userId,
  reminderId: "r1",
  at: "2026-11-24T17:00:00Z",
};
const timer = { id: "reminder:alice:r1", payload };

function open({
  told = async () => {},
  found = due,
  isFree = true,
}: {
  readonly told?: DueReminders["told"];
  /** Null where there is nothing to be told any more. */
  readonly found?: DueReminder | null;
  readonly isFree?: boolean;
} = {}) {
  const { outbox } = openSqliteStorage({ path: ":memory:" });
  const set: number[] = [];
  const start = () =>
    createReminders({
      due: { due: async () => found ?? undefined, told },
      outbox,
      timers: { set: async (_timer, dueInMs) => void set.push(dueInMs) },
      leases: { take: async () => isFree, release: async () => {} },
      clock: { now: () => 1 },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
  const messages = async () =>
    (await outbox.after(sessionId, 0)).map(({ turn, channels }) => [
      turn.kind === "reminder" ? turn.message : turn.kind,
      ...channels,
    ]);
  return { start, set, messages };
}

async function fire({ start }: Pick<ReturnType<typeof open>, "start">): Promise<void> {
  const reminders = start();
  await reminders.tell(timer, payload);
  await reminders.settled();
}

test("a reminder is told in its session and on its channel", async () => {
  const here = open({ found: { ...due, channel: "sms" } });
  await fire(here);
  expect(await here.messages()).toEqual([["Reminder: Call Dana", "sms"]]);
});

test("a process that dies once it was told, before it is set anew, does not have it told again", async () => {
  let dies = true;
  const told = async (): Promise<void> => {
    if (dies) throw new Error("died");
  };
  const here = open({ told });
  await fire(here);
  dies = false;
  await fire(here);
  expect(await here.messages()).toHaveLength(1);
});

test("the timer stays until it was told: it fires again should the process die before", async () => {
  const here = open();
  await fire(here);
  expect(here.set).toEqual([60_000]);
});

test("another process that is at it is left to it", async () => {
  const here = open({ isFree: false });
  await fire(here);
  expect(await here.messages()).toEqual([]);
});

test("one that is no more to be told is not", async () => {
  const here = open({ found: null });
  await fire(here);
  expect(await here.messages()).toEqual([]);
});

test("what others wrote leads nowhere, and the user's own words are left as they are", async () => {
  const message =
    "Your day:\n- 09:00 Pay at https://evil.example/x?d=1 ![a](https://evil.example/b)";
  const brief = open({ found: { ...due, message, isOutside: true } });
  await fire(brief);
  expect(await brief.messages()).toEqual([["Your day:\n- 09:00 Pay at [link] a", "websocket"]]);
  const own = open({ found: { ...due, message: "Reminder: Read https://example.com/a" } });
  await fire(own);
  expect(await own.messages()).toEqual([["Reminder: Read https://example.com/a", "websocket"]]);
});
