import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Task } from "../../src/domain/resources.ts";
import { FormerTask } from "../put-back/tasks.ts";
import { findTask, listTaskLists, listTasks, TaskList } from "../task-lists.ts";
import { argsOf, irreversible, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ task: Task });

/** The task as it is before it is touched, its place and its subtasks. */
const look: NonNullable<Reversal["before"]> = async ({ taskId }, provider) => {
  const task = await findTask(provider, z.string().parse(taskId));
  const all = await listTasks(provider, { id: task.listId, title: task.listTitle }, true);
  const siblings = all.filter(({ parentId }) => parentId === task.parentId);
  const previous = siblings[siblings.findIndex(({ id }) => id === task.id) - 1]?.id;
  const subtasks = all.filter(({ parentId }) => parentId === task.id);
  return { task, ...(previous !== undefined && { previous }), subtasks } satisfies z.infer<
    typeof FormerTask
  >;
};

/** The task becomes what it was. */
const putBack: Reversal = {
  before: look,
  undo: ({ before }) =>
    reversible({ tool: "tasks_put_back", args: argsOf(FormerTask.parse(before)) }),
};

export const tasksReversals: Readonly<Record<string, Reversal>> = {
  tasks_create: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_delete", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_update: putBack,
  tasks_move: putBack,
  tasks_delete: putBack,
  tasks_complete: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_reopen", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_reopen: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_complete", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_rename_list: {
    async before({ list }, provider) {
      return (await listTaskLists(provider)).find(({ id }) => id === list);
    },
    undo({ before }) {
      const { id, title } = TaskList.parse(before);
      return reversible({ tool: "tasks_rename_list", args: { list: id, title } });
    },
  },
  tasks_clear_completed: {
    undo: () => irreversible("Completed tasks that were cleared cannot be brought back."),
  },
  tasks_create_list: {
    undo: () => irreversible("The new task list stays: I cannot delete a list."),
  },
};

function mention({ id, title }: Task): Json {
  return { $entity: title.slice(0, 200) || "the task", type: "task", id };
}
