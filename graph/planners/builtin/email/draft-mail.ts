import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { compilePattern } from "../pattern.ts";
import { readName, readPeople } from "../people.ts";
import { isQuotation } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { upperFirst } from "../title.ts";
import { readBody } from "./body.ts";
import { ABOUT, AGE, readFit, topicWords } from "./mail-phrase.ts";

const DRAFT = "draft [email|message|reply]";
const ONE = [
  `[the|my|that] [<age>] ${DRAFT}`,
  `[the|my|that] [<age>] ${DRAFT} (to|for) <to>`,
  `[the|my|that] [<age>] ${DRAFT} ${ABOUT} <topic>`,
  `[the|my|that] [<age>] ${DRAFT} (to|for) <to> ${ABOUT} <topic>`,
  `[the|my|that] [<age>] ${DRAFT} ${ABOUT} <topic> (to|for) <to>`,
  `[the|my|that] <topic> draft`,
].map(compilePattern);
const IS_AGE = new RegExp(`^${AGE}$`, "iu");

/** Commands about messages that are written and not sent. */
export const draftMailRules: readonly Rule[] = [
  rule(
    [
      [
        "(show|list|see|check|open|read) [me] [all] [of] [my|the] drafts",
        "what [are|are in] my drafts",
        "what (is|'s) in my drafts [folder]",
        "(what|which|how many) drafts do i have",
        "(do i have|are there|have i got) [any] drafts",
        "[any|my] drafts",
      ],
    ],
    (_slots, clause) => ({
      kind: "draft",
      goal: "Drafts",
      steps: [{ id: clause.stepId("search"), tool: "email_search", args: { query: "in:drafts" } }],
    }),
  ),
  rule([["send [off] <draft> [now|off]"]], ({ draft = "" }, clause) =>
    act("send", "email_send_draft", draft, {}, clause),
  ),
  rule(
    [["(delete|discard|remove|trash|bin|throw away|throw out|get rid of) <draft>"]],
    ({ draft = "" }, clause) =>
      /\b(?:all|every|both)\b.*\bdrafts?\b/iu.test(draft)
        ? refuse("I delete drafts one at a time: please say which one.")
        : act("delete", "email_delete_draft", draft, {}, clause),
  ),
  rule(
    [["(change|set|update|edit) the (subject|title|subject line) (of|on|in) <draft> to <subject>"]],
    ({ draft = "", subject = "" }, clause) => {
      if (isCutShort(draft, subject, clause)) return undefined;
      const said = clause.prepared.restore(subject);
      const title = isQuotation(subject) ? said : upperFirst(said);
      return act("update", "email_update_draft", draft, { subject: title }, clause);
    },
    ["subject"],
  ),
  rule(
    [
      [
        "(change|update|edit|rewrite) <draft> (to say that|to say|so it says|so that it says|to read) <body>",
        "(change|set|update|replace) the (body|text|message|content) (of|in) <draft> (to|with) <body>",
      ],
    ],
    ({ draft = "", body = "" }, clause) => {
      const text = isCutShort(draft, body, clause) ? undefined : readBody(body, clause);
      const built =
        text === undefined
          ? undefined
          : act("update", "email_update_draft", draft, { body: text.text }, clause);
      return built?.kind === "draft" ? { ...built, openEnded: text?.isOpen === true } : built;
    },
    ["body"],
  ),
  rule(
    [
      [
        "(address|readdress|re-address) <draft> to <to>",
        "(change|set|update) the (recipient|recipients|addressee) of <draft> to <to>",
      ],
    ],
    ({ draft = "", to = "" }, clause) => {
      const people = readPeople(to, clause);
      return people && act("update", "email_update_draft", draft, { to: people }, clause);
    },
  ),
];

function act(
  id: string,
  tool: string,
  words: string,
  args: Record<string, Json>,
  clause: Clause,
): Built | undefined {
  const messageId = readDraft(words, clause);
  if (messageId === undefined) return undefined;
  return {
    kind: "draft",
    goal: `${id} ${clause.prepared.restore(words)}`,
    steps: [{ id: clause.stepId(id), tool, args: { messageId, ...args } }],
  };
}

/** A draft by whom it is to and what it is about. */
function readDraft(text: string, clause: Clause): Json | undefined {
  return readFit(ONE, text, ({ age, to, topic }) => {
    if (age !== undefined && !IS_AGE.test(age)) return undefined;
    const addressee = to === undefined ? "" : readName(to, clause);
    const about = topic === undefined ? "" : topicWords(topic);
    if (addressee === undefined || about === undefined) return undefined;
    const said = [age?.toLowerCase() ?? "", addressee, about].filter((words) => words !== "");
    const words = clause.prepared.restore(said.join(" "));
    return { $entity: words === "" ? "draft" : words, type: "message", in: "drafts" };
  });
}

/** "my draft | to Dana to Q4 plan": the first words of what it shall be are whom the draft is to. */
function isCutShort(draft: string, rest: string, clause: Clause): boolean {
  if (/\b(?:to|for)\s/iu.test(draft)) return false;
  const [, name = ""] = /^(.+?)\s+to\s/iu.exec(rest) ?? [];
  return /^[\p{Lu}\uE400-\uE7FF]/u.test(name) && readName(name, clause) !== undefined;
}
