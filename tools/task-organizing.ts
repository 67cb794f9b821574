import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { Task } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import {
  ClearCompletedTasks,
  CreateTaskList,
  ListTaskLists,
  MoveTask,
  RenameTaskList,
} from "./inputs.ts";
import { showArgument, showList } from "./presentation.ts";
import { compact } from "./provider-data.ts";
import {
  findTask,
  listTaskLists,
  listTasks,
  readTask,
  readTaskList,
  TaskList,
} from "./task-lists.ts";
import { nameOfTask, showTask } from "./task-presentation.ts";
import { showLine } from "./visible-text.ts";

const ListOutput = z.object({ list: TaskList });

/** Lists of tasks, and the order of what is on them. */
export const organizingTools: readonly ToolDefinition[] = [
  defineTool({
    name: "tasks_move",
    service: "tasks",
    effect: "write",
    description: "Move a task within its list, to another list, or below another task.",
    input: MoveTask,
    output: z.object({ task: Task }),
    entityFields: { taskId: "task", list: "list", parent: "task", after: "task" },
    async run({ taskId, list, parent, after }, provider) {
      const task = await findTask(provider, taskId);
      const beside = parent ?? after;
      const neighbour = beside === undefined ? undefined : await findTask(provider, beside);
      if (neighbour?.id === taskId) {
        throw new AssistantError("ERR_INVALID_ARGUMENTS", "A task cannot be moved next to itself.");
      }
      const target = await findList(provider, neighbour?.listId ?? list ?? task.listId);
      const isElsewhere = target.id !== task.listId;
      const data = await provider(
        "GOOGLETASKS_MOVE_TASK",
        compact({
          tasklist: task.listId,
          task: taskId,
          destinationTasklist: isElsewhere ? target.id : undefined,
          // What is moved among the subtasks of a task stays one of them.
          parent: parent ?? neighbour?.parentId ?? (isElsewhere ? undefined : task.parentId),
          previous: after,
        }),
      );
      return { task: readTask(data, target) };
    },
    title({ taskId, list, parent, after }) {
      if (parent !== undefined) return `Move ${nameOfTask(taskId)} below ${nameOfTask(parent)}`;
      if (after !== undefined) return `Move ${nameOfTask(taskId)} after ${nameOfTask(after)}`;
      return list === undefined
        ? `Move ${nameOfTask(taskId)} to the top`
        : `Move ${nameOfTask(taskId)} to ${typeof list === "string" ? "another list" : `your list “${showArgument(list)}”`}`;
    },
    present: ({ output: { task }, context }) => `Moved: ${showTask(task, context, true)}.`,
  }),
  defineTool({
    name: "tasks_clear_completed",
    service: "tasks",
    effect: "write",
    description: "Clear the tasks that are done off a list, or off all lists.",
    input: ClearCompletedTasks,
    output: z.object({ cleared: z.array(Task) }),
    irreversible: () => "Completed tasks that are cleared cannot be brought back.",
    entityFields: { list: "list" },
    async run({ list }, provider) {
      const lists =
        list === undefined ? await listTaskLists(provider) : [await findList(provider, list)];
      const cleared: Task[] = [];
      for (const each of lists) {
        const done = (await listTasks(provider, each, true)).filter(({ completed }) => completed);
        if (done.length === 0) continue;
        await provider("GOOGLETASKS_CLEAR_TASKS", { tasklist: each.id });
        cleared.push(...done);
      }
      return { cleared };
    },
    title: ({ list }) =>
      list === undefined || typeof list === "string"
        ? "Clear your completed tasks"
        : `Clear the completed tasks off “${showArgument(list)}”`,
    present: ({ output: { cleared } }) =>
      showList(
        cleared.length === 1
          ? "Cleared 1 completed task:"
          : `Cleared ${cleared.length} completed tasks:`,
        cleared.map(({ title }) => showLine(title)),
        "There were no completed tasks to clear.",
      ),
  }),
  defineTool({
    name: "tasks_list_lists",
    service: "tasks",
    effect: "read",
    description: "List the user's task lists: their ids and titles. The first is the main one.",
    input: ListTaskLists,
    output: z.object({ lists: z.array(TaskList) }),
    run: async (_input, provider) => ({ lists: await listTaskLists(provider) }),
    title: () => "Look at your task lists",
    present: ({ output: { lists } }) =>
      showList(
        "Your task lists:",
        lists.map(({ title }) => showLine(title)),
        "You have no task lists.",
      ),
  }),
  defineTool({
    name: "tasks_create_list",
    service: "tasks",
    effect: "write",
    description: "Make a task list.",
    input: CreateTaskList,
    output: ListOutput,
    irreversible: () => "I cannot delete a list again.",
    async run({ title }, provider) {
      // Google would make a second one of the same name, and nobody could tell them apart.
      const same = (await listTaskLists(provider)).some(
        (list) => list.title.toLowerCase() === title.toLowerCase(),
      );
      if (same)
        throw new AssistantError("ERR_TOOL_REJECTED", `There already is a list “${title}”.`);
      const data = await provider("GOOGLETASKS_CREATE_TASK_LIST", { tasklist_title: title });
      return { list: readTaskList(data) };
    },
    title: ({ title }) => `Make the list “${showArgument(title)}”`,
    present: ({ output: { list } }) => `List made: “${showLine(list.title)}”.`,
  }),
  defineTool({
    name: "tasks_rename_list",
    service: "tasks",
    effect: "write",
    description: "Give a task list another name.",
    input: RenameTaskList,
    output: ListOutput,
    entityFields: { list: "list" },
    async run({ list, title }, provider) {
      const { id } = await findList(provider, list);
      const data = await provider("GOOGLETASKS_PATCH_TASK_LIST", {
        tasklist_id: id,
        updated_title: title,
      });
      return { list: readTaskList(data) };
    },
    title: ({ list, title }) =>
      `Rename ${typeof list === "string" ? "the list" : `your list “${showArgument(list)}”`} to “${showArgument(title)}”`,
    present: ({ output: { list } }) => `The list is now called “${showLine(list.title)}”.`,
  }),
];

async function findList(provider: CallProvider, listId: string): Promise<TaskList> {
  const list = (await listTaskLists(provider)).find(({ id }) => id === listId);
  if (list === undefined) throw new AssistantError("ERR_NOT_FOUND", "There is no such task list.");
  return list;
}
