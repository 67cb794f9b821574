import { message } from "./expectations.ts";
import type { Row } from "./expectations.ts";

const SEARCH = "email_search";
const LABELS = "email_modify_labels";

/** Drafts, labels, searches, conversations: written before any rule for them, and held back from the writing of the rules. */
export const mailDepthRows: readonly Row[] = [
  [
    "draft a reply to Sam's last email saying I'll get back to you",
    [
      [
        "email_create_draft",
        { replyTo: message("last email", { from: "Sam" }), body: "I'll get back to you" },
      ],
    ],
  ],
  [
    'reply all to the budget email with "Fine by me"',
    [["email_reply", { messageId: message("budget"), replyAll: true, body: "Fine by me" }]],
  ],
  ["show my drafts", [[SEARCH, { query: "in:drafts" }]]],
  ["do I have any drafts?", [[SEARCH, { query: "in:drafts" }]]],
  ["send my draft to Dana", [["email_send_draft", { messageId: draft("Dana") }]]],
  ["send the draft about the budget", [["email_send_draft", { messageId: draft("budget") }]]],
  ["delete the draft to Sam", [["email_delete_draft", { messageId: draft("Sam") }]]],
  ["discard my draft about lunch", [["email_delete_draft", { messageId: draft("lunch") }]]],
  [
    "change the subject of my draft to Dana to Q4 plan",
    [["email_update_draft", { messageId: draft("Dana"), subject: "Q4 plan" }]],
  ],
  [
    "change the draft about lunch to say see you at one",
    [["email_update_draft", { messageId: draft("lunch"), body: "See you at one" }]],
  ],
  [
    "label Dana's last email as Receipts",
    [
      [
        LABELS,
        {
          messageId: message("last email", { from: "Dana" }),
          add: ["Receipts"],
          createMissing: true,
        },
      ],
    ],
  ],
  [
    "add the label Taxes to the invoice email",
    [[LABELS, { messageId: message("invoice"), add: ["Taxes"], createMissing: true }]],
  ],
  [
    "remove the label Taxes from the invoice email",
    [[LABELS, { messageId: message("invoice"), remove: ["Taxes"] }]],
  ],
  ["what labels do I have?", [["email_list_labels", {}]]],
  ["create a label called Travel", [["email_create_label", { name: "Travel" }]]],
  [
    "move the invoice email to Receipts",
    [[LABELS, { messageId: message("invoice"), add: ["Receipts"], remove: ["INBOX"] }]],
  ],
  ["unarchive the invoice email", [[LABELS, { messageId: message("invoice"), add: ["INBOX"] }]]],
  [
    "move Dana's last email back to my inbox",
    [[LABELS, { messageId: message("last email", { from: "Dana" }), add: ["INBOX"] }]],
  ],
  [
    "mark the last email from Sam as spam",
    [[LABELS, { messageId: message("last email", { from: "Sam" }), add: ["SPAM"] }]],
  ],
  [
    "restore the email from Bob from the trash",
    [["email_restore", { messageId: message("email", { from: "Bob", in: "trash" }) }]],
  ],
  [
    "take the invoice email out of the trash",
    [["email_restore", { messageId: message("invoice", { in: "trash" }) }]],
  ],
  ["show emails with attachments from Dana", [[SEARCH, { from: "Dana", query: "has:attachment" }]]],
  ["any emails with a pdf attached?", [[SEARCH, { query: "filename:pdf" }]]],
  ["find emails larger than 5 MB", [[SEARCH, { query: "larger:5M" }]]],
  [
    "search my mail for from:dana has:attachment older_than:1y",
    [[SEARCH, { query: "from:dana has:attachment older_than:1y" }]],
  ],
  [
    'search for subject:"year end" -from:northwind in my email',
    [[SEARCH, { query: 'subject:"year end" -from:northwind' }]],
  ],
  ["show my starred emails", [[SEARCH, { query: "is:starred" }]]],
  ["show emails labeled Receipts", [[SEARCH, { query: "label:Receipts" }]]],
  [
    "show me unread emails older than 2 weeks",
    [[SEARCH, { unread: true, query: "older_than:14d" }]],
  ],
  ["show my sent mail", [[SEARCH, { query: "in:sent" }]]],
  ["what's in my trash?", [[SEARCH, { query: "in:trash" }]]],
  ["find archived emails about the lease", [[SEARCH, { query: "in:archive lease" }]]],
  [
    "show me the whole thread with Dana about the offsite",
    [["email_read", { messageId: message("offsite", { from: "Dana" }), conversation: true }]],
  ],
  [
    "read the conversation about dinner",
    [["email_read", { messageId: message("dinner"), conversation: true }]],
  ],
  ["delete all my drafts", "decline"],
  ["label everything as Done", "decline"],
];

function draft(words: string): object {
  return message(words, { in: "drafts" });
}
