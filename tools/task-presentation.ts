import type { Task } from "../src/domain/resources.ts";
import { showArgument, showDay } from "./presentation.ts";
import type { Reader } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

/** Soonest first, what has no date last. */
export function byDueDate(a: Task, b: Task): number {
  return (a.due ?? "9999").localeCompare(b.due ?? "9999");
}

/** `Renew passport, due Tue 1 Dec, Work`. */
export function showTask(
  { title, due, completed, listTitle, notes }: Task,
  reader: Reader,
  withList: boolean,
): string {
  const details = [
    ...(due === undefined ? [] : [`due ${showDay(due, reader)}`]),
    ...(withList ? [showLine(listTitle)] : []),
    ...(completed ? ["done"] : []),
    ...(notes === undefined ? [] : [`note: ${showLine(notes)}`]),
  ];
  return [showLine(title), ...details].join(", ");
}

/** What stands for a task in a title: the user's own words for it, never its id. */
export function nameOfTask(taskId: unknown): string {
  return typeof taskId === "string" ? "the task" : `“${showArgument(taskId)}”`;
}
