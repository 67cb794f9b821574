import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { Task } from "../src/domain/resources.ts";
import type { CallProvider } from "./definition.ts";
import { compact, nextPageToken, readList, readPages, readResource } from "./provider-data.ts";

const PAGE_SIZE = 100;
const TASKS_PER_LIST = 1_000;
const LISTS = 100;

/** One list of tasks. */
export const TaskList = z.object({ id: z.string(), title: z.string() });
export type TaskList = z.infer<typeof TaskList>;

const GoogleTask = z.object({
  id: z.string(),
  title: z.string().default(""),
  notes: z.string().nullish(),
  due: z.string().nullish(),
  status: z.string().default("needsAction"),
  parent: z.string().nullish(),
  /** RFC 3339. */
  updated: z.string().nullish(),
});
type GoogleTask = z.infer<typeof GoogleTask>;

/** Reads one list out of a provider's answer. */
export function readTaskList(data: unknown): TaskList {
  return readResource(TaskList, data, ["task_list", "tasklist"]);
}

/** The user's task lists, the main one first. */
export async function listTaskLists(provider: CallProvider): Promise<TaskList[]> {
  return readPages(LISTS, async (pageToken) => {
    const data = await provider(
      "GOOGLETASKS_LIST_TASK_LISTS",
      compact({ maxResults: LISTS, pageToken }),
    );
    return {
      items: readList(TaskList, data, ["items", "task_lists", "tasklists", "lists"]),
      next: nextPageToken(data),
    };
  });
}

/** The tasks of one list. */
export async function listTasks(
  provider: CallProvider,
  list: TaskList,
  includeCompleted: boolean,
): Promise<Task[]> {
  const tasks = await listGoogleTasks(provider, list.id, includeCompleted);
  return tasks.map((task) => toTask(task, list));
}

/** The tasks of one list as Google has them. */
export async function listGoogleTasks(
  provider: CallProvider,
  listId: string,
  includeCompleted: boolean,
): Promise<GoogleTask[]> {
  return await readPages(TASKS_PER_LIST, async (pageToken) => {
    const data = await provider(
      "GOOGLETASKS_LIST_TASKS",
      compact({
        tasklist_id: listId,
        maxResults: PAGE_SIZE,
        showCompleted: includeCompleted,
        // What is ticked off in Google's own apps is hidden as well.
        showHidden: includeCompleted,
        pageToken,
      }),
    );
    return { items: readList(GoogleTask, data, ["tasks", "items"]), next: nextPageToken(data) };
  });
}

/** A task by its id alone: Google wants the id of its list as well. @throws ERR_NOT_FOUND */
export async function findTask(provider: CallProvider, taskId: string): Promise<Task> {
  const lists = await listTaskLists(provider);
  const all = await Promise.all(lists.map((list) => listTasks(provider, list, true)));
  const task = all.flat().find(({ id }) => id === taskId);
  if (task === undefined) throw new AssistantError("ERR_NOT_FOUND", "There is no such task.");
  return task;
}

/** Reads one task out of a provider's answer. */
export function readTask(data: unknown, list: TaskList): Task {
  return toTask(readResource(GoogleTask, data, ["task"]), list);
}

function toTask({ id, title, notes, due, status, parent }: GoogleTask, list: TaskList): Task {
  return {
    id,
    listId: list.id,
    listTitle: list.title,
    title,
    completed: status === "completed",
    ...(parent && { parentId: parent }),
    ...(notes && { notes }),
    ...(due && { due: due.slice(0, 10) }),
  };
}

/** Google takes a date-time for a due date and keeps the date. */
export function toDueTime(day: string): string {
  return `${day}T00:00:00.000Z`;
}
