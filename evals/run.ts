import path from "node:path";
import { parseArgs } from "node:util";

import { loadScenarios, ScenarioError } from "./load-scenarios.ts";
import { planners } from "./planners.ts";
import { renderFailures, renderFigures, renderTable, successOf } from "./report.ts";
import { runSet } from "./run-set.ts";

const USAGE = `npm run evals [-- --planner builtin|scripted --tag T --scenario ID --min-success 0.9 --lanes 2]

Holds every conversation of evals/scenarios with the real program, over WebSocket and SMS, and prints how each ended.
  --planner      builtin (default), or scripted: the LLM planner with the plans written in the scenarios
  --tag          only scenarios with this tag; more than once: with all of them
  --scenario     only this one; may be given more than once
  --min-success  ends with exit code 1 below this share of right cases
  --lanes        programs side by side`;

/** Exit code of a call or of data that cannot be run (EX_USAGE, EX_DATAERR of sysexits.h). */
const EXIT_USAGE = 64;
const EXIT_DATA = 65;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      planner: { type: "string", default: "builtin" },
      tag: { type: "string", multiple: true, default: [] },
      scenario: { type: "string", multiple: true, default: [] },
      "min-success": { type: "string", default: "0" },
      lanes: { type: "string", default: "2" },
      help: { type: "boolean", default: false },
    },
  });
  const openPlanner = planners.get(values.planner);
  if (values.help || openPlanner === undefined) {
    console.log(USAGE);
    return values.help ? 0 : EXIT_USAGE;
  }
  const { tag: tags, scenario: ids } = values;
  const { scenarios, workspaces } = await load();
  const chosen = scenarios.filter(
    (one) =>
      tags.every((tag) => one.tags.includes(tag)) && (ids.length === 0 || ids.includes(one.id)),
  );
  if (chosen.length === 0) {
    console.error("No scenario has this id or these tags.");
    return EXIT_USAGE;
  }
  const began = performance.now();
  let done = 0;
  const results = await runSet(
    { scenarios: chosen, workspaces },
    {
      openPlanner,
      lanes: Number(values.lanes),
      patienceMs: 15_000,
      onResult: ({ scenario, score }) =>
        console.error(
          `${String(++done).padStart(3)}/${chosen.length} ${score.verdict.padEnd(16)} ${scenario.id}`,
        ),
    },
  );
  const failures = renderFailures(results);
  console.log(`${renderTable(results)}\n`);
  if (failures !== "") console.log(`${failures}\n`);
  console.log(renderFigures(results, values.planner));
  console.log(`  took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return successOf(results) < Number(values["min-success"]) ? 1 : 0;
}

async function load(): ReturnType<typeof loadScenarios> {
  try {
    return await loadScenarios(path.relative(process.cwd(), import.meta.dirname) || ".");
  } catch (cause) {
    if (!(cause instanceof ScenarioError)) throw cause;
    console.error(cause.message);
    process.exit(EXIT_DATA);
  }
}
