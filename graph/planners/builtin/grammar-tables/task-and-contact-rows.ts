import { contact, list, task } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const ADD = "tasks_create";

/** Task and contact commands the grammar was written with. */
export const taskAndContactRows: readonly Row[] = [
  ["Add buy milk to my tasks", [[ADD, { title: "Buy milk" }]]],
  ["add a task to call the bank tomorrow", [[ADD, { title: "Call the bank", due: "2026-11-25" }]]],
  ["new task: renew passport by Friday", [[ADD, { title: "Renew passport", due: "2026-11-27" }]]],
  ["todo: water the plants", [[ADD, { title: "Water the plants" }]]],
  ['put "Pay rent" on my to-do list', [[ADD, { title: "Pay rent" }]]],
  [
    "add milk and eggs to Groceries",
    [
      [ADD, { title: "Milk", list: list("Groceries") }],
      [ADD, { title: "Eggs", list: list("Groceries") }],
    ],
  ],
  [
    "add finish slides to my Work list due Thursday",
    [[ADD, { title: "Finish slides", list: list("Work"), due: "2026-11-26" }]],
  ],
  ["What's on my to-do list?", [["tasks_list"]]],
  ["show my tasks", [["tasks_list"]]],
  ["what tasks are due today?", [["tasks_list", { dueMax: "2026-11-24" }]]],
  ["what's on my Groceries list", [["tasks_list", { list: list("Groceries") }]]],
  ["mark buy milk as done", [["tasks_complete", { taskId: task("buy milk") }]]],
  ["complete the task renew passport", [["tasks_complete", { taskId: task("renew passport") }]]],
  ["check off water the plants", [["tasks_complete", { taskId: task("water the plants") }]]],
  [
    "complete all tasks due today",
    [
      ["tasks_list", { dueMin: "2026-11-24", dueMax: "2026-11-24" }],
      ["tasks_complete", { taskId: { $ref: "item.id" } }],
    ],
  ],
  ["delete the task buy milk", [["tasks_delete", { taskId: task("buy milk") }]]],
  ["remove eggs from my Groceries list", [["tasks_delete", { taskId: task("eggs") }]]],
  [
    "rename the task buy milk to buy oat milk",
    [["tasks_update", { taskId: task("buy milk"), title: "Buy oat milk" }]],
  ],
  [
    "change the due date of renew passport to Monday",
    [["tasks_update", { taskId: task("renew passport"), due: "2026-11-30" }]],
  ],
  ["add a task", "clarify"],
  ["what's Dana's number?", [["contacts_search", { query: "Dana" }]]],
  ["what is Eden Chan's email address", [["contacts_search", { query: "Eden Chan" }]]],
  ["find Sam in my contacts", [["contacts_search", { query: "Sam" }]]],
  [
    "add Eden Chan eden@x.com to my contacts",
    [["contacts_create", { name: "Eden Chan", email: "eden@x.com" }]],
  ],
  [
    "save Dana Reyes, +1 415 555 2671, as a contact",
    [["contacts_create", { name: "Dana Reyes", phone: "+14155552671" }]],
  ],
  [
    "change Dana's phone number to +1 415 555 2671",
    [["contacts_update", { resourceName: contact("Dana"), phone: "+14155552671" }]],
  ],
  [
    "update Sam's email to sam@new.com",
    [["contacts_update", { resourceName: contact("Sam"), email: "sam@new.com" }]],
  ],
  [
    "delete Sam Carter from my contacts",
    [["contacts_delete", { resourceName: contact("Sam Carter") }]],
  ],
  ["delete contact Sam Carter", [["contacts_delete", { resourceName: contact("Sam Carter") }]]],
  ["show my contacts", [["contacts_list", {}]]],
  ["hello", "reply"],
  ["thanks!", "reply"],
  ["what can you do?", "reply"],
  ["help", "reply"],
  ["good morning", "reply"],
  ["asdf qwer zxcv", "decline"],
  ["write me a poem about the sea", "decline"],
  ["what's the weather tomorrow", "decline"],
  ["order a pizza", "decline"],
];
