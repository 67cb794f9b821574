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
import { secondOpinion } from "../../graph/planners/builtin/grammar-tables/measured/second-opinion.ts";
import { unseen } from "../../graph/planners/builtin/grammar-tables/measured/unseen/rows.ts";
import { format } from "./statistics.ts";

/** Prints what the built-in planner makes of the measured tables, half by half and once more on rows written last; wrong plans in full. */
export async function printPlannerFigures({ list }: { readonly list: boolean }): Promise<void> {
  const planner = createBuiltinPlanner();
  const percent = (part: number): string => `${format(part * 100, 1)} %`;
  console.log(
    `Built-in planner on ${measuredRows.length} commands, each on its own, a fixed clock`,
  );
  const sets = [
    ...HALVES.map((half) => ({
      name: half,
      rows: measuredRows.filter((row) => halfOf(row) === half),
    })),
    { name: "second opinion", rows: secondOpinion },
    { name: "unseen", rows: unseen },
  ];
  for (const { name, rows } of sets) {
    const verdicts = await measure(planner, rows);
    const figures = figuresOf(verdicts);
    console.log(`
${name} (n=${figures.n}, ${figures.answerable} of them answerable)
  wrong plans  ${figures.wrong} (${percent(figures.wrongRate)} of all)
  coverage     ${percent(figures.coverage)} of the answerable planned right; ${figures.asked} asked about, ${figures.declined} declined`);
    const shown = verdicts.filter(
      ({ verdict }) => verdict === "wrong" || (list && name === "tuned" && verdict !== "right"),
    );
    for (const verdict of shown) console.log(`\n${verdict.verdict}\n${describeVerdict(verdict)}`);
  }
}
