import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "../../src/domain/plan.ts";
import { anonymize } from "./anonymize.ts";
import { SESSION_FORMAT } from "./session-record.ts";
import type { SessionRecord } from "./session-record.ts";

/** Words that stand nowhere in the program. */
const canary = fc
  .tuple(
    fc.constantFrom("zq", "xv", "qj"),
    fc.string({
      unit: fc.constantFrom(..."b c d f g k p q v w x z".split(" ")),
      minLength: 6,
      maxLength: 12,
    }),
  )
  .map((parts) => parts.join(""));
const words = fc.oneof(
  canary,
  canary.map((word) => `${word}@${word}.example`),
  fc.tuple(canary, canary).map(([one, other]) => `Lunch with ${one}, then\n${other}.`),
  canary.map((word) => `2026-11-24T09:00:00Z ${word}`),
  canary.map((word) => `intervention_1 ${word}`),
  canary.map((word) => `ERR_${word}`),
);
const { tree: json } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    words,
    fc.integer({ min: 1_000_000 }),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(words, tie("tree"), { maxKeys: 3 }),
  ),
}));
const args = fc.dictionary(words, json, { maxKeys: 3 });

const record = fc
  .record({ text: words, id: words, json, args, at: fc.integer({ min: 1.7e12, max: 1.8e12 }) })
  .map(({ text, id, json: value, args: given, at }): SessionRecord => ({
    format: SESSION_FORMAT,
    sessionId: id,
    userId: text,
    messages: [
      { id, at, inbound: { kind: "command", userId: text, channel: "sms", text, clientId: id } },
      { id, at, inbound: { kind: text, channel: text, stepId: text, value, timezone: text } },
    ],
    told: [
      { seq: 1, at, turn: { kind: "outcome", status: text, message: text, authUrl: text, value } },
      { seq: 2, at, turn: { kind: "question", intervention: { kind: text, reason: text, value } } },
      { seq: 3, at, turn: { kind: "progress", action: text, detail: given } },
    ],
    commands: [
      {
        id,
        text,
        now: text,
        timezone: text,
        plan: {
          goal: text,
          reply: text,
          steps: [{ id: "a", tool: text, args: given, when: text }],
        },
        assumed: [text],
        results: [
          {
            stepId: text,
            tool: text,
            status: "done",
            args: given,
            output: value,
            error: { code: text, message: text },
          },
        ],
        questions: [{ kind: text, reason: text, entity: { type: text, value: text } }],
        outcome: { status: text, message: text, plan: given },
      },
    ],
    effects: [
      {
        effectId: id,
        at,
        actor: text,
        tool: text,
        title: text,
        approvalId: id,
        argsHash: id,
        outcome: "done",
      },
    ],
    checkpoints: [
      {
        id,
        step: 1,
        ts: new Date(at).toISOString(),
        commandId: id,
        ran: [text],
        next: [text],
        changed: given,
        asked: { interruptId: id, question: { kind: text, reason: text } },
        failed: text,
      },
    ],
  }));

/** Every word of letters, and every long number, in keys and values. */
function contentsOf(value: unknown): string[] {
  return JSON.stringify(value).match(/(?:zq|xv|qj)[bcdfgkpqvwxz]{6,}|\d{7,}/gu) ?? [];
}

test("no word and no number of a session survives, wherever it stood", () => {
  fc.assert(
    fc.property(record, (given) => {
      expect(contentsOf(given)).not.toEqual([]);
      expect(contentsOf(anonymize(given))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("the same text is the same placeholder, and what says how it went stays", () => {
  const [given] = fc.sample(record, { numRuns: 1, seed: 1 });
  if (given === undefined) throw new Error("There is no sample.");
  const made = anonymize({
    ...given,
    userId: "Zed Quill",
    effects: given.effects.map((each) => ({
      ...each,
      actor: "Zed Quill",
      tool: "calendar_create_event",
    })),
  });
  expect(made.effects[0]).toMatchObject({
    actor: made.userId,
    tool: "calendar_create_event",
    outcome: "done",
    at: 0,
  });
});
