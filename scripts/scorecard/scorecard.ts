import { SECTIONS } from "./checks.ts";
import type { Check } from "./checks.ts";
import type { Result } from "./suite-results.ts";

/** A check and what is known of it. */
export interface Row extends Check {
  readonly n: number;
  readonly verdict: "pass" | "fail" | "not run";
  readonly remark: string;
}

/** What the hand-kept lists say. */
export interface Reasons {
  readonly notRun: Readonly<Record<string, string>>;
  readonly leftOpen: Readonly<Record<string, string>>;
}

/** One row a check: it passes where something was run for it and nothing failed. */
export function toRows(
  checks: readonly Check[],
  results: readonly Result[],
  { notRun, leftOpen }: Reasons,
): Row[] {
  return checks.map((check) => {
    const own = results.filter(({ id }) => id === check.id);
    const run = own.filter(({ outcome }) => outcome !== "skipped");
    const n = run.reduce((sum, result) => sum + result.n, 0);
    const elsewhere = [...new Set(run.map(({ from }) => from).filter((from) => from !== "tests"))];
    if (run.some(({ outcome }) => outcome === "failed")) {
      return { ...check, n, verdict: "fail", remark: elsewhere.join("; ") };
    }
    if (run.length > 0) {
      const remark = [...elsewhere, leftOpen[check.id] ?? ""].filter((part) => part !== "");
      return { ...check, n, verdict: "pass", remark: remark.join("; ") };
    }
    const skipped = own.length > 0 ? "its tests were skipped on this machine" : undefined;
    return { ...check, n: 0, verdict: "not run", remark: notRun[check.id] ?? skipped ?? "no test" };
  });
}

/** What is wrong with titles and lists: ids nobody knows, and reasons for not running what is run. */
export function faultsOf(
  checks: readonly Check[],
  results: readonly Result[],
  { notRun, leftOpen }: Reasons,
): string[] {
  const known = new Set(checks.map(({ id }) => id));
  const run = new Set(results.map(({ id }) => id));
  const named = [...new Set([...run, ...Object.keys(notRun), ...Object.keys(leftOpen)])];
  return [
    ...named.filter((id) => !known.has(id)).map((id) => `There is no check [${id}].`),
    ...Object.keys(notRun)
      .filter((id) => run.has(id))
      .map((id) => `[${id}] is run, and scripts/scorecard/reasons.ts says why it is not.`),
  ];
}

/** The scorecard as a document. */
export function toDocument(rows: readonly Row[], taken: readonly string[]): string {
  const count = (verdict: Row["verdict"]): number =>
    rows.filter((row) => row.verdict === verdict).length;
  const lines = [
    "# Security scorecard",
    "",
    "Written by `npm run scorecard`; not by hand. Each check is a test (its title names the check as `[W7]`) or a run of",
    "another command. No failure in n cases bounds the rate at about 3/n; n is the sum over a check's tests.",
    "",
    ...taken.map((line) => `- ${line}`),
    `- ${count("pass")} pass, ${count("fail")} fail, ${count("not run")} not run, of ${rows.length}`,
  ];
  for (const [letter, title] of Object.entries(SECTIONS)) {
    const own = rows.filter(({ id }) => id.startsWith(letter));
    lines.push("", `## ${letter}. ${title}`, "", "| id | check | n | | remark |");
    lines.push("| --- | --- | ---: | --- | --- |");
    for (const { id, statement, n, verdict, remark } of own) {
      const shownCount = verdict === "not run" ? "" : n.toLocaleString("en-US");
      lines.push(`| ${id} | ${statement} | ${shownCount} | ${verdict} | ${remark} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}
