import { globSync, readFileSync } from "node:fs";

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

test("[S8] no text of ours mentions a word that carriers reserve", () => {
  const reserved = new RegExp(`\\b(?:${RESERVED_WORDS.join("|")})\\b`);
  expect(everyText.filter((text) => reserved.test(text))).toEqual([]);
  expect(everyText.length).toBeGreaterThan(30);
});

/** A word in capitals or quotation marks after a verb of asking. */
const ASKED = `\\b(?:reply|text|answer|say|send|write|type|respond)\\b(?: with| back)?[ "\u201c'\u2018:]+(?:${RESERVED_WORDS.join("|")})\\b`;

test("[S8] nothing that the assistant says asks for a reserved word: no string of its sources does", () => {
  const sources = globSync("{graph,tools,channels/sms,src}/**/*.ts").filter(
    (file) => !/\.test\.ts$|sandbox|planners|-rig\.ts$/u.test(file),
  );
  const asking = new RegExp(ASKED, "gu");
  expect(
    sources.flatMap((file) =>
      [...withoutComments(readFileSync(file, "utf8")).matchAll(asking)].map(
        ([found]) => `${file}: ${found}`,
      ),
    ),
  ).toEqual([]);
  expect(sources.length).toBeGreaterThan(100);
});

test("[S8] no text of ours asks for a reserved word in any case", () => {
  const asked = new RegExp(ASKED, "i");
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

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, "");
}
