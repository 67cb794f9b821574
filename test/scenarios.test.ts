import { expect, test } from "vitest";

import { loadScenarios } from "../evals/load-scenarios.ts";
import { openPlanner } from "../evals/planners.ts";
import { renderFailures } from "../evals/report.ts";
import { runSet } from "../evals/run-set.ts";
import { isScripted } from "../evals/scenario.ts";

/** The scenarios that stand for the rest; `npm run evals` holds them all. */
const { scenarios, workspaces } = await loadScenarios("evals");
const quick = scenarios.filter(({ tags }) => tags.includes("quick"));

test.each(["builtin", "scripted"] as const)(
  "with the planner %s the quick scenarios end right",
  { timeout: 120_000 },
  async (planner) => {
    const source = { model: "none", apiKey: "", baseUrl: undefined };
    const held = quick.filter((scenario) => planner === "builtin" || isScripted(scenario));
    const { cases } = await runSet(
      held.map((scenario) => ({ scenario, repeat: 1 })),
      workspaces,
      { openPlanner: () => openPlanner(planner, source), lanes: 1, patienceMs: 15_000 },
    );
    expect(renderFailures(cases)).toBe("");
    expect(cases).toHaveLength(held.length);
  },
);
