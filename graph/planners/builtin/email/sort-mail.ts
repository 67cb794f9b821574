import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { pointAt } from "../follow-ups/point.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readMailByNoun, readMailSearch, readMessageMention, topicWords } from "./mail-phrase.ts";

/** What becomes of messages: the tool, what it is told, and what else narrows which of many are meant. */
export type Sorting = {
  readonly tool: string;
  readonly labels: Record<string, Json>;
  readonly narrow: Record<string, Json>;
};

/** A change of labels. */
export const labels = (
  change: Record<string, Json>,
  narrow: Record<string, Json> = {},
): Sorting => ({
  tool: "email_modify_labels",
  labels: change,
  narrow,
});
const ARCHIVE = labels({ remove: ["INBOX"] });
const UNARCHIVE = labels({ add: ["INBOX"] });
const SPAM = labels({ add: ["SPAM"], remove: ["INBOX"] });
const TRASH: Sorting = { tool: "email_trash", labels: {}, narrow: {} };
const SHAPES: readonly (readonly [shape: string, sorting: Sorting, mailOnly: boolean])[] = [
  ["archive <mail>", ARCHIVE, true],
  ["(star|flag) <mail>", labels({ add: ["STARRED"] }), true],
  ["(unstar|unflag) <mail>", labels({ remove: ["STARRED"] }), true],
  ["mark <mail> [as] read", labels({ remove: ["UNREAD"] }, { unread: true }), false],
  ["mark <mail> [as] unread", labels({ add: ["UNREAD"] }), false],
  ["mark <mail> [as] (starred|important)", labels({ add: ["STARRED"] }), false],
  ["trash <mail>", TRASH, false],
  ["(delete|remove|bin) <mail>", TRASH, false],
  ["(move|put) <mail> (to|in|into) [the] (trash|bin)", TRASH, false],
  ["move <mail> to [the] archive", ARCHIVE, false],
  ["unarchive <mail>", UNARCHIVE, true],
  ["(move|put|bring|send) <mail> [back] (to|into|in) [my|the] inbox", UNARCHIVE, false],
  ["(mark|report|flag) <mail> as (spam|junk)", SPAM, false],
  ["(move|put) <mail> (to|into|in) [my|the] (spam|junk) [folder]", SPAM, false],
];
const IS_MAIL =
  /\b(?:emails?|mails?|messages?|inbox|thread|conversation|newsletters|invoices|receipts|digests|notifications|promotions)\b/iu;
const IS_MANY =
  /^(?:all|every|everything|my unread|my new|unread)\b|\b(?:emails|messages|mails|newsletters|invoices|receipts|digests|notifications|promotions)\b/iu;

/** Commands that sort messages: archive, star, read, trash. */
export const sortMailRules: readonly Rule[] = SHAPES.map(([shape, sorting, mailOnly]) =>
  rule([shape], ({ mail = "" }, clause) => sort(mail, sorting, mailOnly, clause)),
);

/** Sorts the message, or all the messages, that the words name. */
export function sort(
  mail: string,
  sorting: Sorting,
  mailOnly: boolean,
  clause: Clause,
): Built | undefined {
  const goal = `Sort mail: ${clause.prepared.restore(mail)}`;
  // "mark everything as read"
  if (sorting.narrow["unread"] === true && /^(?:everything|it all|all of it)$/iu.test(mail))
    return sort("all emails", sorting, mailOnly, clause);
  if (IS_MANY.test(mail)) {
    if (!IS_MAIL.test(mail) && !(mailOnly && /^everything from\b/iu.test(mail))) return undefined;
    if (/\binbox\b/iu.test(mail)) return undefined;
    const args = readMailSearch(mail, clause);
    if (args === undefined) return undefined;
    if (sorting.tool === "email_trash" && Object.keys(args).length === 0) {
      return refuse("Please say whose mail, or mail about what, should go to the trash.");
    }
    // What is said to be from Sam is changed for that one person, not for every Sam who ever wrote.
    const { from } = args;
    const sender =
      typeof from === "string" && !from.includes("@") ? { from: { $entity: from } } : {};
    const find = clause.stepId("find");
    return {
      kind: "draft",
      goal,
      steps: [
        {
          id: find,
          tool: "email_search",
          args: { ...args, ...sender, ...sorting.narrow, maxResults: 50 },
        },
        {
          id: clause.stepId("sort"),
          tool: sorting.tool,
          forEach: `${find}.messages`,
          args: { messageId: { $ref: "item.id" }, ...sorting.labels },
        },
      ],
    };
  }
  const topic = mailOnly && !IS_MAIL.test(mail) ? topicWords(mail) : undefined;
  const pointed = pointAt(mail, "message", clause);
  if (pointed === null) return undefined;
  const messageId =
    IS_MAIL.test(mail) || pointed !== undefined
      ? readMessageMention(mail, clause)
      : (readMailByNoun(mail, clause) ??
        (topic && { $entity: clause.prepared.restore(topic), type: "message" }));
  if (messageId === undefined) return undefined;
  return {
    kind: "draft",
    goal,
    steps: [
      { id: clause.stepId("sort"), tool: sorting.tool, args: { messageId, ...sorting.labels } },
    ],
  };
}
