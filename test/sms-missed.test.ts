import { afterEach, beforeEach, expect, test } from "vitest";

import { NOTICES } from "../channels/sms/wording.ts";
import { openSmsRig, STRANGER_NUMBER } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";
import { postSigned } from "./sms-webhook.ts";
import { casesOf, LONG } from "./support/counts.ts";

const MINUTE_MS = 60_000;
const MISSED = casesOf(60, 500);

let rig: SmsRig;
beforeEach(async () => {
  rig = await openSmsRig();
});
afterEach(() => rig.close());

const said = () => rig.assistant.taken.map((inbound) => ("text" in inbound ? inbound.text : ""));

/** The carrier takes a text, and the program is not there to be told. */
async function textUnheard(body: string, from?: string): Promise<void> {
  rig.isDown = true;
  await rig.text(body, from).catch(() => undefined);
  rig.isDown = false;
}

async function restart(): Promise<void> {
  await rig.stopDelivery();
  rig.startDelivery();
}

test(
  `[S6] texts that arrived while nothing ran are taken in at the start, in order, once, as of when they were written (n=${MISSED})`,
  LONG,
  async () => {
    await rig.text("Before");
    await rig.received(1);
    await rig.stopDelivery();
    const bodies = Array.from({ length: MISSED }, (_, index) => `Missed ${index}`);
    for (const body of bodies) await textUnheard(body);
    rig.clock.advance(5 * MINUTE_MS);
    rig.startDelivery();
    await expect.poll(() => said(), { timeout: 60_000 }).toEqual(["Before", ...bodies]);
    const written = (await rig.messages()).filter(({ body }) => body === "Missed 0")[0];
    const [, missed] = rig.assistant.taken;
    const datetime = missed !== undefined && "datetime" in missed ? missed.datetime : undefined;
    expect(Math.abs(Date.parse(datetime ?? "") - Date.parse(written?.at ?? ""))).toBeLessThan(
      1_000,
    );

    await rig.received(MISSED + 1);
    await restart();
    await restart();
    await rig.text("After");
    await expect.poll(() => said().at(-1)).toBe("After");
    expect(said()).toHaveLength(MISSED + 2);
  },
);

test("a text that the webhook brings as well is one text", async () => {
  await rig.stopDelivery();
  await textUnheard("Water the plants");
  const [missed] = await rig.messages();
  rig.startDelivery();
  await postSigned(rig, { MessageSid: missed?.sid ?? "" });
  await rig.received(1);
  await rig.stopDelivery();
  expect(said()).toEqual(["Water the plants"]);
});

test("what was texted before this number was first served, or more than a day ago, is left alone", async () => {
  const fresh = await openSmsRig({ isServedBefore: false });
  fresh.isDown = true;
  await fresh.text("To somebody else's program").catch(() => undefined);
  fresh.isDown = false;
  fresh.startDelivery();
  await fresh.text("Hello");
  await fresh.received(1);
  await fresh.stopDelivery();
  expect(fresh.assistant.taken).toHaveLength(1);
  await fresh.close();

  await rig.stopDelivery();
  await textUnheard("Yesterday's news");
  rig.clock.advance(25 * 60 * MINUTE_MS);
  rig.startDelivery();
  await rig.text("Hello");
  await rig.received(1);
  await rig.stopDelivery();
  expect(said()).toEqual(["Hello"]);
});

test("a reply that was lost with the process is given by the next one", async () => {
  await rig.stopDelivery();
  await textUnheard("STATUS");
  await textUnheard("Anybody?", STRANGER_NUMBER);
  rig.startDelivery();
  expect(await rig.received(1)).toEqual([NOTICES.nothingOpen]);
  expect(await rig.received(1, STRANGER_NUMBER)).toEqual([NOTICES.unknownNumber]);
  await restart();
  await restart();
  await rig.stopDelivery();
  expect(await rig.received(1)).toHaveLength(1);
  expect(await rig.received(1, STRANGER_NUMBER)).toHaveLength(1);
});

test("while Twilio does not answer, it is asked again", async () => {
  await rig.stopDelivery();
  await textUnheard("Water the plants");
  rig.faults.push("500", "429");
  rig.startDelivery();
  await expect.poll(() => said(), { timeout: 15_000 }).toEqual(["Water the plants"]);
});
