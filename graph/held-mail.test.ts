import { expect, test } from "vitest";

import type { Departure, HeldMail } from "../src/domain/held-mail.ts";
import { SessionId, UserId } from "../src/domain/ids.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import { createHeldMails } from "./held-mail.ts";

const userId = UserId.parse("alice");
const sessionId = SessionId.parse(crypto.randomUUID());
const mail: HeldMail = {
  kind: "held_mail",
  effectId: "e1",
  commandId: "c1",
  userId,
  timezone: "UTC",
  askedAt: 0,
  draftId: "r1",
  isOwnDraft: false,
  threadId: "t1",
  to: ["eden@example.com"],
  cc: [],
  subject: "Lunch",
};
const timer = { id: "held-mail:e1", payload: mail };

function open(departures: readonly (() => Promise<Departure>)[]) {
  const { outbox } = openSqliteStorage({ path: ":memory:" });
  const pending = [...departures];
  const set: number[] = [];
  const cancelled: string[] = [];
  const mails = createHeldMails({
    sendHeldMail: () => (pending.shift() ?? (() => Promise.resolve({ kind: "sent" as const })))(),
    outbox,
    timers: {
      set: async (_timer, dueInMs) => void set.push(dueInMs),
      cancel: async (id) => void cancelled.push(id),
    },
    clock: { now: () => 1 },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const answer = () =>
    outbox.append(
      {
        sessionId,
        userId,
        at: 0,
        channels: ["sms"],
        turn: { kind: "outcome", status: "completed", message: "Sending in 10 s", results: [] },
      },
      "c1",
    );
  return { mails, outbox, set, cancelled, answer };
}

test("a mail that takes long to leave holds no other timer up, and is not sent beside itself", async () => {
  const slow = Promise.withResolvers<Departure>();
  let sends = 0;
  const { mails, cancelled } = open([
    () => {
      sends += 1;
      return slow.promise;
    },
  ]);
  await mails.leave(timer, mail);
  await mails.leave(timer, mail);
  expect(sends).toBe(1);
  expect(cancelled).toEqual([]);
  slow.resolve({ kind: "sent" });
  await mails.settled();
  expect(cancelled).toEqual(["held-mail:e1"]);
});

test("until it has left, its timer is set to fire again", async () => {
  const { mails, set, cancelled } = open([() => Promise.reject(new Error("The disk is full."))]);
  await mails.leave(timer, mail);
  await mails.settled();
  expect(set).toHaveLength(1);
  expect(cancelled).toEqual([]);
});

test("that it did not leave is told where the command was answered, once it was", async () => {
  const failed = {
    kind: "failed",
    code: "ERR_NOT_CONNECTED",
    message: "I couldn't send it.",
  } as const;
  const { mails, outbox, cancelled, answer } = open([async () => failed, async () => failed]);
  await mails.leave(timer, mail);
  await mails.settled();
  expect(cancelled).toEqual([]);
  await answer();
  await mails.leave(timer, mail);
  await mails.settled();
  expect(await outbox.lastFor("c1")).toMatchObject({
    sessionId,
    channels: ["sms"],
    turn: { status: "failed", message: "I couldn't send it." },
  });
  expect(cancelled).toEqual(["held-mail:e1"]);
});
