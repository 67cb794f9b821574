import { createHash, createHmac } from "node:crypto";

import type { Intervention } from "../../src/domain/intervention.ts";

/** An answer that names its question, or a code that names none. */
export type CodedAnswer =
  | { readonly kind: "answer"; readonly question: Intervention; readonly value: string }
  | { readonly kind: "wrong_code" };

type Named = Pick<Intervention, "sessionId" | "stepId">;

// Without I, O, 0 and 1, which are misread.
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS = "23456789";
const PAIRS = 4;

const CONSENT = /^(ok|okay|yes|no)[\s,:]+#?(\d{6})(?!\d)[\s.,:!-]*(.*)$/is;
const SHORT = /^#?((?:[a-z]\d){1,4})(?![a-z\d])[\s.,:-]*(.+)$/is;

/**
 * The six digits that consent to one question and to nothing else. They follow from the question and a secret, so any
 * process knows them and nobody else does; once the question is closed they open nothing.
 */
export function toConsentCode(question: Intervention, secret: string): string {
  const { sessionId, stepId, interruptId, reason } = question;
  const mac = createHmac("sha256", secret)
    .update(JSON.stringify([sessionId, stepId, interruptId, reason]))
    .digest();
  return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, "0");
}

/** The shortest code that names a question among the user's open ones: `A7`, or `A7K2` where two share an `A7`. */
export function toShortCode(question: Named, open: readonly Named[]): string {
  const code = toLongCode(question);
  const others = open.filter((other) => !isSame(other, question)).map(toLongCode);
  for (let length = 2; length < code.length; length += 2) {
    const short = code.slice(0, length);
    if (!others.some((other) => other.startsWith(short))) return short;
  }
  return code;
}

/** Reads a text that begins with the code of an open question. Undefined where it does not look like one. */
export function readCodedAnswer(
  text: string,
  open: readonly Intervention[],
  secret: string,
): CodedAnswer | undefined {
  const consent = CONSENT.exec(text);
  if (consent !== null) {
    const [, word = "", code, rest = ""] = consent;
    const question = open.find(
      (candidate) => candidate.kind === "approve" && toConsentCode(candidate, secret) === code,
    );
    if (question === undefined) return { kind: "wrong_code" };
    const value = word.toLowerCase() === "no" ? "no" : `yes ${rest}`.trim();
    return { kind: "answer", question, value };
  }
  const short = SHORT.exec(text);
  if (short === null) return undefined;
  const [, code = "", value = ""] = short;
  // A code given out while fewer questions shared its beginning still names its question by that beginning.
  const named = open.filter(
    (question) =>
      question.kind !== "approve" && toLongCode(question).startsWith(code.toUpperCase()),
  );
  const [question] = named;
  return question !== undefined && named.length === 1
    ? { kind: "answer", question, value }
    : undefined;
}

function toLongCode({ sessionId, stepId }: Named): string {
  const digest = createHash("sha256").update(`${sessionId}:${stepId}`).digest();
  return Array.from({ length: PAIRS }, (_, pair) => {
    const letter = digest[2 * pair] ?? 0;
    const digit = digest[2 * pair + 1] ?? 0;
    return `${LETTERS[letter % LETTERS.length]}${DIGITS[digit % DIGITS.length]}`;
  }).join("");
}

function isSame(one: Named, other: Named): boolean {
  return one.sessionId === other.sessionId && one.stepId === other.stepId;
}
