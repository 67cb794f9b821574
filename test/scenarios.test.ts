import { expect, test } from "vitest";

import { loadScenarios } from "../evals/load-scenarios.ts";
import { planners } from "../evals/planners.ts";
import { renderFailures } from "../evals/report.ts";
import { runSet } from "../evals/run-set.ts";

/** The scenarios that stand for the rest; `npm run evals` holds them all. */
const { scenarios, workspaces } = await loadScenarios("evals");
const quick = scenarios.filter(({ tags }) => tags.includes("quick"));

test.each(["builtin", "scripted"])(
  "with the planner %s the quick scenarios end right",
  { timeout: 120_000 },
  async (name) => {
    const openPlanner = planners.get(name);
    if (openPlanner === undefined) throw new Error(`There is no planner ${name}.`);
    const results = await runSet(
      { scenarios: quick, workspaces },
      { openPlanner, lanes: 1, patienceMs: 15_000 },
    );
    expect(renderFailures(results)).toBe("");
    expect(results).toHaveLength(quick.length);
  },
);
