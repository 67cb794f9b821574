import { expect, onTestFinished, test } from "vitest";

import { connect, isOutcome, isQuestion, post, putWorkspace } from "./support/client.ts";
import { startProgram } from "./support/program.ts";

const NUMBER = "+14155550177";
const CANARIES = [
  "quetzal",
  "palimpsest",
  "zanzibar",
  "thesaurus",
  "brontosaurus",
  "walter@",
  "4155550177",
  "415 555 0177",
];

test("[T9] a long conversation with faults, at the most talkative level, leaves no name, address, number or word in the log", async () => {
  const program = await startProgram({ LOG_LEVEL: "trace" });
  onTestFinished(async () => program.dispose());
  const { url } = program;
  await putWorkspace(url, {
    userId: "walter",
    email: "walter@example.com",
    phoneNumber: NUMBER,
    timezone: "America/Los_Angeles",
    contacts: [
      {
        names: [{ displayName: "Quetzal Palimpsest" }],
        emailAddresses: [{ value: "quetzal.palimpsest@example.net" }],
      },
    ],
    gmail: {
      messages: [
        {
          from: "Quetzal Palimpsest <quetzal.palimpsest@example.net>",
          to: "walter@example.com",
          subject: "thesaurus",
          text: "zanzibar, call 415 555 0177",
        },
      ],
    },
  });
  const client = await connect(url, "walter");
  const say = async (words: string, ...answers: string[]): Promise<void> => {
    let turn = await client.say(words);
    for (const answer of answers) {
      if (!isQuestion(turn)) return;
      turn = await client.answer(turn, answer);
    }
  };
  const fail = async (service: string, kind: string, count: number): Promise<void> => {
    await post(url, "/sandbox/faults", { service, kind, count });
  };

  await say("Schedule thesaurus with Quetzal tomorrow at noon", "yes");
  await say("What does the last email from Quetzal say?");
  await say("Email quetzal.palimpsest@example.net saying zanzibar", "yes");
  await say(
    "Schedule lunch with Brontosaurus on Friday at 1pm",
    "nobody",
    "bronto@zanzibar.example",
    "yes",
  );
  await say("Add a task to call 415 555 0177 about zanzibar");
  await say("Reticulate the zanzibar splines of Brontosaurus");
  await fail("calendar", "500", 9);
  await say("Schedule zanzibar with Quetzal on Monday at 2pm", "yes");
  await say("What's on tomorrow?");
  await fail("gmail", "reset_after_write", 2);
  await say("Email quetzal.palimpsest@example.net saying thesaurus", "yes");
  await fail("tasks", "429", 9);
  await say("Add a task called zanzibar");
  await fail("twilio", "500", 2);
  await post(url, "/sandbox/phone", { from: NUMBER, body: "Add a task called thesaurus" });
  await client.next((frame) => isOutcome(frame) && frame.id?.startsWith("sms:") === true);
  await post(url, "/sandbox/phone", { from: "+14155550177111", body: "zanzibar" });

  client.send('{"type":"command","payload":{"userId":"walter@zanzibar","message":7}');
  client.send({ type: "system", payload: { action: "zanzibar", userId: "walter" } });
  client.send({ type: "command", payload: { userId: "not a user: zanzibar", message: "x" } });
  await fetch(`${url}/oauth/callback?state=zanzibar&code=thesaurus`);
  await fetch(`${url}/sms`, { method: "POST", body: "From=zanzibar&Body=thesaurus" });
  await post(url, "/sandbox/workspace?userId=zanzibar", { zanzibar: true });

  await program.terminate();
  const log = program
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  expect(log.length).toBeGreaterThan(10);
  const printed = program.output().toLowerCase();
  for (const canary of CANARIES) expect(printed, canary).not.toContain(canary);
}, 60_000);
