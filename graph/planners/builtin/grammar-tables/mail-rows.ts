import { message, person } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const SEND = "email_send";
const SEARCH = "email_search";
const LABELS = "email_modify_labels";

/** Mail commands the grammar was written with. */
export const mailRows: readonly Row[] = [
  [
    "email Dana saying I'm running late",
    [[SEND, { to: [person("Dana")], body: "I'm running late" }]],
  ],
  [
    "send an email to dana@example.com about the budget saying the numbers are final",
    [[SEND, { to: ["dana@example.com"], subject: "The budget", body: "The numbers are final" }]],
  ],
  [
    'Send Sam an email with subject "Lunch" and body "Are you free on Friday?"',
    [[SEND, { to: [person("Sam")], subject: "Lunch", body: "Are you free on Friday?" }]],
  ],
  [
    "email Sam and Dana about lunch: shall we meet at noon?",
    [
      [
        SEND,
        { to: [person("Sam"), person("Dana")], subject: "Lunch", body: "Shall we meet at noon?" },
      ],
    ],
  ],
  [
    "tell Dana that the report is ready",
    [[SEND, { to: [person("Dana")], body: "The report is ready" }]],
  ],
  [
    "let Eden Chan know I'll be there at 5",
    [[SEND, { to: [person("Eden Chan")], body: "I'll be there at 5" }]],
  ],
  ["email Dana about the budget", "clarify"],
  ["email Dana", "clarify"],
  ["send an email", "clarify"],
  ["send an email saying hello there", "clarify"],
  [
    'email Dana saying "see you soon" and cc Sam',
    [[SEND, { to: [person("Dana")], cc: [person("Sam")], body: "see you soon" }]],
  ],
  [
    "draft an email to Sam saying thanks for the help",
    [["email_create_draft", { to: [person("Sam")], body: "Thanks for the help" }]],
  ],
  [
    "reply to Dana's last email saying sounds good",
    [["email_reply", { messageId: message("last email", { from: "Dana" }), body: "Sounds good" }]],
  ],
  [
    "reply all to the budget email saying approved",
    [["email_reply", { messageId: message("budget"), body: "Approved", replyAll: true }]],
  ],
  ["reply to the email from Sam", "clarify"],
  [
    "forward the budget email to Sam",
    [["email_forward", { messageId: message("budget"), to: [person("Sam")] }]],
  ],
  [
    "forward Dana's email about the offsite to sam@example.com",
    [
      [
        "email_forward",
        { messageId: message("offsite", { from: "Dana" }), to: ["sam@example.com"] },
      ],
    ],
  ],
  ["any unread mail from Dana?", [[SEARCH, { from: "Dana", unread: true }]]],
  ["summarise my inbox", [[SEARCH]]],
  ["do I have any new emails?", [[SEARCH, { unread: true }]]],
  ["find emails about the offsite", [[SEARCH, { query: "offsite" }]]],
  ["search my mail for invoice", [[SEARCH, { query: "invoice" }]]],
  [
    "show me emails from Sam yesterday",
    [[SEARCH, { from: "Sam", after: "2026-11-23", before: "2026-11-24" }]],
  ],
  [
    "read the last email from Dana",
    [["email_read", { messageId: message("last email", { from: "Dana" }) }]],
  ],
  [
    "archive the email from Dana about the offsite",
    [[LABELS, { messageId: message("offsite", { from: "Dana" }), remove: ["INBOX"] }]],
  ],
  ["star the budget email", [[LABELS, { messageId: message("budget"), add: ["STARRED"] }]]],
  [
    "mark the email from Sam as unread",
    [[LABELS, { messageId: message("email", { from: "Sam" }), add: ["UNREAD"] }]],
  ],
  [
    "mark all mail from Sam as read",
    [
      [SEARCH, { from: person("Sam"), unread: true }],
      [LABELS, { messageId: { $ref: "item.id" }, remove: ["UNREAD"] }],
    ],
  ],
  [
    "archive all emails from newsletter@example.com",
    [
      [SEARCH, { from: "newsletter@example.com" }],
      [LABELS, { messageId: { $ref: "item.id" }, remove: ["INBOX"] }],
    ],
  ],
  ["trash the email about the lottery", [["email_trash", { messageId: message("lottery") }]]],
  [
    "delete the last email from Sam",
    [["email_trash", { messageId: message("last email", { from: "Sam" }) }]],
  ],
  [
    "email Dana that I'm running late",
    [["email_send", { to: [person("Dana")], body: "I'm running late" }]],
  ],
  [
    'message Dana "see you at noon"',
    [["email_send", { to: [person("Dana")], body: "see you at noon" }]],
  ],
  ["email Dana that report", "decline"],
  ["don't reply to Dana", "decline"],
  ["email everyone in the company saying hi", "decline"],
  ["email Dana saying I'm late and move my 3pm to 4pm", "decline"],
];
