import type { Result } from "./run-scenario.ts";
import { VERDICTS } from "./score.ts";

/** One line a case, and for each that is not right: why, what was said, and what changed. */
export function renderTable(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ scenario }) => scenario.id.length));
  return results
    .map(({ scenario, score, ms }) => {
      const { needed, needless, missing } = score.questions;
      const asked = `${needed} asked${needless > 0 ? `, ${needless} needless` : ""}${missing > 0 ? `, ${missing} missing` : ""}`;
      return `${scenario.id.padEnd(width)}  ${score.verdict.padEnd(16)}  ${asked.padEnd(22)} ${String(Math.round(ms)).padStart(6)} ms`;
    })
    .join("\n");
}

/** Why the cases that are not right are not: reasons, conversation and difference. */
export function renderFailures(results: readonly Result[]): string {
  return results
    .filter(({ score }) => score.verdict !== "right")
    .map(({ scenario, score, turns }) =>
      [
        `${scenario.id}: ${score.verdict} (${scenario.title})`,
        ...score.reasons.map((reason) => `  * ${indent(reason, 4)}`),
        ...turns.flatMap(({ say, reply, status }) => [
          `    > ${say}`,
          `    < [${status ?? "nothing"}] ${indent(reply, 6)}`,
        ]),
        ...(score.difference.length === 0
          ? ["    nothing changed"]
          : score.difference.map((line) => `    ${indent(line, 4)}`)),
      ].join("\n"),
    )
    .join("\n\n");
}

/** The figures: wrong writes, success, questions a case, each with its n, and how many ended how. */
export function renderFigures(results: readonly Result[], planner: string): string {
  const n = results.length;
  const count = (verdict: string): number =>
    results.filter(({ score }) => score.verdict === verdict).length;
  const questions = results.reduce(
    (sum, { score }) => sum + score.questions.needed + score.questions.needless,
    0,
  );
  const needless = results.reduce((sum, { score }) => sum + score.questions.needless, 0);
  const share = (part: number): string => `${part} of ${n} (${((100 * part) / n).toFixed(1)} %)`;
  return [
    `planner ${planner}, n=${n}`,
    `  wrong-write rate  ${share(count("wrong-write"))}`,
    `  success           ${share(count("right"))}`,
    `  questions a case  ${(questions / n).toFixed(2)}, needless ${needless}`,
    `  ${VERDICTS.map((verdict) => `${verdict} ${count(verdict)}`).join(", ")}`,
  ].join("\n");
}

/** The share of cases that are right. */
export function successOf(results: readonly Result[]): number {
  return results.filter(({ score }) => score.verdict === "right").length / results.length;
}

function indent(text: string, by: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(by)}`);
}
