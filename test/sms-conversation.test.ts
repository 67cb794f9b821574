import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { toConsentCode, toShortCode } from "../channels/sms/codes.ts";
import { NOTICES } from "../channels/sms/wording.ts";
import type { SessionId } from "../src/domain/ids.ts";
import type { Question } from "../src/domain/intervention.ts";
import type { Turn } from "../src/domain/turn.ts";
import { ALICE, openSmsRig } from "./sms-rig.ts";
import type { SmsRig } from "./sms-rig.ts";
import { postSigned } from "./sms-webhook.ts";
import { casesOf, LONG } from "./support/counts.ts";

const SEND_MAIL: Question = { kind: "approve", reason: "Send “Hi” to sam@example.com?" };
const WHICH_SAM: Question = {
  kind: "choose_entity",
  reason: "Which “Sam” do you mean?",
  options: [
    { value: "sam@acme.example", label: "Sam Carter, Acme" },
    { value: "sam@home.example", label: "Sam Lee" },
  ],
};
const WHO_IS_EDEN: Question = {
  kind: "resolve_entity",
  reason: "I don't recognize 'Eden Chan'. Please provide their email:",
};

let rig: SmsRig;
beforeEach(async () => {
  rig = await openSmsRig();
});
afterEach(() => rig.close());

const ask = (question: Question) => rig.assistant.ask(ALICE, question, ["sms"]);
const taken = () => rig.assistant.taken.at(-1);

test("choices are numbered, and the number alone answers while no other question is open", async () => {
  await ask(WHICH_SAM);
  expect(await rig.received(1)).toEqual([
    'Which "Sam" do you mean? 1 Sam Carter, Acme; 2 Sam Lee. Reply with the number.',
  ]);
  await rig.text("2");
  expect(taken()).toMatchObject({ kind: "text", text: "2" });
});

test("with several questions open, the code of one answers that one, whichever was asked last", async () => {
  const eden = await ask(WHO_IS_EDEN);
  const sam = await ask(WHICH_SAM);
  const open = [sam, eden];
  const [, second] = await rig.received(2);
  expect(second).toContain(`Reply with ${toShortCode(sam, open)} and the number.`);

  await rig.text(`${toShortCode(eden, open).toLowerCase()}: eden@example.com`);
  expect(taken()).toMatchObject({
    kind: "answer",
    sessionId: eden.sessionId,
    stepId: eden.stepId,
    value: "eden@example.com",
  });
});

test.each(["yes", "OK", "no", "2", "eden@example.com"])(
  "with several questions open, a bare “%s” answers none: the user is asked which",
  async (bare) => {
    const eden = await ask(WHO_IS_EDEN);
    const sam = await ask(WHICH_SAM);
    await rig.received(2);
    await rig.text(bare);
    const [, , which] = await rig.received(3);
    expect(which).toContain("Which question is that for?");
    expect(which).toContain(toShortCode(eden, [eden, sam]));
    expect(which).toContain(toShortCode(sam, [eden, sam]));
    expect(rig.assistant.taken).toEqual([]);
  },
);

test("what was done while a question waits is told with the question that still does, and its code", async () => {
  const eden = await ask(WHO_IS_EDEN);
  const code = toShortCode(eden, [eden]);
  await rig.received(1);
  await rig.assistant.tell(
    ALICE,
    { kind: "outcome", status: "completed", message: "Nothing is on tomorrow.", results: [] },
    ["sms"],
  );
  expect((await rig.received(2))[1]).toBe(
    `Nothing is on tomorrow.\nStill open (${code}): I don't recognize 'Eden Chan'. Please provide their email.`,
  );
});

test("[S16] consent is given or refused by the code of exactly what was shown", async () => {
  const first = await ask(SEND_MAIL);
  const other = await ask({ ...SEND_MAIL, reason: "Delete 3 events?" });
  const [one, two] = [first, other].map((each) => toConsentCode(each, rig.phone.authToken));
  expect(one).not.toBe(two);
  expect((await rig.received(2))[0]).toBe(
    `Send "Hi" to sam@example.com? Reply OK ${one} to go ahead or NO ${one} to leave it.`,
  );
  await rig.text(`ok ${one}`);
  expect(taken()).toMatchObject({ kind: "answer", sessionId: first.sessionId, value: "yes" });
  await rig.text(`No ${two}`);
  expect(taken()).toMatchObject({ kind: "answer", sessionId: other.sessionId, value: "no" });
});

test("[S16] a consent code works once", async () => {
  const question = await ask(SEND_MAIL);
  const code = toConsentCode(question, rig.phone.authToken);
  await rig.text(`OK ${code}`);
  await rig.received(2);
  await rig.text(`OK ${code}`);
  expect((await rig.received(3))[2]).toBe(NOTICES.wrongCode);
  expect(rig.assistant.taken).toHaveLength(1);
});

test("an answer that was taken just before a crash is not told, when Twilio brings it again, that it came too late", async () => {
  const question = await ask(SEND_MAIL);
  const code = toConsentCode(question, rig.phone.authToken);
  const accept = rig.assistant.accept.bind(rig.assistant);
  vi.spyOn(rig.assistant, "accept").mockImplementationOnce(async (inbound) => {
    await accept(inbound);
    throw new Error("killed");
  });
  const text = { MessageSid: `SM${"a".repeat(32)}`, Body: `OK ${code}` };
  expect((await postSigned(rig, text)).status).toBe(500);
  const [, reply] = await rig.received(2);
  expect((await postSigned(rig, text)).status).toBe(200);
  await rig.text("Water the plants");
  expect((await rig.received(3)).slice(1)).toEqual([reply, "Done: Water the plants"]);
});

test("[S16] wrong codes do nothing, and after five of them the right one waits ten minutes", async () => {
  const question = await ask(SEND_MAIL);
  const code = toConsentCode(question, rig.phone.authToken);
  for (let wrong = 1; wrong <= 5; wrong += 1) {
    await rig.text(`OK ${String((Number(code) + wrong) % 1_000_000).padStart(6, "0")}`);
  }
  await rig.text(`OK ${code}`);
  expect((await rig.received(7))[6]).toBe(NOTICES.tooManyWrongCodes);
  expect(rig.assistant.taken).toEqual([]);
  rig.clock.advance(10 * 60 * 1000 + 1);
  await rig.text(`OK ${code}`);
  expect(taken()).toMatchObject({ kind: "answer", value: "yes" });
});

test("[S15] OK without its code consents to nothing, and a lone YES does while one question is open", async () => {
  await ask(SEND_MAIL);
  await rig.text("ok");
  expect((await rig.received(2))[1]).toContain("Reply OK ");
  expect(rig.assistant.taken).toEqual([]);
  await rig.text("YES");
  expect(taken()).toMatchObject({ kind: "text", text: "YES" });
});

test("an account to connect comes as a link", async () => {
  await ask({
    kind: "authorize",
    reason: "Open this link to connect Gmail:",
    service: "gmail",
    authUrl: "https://errand.example/connect/abc",
  });
  expect(await rig.received(1)).toEqual([
    "Open this link to connect Gmail: https://errand.example/connect/abc",
  ]);
});

test("[O7] one link an hour is texted for a service, and another at once after it was connected", async () => {
  const link = (n: number, service: "gmail" | "tasks" = "gmail") =>
    ask({
      kind: "authorize",
      reason: "Open this link to connect it:",
      service,
      authUrl: `https://errand.example/connect/${n}`,
    });
  for (let n = 1; n <= 3; n++) await link(n);
  await link(4, "tasks");
  const texts = await rig.received(4);
  expect(texts.filter((text) => text.includes("/connect/"))).toEqual([
    "Open this link to connect it: https://errand.example/connect/1",
    "Open this link to connect it: https://errand.example/connect/4",
  ]);
  expect(texts[1]).toContain("the link I texted you less than an hour ago");
  rig.clock.advance(1_000);
  rig.connected("gmail");
  await link(5);
  expect((await rig.received(5))[4]).toContain("/connect/5");
  rig.clock.advance(3_600_000);
  await link(6);
  expect((await rig.received(6))[5]).toContain("/connect/6");
});

test("STATUS lists what is open, FORGET drops the newest, and UNDO takes back", async () => {
  await rig.text("Status");
  expect(await rig.received(1)).toEqual([NOTICES.nothingOpen]);
  await rig.text("FORGET");
  expect((await rig.received(2))[1]).toBe(NOTICES.nothingToForget);

  await ask(WHO_IS_EDEN);
  const sam = await ask(WHICH_SAM);
  await rig.received(4);
  await rig.text("STATUS");
  const status = (await rig.received(5))[4];
  expect(status).toContain("Eden Chan");
  expect(status).toContain("Sam Carter");

  await rig.text("forget");
  expect(taken()).toMatchObject({ kind: "cancel", sessionId: sam.sessionId });
  expect((await rig.received(6))[5]).toMatch(
    /^Dropped\.\nStill open \(\w+\): I don't recognize 'Eden/u,
  );
  await rig.text("UNDO");
  expect(taken()).toMatchObject({ kind: "undo" });
});

test("STATUS says what is being worked on, and FORGET drops it", async () => {
  const told = new Promise<SessionId>((resolve) => {
    rig.assistant.subscribe(({ sessionId }) => resolve(sessionId));
  });
  await rig.text("Water the plants");
  const sessionId = await told;
  await rig.received(1);
  await rig.assistant.outbox.append({
    sessionId,
    userId: ALICE,
    at: rig.clock.now(),
    channels: [],
    turn: {
      kind: "progress",
      action: "plan_created",
      detail: { plan: { goal: "Water the plants", steps: [] } },
    },
  });
  await rig.text("STATUS");
  expect((await rig.received(2))[1]).toBe("In progress: Water the plants");
  await rig.text("FORGET");
  expect(taken()).toMatchObject({ kind: "cancel", sessionId });
});

test("progress is not texted", async () => {
  const progress = { kind: "progress", action: "step_started", detail: {} } as const;
  await rig.assistant.tell(ALICE, progress, ["sms"]);
  await rig.text("HELP");
  expect(await rig.received(1)).toEqual([NOTICES.help]);
});

const SENDS = casesOf(50, 200);
test(
  `[S9] after STOP nothing is sent, what waited for consent is dropped, and START restores (n=${SENDS})`,
  LONG,
  async () => {
    const question = await ask(SEND_MAIL);
    await rig.received(1);
    await rig.text(" stop ");
    expect(taken()).toMatchObject({ kind: "cancel", sessionId: question.sessionId });
    expect(rig.assistant.stopped).toEqual([ALICE]);

    const outcome: Turn = { kind: "outcome", status: "completed", message: "News", results: [] };
    for (let index = 0; index < SENDS; index += 1)
      await rig.assistant.tell(ALICE, outcome, ["sms"]);
    await rig.text("What's on today?");
    await rig.text("HELP");
    await expect
      .poll(() => rig.assistant.outbox.undelivered("sms"), { timeout: 15_000 })
      .toEqual([]);
    expect(await rig.received(1)).toHaveLength(1);
    expect(rig.assistant.taken).toHaveLength(1);

    await rig.text("Start");
    await rig.text("Water the plants");
    expect((await rig.received(2))[1]).toBe("Done: Water the plants");
  },
);

test("a question of another channel outlives STOP", async () => {
  await rig.assistant.ask(ALICE, SEND_MAIL, []);
  await rig.text("STOP");
  expect(await rig.assistant.openQuestions(ALICE)).toHaveLength(1);
});
