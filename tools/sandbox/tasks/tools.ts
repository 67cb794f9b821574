import { z } from "zod";

import { makeId } from "../ids.ts";
import { providerTool } from "../provider-tool.ts";
import type { CallContext, ProviderTool } from "../provider-tool.ts";
import { notFound } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { completeTask, GivenTask } from "./task.ts";
import type { StoredTask, Task, TaskList } from "./task.ts";

const changes = {
  title: z.string().optional(),
  notes: z.string().optional(),
  due: GivenTask.shape.due,
  status: z.enum(["needsAction", "completed"]).optional(),
  completed: z.string().optional(),
  deleted: z.boolean().optional(),
  hidden: z.boolean().optional(),
  etag: z.string().optional(),
  id: z.string().optional(),
};
const filters = {
  dueMin: z.string().optional(),
  dueMax: z.string().optional(),
  completedMin: z.string().optional(),
  completedMax: z.string().optional(),
  updatedMin: z.string().optional(),
  showCompleted: z.boolean().default(true),
  showDeleted: z.boolean().default(false),
  showHidden: z.boolean().default(false),
};
const address = { tasklist_id: z.string(), task_id: z.string() };

/** Google Tasks' tools, as Composio names them. */
export const taskTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GOOGLETASKS_LIST_TASK_LISTS",
    service: "tasks",
    description: "List the user's task lists.",
    input: z.strictObject({
      maxResults: z.int().min(1).max(1000).optional(),
      pageToken: z.string().optional(),
    }),
    run: (_args, context) => ({
      response_data: { kind: "tasks#taskLists", items: listsOf(context) },
    }),
  }),
  providerTool({
    slug: "GOOGLETASKS_LIST_TASKS",
    service: "tasks",
    description: "List the tasks of one list.",
    input: z.strictObject({
      tasklist_id: z.string(),
      maxResults: z.int().min(1).max(100).default(20),
      pageToken: z.string().optional(),
      ...filters,
    }),
    run({ tasklist_id, maxResults, pageToken, ...filter }, context) {
      const list = listOf(context, tasklist_id);
      const all = tasksOf(context.workspace, list.id).filter((task) => passes(task, filter));
      const start = Number(pageToken ?? 0);
      const next = start + maxResults;
      return {
        tasks: all.slice(start, next),
        ...(next < all.length && { nextPageToken: String(next) }),
      };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_LIST_ALL_TASKS",
    service: "tasks",
    description: "List the tasks of all lists.",
    input: z.strictObject({ max_tasks_total: z.int().min(1).default(100), ...filters }),
    run({ max_tasks_total, ...filter }, context) {
      const tasks = listsOf(context).flatMap((list) =>
        tasksOf(context.workspace, list.id)
          .filter((task) => passes(task, filter))
          .map((task) => ({ ...task, tasklist_id: list.id, tasklist_title: list.title })),
      );
      return { tasks: tasks.slice(0, max_tasks_total) };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_GET_TASK",
    service: "tasks",
    description: "Get one task.",
    input: z.strictObject(address),
    run: ({ tasklist_id, task_id }, context) => ({
      task: find(context, tasklist_id, task_id).task,
    }),
  }),
  providerTool({
    slug: "GOOGLETASKS_INSERT_TASK",
    service: "tasks",
    description: "Add a task to a list.",
    input: z.strictObject({
      ...changes,
      title: z.string(),
      tasklist_id: z.string(),
      task_parent: z.string().optional(),
      task_previous: z.string().optional(),
    }),
    run(
      { tasklist_id, task_parent, task_previous: _previous, id: _id, etag: _etag, ...given },
      context,
    ) {
      const list = listOf(context, tasklist_id);
      const before = tasksOf(context.workspace, list.id).length;
      const fields = { ...given, ...(task_parent !== undefined && { parent: task_parent }) };
      const task = completeTask(fields, before, context.clock.now());
      context.workspace.tasks.put({ listId: list.id, task });
      return { task };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_PATCH_TASK",
    service: "tasks",
    description: "Change some fields of a task.",
    input: z.strictObject({ ...changes, ...address }),
    run({ tasklist_id, task_id, id: _id, etag: _etag, ...given }, context) {
      const { listId, task } = find(context, tasklist_id, task_id);
      const { completed: _completed, ...former } = task;
      const kept = given.status === "needsAction" ? former : task;
      const changed = completeTask({ ...kept, ...given }, 0, context.clock.now());
      context.workspace.tasks.put({ listId, task: changed });
      return { task: changed };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_DELETE_TASK",
    service: "tasks",
    description: "Delete a task.",
    input: z.strictObject(address),
    run({ tasklist_id, task_id }, context) {
      find(context, tasklist_id, task_id);
      context.workspace.tasks.delete(task_id);
      return { response_data: {} };
    },
  }),
];

/** Every user has a list: Google makes the first one. */
function listsOf({ workspace, clock }: CallContext): TaskList[] {
  if (workspace.taskLists.size === 0) {
    const updated = new Date(clock.now()).toISOString();
    workspace.taskLists.put({ id: makeId.task(), title: "My Tasks", updated });
  }
  return [...workspace.taskLists.values()];
}

function listOf(context: CallContext, id: string): TaskList {
  const lists = listsOf(context);
  const list = id === "@default" ? lists[0] : lists.find((each) => each.id === id);
  if (list === undefined) throw notFound("Task list not found.");
  return list;
}

function tasksOf({ tasks }: Workspace, listId: string): Task[] {
  return [...tasks.values()]
    .filter((stored) => stored.listId === listId)
    .map(({ task }) => task)
    .toSorted((a, b) => a.position.localeCompare(b.position));
}

function find(context: CallContext, listId: string, taskId: string): StoredTask {
  const list = listOf(context, listId);
  const stored = context.workspace.tasks.get(taskId);
  if (stored === undefined || stored.listId !== list.id) throw notFound("Task not found.");
  return stored;
}

function passes(
  { status, due, completed }: Task,
  {
    showCompleted,
    dueMin,
    dueMax,
    completedMin,
    completedMax,
  }: z.infer<z.ZodObject<typeof filters>>,
): boolean {
  if (status === "completed" && !showCompleted) return false;
  return isWithin(due, dueMin, dueMax) && isWithin(completed, completedMin, completedMax);
}

function isWithin(
  at: string | undefined,
  min: string | undefined,
  max: string | undefined,
): boolean {
  if (min === undefined && max === undefined) return true;
  if (at === undefined) return false;
  const time = Date.parse(at);
  return (
    (min === undefined || time >= Date.parse(min)) && (max === undefined || time <= Date.parse(max))
  );
}
