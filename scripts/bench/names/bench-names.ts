import { createNameIndex } from "../../../tools/entities/name-index.ts";
import { format, median, quantile } from "../statistics.ts";
import { generateNames } from "./name-cases.ts";
import { scoreNames } from "./score-names.ts";
import type { ScoredCase, Verdict } from "./score-names.ts";

const BOOKS = [
  { contacts: 300, seeds: [1, 11, 12, 13], cases: 1_000 },
  { contacts: 5_000, seeds: [21, 22], cases: 1_000 },
] as const;
const VERDICTS: readonly Verdict[] = ["right", "wrong", "needless question", "missed"];
const WRONG_SHOWN = 10;

/** Prints how names resolve in generated address books. */
export function benchNames(): void {
  for (const { contacts, seeds, cases } of BOOKS) {
    // The first round only warms the code up: its times are not counted.
    scoreNames(generateNames(0, contacts, cases));
    const scored = seeds.flatMap((seed) => scoreNames(generateNames(seed, contacts, cases)));
    console.log(
      `Names in ${contacts} contacts (n=${scored.length}: ${cases} cases for each of the seeds ${seeds.join(", ")})`,
    );
    for (const verdict of VERDICTS) {
      const count = countOf(scored, verdict);
      const share = format((100 * count) / scored.length);
      console.log(`  ${verdict.padEnd(18)} ${share} % (${count})`);
    }
    const times = scored.map(({ ms }) => ms);
    console.log(
      `  one look-up        p50 ${format(median(times))} ms, p99 ${format(quantile(times, 0.99))} ms`,
    );
    const began = performance.now();
    createNameIndex(generateNames(0, contacts, 0).contacts);
    console.log(`  making the index   ${format(performance.now() - began, 0)} ms\n`);
    printKinds(scored);
  }
}

function printKinds(scored: readonly ScoredCase[]): void {
  console.log("  right, wrong, needless question, missed; by how it was said:");
  for (const kind of new Set(scored.map((each) => each.kind))) {
    const own = scored.filter((each) => each.kind === kind);
    const counts = VERDICTS.map((verdict) => String(countOf(own, verdict)).padStart(5));
    console.log(`  ${counts.join(" ")}  ${kind}`);
  }
  const wrong = scored.filter(({ verdict }) => verdict === "wrong");
  for (const { kind, words, answer } of wrong.slice(0, WRONG_SHOWN)) {
    console.log(`  wrong: “${words}” (${kind}) was taken for ${answer}`);
  }
  console.log("");
}

function countOf(scored: readonly ScoredCase[], verdict: Verdict): number {
  return scored.filter((each) => each.verdict === verdict).length;
}
