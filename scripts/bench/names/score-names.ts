import { assertNever } from "../../../src/domain/assert-never.ts";
import { createNameIndex } from "../../../tools/entities/name-index.ts";
import { resolvePerson } from "../../../tools/entities/person.ts";
import type { NameCase, NameTrial } from "./name-cases.ts";

/** What became of a case: `wrong` is somebody taken who was not meant, or whom it was right to ask about. */
export type Verdict = "right" | "wrong" | "needless question" | "missed";

export interface ScoredCase extends NameCase {
  readonly verdict: Verdict;
  /** What the resolver answered. */
  readonly answer: string;
  readonly ms: number;
}

/** Runs every case of a trial through the resolver. */
export function scoreNames({ contacts, cases }: NameTrial): ScoredCase[] {
  const index = createNameIndex(contacts);
  return cases.map((each) => {
    const began = performance.now();
    const resolution = resolvePerson(each.words, index);
    const ms = performance.now() - began;
    const { meant, isOpen } = each;
    const scored = (verdict: Verdict, answer: string) => ({ ...each, verdict, answer, ms });
    switch (resolution.kind) {
      case "resolved": {
        const isRight = resolution.value === meant && !isOpen;
        return scored(isRight ? "right" : "wrong", resolution.label);
      }
      case "ambiguous": {
        const answer = resolution.options.map(({ label }) => label).join(" | ");
        if (meant === undefined) return scored("right", answer);
        const isOffered = resolution.options.some(({ value }) => value === meant);
        const isFull = resolution.options.length === 10;
        if (!isOffered && !(isOpen && isFull)) return scored("missed", answer);
        return scored(isOpen ? "right" : "needless question", answer);
      }
      case "group":
      case "unknown":
      case "not_connected":
        return scored(meant === undefined ? "right" : "missed", resolution.kind);
      default:
        return assertNever(resolution);
    }
  });
}
