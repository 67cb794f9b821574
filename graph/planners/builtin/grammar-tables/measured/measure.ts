import type { Planner, PlanOutcome } from "../../../../../src/domain/planner.ts";
import { NOW, ZONE } from "../expectations.ts";
import type { Alternative, MeasuredRow } from "./expected-step.ts";

/** What became of one row. "asked" and "declined": no step, although the command can be carried out as it stands. */
export interface Verdict {
  readonly row: MeasuredRow;
  readonly outcome: PlanOutcome;
  readonly verdict: "right" | "wrong" | "asked" | "declined";
}

/** The figures of a set of rows. */
export interface Figures {
  readonly n: number;
  /** Rows that can be carried out (or answered) as they stand. */
  readonly answerable: number;
  readonly right: number;
  readonly wrong: number;
  readonly asked: number;
  readonly declined: number;
  /** Wrong plans of all commands. */
  readonly wrongRate: number;
  /** Answerable commands that were planned right, of all answerable ones. */
  readonly coverage: number;
}

/** Plans every row with the tables' clock, each on its own. */
export async function measure(
  planner: Planner,
  rows: readonly MeasuredRow[],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const row of rows) {
    const outcome = await planner.plan({
      text: row[0],
      now: NOW,
      timezone: ZONE,
      user: {},
      clarifications: [],
    });
    verdicts.push({ row, outcome, verdict: judge(row, outcome) });
  }
  return verdicts;
}

/** Counts verdicts. */
export function figuresOf(verdicts: readonly Verdict[]): Figures {
  const count = (verdict: Verdict["verdict"]): number =>
    verdicts.filter((one) => one.verdict === verdict).length;
  const answerable = verdicts.filter(({ row }) => isAnswerable(row));
  const covered = answerable.filter(({ verdict }) => verdict === "right").length;
  return {
    n: verdicts.length,
    answerable: answerable.length,
    right: count("right"),
    wrong: count("wrong"),
    asked: count("asked"),
    declined: count("declined"),
    wrongRate: count("wrong") / verdicts.length,
    coverage: covered / answerable.length,
  };
}

/** A row for people: the words, what they had to lead to, and what came of them. */
export function describeVerdict({ row: [text, ...alternatives], outcome }: Verdict): string {
  const expected = alternatives.map(
    (one) =>
      `    expected ${
        typeof one === "string"
          ? one
          : stepsOf(one)
              .map((step) => step.says)
              .join("\n             + ")
      }`,
  );
  const got =
    outcome.kind === "plan" && outcome.plan.steps.length > 0
      ? outcome.plan.steps
          .map(
            ({ tool, args, forEach }) =>
              `${tool} ${JSON.stringify(args)}${forEach === undefined ? "" : ` for each ${forEach}`}`,
          )
          .join("\n             + ")
      : outcome.kind === "plan"
        ? "reply"
        : JSON.stringify(outcome);
  return [`  ${JSON.stringify(text)}`, ...expected, `    got      ${got}`].join("\n");
}

function judge(row: MeasuredRow, outcome: PlanOutcome): Verdict["verdict"] {
  const [, ...alternatives] = row;
  if (outcome.kind === "plan" && outcome.plan.steps.length > 0) {
    const { steps } = outcome.plan;
    const fits = alternatives.some((one) => {
      const expected = typeof one === "string" ? [] : stepsOf(one);
      return (
        expected.length === steps.length &&
        steps.every((step, i) => step.tool === expected[i]?.tool && expected[i].fits(step))
      );
    });
    return fits ? "right" : "wrong";
  }
  if (!isAnswerable(row)) return "right";
  if (outcome.kind === "not_understood") return "declined";
  return alternatives.includes(outcome.kind === "plan" ? "reply" : "clarify") ? "right" : "asked";
}

const isAnswerable = ([, first]: MeasuredRow): boolean =>
  first !== "clarify" && first !== "decline";

const stepsOf = (alternative: Exclude<Alternative, string>) =>
  "tool" in alternative ? [alternative] : alternative;
