import { expect, test } from "vitest";

import { InterventionStepId, SessionId } from "../../src/domain/ids.ts";
import { InterventionKind } from "../../src/domain/intervention.ts";
import type { Intervention } from "../../src/domain/intervention.ts";
import { OutcomeStatus } from "../../src/domain/turn.ts";
import { readKeyword, RESERVED_WORDS } from "./keywords.ts";
import { NOTICES, toQuestionText, toStatusText, toText, toWhichText } from "./wording.ts";

const secret = "0".repeat(32);

function question(kind: InterventionKind, index: number, withOptions: boolean): Intervention {
  return {
    kind,
    reason: "Which one?",
    sessionId: SessionId.parse(
      `0b0e6a3c-6a8e-4f0e-9c50-1d2f3a4b5c${String(index).padStart(2, "0")}`,
    ),
    stepId: InterventionStepId.parse(`intervention_${index}`),
    interruptId: String(index).padStart(32, "0"),
    askedAt: "2026-11-24T12:00:00Z",
    expiresAt: "2026-11-25T12:00:00Z",
    ...(withOptions && {
      options: [
        { value: "a", label: "First" },
        { value: "b", label: "Second" },
      ],
    }),
    ...(kind === "authorize" && { authUrl: "https://errand.example/connect/1" }),
  };
}

const questions = InterventionKind.options.flatMap((kind, index) => [
  question(kind, 2 * index, false),
  question(kind, 2 * index + 1, true),
]);

/** Every template, each question both alone and among others. */
const everyText: readonly string[] = [
  ...Object.values(NOTICES),
  ...questions.map((one) => toQuestionText(one, { open: [one], secret })),
  ...questions.map((one) => toQuestionText(one, { open: questions, secret })),
  toStatusText(undefined, { open: [], secret }),
  toStatusText("Lunch", { open: questions, secret }),
  toWhichText({ open: questions, secret }),
  ...OutcomeStatus.options.map(
    (status) =>
      toText({ kind: "outcome", status, message: "Lunch.", results: [] }, { open: [], secret }) ??
      "",
  ),
];

test("no text of ours mentions a word that carriers reserve", () => {
  const reserved = new RegExp(`\\b(?:${RESERVED_WORDS.join("|")})\\b`);
  expect(everyText.filter((text) => reserved.test(text))).toEqual([]);
  expect(everyText.length).toBeGreaterThan(30);
});

test("no text of ours asks for a reserved word in any case", () => {
  const asked = new RegExp(
    `\\b(?:reply|text|answer|say|send|write|or)\\b(?: with)?[ "“']+(?:${RESERVED_WORDS.join("|")})\\b`,
    "i",
  );
  expect(everyText.filter((text) => asked.test(text))).toEqual([]);
});

test("every reserved word does something of its own as a text of one word, and nothing in a longer one", () => {
  for (const word of RESERVED_WORDS) {
    expect(readKeyword(` ${word.toLowerCase()} `)).toBeDefined();
    expect(readKeyword(`${word} the press`)).toBeUndefined();
  }
});

test("our own words fit in any case, with or without a full stop", () => {
  expect(["undo", "Status.", "FORGET!"].map(readKeyword)).toEqual(["undo", "status", "forget"]);
});

test("every text that is not a list fits 320 characters", () => {
  const single = everyText.filter((text) => !text.includes("\n"));
  expect(single.filter(({ length }) => length > 320)).toEqual([]);
});
