import { contact, list, task } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const UPDATE = "contacts_update";

/** Lists, subtasks, moving, notes: written before any rule for them, and held back from the writing of the rules. */
export const taskDepthRows: readonly Row[] = [
  ["which tasks are due this week?", [["tasks_list", { dueMax: "2026-11-29" }]]],
  [
    "add get photos as a subtask of renew passport",
    [["tasks_create", { title: "Get photos", parent: task("renew passport") }]],
  ],
  [
    "add a subtask to renew passport: book an appointment",
    [["tasks_create", { title: "Book an appointment", parent: task("renew passport") }]],
  ],
  ["create a list called Holiday", [["tasks_create_list", { title: "Holiday" }]]],
  ["make a new task list named Work", [["tasks_create_list", { title: "Work" }]]],
  [
    "rename my Groceries list to Shopping",
    [["tasks_rename_list", { list: list("Groceries"), title: "Shopping" }]],
  ],
  [
    "move renew passport to my Work list",
    [["tasks_move", { taskId: task("renew passport"), list: list("Work") }]],
  ],
  ["move the task buy milk to the top", [["tasks_move", { taskId: task("buy milk") }]]],
  [
    "move the task buy milk below buy eggs",
    [["tasks_move", { taskId: task("buy milk"), after: task("buy eggs") }]],
  ],
  [
    "make get photos a subtask of renew passport",
    [["tasks_move", { taskId: task("get photos"), parent: task("renew passport") }]],
  ],
  ["uncheck pay rent", [["tasks_reopen", { taskId: task("pay rent", { in: "completed" }) }]]],
  [
    "mark pay rent as not done",
    [["tasks_reopen", { taskId: task("pay rent", { in: "completed" }) }]],
  ],
  [
    "reopen the task pay rent",
    [["tasks_reopen", { taskId: task("pay rent", { in: "completed" }) }]],
  ],
  ["clear my completed tasks", [["tasks_clear_completed", {}]]],
  [
    "clear the completed tasks from my Groceries list",
    [["tasks_clear_completed", { list: list("Groceries") }]],
  ],
  [
    "add a note to renew passport: bring two photos",
    [["tasks_update", { taskId: task("renew passport"), addNotes: "Bring two photos" }]],
  ],
  [
    'add book flights to my tasks with the note "use miles"',
    [["tasks_create", { title: "Book flights", notes: "use miles" }]],
  ],
  ["show my completed tasks", [["tasks_list", { onlyCompleted: true }]]],
  ["what task lists do I have?", [["tasks_list_lists", {}]]],
  [
    "move all my overdue tasks to today",
    [
      ["tasks_list", { dueMax: "2026-11-23" }],
      ["tasks_update", { taskId: { $ref: "item.id" }, due: "2026-11-24" }],
    ],
  ],
  ["delete my Groceries list", "decline"],
];

/** Merging, more than one number, birthdays, notes: likewise. */
export const contactDepthRows: readonly Row[] = [
  ["merge the two Sam Carters", [["contacts_merge_duplicates", { name: "Sam Carter", count: 2 }]]],
  [
    "merge my duplicate contacts for Dana Reyes",
    [["contacts_merge_duplicates", { name: "Dana Reyes" }]],
  ],
  [
    "merge Sam Carter and Samuel Carter in my contacts",
    [
      [
        "contacts_merge",
        { resourceName: contact("Sam Carter"), otherResourceName: contact("Samuel Carter") },
      ],
    ],
  ],
  [
    "add another email for Sam Carter: sam@home.net",
    [[UPDATE, { resourceName: contact("Sam Carter"), addEmail: "sam@home.net" }]],
  ],
  [
    "add a second phone number to Dana's contact: +1 415 555 2671",
    [[UPDATE, { resourceName: contact("Dana"), addPhone: "+14155552671" }]],
  ],
  [
    "remove sam@acme.com from Sam Carter's contact",
    [[UPDATE, { resourceName: contact("Sam Carter"), removeEmail: "sam@acme.com" }]],
  ],
  ["remove Dana's phone number", [[UPDATE, { resourceName: contact("Dana"), clear: ["phone"] }]]],
  [
    "change Sam's company to Initech",
    [[UPDATE, { resourceName: contact("Sam"), organization: "Initech" }]],
  ],
  [
    "Dana works at Globex now",
    [[UPDATE, { resourceName: contact("Dana"), organization: "Globex" }]],
  ],
  [
    "Dana's birthday is March 3",
    [[UPDATE, { resourceName: contact("Dana"), birthday: "--03-03" }]],
  ],
  [
    "set Sam's birthday to July 4 1988",
    [[UPDATE, { resourceName: contact("Sam"), birthday: "1988-07-04" }]],
  ],
  [
    "add a note to Dana's contact: prefers mornings",
    [[UPDATE, { resourceName: contact("Dana"), addNotes: "Prefers mornings" }]],
  ],
  ["who works at Acme?", [["contacts_search", { query: "Acme" }]]],
  ["whose number is +1 415 555 0144?", [["contacts_search", { query: "+14155550144" }]]],
  ["when is Dana's birthday?", [["contacts_search", { query: "Dana" }]]],
  [
    "rename Sam Carter to Samuel Carter in my contacts",
    [[UPDATE, { resourceName: contact("Sam Carter"), name: "Samuel Carter" }]],
  ],
  ["merge my contacts", "decline"],
];
