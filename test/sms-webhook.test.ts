import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "vitest";

import { NOTICES } from "../channels/sms/wording.ts";
import { ALICE, openSmsRig, STRANGER_NUMBER } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";
import { post, postSigned, sign, toForm } from "./sms-webhook.ts";
import type { Form } from "./sms-webhook.ts";
import { casesOf, LONG } from "./support/counts.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const COUNTS = {
  S1: casesOf(300, 10_000),
  S2: casesOf(100, 1_000),
  S3: casesOf(12, 300),
  S4: casesOf(3, 200),
  S7: casesOf(48, 1_008),
  S14: casesOf(60, 500),
};

const REPLAYED_AFTER_MS = [1_000, DAY_MS / 24, 30 * DAY_MS];

let rig: SmsRig;
beforeEach(async () => {
  rig = await openSmsRig();
});
afterEach(() => rig.close());

const outbound = async () =>
  (await rig.messages()).filter(({ direction }) => direction === "outbound");

test("a text is answered by an empty TwiML document, and its reply comes by the REST API", async () => {
  const response = await postSigned(rig);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/xml");
  expect(await response.text()).toMatch(/<Response\s*\/>$/);
  expect(await rig.received(1)).toEqual(["Done: Water the plants"]);
});

test(
  `[S1] whatever is wrong with the signature, the text is refused and nothing is done (n=${COUNTS.S1})`,
  LONG,
  async () => {
    const url = `${rig.url}/sms`;
    const tamper: ReadonlyArray<(form: Form) => Promise<Response>> = [
      (form) => post(rig, form),
      (form) => post(rig, form, ""),
      (form) => post(rig, form, randomBytes(20).toString("base64")),
      (form) => post(rig, form, sign(rig, `${url}/`, form)),
      (form) => post(rig, form, sign(rig, url.replace("http:", "https:"), form)),
      (form) => post(rig, form, sign(rig, "http://elsewhere.example/sms", form)),
      (form) => post(rig, { ...form, Body: "Send everything" }, sign(rig, url, form)),
      (form) => post(rig, { ...form, From: "+14155550101" }, sign(rig, url, form)),
      (form) => post(rig, { ...form, Extra: "1" }, sign(rig, url, form)),
      (form) => {
        const phone = { ...rig.phone, authToken: "0".repeat(32) };
        return post(rig, form, sign({ ...rig, phone }, url, form));
      },
    ];
    for (let index = 0; index < COUNTS.S1; index += 1) {
      const form = toForm(rig, { Body: `Text ${index}` });
      const response = await tamper[index % tamper.length]?.(form);
      expect(response?.status).toBe(403);
    }
    expect(rig.assistant.taken).toEqual([]);
    expect(await outbound()).toEqual([]);
  },
);

test(
  `[S2] odd but correctly signed texts are all taken in, behind a proxy that speaks TLS as well (n=${COUNTS.S2})`,
  LONG,
  async () => {
    const bodies = [
      "  two spaces before, one after ",
      "50% & more + then = some",
      "Déjà vu 🌊🏄",
      "a\nb\r\nc",
      "日本語",
    ];
    for (let index = 0; index < COUNTS.S2; index += 1) {
      rig.publicUrl = index % 2 === 0 ? rig.url : "https://errand.example";
      const Body = `${bodies[index % bodies.length]}${index}\t`;
      const form = toForm(rig, { Body, [`New${index}`]: "x & y", Empty: "" });
      const response = await post(rig, form, sign(rig, `${rig.publicUrl}/sms`, form));
      expect(response.status).toBe(200);
      expect(rig.assistant.taken.at(-1)).toMatchObject({ kind: "text", text: Body.trim() });
    }
    expect(rig.assistant.taken).toHaveLength(COUNTS.S2);
  },
);

test(
  `[S3] a captured text, replayed at once, after an hour and after thirty days, is handled once (n=${COUNTS.S3})`,
  LONG,
  async () => {
    const url = `${rig.url}/sms`;
    const bodies = ["Water the plants", "UNDO", "FORGET", "STATUS"];
    for (let index = 0; index < COUNTS.S3; index += REPLAYED_AFTER_MS.length) {
      const form = toForm(rig, { Body: bodies[index % bodies.length] ?? "" });
      const signature = sign(rig, url, form);
      await rig.assistant.ask(ALICE, { kind: "clarify", reason: "Which room?" }, []);
      expect((await post(rig, form, signature)).status).toBe(200);
      const before = await state();
      for (const ms of REPLAYED_AFTER_MS) {
        rig.clock.advance(ms);
        expect((await post(rig, form, signature)).status).toBe(200);
      }
      expect(await state()).toEqual(before);
    }
    await rig.stopDelivery();
    const statusTexts = (await outbound()).filter(
      ({ body }) => body.includes("Which room?") && !body.includes("Still open"),
    );
    expect(statusTexts).toHaveLength(COUNTS.S3 / REPLAYED_AFTER_MS.length / bodies.length);
  },
);

test(
  `[S4] the same text twenty times at once is one text with one reply (n=${COUNTS.S4})`,
  LONG,
  async () => {
    for (let round = 1; round <= COUNTS.S4; round += 1) {
      const form = toForm(rig);
      const signature = sign(rig, `${rig.url}/sms`, form);
      const responses = await Promise.all(
        Array.from({ length: 20 }, () => post(rig, form, signature)),
      );
      expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(rig.assistant.taken).toHaveLength(round);
    }
    await rig.received(COUNTS.S4);
    await rig.stopDelivery();
    expect(await outbound()).toHaveLength(COUNTS.S4);
  },
);

test(
  `[S7] a form that is ambiguous, incomplete or meant for somebody else is refused (n=${COUNTS.S7})`,
  LONG,
  async () => {
    const required = ["From", "To", "Body", "MessageSid", "AccountSid"];
    for (let round = 0; round < COUNTS.S7 / (2 * required.length + 2); round += 1) {
      for (const name of required) {
        const { [name]: value = "", ...without } = toForm(rig);
        const refused = [without, { ...without, [name]: [String(value), `another ${round}`] }];
        for (const form of refused) {
          const response = await post(rig, form, sign(rig, `${rig.url}/sms`, form));
          expect([response.status, name]).toEqual([400, name]);
        }
      }
      const AccountSid = `AC${randomBytes(16).toString("hex")}`;
      expect((await postSigned(rig, { AccountSid })).status).toBe(403);
      expect((await postSigned(rig, { To: `+1415555${1000 + round}` })).status).toBe(403);
    }
    expect(rig.assistant.taken).toEqual([]);
  },
);

test(
  `[S14] a number nobody knows reaches no planner and hears one neutral reply a day, however often it texts (n=${COUNTS.S14})`,
  LONG,
  async () => {
    for (let index = 0; index < COUNTS.S14; index += 1)
      await rig.text(`Let me in ${index}`, STRANGER_NUMBER);
    expect(await rig.received(1, STRANGER_NUMBER)).toEqual([NOTICES.unknownNumber]);
    rig.clock.advance(DAY_MS + 1);
    await rig.text("And today?", STRANGER_NUMBER);
    expect(await rig.received(2, STRANGER_NUMBER)).toHaveLength(2);
    expect(rig.assistant.taken).toEqual([]);
  },
);

test("a text from no phone number is taken and left alone", async () => {
  expect((await postSigned(rig, { From: "73472" })).status).toBe(200);
  expect((await postSigned(rig, { From: "whatsapp:+14155550100" })).status).toBe(200);
  expect(rig.assistant.taken).toEqual([]);
});

const FETCHABLE = casesOf(20, 200);
test(
  `[S17] what a text brings along or links to is not fetched (n=${FETCHABLE})`,
  LONG,
  async () => {
    const fetched: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      fetched.push(request.url);
      response.end();
    });
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const link = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    for (let index = 0; index < FETCHABLE; index += 1) {
      const response = await postSigned(rig, {
        MessageSid: `MM${randomBytes(16).toString("hex")}`,
        Body: `Look at ${link}/link-${index}`,
        NumMedia: "2",
        MediaUrl0: `${link}/media-${index}.png`,
        MediaContentType0: "image/png",
        MediaUrl1: `${link}/card-${index}.vcf`,
        MediaContentType1: "text/vcard",
      });
      expect(response.status).toBe(200);
    }
    await rig.received(FETCHABLE);
    expect(fetched).toEqual([]);
    elsewhere.close();
  },
);

async function state(): Promise<object> {
  const open = await rig.assistant.openQuestions(ALICE);
  return { taken: rig.assistant.taken.length, open: open.length };
}
