import { describe, expect, test } from "vitest";

import { createBuiltinPlanner } from "../graph/planners/builtin/builtin-planner.ts";
import { calendarRows } from "../graph/planners/builtin/grammar-tables/calendar-rows.ts";
import { compoundRows } from "../graph/planners/builtin/grammar-tables/compound-rows.ts";
import { NOW, ZONE } from "../graph/planners/builtin/grammar-tables/expectations.ts";
import { heldBackRows } from "../graph/planners/builtin/grammar-tables/held-back-rows.ts";
import { mailDepthRows } from "../graph/planners/builtin/grammar-tables/mail-depth-rows.ts";
import { mailRows } from "../graph/planners/builtin/grammar-tables/mail-rows.ts";
import {
  contactDepthRows,
  taskDepthRows,
} from "../graph/planners/builtin/grammar-tables/task-and-contact-depth-rows.ts";
import { taskAndContactRows } from "../graph/planners/builtin/grammar-tables/task-and-contact-rows.ts";
import { fillHoles } from "../graph/plan-language/holes.ts";
import { Plan } from "../src/domain/plan.ts";
import { catalog } from "../tools/catalog.ts";

const planner = createBuiltinPlanner();
const rows = [
  calendarRows,
  mailRows,
  taskAndContactRows,
  compoundRows,
  heldBackRows,
  mailDepthRows,
  taskDepthRows,
  contactDepthRows,
].flat();

/** What a mention or a reference may turn out to be: an instant where a time must stand, an address or an id elsewhere. */
const filled = (hole: { readonly path: string }): string[] => [
  /^(?:start|end)$/u.test(hole.path) ? "2026-11-25T12:00:00-08:00" : "somebody@example.com",
];

describe("every plan of the built-in planner is one the tools take", () => {
  test.each(rows.map(([text]) => text))("%s", async (text) => {
    const outcome = await planner.plan({
      text,
      now: NOW,
      timezone: ZONE,
      user: {},
      clarifications: [],
    });
    if (outcome.kind !== "plan") return;
    const plan = Plan.parse(outcome.plan);
    for (const { tool, args } of plan.steps) {
      const parsed = catalog.get(tool)?.input?.safeParse(fillHoles(args, filled));
      expect(parsed?.error?.issues ?? (parsed === undefined ? `no tool ${tool}` : [])).toEqual([]);
    }
  });
});
