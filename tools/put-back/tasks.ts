import { z } from "zod";

import { Task } from "../../src/domain/resources.ts";
import { defineTool } from "../definition.ts";
import type { CallProvider } from "../definition.ts";
import { showArgument } from "../presentation.ts";
import { fieldOf, compact } from "../provider-data.ts";
import { findTask, readTask, toDueTime } from "../task-lists.ts";
import { showTask } from "../task-presentation.ts";
import { unlessGone } from "../reconcile/comparing.ts";

/** A task as it was, and where it stood. */
export const FormerTask = z.strictObject({
  task: Task,
  /** The task before it among its siblings; missing where it was the first. */
  previous: z.string().optional(),
  subtasks: z.array(Task),
});

/** Makes a task what it was: its fields, its list and its place; one that is gone is made again, its subtasks too. */
export const putBackTask = defineTool({
  name: "tasks_put_back",
  service: "tasks",
  effect: "write",
  forUndo: true,
  description: "Make a task what it was.",
  input: FormerTask,
  output: z.object({ task: Task, differences: z.array(z.string()).optional() }),
  async run({ task, previous, subtasks }, provider) {
    const present = await unlessGone(findTask(provider, task.id));
    if (present === undefined) return { task: await makeAgain(provider, task, previous, subtasks) };
    const list = { id: task.listId, title: task.listTitle };
    const hasMoved = present.listId !== task.listId || present.parentId !== task.parentId;
    if (hasMoved || previous !== undefined) {
      const isElsewhere = present.listId !== task.listId;
      await provider(
        "GOOGLETASKS_MOVE_TASK",
        compact({
          tasklist: present.listId,
          task: task.id,
          destinationTasklist: isElsewhere ? task.listId : undefined,
          parent: task.parentId,
          previous,
        }),
      );
    }
    const data = await provider(
      "GOOGLETASKS_PATCH_TASK",
      compact({
        task_id: task.id,
        tasklist_id: task.listId,
        title: task.title,
        notes: task.notes ?? "",
        due: task.due === undefined ? undefined : toDueTime(task.due),
        status: task.completed ? "completed" : "needsAction",
      }),
    );
    const now = readTask(data, list);
    // The provider's tool takes a day, and none that says "no day".
    const isStillDue = task.due === undefined && now.due !== undefined;
    return {
      task: now,
      ...(isStillDue && { differences: ["I can't take its due date off again"] }),
    };
  },
  title: ({ task }) => `Put “${showArgument(fieldOf(task, "title"))}” back as it was`,
  present: ({ output: { task }, context }) => `As it was: ${showTask(task, context, true)}.`,
});

async function makeAgain(
  provider: CallProvider,
  task: Task,
  previous: string | undefined,
  subtasks: readonly Task[],
): Promise<Task> {
  const list = { id: task.listId, title: task.listTitle };
  const data = await provider(
    "GOOGLETASKS_INSERT_TASK",
    compact({
      tasklist_id: task.listId,
      title: task.title,
      status: task.completed ? "completed" : "needsAction",
      notes: task.notes,
      due: task.due === undefined ? undefined : toDueTime(task.due),
      task_parent: task.parentId,
      task_previous: previous,
    }),
  );
  const made = readTask(data, list);
  let before: string | undefined;
  for (const subtask of subtasks) {
    const { id } = await makeAgain(provider, { ...subtask, parentId: made.id }, before, []);
    before = id;
  }
  return made;
}
