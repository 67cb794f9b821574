import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { isQuotation } from "../prepared-text.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readWords } from "../title.ts";
import { readMessageMention } from "./mail-phrase.ts";
import { labels, sort } from "./sort-mail.ts";

const LABEL = "(label|tag)";
/** Places of Gmail's own: those have their own commands. */
const PLACE =
  /^(?:inbox|trash|bin|spam|junk|archive|sent|drafts?|starred|important|unread|calendar|contacts|tasks)$/iu;

/** Commands about labels, and those that take messages out of the trash. */
export const labelMailRules: readonly Rule[] = [
  rule(
    [
      [
        `${LABEL} <mail> (as|with|:) <label>`,
        `(add|apply|put) [the|a] ${LABEL} <label> (to|on) <mail>`,
        `(add|apply|put) [the|a] <label> ${LABEL} (to|on) <mail>`,
      ],
    ],
    ({ mail = "", label = "" }, clause) => {
      const name = readLabel(label, clause);
      return name === undefined
        ? undefined
        : sort(mail, labels({ add: [name], createMissing: true }), false, clause);
    },
  ),
  rule(
    [`${LABEL} <mail> (email|mail|message|thread) <label>`],
    ({ mail = "", label = "" }, clause) => {
      const name = /^(?:from|about|to|on|with|as)\b/iu.test(label)
        ? undefined
        : readLabel(label, clause);
      return name === undefined || name.split(" ").length > 2
        ? undefined
        : sort(`${mail} email`, labels({ add: [name], createMissing: true }), false, clause);
    },
  ),
  rule(
    [
      [
        `(remove|take|drop) [the] ${LABEL} <label> (from|off) <mail>`,
        `(remove|take|drop) [the] <label> ${LABEL} (from|off) <mail>`,
      ],
    ],
    ({ mail = "", label = "" }, clause) => {
      const name = readLabel(label, clause);
      return name === undefined ? undefined : sort(mail, labels({ remove: [name] }), false, clause);
    },
  ),
  rule(
    [["(move|file) <mail> (to|into|under|in) [my|the] <label> [<kind>]"]],
    ({ mail = "", label = "", kind }, clause) => {
      if (kind !== undefined && !/^(?:label|folder)$/iu.test(kind)) return undefined;
      const isName = kind !== undefined || isQuotation(label) || /^\p{Lu}/u.test(label);
      const name = isName ? readLabel(label, clause) : undefined;
      if (name === undefined) return undefined;
      const change = labels({ add: [name], remove: ["INBOX"], createMissing: true });
      return sort(mail, change, false, clause);
    },
  ),
  rule(
    [
      [
        "(what|which) labels (do i have|are there)",
        "(show|list|see) [me] [all] [of] [my|the] labels",
        "what are [all] my labels",
        "[my] labels",
      ],
    ],
    (_slots, clause) => ({
      kind: "draft",
      goal: "Labels",
      steps: [{ id: clause.stepId("list"), tool: "email_list_labels", args: {} }],
    }),
  ),
  rule(
    [["(create|make|add) [a|an] [new] [email|mail|gmail] label [called|named|:] <label>"]],
    ({ label = "" }, clause) => {
      const name = readLabel(label, clause);
      return name === undefined
        ? undefined
        : {
            kind: "draft",
            goal: `Make the label ${name}`,
            steps: [{ id: clause.stepId("label"), tool: "email_create_label", args: { name } }],
          };
    },
  ),
  rule(
    [
      [
        "(restore|recover|undelete|untrash) <mail> [from [the|my] (trash|bin)]",
        "(take|get|move|bring|pull) <mail> (out of|back from|from) [the|my] (trash|bin)",
      ],
    ],
    ({ mail = "" }, clause) => restore(mail, clause),
  ),
];

function restore(mail: string, clause: Clause): Built | undefined {
  const messageId = readMessageMention(mail.replace(/\b(?:deleted|trashed)\s+/iu, ""), clause);
  if (
    messageId === undefined ||
    !isMention(messageId) ||
    !/\b(?:emails?|mails?|messages?)\b/iu.test(mail)
  )
    return undefined;
  return {
    kind: "draft",
    goal: `Take out of the trash: ${clause.prepared.restore(mail)}`,
    steps: [
      {
        id: clause.stepId("restore"),
        tool: "email_restore",
        args: { messageId: { ...messageId, in: "trash" } },
      },
    ],
  };
}

function isMention(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readLabel(words: string, clause: Clause): string | undefined {
  const name = readWords(words);
  if (name === undefined || PLACE.test(name) || name.split(" ").length > 4) return undefined;
  return clause.prepared.restore(name);
}
