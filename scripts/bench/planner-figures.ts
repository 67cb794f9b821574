import { createBuiltinPlanner } from "../../graph/planners/builtin/builtin-planner.ts";
import {
  describeVerdict,
  figuresOf,
  measure,
} from "../../graph/planners/builtin/grammar-tables/measured/measure.ts";
import {
  HALVES,
  halfOf,
  measuredRows,
} from "../../graph/planners/builtin/grammar-tables/measured/rows.ts";
import { format } from "./statistics.ts";

/** Prints what the built-in planner makes of the measured tables, half by half; wrong plans in full. */
export async function printPlannerFigures({ list }: { readonly list: boolean }): Promise<void> {
  const planner = createBuiltinPlanner();
  const percent = (part: number): string => `${format(part * 100, 1)} %`;
  console.log(
    `Built-in planner on ${measuredRows.length} commands, each on its own, a fixed clock`,
  );
  for (const half of HALVES) {
    const verdicts = await measure(
      planner,
      measuredRows.filter((row) => halfOf(row) === half),
    );
    const figures = figuresOf(verdicts);
    console.log(`
${half} (n=${figures.n}, ${figures.answerable} of them answerable)
  wrong plans  ${figures.wrong} (${percent(figures.wrongRate)} of all)
  coverage     ${percent(figures.coverage)} of the answerable planned right; ${figures.asked} asked about, ${figures.declined} declined`);
    const shown = verdicts.filter(
      ({ verdict }) => verdict === "wrong" || (list && half === "tuned" && verdict !== "right"),
    );
    for (const verdict of shown) console.log(`\n${verdict.verdict}\n${describeVerdict(verdict)}`);
  }
}
