import { z } from "zod";

import { makeId } from "../ids.ts";
import { providerTool } from "../provider-tool.ts";
import type { CallContext, ProviderTool } from "../provider-tool.ts";
import { invalid, notFound } from "../refusal.ts";
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
    run({ tasklist_id, task_parent, task_previous, id: _id, etag: _etag, ...given }, context) {
      const list = listOf(context, tasklist_id);
      if (task_parent !== undefined) find(context, list.id, task_parent);
      const before = tasksOf(context.workspace, list.id).length;
      const fields = { ...given, ...(task_parent !== undefined && { parent: task_parent }) };
      const task = completeTask(fields, before, context.clock.now());
      context.workspace.tasks.put({ listId: list.id, task });
      return {
        task: task_previous === undefined ? task : place(context, list.id, task.id, task_previous),
      };
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
      const { listId } = find(context, tasklist_id, task_id);
      for (const { id } of subtasksOf(context.workspace, listId, task_id)) {
        context.workspace.tasks.delete(id);
      }
      context.workspace.tasks.delete(task_id);
      return { response_data: {} };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_MOVE_TASK",
    service: "tasks",
    description: "Move a task to another position, parent or list.",
    input: z.strictObject({
      tasklist: z.string(),
      task: z.string(),
      parent: z.string().nullish(),
      previous: z.string().nullish(),
      destinationTasklist: z.string().nullish(),
    }),
    run({ tasklist, task: taskId, parent, previous, destinationTasklist }, context) {
      const { listId, task } = find(context, tasklist, taskId);
      const target = listOf(context, destinationTasklist ?? listId);
      const children = subtasksOf(context.workspace, listId, taskId);
      if (children.length > 0 && (target.id !== listId || parent)) {
        throw invalid("A task with subtasks cannot be moved there.");
      }
      if (parent) find(context, target.id, parent);
      const { parent: _former, ...rest } = task;
      const moved = { ...rest, ...(parent && { parent }) };
      context.workspace.tasks.put({ listId: target.id, task: moved });
      return place(context, target.id, taskId, previous ?? undefined);
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_CLEAR_TASKS",
    service: "tasks",
    description: "Hide the completed tasks of a list.",
    input: z.strictObject({ tasklist: z.string() }),
    run({ tasklist }, context) {
      const list = listOf(context, tasklist);
      for (const task of tasksOf(context.workspace, list.id)) {
        if (task.status !== "completed") continue;
        context.workspace.tasks.put({ listId: list.id, task: { ...task, hidden: true } });
      }
      return { response_data: { status: "success" } };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_CREATE_TASK_LIST",
    service: "tasks",
    description: "Make a task list.",
    input: z.strictObject({ tasklist_title: z.string().max(1024) }),
    run({ tasklist_title: title }, context) {
      listsOf(context);
      const list = {
        id: makeId.task(),
        title,
        updated: new Date(context.clock.now()).toISOString(),
      };
      context.workspace.taskLists.put(list);
      return { kind: "tasks#taskList", ...list };
    },
  }),
  providerTool({
    slug: "GOOGLETASKS_PATCH_TASK_LIST",
    service: "tasks",
    description: "Rename a task list.",
    input: z.strictObject({ tasklist_id: z.string(), updated_title: z.string().max(1024) }),
    run({ tasklist_id, updated_title: title }, context) {
      const { id } = listOf(context, tasklist_id);
      const list = { id, title, updated: new Date(context.clock.now()).toISOString() };
      context.workspace.taskLists.put(list);
      return { response_data: { kind: "tasks#taskList", ...list } };
    },
  }),
];

function subtasksOf(workspace: Workspace, listId: string, taskId: string): Task[] {
  return tasksOf(workspace, listId).filter(({ parent }) => parent === taskId);
}

/** Puts a task right after another of its list, or first; all of the list are numbered anew. */
function place(
  context: CallContext,
  listId: string,
  taskId: string,
  previous: string | undefined,
): Task {
  if (previous !== undefined) find(context, listId, previous);
  const all = tasksOf(context.workspace, listId);
  const others = all.filter(({ id }) => id !== taskId);
  const at = previous === undefined ? 0 : others.findIndex(({ id }) => id === previous) + 1;
  const moved = all.filter(({ id }) => id === taskId);
  for (const [i, task] of [...others.slice(0, at), ...moved, ...others.slice(at)].entries()) {
    const numbered = { ...task, position: String(i).padStart(20, "0") };
    context.workspace.tasks.put({ listId, task: numbered });
  }
  return find(context, listId, taskId).task;
}

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
  { status, due, completed, hidden }: Task,
  {
    showCompleted,
    showHidden,
    dueMin,
    dueMax,
    completedMin,
    completedMax,
  }: z.infer<z.ZodObject<typeof filters>>,
): boolean {
  if (status === "completed" && !showCompleted) return false;
  if (hidden === true && !showHidden) return false;
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
