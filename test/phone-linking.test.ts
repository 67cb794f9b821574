import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { NOTICES } from "../channels/sms/wording.ts";
import { PhoneNumber, UserId } from "../src/domain/ids.ts";
import { connect, isOutcome, putWorkspace } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { ALICE, ALICE_NUMBER, openSmsRig, STRANGER_NUMBER } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";

const DAY_MS = 24 * 60 * 60_000;
const BOB = UserId.parse("bob");
const CODE = /^(\d{6}) is your Errand code/u;

describe("linking", () => {
  let rig: SmsRig;
  beforeEach(async () => {
    rig = await openSmsRig();
    return async () => rig.close();
  });

  let read: Record<string, number> = {};
  beforeEach(() => {
    read = {};
  });
  async function codeSentTo(number: PhoneNumber): Promise<string> {
    const count = (read[number] ?? 0) + 1;
    read[number] = count;
    const texts = await rig.received(count, number);
    return CODE.exec(texts[count - 1] ?? "")?.[1] ?? "";
  }
  const otherThan = (code: string): string => (code === "000000" ? "000001" : "000000");

  test("a code texted to a number makes it its user's, once", async () => {
    await rig.phones.sendCode(BOB, STRANGER_NUMBER);
    const code = await codeSentTo(STRANGER_NUMBER);
    expect(await rig.phones.linked(BOB)).toBeUndefined();
    await rig.phones.verify(BOB, STRANGER_NUMBER, code);
    expect(await rig.phones.linked(BOB)).toBe(STRANGER_NUMBER);
    await rig.text("hello", STRANGER_NUMBER);
    expect(rig.assistant.taken).toMatchObject([{ userId: BOB, text: "hello" }]);

    await rig.phones.unlink(BOB);
    expect(await rig.phones.linked(BOB)).toBeUndefined();
    await rig.text("hello again", STRANGER_NUMBER);
    expect(rig.assistant.taken).toHaveLength(1);
    await expect(rig.phones.verify(BOB, STRANGER_NUMBER, code)).rejects.toThrow("not the code");
  });

  test("a code is good for its user, its number and ten minutes only", async () => {
    await rig.phones.sendCode(BOB, STRANGER_NUMBER);
    const code = await codeSentTo(STRANGER_NUMBER);
    for (const [user, number] of [
      [ALICE, STRANGER_NUMBER],
      [BOB, PhoneNumber.parse("+14155550142")],
    ] as const) {
      await expect(rig.phones.verify(user, number, code)).rejects.toThrow("not the code");
    }
    rig.clock.advance(10 * 60_000);
    await expect(rig.phones.verify(BOB, STRANGER_NUMBER, code)).rejects.toThrow("not the code");
  });

  test("five wrong codes, even at once, and the right one waits ten minutes for another to be sent", async () => {
    await rig.phones.sendCode(BOB, STRANGER_NUMBER);
    const code = await codeSentTo(STRANGER_NUMBER);
    const wrong = otherThan(code);
    const tries = Array.from({ length: 50 }, async () => {
      await rig.phones.verify(BOB, STRANGER_NUMBER, wrong);
    });
    const refusals = await Promise.allSettled(tries);
    const codes = refusals.map((each) => (each as { reason: { code: string } }).reason.code);
    expect(codes.filter((each) => each === "ERR_FORBIDDEN")).toHaveLength(5);
    expect(codes.filter((each) => each === "ERR_RATE_LIMITED")).toHaveLength(45);
    for (const ask of [
      rig.phones.verify(BOB, STRANGER_NUMBER, code),
      rig.phones.sendCode(BOB, STRANGER_NUMBER),
    ]) {
      await expect(ask).rejects.toMatchObject({ code: "ERR_RATE_LIMITED" });
    }
    rig.clock.advance(10 * 60_000);
    await rig.phones.sendCode(BOB, STRANGER_NUMBER);
    await rig.phones.verify(BOB, STRANGER_NUMBER, await codeSentTo(STRANGER_NUMBER));
  });

  test("three codes an hour for a user, and for a number whoever asks, even at once", async () => {
    const others = Array.from({ length: 10 }, (_, i) => UserId.parse(`user${i}`));
    const asked = await Promise.allSettled(
      others.map(async (user) => rig.phones.sendCode(user, STRANGER_NUMBER)),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const numbers = Array.from({ length: 10 }, (_, i) => PhoneNumber.parse(`+1415555016${i}`));
    const ofBob = await Promise.allSettled(
      numbers.map(async (number) => rig.phones.sendCode(BOB, number)),
    );
    expect(ofBob.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    rig.clock.advance(60 * 60_000);
    await rig.phones.sendCode(BOB, STRANGER_NUMBER);
  });

  test("a number that is somebody's is answered as any other, and moves by its code alone", async () => {
    const untaken = await rig.phones.sendCode(BOB, STRANGER_NUMBER);
    rig.clock.advance(1);
    const taken = await rig.phones.sendCode(BOB, ALICE_NUMBER);
    expect(Math.abs(taken - untaken)).toBeLessThan(60_000);
    await expect(
      rig.phones.verify(BOB, ALICE_NUMBER, await codeSentTo(STRANGER_NUMBER)),
    ).rejects.toThrow("not the code");
    expect(await rig.phones.linked(ALICE)).toBe(ALICE_NUMBER);
    await rig.phones.verify(BOB, ALICE_NUMBER, await codeSentTo(ALICE_NUMBER));
    expect(await rig.phones.linked(ALICE)).toBeUndefined();
    await rig.text("hello");
    expect(rig.assistant.taken).toMatchObject([{ userId: BOB }]);
  });

  test("a Twilio that does not answer, and a number that takes no texts, are said", async () => {
    rig.faults.push(...Array<string>(8).fill("500"));
    await expect(rig.phones.sendCode(BOB, STRANGER_NUMBER)).rejects.toMatchObject({
      code: "ERR_TOOL_UNAVAILABLE",
    });
    rig.faults.splice(0);
    await rig.text("STOP", STRANGER_NUMBER);
    await expect(rig.phones.sendCode(BOB, STRANGER_NUMBER)).rejects.toMatchObject({
      code: "ERR_INVALID_MESSAGE",
    });
  });

  test("[S14] a number nobody has: 500 texts, nothing is done, one neutral reply a day", async () => {
    for (let i = 0; i < 500; i++) await rig.text(`Delete all my events ${i}`, STRANGER_NUMBER);
    expect(rig.assistant.taken).toEqual([]);
    expect(await rig.received(1, STRANGER_NUMBER)).toEqual([NOTICES.unknownNumber]);
    rig.clock.advance(DAY_MS);
    await rig.text("Is anybody there?", STRANGER_NUMBER);
    expect(await rig.received(2, STRANGER_NUMBER)).toHaveLength(2);
    expect(rig.assistant.taken).toEqual([]);
  });

  test("[S18] a number that was silent for ninety days acts for nobody until it is proved again", async () => {
    await rig.text("hello");
    rig.clock.advance(89 * DAY_MS);
    await rig.text("still here");
    expect(rig.assistant.taken).toHaveLength(2);
    read[ALICE_NUMBER] = (await rig.received(2)).length;
    rig.clock.advance(90 * DAY_MS);
    for (let i = 0; i < 50; i++) await rig.text("What's on today?");
    expect(rig.assistant.taken).toHaveLength(2);
    expect((await rig.received(3)).slice(2)).toEqual([NOTICES.unknownNumber]);
    await rig.assistant.tell(
      ALICE,
      { kind: "outcome", status: "completed", message: "Private.", results: [] },
      ["sms"],
    );
    read[ALICE_NUMBER] = 3;
    await rig.phones.sendCode(ALICE, ALICE_NUMBER);
    await rig.phones.verify(ALICE, ALICE_NUMBER, await codeSentTo(ALICE_NUMBER));
    await rig.text("hello again");
    expect(rig.assistant.taken).toHaveLength(3);
    expect(await rig.received(5)).not.toContain("Private.");
  });

  // Twilio's own test numbers for how a send is refused: opted out, no mobile, not valid.
  test.each(["+15005550004", "+15005550009", "+15005550001"])(
    "[S18] after Twilio says that nobody may be at %s any more, it acts for nobody",
    async (text) => {
      const number = PhoneNumber.parse(text);
      await rig.users.put({ userId: ALICE, phoneNumber: number });
      await rig.text("hello", number);
      await expect.poll(() => rig.assistant.outbox.undelivered("sms")).toEqual([]);
      for (const words of ["START", "What's on today?", "yes"]) await rig.text(words, number);
      expect(rig.assistant.taken).toHaveLength(1);
    },
  );
});

describe("over the wire", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ LOG_LEVEL: "trace" });
  });
  afterAll(async () => program?.dispose());

  const ask = async (client: Client, payload: object): Promise<Frame> => {
    client.send({ type: "system", payload });
    return await client.next(({ type }) => type === "data" || type === "error");
  };
  async function textsOf(number: string): Promise<{ direction: string; body: string }[]> {
    const query = new URLSearchParams({ number });
    const response = await fetch(`${program.url}/sandbox/phone?${query.toString()}`);
    return ((await response.json()) as { messages: { direction: string; body: string }[] })
      .messages;
  }
  const text = async (from: string, body: string) =>
    fetch(`${program.url}/sandbox/phone`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ from, body }),
    });

  test("a phone is linked, is one user with the socket, stays so over a restart, and no log has number or code", async () => {
    const userId = "carol";
    const number = "+14155550123";
    await putWorkspace(program.url, { userId, email: "carol@example.com" });
    const client = await connect(program.url, userId);
    const wrong = await ask(client, { action: "link_phone", userId, phoneNumber: "415" });
    expect(wrong.data).toMatchObject({ code: "invalid_message" });
    const sent = await ask(client, { action: "link_phone", userId, phoneNumber: number });
    expect(sent.data).toMatchObject({ action: "link_phone", status: "code_sent" });
    const [message] = await textsOf(number);
    const code = CODE.exec(message?.body ?? "")?.[1] ?? "";
    const linked = await ask(client, { action: "verify_phone", phoneNumber: number, code });
    expect(linked.data).toMatchObject({ status: "linked", phoneNumber: number });
    await text(number, "hello");
    await client.next(isOutcome);

    await client.close();
    const { url, dataDir: DATA_DIR } = program;
    const before = program.output();
    await program.terminate();
    program = await startProgram({ DATA_DIR, PORT: new URL(url).port, LOG_LEVEL: "trace" });
    const again = await connect(program.url, userId);
    expect((await ask(again, { action: "get_phone", userId })).data).toMatchObject({
      status: "linked",
      phoneNumber: number,
    });
    expect((await ask(again, { action: "unlink_phone" })).data.status).toBe("not_linked");
    await again.close();
    const output = before + program.output();
    for (const secret of [number, number.slice(1), `"${code}`])
      expect(output).not.toContain(secret);
  }, 60_000);

  test("the sandbox's numbers count as linked, and one that is unlinked stays so over a restart", async () => {
    const client = await connect(program.url, "bob");
    const phone = await ask(client, { action: "get_phone", userId: "bob" });
    expect(phone.data).toMatchObject({ status: "linked", phoneNumber: "+14155550101" });
    await ask(client, { action: "unlink_phone" });
    await client.close();
    const { url, dataDir: DATA_DIR } = program;
    await program.terminate();
    program = await startProgram({ DATA_DIR, PORT: new URL(url).port });
    const again = await connect(program.url, "bob");
    expect((await ask(again, { action: "get_phone", userId: "bob" })).data.status).toBe(
      "not_linked",
    );
    await again.close();
  }, 60_000);

  test("[W3] the short code of another user's question answers nothing", async () => {
    const owner = await connect(program.url, "alice");
    const first = await owner.say("Schedule lunch with Zebedee Quux tomorrow at noon");
    await owner.say("Schedule tea with Ysolde Quux tomorrow at four");
    await text("+14155550100", "STATUS");
    const asked = async () =>
      (await textsOf("+14155550100")).find(({ body }) => body.includes("Reply"))?.body ?? "";
    await expect.poll(asked).toContain("Zebedee");
    const codes = [...(await asked()).matchAll(/Reply ([A-Z]\d(?:[A-Z]\d)*) and/gu)];
    expect(codes).toHaveLength(2);
    await putWorkspace(program.url, {
      userId: "dave",
      email: "dave@example.com",
      phoneNumber: "+14155550144",
    });
    const stranger = await connect(program.url, "dave");
    stranger.send({ type: "ping", payload: { userId: "dave" } });
    for (const [, code] of codes) {
      await text("+14155550144", `${code} mallory@example.com`);
      const { data } = await stranger.next(isOutcome);
      expect(data.status).toBe("not_understood");
    }
    expect((await owner.answer(first, "zebedee@example.com")).type).not.toBe("error");
    await owner.close();
    await stranger.close();
  });
});
