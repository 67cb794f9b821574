import { afterAll, beforeAll, expect, test } from "vitest";

import { post } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { OpenAIServer } from "./support/openai-server.ts";
import { openPhone } from "./support/phone.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser } from "./support/users.ts";

const TEXTS = casesOf(20, 500);
/** What the contract promises of the webhook. */
const ANSWERED_WITHIN_MS = 1_000;

let model: OpenAIServer;
let program: Program;
beforeAll(async () => {
  model = await startOpenAIServer({ script: () => "hang" });
  program = await startProgram({ OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "scripted" });
});
afterAll(async () => {
  await program?.dispose();
  await model?.close();
});

test(
  `[S5] texts are taken in within a second each while the model and the provider answer none of them (n=${TEXTS})`,
  LONG,
  async () => {
    const faults = { service: "calendar", kind: "timeout", count: TEXTS };
    await post(program.url, "/sandbox/faults", faults);
    const numbers = [];
    for (let i = 0; i < TEXTS; i++) {
      const number = `+1415556${String(1000 + i)}`;
      numbers.push(number);
      await addUser(program.url, { phoneNumber: number });
      const body = i % 2 === 0 ? "What's on tomorrow?" : "My surfboard misses me so terribly, dear";
      const begun = performance.now();
      const taken = await post(program.url, "/sandbox/phone", { from: number, body });
      // The carrier's stand-in answers once the webhook has.
      expect(await taken.json()).toMatchObject({ status: "received" });
      expect(performance.now() - begun, `text ${i}`).toBeLessThan(ANSWERED_WITHIN_MS);
    }
    await model.requested(1);
    for (const number of numbers)
      expect(await openPhone(program.url, number).received()).toEqual([]);
  },
);
