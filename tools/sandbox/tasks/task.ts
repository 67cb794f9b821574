import { z } from "zod";

import { makeId } from "../ids.ts";

/** Tasks API's Task, as a workspace document may give it. */
export const GivenTask = z.looseObject({
  id: z.string().min(1).optional(),
  title: z.string().optional(),
  notes: z.string().optional(),
  due: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
  status: z.enum(["needsAction", "completed"]).optional(),
  completed: z.string().optional(),
  parent: z.string().optional(),
  hidden: z.boolean().optional(),
  position: z.string().optional(),
});
export type GivenTask = z.infer<typeof GivenTask>;

/** A list with its tasks, as a workspace document gives it. */
export const GivenTaskList = z.looseObject({
  id: z.string().min(1).optional(),
  title: z.string(),
  tasks: z.array(GivenTask).default([]),
});
export type GivenTaskList = z.infer<typeof GivenTaskList>;

export interface TaskList {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
}

export type Task = GivenTask & {
  readonly id: string;
  readonly title: string;
  readonly status: "needsAction" | "completed";
  readonly position: string;
};

/** A task and the list it is in. */
export interface StoredTask {
  readonly listId: string;
  readonly task: Task;
}

/** Fills in what Google would have filled in; of a due time only the day is kept, as Google does. */
export function completeTask(given: GivenTask, position: number, now: number): Task {
  const status = given.status ?? "needsAction";
  const { completed, ...rest } = given;
  const done = status === "completed" ? (completed ?? new Date(now).toISOString()) : undefined;
  return {
    kind: "tasks#task",
    ...rest,
    id: given.id ?? makeId.task(),
    etag: makeId.etag(),
    title: given.title ?? "",
    status,
    updated: new Date(now).toISOString(),
    position: given.position ?? String(position).padStart(20, "0"),
    ...(given.due !== undefined && { due: `${given.due.slice(0, 10)}T00:00:00.000Z` }),
    ...(done !== undefined && { completed: done }),
  };
}
