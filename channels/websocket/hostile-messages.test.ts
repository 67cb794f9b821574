import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { casesOf, LONG } from "../../test/support/counts.ts";
import { createScriptedAssistant } from "../scripted-assistant.ts";
import { connect, serve } from "./websocket-rig.ts";
import type { Frame } from "./websocket-rig.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_124);
const MESSAGES = casesOf(950, 100_016);
/** A connection is ended after twenty malformed messages. */
const A_CONNECTION = 19;
/** What no answer may repeat. */
const CANARY = "canary7f3a";
const SESSION = "6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b";

/** As deep as 64 KiB allow. */
const deep = fc.oneof(
  fc.integer({ min: 33, max: 30_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc
    .integer({ min: 33, max: 10_000 })
    .map((depth) => '{"a":'.repeat(depth) + "1" + "}".repeat(depth)),
);
const odd = fc.constantFrom(
  `"${CANARY}"`,
  `{"${CANARY}":"${CANARY}"}`,
  '"\\ud800"',
  "1e400",
  "-1e400",
  "null",
  "[]",
  "{}",
  "true",
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  `"${"x".repeat(9_000)}"`,
  `"${SESSION}"`,
  '"alice"',
);
const value = fc.oneof({ weight: 6, arbitrary: odd }, fc.json({ maxDepth: 4 }), {
  weight: 1,
  arbitrary: deep,
});
const KEYS = [
  "type",
  "id",
  "payload",
  "userId",
  "message",
  "sessionId",
  "timezone",
  "datetime",
  "action",
  "stepId",
  "afterSeq",
  "resolvedValue",
  "__proto__",
  CANARY,
];
const members = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 8 })
  .map((pairs) => pairs.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(","));
const TYPES = ["command", "system", "ping", CANARY];
const ACTIONS = ["undo", "cancel", "subscribe", "intervention_response", CANARY];
/** Duplicate keys and all: written as text, because JSON.stringify would tidy it. */
const anyMessage = fc.oneof(
  fc.string().map((text) => text + CANARY),
  value,
  fc
    .record({ type: fc.constantFrom(...TYPES), rest: members })
    .map(({ type, rest }) => `{"type":"${type}"${rest && ","}${rest}}`),
  fc
    .record({ type: fc.constantFrom(...TYPES), action: fc.constantFrom(...ACTIONS), rest: members })
    .map(
      ({ type, action, rest }) =>
        `{"type":"${type}","payload":{"action":"${action}"${rest && ","}${rest}}}`,
    ),
);
/** What is longer closes the socket, which is another check. */
const message = anyMessage.filter((text) => Buffer.byteLength(text) <= 64 * 1024);

test(
  `[W8] messages of every wrong shape are answered by their fault, briefly and without repeating them (n=${MESSAGES})`,
  LONG,
  async () => {
    await using served = await serve();
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: A_CONNECTION, maxLength: A_CONNECTION }),
        async (messages) => {
          const client = await connect(served.url);
          for (const text of messages) {
            const answer = await client.ask(text);
            // One in some thousands is as it should be.
            if (answer.type !== "error") continue;
            expect(answer.data["code"]).not.toBe("internal");
            const shown = JSON.stringify({ ...answer, id: undefined });
            expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(1024);
            expect(shown).not.toContain(CANARY);
          }
          client.socket.terminate();
        },
      ),
      { seed: SEED, numRuns: MESSAGES / A_CONNECTION, endOnFailure: true },
    );
    const client = await connect(served.url);
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  },
);

describe("[W20] what goes wrong inside is not shown", () => {
  const SECRETS = "at open (/srv/errand/src/main.ts:12:3) token=eyJhbGciOi ENOENT";
  const session = { userId: "alice", sessionId: SESSION };
  test.each([
    { type: "command", payload: { userId: "alice", message: "hello" } },
    { type: "command", payload: { ...session, message: "hello" } },
    { type: "system", payload: { ...session, action: "cancel" } },
    { type: "system", payload: { ...session, action: "undo" } },
    { type: "system", payload: { ...session, action: "subscribe" } },
    {
      type: "system",
      payload: {
        ...session,
        action: "intervention_response",
        stepId: "intervention_0",
        resolvedValue: 1,
      },
    },
    { type: "system", payload: { action: "cancel", sessionId: SESSION } },
  ])("%j", async (frame) => {
    const fail = async (): Promise<never> => {
      throw new Error(SECRETS);
    };
    const script = createScriptedAssistant({ now: () => 0 });
    const assistant = { ...script, accept: fail, replay: fail, ownerOf: fail };
    await using served = await serve({ assistant });
    const client = await connect(served.url);
    const answer = await client.ask({ ...frame, id: "c1" });
    expect(answer).toEqual({
      type: "error",
      id: "c1",
      data: { code: "internal", message: "Something went wrong on our side." },
    } satisfies Frame);
  });
});
