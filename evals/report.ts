import { caseKey } from "./case-result.ts";
import type { CaseResult } from "./case-result.ts";
import type { Comparison, Figures } from "./figures.ts";
import { isSuccess } from "./score.ts";
import type { Estimate } from "./statistics.ts";

/** One line a case. */
export function renderTable(cases: readonly CaseResult[]): string {
  const width = Math.max(...cases.map((one) => caseKey(one).length));
  return cases
    .map((one) => {
      const { needed, needless, missing } = one.questions;
      const asked = `${needed} asked${needless > 0 ? `, ${needless} needless` : ""}${missing > 0 ? `, ${missing} missing` : ""}`;
      return `${caseKey(one).padEnd(width)}  ${one.verdict.padEnd(16)}  ${asked.padEnd(22)} ${String(one.ms).padStart(6)} ms${modelOf(one)}`;
    })
    .join("\n");
}

/** Why the cases that are no success are none: reasons, conversation and difference. */
export function renderFailures(cases: readonly CaseResult[]): string {
  return cases
    .filter(({ verdict }) => !isSuccess(verdict))
    .map((one) =>
      [
        `${caseKey(one)}: ${one.verdict} (${one.title})`,
        ...one.reasons.map((reason) => `  * ${indent(reason, 4)}`),
        ...one.turns.flatMap(({ lines, status }) => [
          ...lines.map(({ by, text }) => `    ${by === "user" ? ">" : "<"} ${indent(text, 6)}`),
          `    = ${status ?? "no end"}`,
        ]),
        ...(one.difference.length === 0
          ? ["    nothing changed"]
          : one.difference.map((line) => `    ${indent(line, 4)}`)),
        `    replay: ${replayCommand(one)}`,
      ].join("\n"),
    )
    .join("\n\n");
}

/** The figures: wrong writes, success, questions a task, each with its 95 % interval and n, and how many ended how. */
export function renderFigures(figures: Figures, planner: string): string {
  const { n, cases, wrongWrites, success, questions, model, ms } = figures;
  const repeated = cases > n ? `, ${cases} cases` : "";
  return [
    `planner ${planner}, n=${n}${repeated} (95 % intervals)`,
    `  wrong-write rate  ${percent(wrongWrites)}`,
    `  success           ${percent(success)}`,
    `  questions a task  ${questions.value.toFixed(2)} [${questions.low.toFixed(2)}, ${questions.high.toFixed(2)}]; ${figures.needless} needless, ${figures.missing} missing`,
    `  ${[...figures.verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(", ")}`,
    ...(figures.passHatK.length === 0
      ? []
      : [
          `  ${figures.passHatK.map((chance, i) => `pass^${i + 1} ${(100 * chance).toFixed(1)} %`).join(", ")}`,
        ]),
    `  time a case       median ${ms.p50} ms, 95th percentile ${ms.p95} ms`,
    ...(model.calls === 0
      ? []
      : [
          `  model             ${model.calls} calls, ${model.inputTokens} tokens in, ${model.outputTokens} out, ${dollars(model.costUsd)}`,
        ]),
  ].join("\n");
}

/** What differs between two runs, and whether it may be chance. */
export function renderComparison(comparison: Comparison, former: string): string {
  const { n, left, lost, gained, pSuccess, newWrongWrites, goneWrongWrites } = comparison;
  const list = (ids: readonly string[]): string => (ids.length === 0 ? "" : `: ${ids.join(", ")}`);
  return [
    `compared with ${former}, n=${n} in both (McNemar, exact, two-sided)`,
    `  wrong writes  ${newWrongWrites.length} new, ${goneWrongWrites.length} gone, ${significance(comparison.pWrongWrites)}`,
    `  success       ${gained.length} gained, ${lost.length} lost, ${significance(pSuccess)}`,
    ...(newWrongWrites.length > 0 ? [`  new wrong writes${list(newWrongWrites)}`] : []),
    ...(lost.length > 0 ? [`  lost${list(lost)}`] : []),
    ...(gained.length > 0 ? [`  gained${list(gained)}`] : []),
    ...(left.length > 0 ? [`  not compared, as only one run holds them so${list(left)}`] : []),
  ].join("\n");
}

/** How to see a case again, step by step. */
export function replayCommand({ scenario, session }: CaseResult): string {
  return session === undefined
    ? `npm run evals -- --scenario ${scenario} --keep, which prints the session to replay`
    : `DATA_DIR=${session.dataDir} npm run replay -- ${session.id}`;
}

/** A share with its interval: `4.2 % [1.1, 9.8]`. */
export function percent({ value, low, high }: Estimate): string {
  return `${(100 * value).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

/** Dollars, where they are known. */
export function dollars(costUsd: number | undefined): string {
  return costUsd === undefined ? "cost unknown" : `$${costUsd.toFixed(4)}`;
}

/** A p-value with what it says. */
export function significance(p: number): string {
  return `p = ${p.toFixed(3)}${p < 0.05 ? "" : ", may be chance"}`;
}

function modelOf({ model }: CaseResult): string {
  return model.calls === 0
    ? ""
    : `  ${model.calls} calls, ${model.inputTokens + model.outputTokens} tokens, ${dollars(model.costUsd)}`;
}

function indent(text: string, by: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(by)}`);
}
