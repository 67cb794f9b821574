import { describe, expect, test } from "vitest";
import type { z } from "zod";

import { createBuiltinPlanner } from "../graph/planners/builtin/builtin-planner.ts";
import { calendarRows } from "../graph/planners/builtin/grammar-tables/calendar-rows.ts";
import { compoundRows } from "../graph/planners/builtin/grammar-tables/compound-rows.ts";
import { NOW, ZONE } from "../graph/planners/builtin/grammar-tables/expectations.ts";
import { heldBackRows } from "../graph/planners/builtin/grammar-tables/held-back-rows.ts";
import { mailRows } from "../graph/planners/builtin/grammar-tables/mail-rows.ts";
import { taskAndContactRows } from "../graph/planners/builtin/grammar-tables/task-and-contact-rows.ts";
import { fillHoles } from "../graph/plan-language/holes.ts";
import { Plan } from "../src/domain/plan.ts";
import * as inputs from "../tools/inputs.ts";

const schemas: Readonly<Record<string, z.ZodObject>> = {
  calendar_list_events: inputs.ListEvents,
  calendar_find_free_time: inputs.FindFreeTime,
  calendar_create_event: inputs.CreateEvent,
  calendar_update_event: inputs.UpdateEvent,
  calendar_delete_event: inputs.DeleteEvent,
  calendar_respond_to_event: inputs.RespondToEvent,
  email_search: inputs.SearchMail,
  email_read: inputs.ReadMail,
  email_send: inputs.SendMail,
  email_reply: inputs.ReplyToMail,
  email_forward: inputs.ForwardMail,
  email_create_draft: inputs.CreateDraft,
  email_modify_labels: inputs.ModifyLabels,
  email_trash: inputs.TrashMail,
  tasks_list: inputs.ListTasks,
  tasks_create: inputs.CreateTask,
  tasks_update: inputs.UpdateTask,
  tasks_complete: inputs.CompleteTask,
  tasks_delete: inputs.DeleteTask,
  contacts_search: inputs.SearchContacts,
  contacts_create: inputs.CreateContact,
  contacts_update: inputs.UpdateContact,
  contacts_delete: inputs.DeleteContact,
};

const planner = createBuiltinPlanner();
const rows = [calendarRows, mailRows, taskAndContactRows, compoundRows, heldBackRows].flat();

/** What a mention or a reference may turn out to be: an instant where a time must stand, an address or an id elsewhere. */
const filled = (hole: { readonly path: string }): string =>
  /^(?:start|end)$/u.test(hole.path) ? "2026-11-25T12:00:00-08:00" : "somebody@example.com";

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
      const parsed = schemas[tool]?.safeParse(fillHoles(args, filled));
      expect(parsed?.error?.issues ?? (parsed === undefined ? `no tool ${tool}` : [])).toEqual([]);
    }
  });
});
