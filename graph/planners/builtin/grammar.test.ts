import { describe, expect, test } from "vitest";

import { createBuiltinPlanner } from "./builtin-planner.ts";
import { calendarDepthHeldBackRows } from "./grammar-tables/calendar-depth-held-back-rows.ts";
import { calendarDepthRows } from "./grammar-tables/calendar-depth-rows.ts";
import { calendarRows } from "./grammar-tables/calendar-rows.ts";
import { compoundRows } from "./grammar-tables/compound-rows.ts";
import { NOW, ZONE } from "./grammar-tables/expectations.ts";
import { heldBackRows } from "./grammar-tables/held-back-rows.ts";
import { mailDepthRows } from "./grammar-tables/mail-depth-rows.ts";
import { mailRows } from "./grammar-tables/mail-rows.ts";
import { outcomeOf } from "./grammar-tables/outcome-of.ts";
import { reminderHeldBackRows } from "./grammar-tables/reminder-held-back-rows.ts";
import { reminderRows } from "./grammar-tables/reminder-rows.ts";
import { contactDepthRows, taskDepthRows } from "./grammar-tables/task-and-contact-depth-rows.ts";
import { taskAndContactRows } from "./grammar-tables/task-and-contact-rows.ts";

const planner = createBuiltinPlanner();

describe.each([
  ["calendar", calendarRows],
  ["calendar in depth", calendarDepthRows],
  ["calendar in depth, held back", calendarDepthHeldBackRows],
  ["mail", mailRows],
  ["tasks and contacts", taskAndContactRows],
  ["several commands in one sentence", compoundRows],
  ["every service", heldBackRows],
  ["mail in depth", mailDepthRows],
  ["tasks in depth", taskDepthRows],
  ["contacts in depth", contactDepthRows],
  ["reminders", reminderRows],
  ["reminders, held back", reminderHeldBackRows],
])("%s", (_name, rows) => {
  test.each(rows)("%s", async (text, expected) => {
    const outcome = await planner.plan({
      text,
      now: NOW,
      timezone: ZONE,
      user: {},
      clarifications: [],
    });
    const wanted =
      typeof expected === "string" ? expected : expected.map(([tool, args = {}]) => [tool, args]);
    expect({ outcome: outcomeOf(outcome) }).toMatchObject({ outcome: wanted });
  });
});
