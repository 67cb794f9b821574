import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Task } from "../../src/domain/resources.ts";
import { argsOf, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ task: Task });

export const tasksReversals: Readonly<Record<string, Reversal>> = {
  tasks_create: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_delete", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_complete: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_reopen", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_reopen: {
    undo: ({ output }) =>
      reversible({ tool: "tasks_complete", args: { taskId: mention(Output.parse(output).task) } }),
  },
  tasks_delete: {
    undo({ output }) {
      const { title, notes, due, listId, parentId } = Output.parse(output).task;
      const args = argsOf({ title, notes, due, list: listId, parent: parentId });
      return reversible({ tool: "tasks_create", args });
    },
  },
};

function mention({ id, title }: Task): Json {
  return { $entity: title.slice(0, 200) || "the task", type: "task", id };
}
