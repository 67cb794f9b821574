import * as fc from "fast-check";
import { expect, test } from "vitest";

import { InterventionStepId, SessionId } from "../../src/domain/ids.ts";
import type { Intervention, InterventionKind } from "../../src/domain/intervention.ts";
import { readCodedAnswer, toConsentCode, toShortCode } from "./codes.ts";

const SECRET = "0".repeat(32);

const question = fc.record({
  kind: fc.constantFrom<InterventionKind>("resolve_entity", "choose_entity", "clarify", "approve"),
  reason: fc.string(),
  sessionId: fc.uuid().map((id) => SessionId.parse(id)),
  stepId: fc.nat(99).map((index) => InterventionStepId.parse(`intervention_${index}`)),
  interruptId: fc.uuid().map((id) => id.replaceAll("-", "")),
  askedAt: fc.constant("2026-11-24T12:00:00Z"),
  expiresAt: fc.constant("2026-11-25T12:00:00Z"),
}) satisfies fc.Arbitrary<Intervention>;

const open = fc.uniqueArray(question, {
  minLength: 1,
  maxLength: 40,
  selector: ({ sessionId }) => sessionId,
});

test("each open question is named by a code of its own, even among forty", () => {
  fc.assert(
    fc.property(open, (questions) => {
      const asking = questions.filter(({ kind }) => kind !== "approve");
      const codes = asking.map((one) => toShortCode(one, questions));
      expect(new Set(codes).size).toBe(codes.length);
      asking.forEach((one, index) => {
        expect(codes[index]).toMatch(/^(?:[A-HJ-NP-Z][2-9]){1,4}$/);
        const read = readCodedAnswer(`${codes[index]} eden@example.com`, asking, SECRET);
        expect(read).toEqual({ kind: "answer", question: one, value: "eden@example.com" });
      });
    }),
  );
});

test("a code stays good when questions that shared its beginning are closed", () => {
  fc.assert(
    fc.property(open, (questions) => {
      const [first] = questions.filter(({ kind }) => kind !== "approve");
      if (first === undefined) return;
      const code = toShortCode(first, questions);
      expect(readCodedAnswer(`${code} yes`, [first], SECRET)).toMatchObject({ question: first });
    }),
  );
});

test("[S16] a consent code is six digits, and another question, wording or secret has another", () => {
  fc.assert(
    fc.property(question, (one) => {
      const code = toConsentCode(one, SECRET);
      expect(code).toMatch(/^\d{6}$/);
      expect(toConsentCode({ ...one }, SECRET)).toBe(code);
    }),
  );
  const [one, ...others] = [
    [{ reason: "Send?" }, SECRET],
    [{ reason: "Send it?" }, SECRET],
    [{ reason: "Send?", interruptId: "f".repeat(32) }, SECRET],
    [{ reason: "Send?" }, "1".repeat(32)],
  ].map(([changes, secret]) =>
    toConsentCode({ ...fixed, ...(changes as object) }, secret as string),
  );
  expect(others).not.toContain(one);
});

test("[S16] a consent code opens nothing but its own question, and says what was added to it", () => {
  const code = toConsentCode(fixed, SECRET);
  expect(readCodedAnswer(`ok ${code}`, [fixed], SECRET)).toMatchObject({ value: "yes" });
  expect(readCodedAnswer(`OK ${code} but at 4pm`, [fixed], SECRET)).toMatchObject({
    value: "yes but at 4pm",
  });
  expect(readCodedAnswer(`NO ${code}.`, [fixed], SECRET)).toMatchObject({ value: "no" });
  expect(readCodedAnswer(`ok ${code}`, [], SECRET)).toEqual({ kind: "wrong_code" });
  expect(readCodedAnswer(`ok ${code}0`, [fixed], SECRET)).toBeUndefined();
});

test("texts that begin with no code are left alone", () => {
  for (const text of ["Lunch with Eden", "ok", "2", "eden@example.com", "", "B12 vitamins"]) {
    expect(readCodedAnswer(text, [{ ...fixed, kind: "clarify" }], SECRET)).toBeUndefined();
  }
});

const fixed: Intervention = {
  kind: "approve",
  reason: "Send?",
  sessionId: SessionId.parse("0b0e6a3c-6a8e-4f0e-9c50-1d2f3a4b5c6d"),
  stepId: InterventionStepId.parse("intervention_0"),
  interruptId: "0".repeat(32),
  askedAt: "2026-11-24T12:00:00Z",
  expiresAt: "2026-11-25T12:00:00Z",
};
