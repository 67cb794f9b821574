import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { Task } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import {
  CompleteTask,
  CreateTask,
  DeleteTask,
  ListTasks,
  ReopenTask,
  UpdateTask,
} from "./inputs.ts";
import { isMoment, showArgument, showDay, showList } from "./presentation.ts";
import { compact } from "./provider-data.ts";
import { findTask, listTaskLists, listTasks, readTask, toDueTime } from "./task-lists.ts";
import { organizingTools } from "./task-organizing.ts";
import { byDueDate, nameOfTask, showTask } from "./task-presentation.ts";
import { showLine } from "./visible-text.ts";

const TaskOutput = z.object({ task: Task });

/** Google Tasks. */
export const taskTools: readonly ToolDefinition[] = [
  defineTool({
    name: "tasks_list",
    service: "tasks",
    effect: "read",
    description: "List tasks, of one list or of all; completed ones only where asked for.",
    input: ListTasks,
    output: z.object({ tasks: z.array(Task) }),
    entityFields: { list: "list" },
    async run({ list, query, dueMin, dueMax, includeCompleted, onlyCompleted }, provider) {
      const lists = (await listTaskLists(provider)).filter(
        ({ id }) => list === undefined || id === list,
      );
      if (lists.length === 0 && list !== undefined) {
        throw new AssistantError("ERR_NOT_FOUND", "There is no such task list.");
      }
      const all = await Promise.all(
        lists.map((each) =>
          listTasks(provider, each, includeCompleted === true || onlyCompleted === true),
        ),
      );
      const words = query?.toLowerCase();
      const tasks = all
        .flat()
        .filter(
          ({ title, notes = "", due, completed }) =>
            (onlyCompleted !== true || completed) &&
            (words === undefined || `${title} ${notes}`.toLowerCase().includes(words)) &&
            (dueMin === undefined || (due !== undefined && due >= dueMin)) &&
            (dueMax === undefined || (due !== undefined && due <= dueMax)),
        );
      return { tasks: tasks.toSorted(byDueDate) };
    },
    title: ({ list }) =>
      list === undefined || typeof list === "string"
        ? "Look at your tasks"
        : `Look at your list “${showArgument(list)}”`,
    present({ args, output: { tasks }, context }) {
      const manyLists = new Set(tasks.map(({ listId }) => listId)).size > 1;
      const which = args.onlyCompleted === true ? "completed tasks" : "tasks";
      const due = args.dueMax === undefined ? "" : ` due by ${showDay(args.dueMax, context)}`;
      const about = args.query === undefined ? "" : ` about “${showLine(args.query)}”`;
      const lines = tasks.map((task) => showTask(task, context, manyLists));
      return showList(`Your ${which}${about}${due}:`, lines, `You have no ${which}${about}${due}.`);
    },
  }),
  defineTool({
    name: "tasks_create",
    service: "tasks",
    effect: "write",
    description: "Add a task: to the user's main list where no other is given.",
    input: CreateTask,
    output: TaskOutput,
    entityFields: { list: "list", parent: "task" },
    async run({ title, notes, due, list, parent }, provider) {
      const lists = await listTaskLists(provider);
      // A subtask is in the list of the task it belongs to.
      const listId = parent === undefined ? list : (await findTask(provider, parent)).listId;
      const target = listId === undefined ? lists[0] : lists.find(({ id }) => id === listId);
      if (target === undefined) {
        throw new AssistantError("ERR_NOT_FOUND", "There is no such task list.");
      }
      const data = await provider(
        "GOOGLETASKS_INSERT_TASK",
        compact({
          tasklist_id: target.id,
          title,
          status: "needsAction",
          notes,
          due: due === undefined ? undefined : toDueTime(due),
          task_parent: parent,
        }),
      );
      return { task: readTask(data, target) };
    },
    title({ title, list, parent }) {
      if (parent !== undefined) return `Add “${showArgument(title)}” below ${nameOfTask(parent)}`;
      const isMain = list === undefined || typeof list === "string";
      const where = isMain ? "your tasks" : `your list “${showArgument(list)}”`;
      return `Add “${showArgument(title)}” to ${where}`;
    },
    present: ({ output: { task }, context }) =>
      `Added to ${showLine(task.listTitle)}${task.parentId === undefined ? "" : " as a subtask"}: ${showTask(task, context, false)}.`,
  }),
  defineTool({
    name: "tasks_update",
    service: "tasks",
    effect: "write",
    description: "Change a task: what is not given stays as it is.",
    input: UpdateTask,
    output: TaskOutput,
    entityFields: { taskId: "task" },
    run: async ({ taskId, title, notes, addNotes, due }, provider) => ({
      task: await patchTask(provider, taskId, (task) => ({
        title,
        notes:
          addNotes === undefined ? notes : [notes ?? task.notes ?? [], addNotes].flat().join("\n"),
        due: due === undefined ? undefined : toDueTime(due),
      })),
    }),
    title: ({ taskId, title, due }) => {
      const changes = [
        ...(title === undefined ? [] : [`rename to “${showArgument(title)}”`]),
        ...(due === undefined
          ? []
          : [
              `due ${isMoment(due) ? showDay(due, { timezone: "UTC", now: due }) : showArgument(due)}`,
            ]),
      ];
      return [`Change ${nameOfTask(taskId)}`, changes.join(", ")].filter(Boolean).join(": ");
    },
    present: ({ output: { task }, context }) => `Changed: ${showTask(task, context, false)}.`,
  }),
  defineTool({
    name: "tasks_complete",
    service: "tasks",
    effect: "write",
    description: "Mark a task as done.",
    input: CompleteTask,
    output: TaskOutput,
    entityFields: { taskId: "task" },
    run: async ({ taskId }, provider) => ({
      task: await patchTask(provider, taskId, () => ({ status: "completed" })),
    }),
    title: ({ taskId }) => `Mark ${nameOfTask(taskId)} as done`,
    present: ({ output: { task } }) => `Done: ${showLine(task.title)}.`,
  }),
  defineTool({
    name: "tasks_reopen",
    service: "tasks",
    effect: "write",
    description: "Mark a task that was done as open again.",
    input: ReopenTask,
    output: TaskOutput,
    entityFields: { taskId: "task" },
    run: async ({ taskId }, provider) => ({
      task: await patchTask(provider, taskId, () => ({ status: "needsAction" })),
    }),
    title: ({ taskId }) => `Mark ${nameOfTask(taskId)} as not done`,
    present: ({ output: { task }, context }) => `Open again: ${showTask(task, context, false)}.`,
  }),
  defineTool({
    name: "tasks_delete",
    service: "tasks",
    effect: "write",
    description: "Delete a task. Answers what was deleted.",
    input: DeleteTask,
    output: TaskOutput,
    entityFields: { taskId: "task" },
    async run({ taskId }, provider) {
      const task = await findTask(provider, taskId);
      const call = { task_id: taskId, tasklist_id: task.listId };
      await provider("GOOGLETASKS_DELETE_TASK", call);
      return { task };
    },
    title: ({ taskId }) => `Delete ${nameOfTask(taskId)}`,
    present: ({ output: { task }, context }) => `Deleted: ${showTask(task, context, false)}.`,
  }),
  ...organizingTools,
];

async function patchTask(
  provider: CallProvider,
  taskId: string,
  changesOf: (task: Task) => Record<string, unknown>,
): Promise<Task> {
  const task = await findTask(provider, taskId);
  const data = await provider("GOOGLETASKS_PATCH_TASK", {
    task_id: taskId,
    tasklist_id: task.listId,
    // Versions differ on whether these two may be left out.
    title: task.title,
    status: task.completed ? "completed" : "needsAction",
    ...compact(changesOf(task)),
  });
  return readTask(data, { id: task.listId, title: task.listTitle });
}
