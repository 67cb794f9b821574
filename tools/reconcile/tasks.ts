import type { Task } from "../../src/domain/resources.ts";
import type { CallProvider } from "../definition.ts";
import { listGoogleTasks, listTaskLists, readTask } from "../task-lists.ts";
import { showLine } from "../visible-text.ts";
import { otherThan, sameText, textArg, unlessGone } from "./comparing.ts";
import { done, NOT_DONE, UNCLEAR } from "./write-kind.ts";
import type { SentWrite, WriteKind } from "./write-kind.ts";

const CLOCK_SKEW_MS = 60_000;
/** What is read here is never shown: the list it stands in is of no account. */
const SOME_LIST = { id: "", title: "" };

type Args = Readonly<Record<string, unknown>>;

/** The writes of Google Tasks. What makes or changes a task answers it whole. */
export const tasksWrites: Readonly<Record<string, WriteKind>> = {
  // Google marks a task in no way of ours: it is the one that says the same and was written since the request left.
  GOOGLETASKS_INSERT_TASK: {
    async find({ args, leftAt }, read) {
      const made = (await tasksIn(read, textArg(args, "tasklist_id"))).find(
        (task) =>
          Date.parse(task.updated ?? "") >= leftAt - CLOCK_SKEW_MS &&
          taskFaults(args, readTask(task, SOME_LIST)).length === 0,
      );
      return made === undefined ? NOT_DONE : done(made);
    },
    differences: compareTask,
  },
  GOOGLETASKS_PATCH_TASK: {
    async find({ args }, read) {
      const found = await taskOf(read, textArg(args, "tasklist_id"), args["task_id"]);
      if (found === undefined) return UNCLEAR;
      return taskFaults(args, readTask(found, SOME_LIST)).length === 0 ? done(found) : NOT_DONE;
    },
    differences: compareTask,
  },
  GOOGLETASKS_DELETE_TASK: {
    async find({ args }, read) {
      const found = await taskOf(read, textArg(args, "tasklist_id"), args["task_id"]);
      return found === undefined ? done({}) : NOT_DONE;
    },
    async differences({ args }, _answer, read) {
      const found = await taskOf(read, textArg(args, "tasklist_id"), args["task_id"]);
      return found === undefined ? [] : ["it is still in the list"];
    },
  },
  // Moving it again to where it is moves nothing.
  GOOGLETASKS_MOVE_TASK: {
    async find({ args }, read) {
      const target = textArg(args, "destinationTasklist") ?? textArg(args, "tasklist");
      const found = await taskOf(read, target, args["task"]);
      if (found !== undefined && args["destinationTasklist"] !== undefined) return done(found);
      const before = await taskOf(read, textArg(args, "tasklist"), args["task"]);
      return before === undefined ? UNCLEAR : NOT_DONE;
    },
    differences({ args }, answer) {
      const { parentId } = readTask(answer, SOME_LIST);
      const meant = textArg(args, "parent");
      if (meant === parentId) return [];
      return [meant === undefined ? "it is still a subtask" : "it is not below that task"];
    },
  },
  // Clearing a list that is clear changes nothing.
  GOOGLETASKS_CLEAR_TASKS: { find: async () => NOT_DONE },
  GOOGLETASKS_CREATE_TASK_LIST: {
    async find({ args }, read) {
      const lists = await listTaskLists(read);
      const made = lists.find(({ title }) => title === args["tasklist_title"]);
      return made === undefined ? NOT_DONE : done(made);
    },
  },
  GOOGLETASKS_PATCH_TASK_LIST: {
    async find({ args }, read) {
      const list = (await listTaskLists(read)).find(({ id }) => id === args["tasklist_id"]);
      if (list === undefined) return UNCLEAR;
      return list.title === args["updated_title"] ? done(list) : NOT_DONE;
    },
  },
};

async function tasksIn(read: CallProvider, listId = "") {
  return (await unlessGone(listGoogleTasks(read, listId, true))) ?? [];
}

async function taskOf(read: CallProvider, listId: string | undefined, taskId: unknown) {
  return (await tasksIn(read, listId)).find(({ id }) => id === taskId);
}

function compareTask({ args }: SentWrite, answer: unknown): string[] {
  return taskFaults(args, readTask(answer, SOME_LIST));
}

function taskFaults(args: Args, task: Task): string[] {
  const [title, notes, due, status] = ["title", "notes", "due", "status"].map((field) =>
    textArg(args, field),
  );
  const faults: string[] = [];
  if (title !== undefined && !sameText(title, task.title)) {
    faults.push(otherThan("its title", task.title, title));
  }
  if (notes !== undefined && !sameText(notes, task.notes ?? "")) {
    faults.push("its notes are not what was given");
  }
  if (due !== undefined && due.slice(0, 10) !== task.due) {
    faults.push(task.due === undefined ? "it has no due date" : `it is due ${showLine(task.due)}`);
  }
  if (status !== undefined && (status === "completed") !== task.completed) {
    faults.push(task.completed ? "it is still done" : "it is still open");
  }
  const parent = textArg(args, "task_parent");
  if (parent !== undefined && parent !== task.parentId) faults.push("it is no subtask");
  return faults;
}
