import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { PhoneNumber, UserId } from "../src/domain/ids.ts";
import type { Turn } from "../src/domain/turn.ts";
import { ALICE, ALICE_NUMBER, openSmsRig } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { pick, seededRandom } from "./support/random.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_124);
const READERS = 3;
const REPLIES = casesOf(17, 100);

let rig: SmsRig;
beforeEach(async () => {
  rig = await openSmsRig();
});
afterEach(() => rig.close());

const say = (message: string) =>
  rig.assistant.tell(
    ALICE,
    { kind: "outcome", status: "completed", message, results: [] } satisfies Turn,
    ["sms"],
  );

test("what a stopped process left unsent is sent by the next, in order", async () => {
  await rig.stopDelivery();
  for (const message of ["One.", "Two.", "Three."]) await say(message);
  rig.startDelivery();
  expect(await rig.received(3)).toEqual(["One.", "Two.", "Three."]);
  await expect.poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: 15_000 }).toEqual([]);
});

test("what a killed process had sent, and not yet marked as sent, is not sent again", async () => {
  vi.spyOn(rig.assistant.outbox, "markDelivered").mockRejectedValueOnce(new Error("killed"));
  await say("One.");
  expect(await rig.received(1)).toEqual(["One."]);
  await rig.stopDelivery();
  await say("Two.");
  rig.startDelivery();
  expect(await rig.received(2)).toEqual(["One.", "Two."]);
  await expect.poll(() => rig.assistant.outbox.undelivered("sms")).toEqual([]);
  expect(await rig.received(2)).toEqual(["One.", "Two."]);
});

test.each(["429", "500", "429, 500 and 429"])(
  "Twilio answering %s before it takes a text costs no text and changes no order",
  async (kinds) => {
    rig.faults.push(...(kinds.match(/\d+/g) ?? []));
    await say("One.");
    await say("Two.");
    expect(await rig.received(2)).toEqual(["One.", "Two."]);
  },
);

test("a text whose answer got lost is not sent twice", async () => {
  rig.faults.push("reset_after_write");
  await say("One.");
  await say("Two.");
  expect(await rig.received(2)).toEqual(["One.", "Two."]);
  await rig.stopDelivery();
  expect(await rig.received(2)).toHaveLength(2);
});

test("a Twilio that does not answer is asked again", async () => {
  rig.faults.push("timeout");
  await say("One.");
  expect(await rig.received(1)).toEqual(["One."]);
});

test("while Twilio takes nothing, texts are kept for later and not marked as sent", async () => {
  rig.faults.push(...Array.from({ length: 4 }, () => "500"));
  await say("One.");
  await expect.poll(() => rig.faults, { timeout: 15_000 }).toEqual([]);
  await rig.stopDelivery();
  expect(await rig.assistant.outbox.undelivered("sms")).toHaveLength(1);
  rig.startDelivery();
  expect(await rig.received(1)).toEqual(["One."]);
});

test("three processes that share an outbox send each text once and in order", async () => {
  rig.startDelivery();
  rig.startDelivery();
  const messages = Array.from({ length: 12 }, (_, index) => `Text ${index}.`);
  for (const message of messages) await say(message);
  expect(await rig.received(messages.length)).toEqual(messages);
  await rig.stopDelivery();
  expect(await rig.received(messages.length)).toEqual(messages);
});

test(
  `[S13] replies to many users keep each user's order, whatever Twilio does to them, over restarts (n=${REPLIES * READERS})`,
  LONG,
  async () => {
    const random = seededRandom(SEED);
    const readers = Array.from({ length: READERS }, (_, i) => ({
      userId: UserId.parse(`reader${i}`),
      phoneNumber: PhoneNumber.parse(`+1415555${4000 + i}`),
    }));
    for (const reader of readers) await rig.users.put(reader);
    const expected = Array.from({ length: REPLIES }, (_, i) => `Reply ${i}.`);
    const restartAt = Math.floor(random() * REPLIES);
    for (const [i, message] of expected.entries()) {
      if (random() < 0.1) rig.faults.push(pick(["429", "500", "reset_after_write"], random));
      if (i === restartAt) await rig.stopDelivery();
      for (const { userId } of readers)
        await rig.assistant.tell(
          userId,
          { kind: "outcome", status: "completed", message, results: [] },
          ["sms"],
        );
      if (i === restartAt) rig.startDelivery();
    }
    await expect
      .poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: LONG.timeout })
      .toEqual([]);
    for (const { phoneNumber } of readers)
      expect(await rig.received(REPLIES, phoneNumber), `seed ${SEED}`).toEqual(expected);
  },
);

test("[S12] a number that Twilio will never serve is tried once and holds nothing up", async () => {
  // Twilio's own test number for one that cannot take texts (21614).
  await rig.users.put({ userId: ALICE, phoneNumber: PhoneNumber.parse("+15005550009") });
  await say("Nobody reads this.");
  await expect.poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: 15_000 }).toEqual([]);
  await rig.users.put({ userId: ALICE, phoneNumber: ALICE_NUMBER });
  await say("Two.");
  expect(await rig.received(1)).toEqual(["Two."]);
});

test("[S9] Twilio saying that a number has opted out stops every later text to it", async () => {
  // Twilio's own test number for one that has opted out (21610).
  const number = PhoneNumber.parse("+15005550004");
  await rig.users.put({ userId: ALICE, phoneNumber: number });
  await say("One.");
  await expect.poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: 15_000 }).toEqual([]);
  rig.faults.push("500");
  await say("Two.");
  await expect.poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: 15_000 }).toEqual([]);
  expect(rig.faults).toEqual(["500"]);
});

test("[S10] a long reply comes in numbered texts, each of which Twilio takes", async () => {
  const line = "Tue 24 Nov 12:00-13:00 Lunch with Eden Chan at the usual place; ";
  await say(line.repeat(12));
  const advised = await rig.received(3);
  expect(advised.map((text) => text.slice(0, 5))).toEqual(["(1/3)", "(2/3)", "(3/3)"]);
  expect(Math.max(...advised.map(({ length }) => length))).toBeLessThanOrEqual(320);
});
