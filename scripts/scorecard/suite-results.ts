import { z } from "zod";

/** What is read of vitest's JSON report. */
export const SuiteReport = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          title: z.string(),
          ancestorTitles: z.array(z.string()),
          status: z.enum(["passed", "failed", "skipped", "pending", "todo", "disabled"]),
        }),
      ),
    }),
  ),
});
export type SuiteReport = z.infer<typeof SuiteReport>;

/** What came of one test, or one run of another command, for one check. */
export interface Result {
  readonly id: string;
  readonly n: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Where it comes from: `tests`, or the command. */
  readonly from: string;
}

const ID = /\[([A-Z]\d+)\]/gu;
const COUNT = /\((?:n=)?(\d[\d,]*)\b[^()]*\)/u;

/** What the tests say of checks: a title names them as `[W7]`, and its count as `(n=2,000)` or `(2,000 frames)`, else it is 1. */
export function resultsOf(report: SuiteReport): Result[] {
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ title, ancestorTitles, status }) => {
      const ids = new Set([...ancestorTitles, title].flatMap(idsIn));
      const outcome = status === "passed" || status === "failed" ? status : "skipped";
      return [...ids].map((id) => ({ id, n: countIn(title), outcome, from: "tests" }));
    });
}

function idsIn(title: string): string[] {
  return [...title.matchAll(ID)].map(([, id = ""]) => id);
}

function countIn(title: string): number {
  const [, digits] = COUNT.exec(title) ?? [];
  return digits === undefined ? 1 : Number(digits.replaceAll(",", ""));
}
