import { describe, expect, test } from "vitest";

import { createBuiltinPlanner } from "../builtin-planner.ts";
import { NOW, ZONE } from "../grammar-tables/expectations.ts";
import { outcomeOf } from "../grammar-tables/outcome-of.ts";
import { CONVERSATIONS } from "./tables/conversations.ts";
import { heldBackRows } from "./tables/held-back-rows.ts";
import { tunedRows } from "./tables/tuned-rows.ts";

const planner = createBuiltinPlanner();

describe.each([
  ["follow-ups the rules were written with", tunedRows],
  ["follow-ups held back", heldBackRows],
])("%s", (_name, rows) => {
  test.each(rows)("after %s: %s", async (after, text, expected) => {
    const conversation = CONVERSATIONS[after];
    const request = { text, now: NOW, timezone: ZONE, user: {}, clarifications: [], conversation };
    const outcome = outcomeOf(await planner.plan(request));
    const wanted =
      typeof expected === "string" ? expected : expected.map(([tool, args = {}]) => [tool, args]);
    expect({ outcome }).toMatchObject({ outcome: wanted });
  });
});
