import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { beginsWithCommand } from "../clauses.ts";
import type { Built } from "../draft.ts";
import { pointsAt } from "../follow-ups/point.ts";
import { MAIL, MAILS } from "../lexicon.ts";
import { readName } from "../people.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { isOnlyTime } from "../times.ts";
import { readMailByNoun, readMailSearch, readMessageMention, topicWords } from "./mail-phrase.ts";
import { asGmailQuery } from "./search-operators.ts";

const CONVERSATION = /\b(?:thread|conversation|email chain)\b/iu;
const IS_LATEST =
  /^(?:(?:the|my) )?(?:latest|newest|most recent|last) (?:(?:email|mail|message) )?from\b|'s (?:latest|last|newest|most recent) (?:email|mail|message)\b/iu;
const WHOLE = /^((?:the|my|that)\s+)?(?:whole|entire|full|complete)\s+/iu;

/** Questions about mail, and reading it. */
export const readMailRules: readonly Rule[] = [
  rule(
    [
      [
        `(search|look) [my|the|through my|through|in my] (${MAILS}|inbox|gmail) for <query>`,
        `(search|find|show|list|look) [me] [for] <query> in [my] (${MAILS}|inbox|gmail)`,
        "(search|find|show|list|look) [me] [for] <query>",
        "<operators>",
      ],
    ],
    ({ query: said, operators: bare = "" }, clause) => {
      if (said === undefined && !/^(?:-?[a-z_]+:\S+\s*)+$/iu.test(bare)) return undefined;
      const query = said ?? bare;
      const operators = asGmailQuery(query, clause);
      return operators === undefined ? undefined : search({ query: operators }, query, clause);
    },
    ["query"],
  ),
  rule(
    [
      [
        "(show|read|open|list) [me] [my|the] (spam|trash|archive|sent mail|sent emails|sent messages)",
        "what (is|'s) in [my|the] (spam|trash|archive) [folder]",
        "[my|the] (sent mail|sent emails|sent messages|spam folder|trash folder)",
      ],
    ],
    (_slots, clause, text) => {
      const [place = ""] = /spam|trash|archive|sent/iu.exec(text) ?? [];
      return search({ query: `in:${place.toLowerCase()}` }, text, clause);
    },
  ),
  rule(
    [
      [
        "(read|open|summarize|summarise) [me] <message>",
        "[what (is|'s|was)] <latest>",
        `what does <message> say`,
        "(show|see) [me] <message>",
      ],
    ],
    ({ message: named, latest = "" }, clause) => {
      // "the latest email from Dana": by its age it is one, and there.
      if (named === undefined && (!IS_LATEST.test(latest) || beginsWithCommand(latest)))
        return undefined;
      const said = named ?? latest;
      const message = said.replace(WHOLE, "$1");
      const isConversation = CONVERSATION.test(message);
      const isOne =
        pointsAt(message, "message", clause) ||
        /^(?:the|my)? ?(?:latest|newest|most recent|last) (?:one |thing )?from\b/iu.test(message) ||
        ((isConversation || new RegExp(`\\b${MAIL}\\b`, "iu").test(message)) &&
          !/\b(?:my|new|unread|any|all)\s+(?:email|mail|messages?)\b/iu.test(message));
      const messageId = isOne
        ? readMessageMention(message, clause)
        : readMailByNoun(message, clause);
      if (messageId === undefined) return undefined;
      return {
        kind: "draft",
        goal: `Read ${clause.prepared.restore(message)}`,
        steps: [
          {
            id: clause.stepId("read"),
            tool: "email_read",
            args: { messageId, ...(isConversation && { conversation: true }) },
          },
        ],
      };
    },
  ),
  rule(
    [
      [
        "(any|do i have|have i got|did i get|did i receive|are there|is there|show|list|find|search|search for|check|get|read|summarize|summarise|look for|look up|pull up|what (is|'s) in|what (are|'re)|give me a summary of|catch me up on) [me] [for] <mails>",
      ],
    ],
    ({ mails = "" }, clause, text) => {
      const time = clause.time(mails, "past");
      if (time?.fault !== undefined) return refuse(time.fault);
      const opening = /^(?:any)\b/iu.test(text) ? `any ${mails}` : mails;
      return search(readMailSearch(opening, clause), mails, clause);
    },
  ),
  rule(
    [
      [
        `search [my|the|through my] (${MAILS}|inbox) for <topic>`,
        `(find|search|look) [for] <topic> in my (${MAILS}|inbox)`,
        `search for <topic> in my (${MAILS}|inbox)`,
      ],
    ],
    ({ topic = "" }, clause) => {
      const words = topicWords(topic);
      return words === undefined
        ? undefined
        : search({ query: clause.prepared.restore(words) }, topic, clause);
    },
  ),
  rule(
    [
      [
        "(did|has) <from> (email|emailed|mail|mailed|write|written|reply|replied|respond|responded|message|messaged|written to) [to] [me] [back] [<rest>]",
        `what did <from> (email|write|mail|send) me [<rest>]`,
        `have i heard [back] from <from> [<rest>]`,
      ],
    ],
    ({ from = "", rest = "" }, clause) => {
      const sender = readName(from, clause);
      const about = /^(?:yet|about .+)?$/iu.test(rest.trim());
      const time = clause.time(rest, "past");
      if (sender === undefined || !(about || isOnlyTime(rest, time))) return undefined;
      return search(
        readMailSearch(`emails from ${from} ${rest.replace(/^yet$/iu, "")}`, clause),
        `from ${from}`,
        clause,
      );
    },
  ),
  rule([`[my] (inbox|unread ${MAILS}|new ${MAILS})`], (_slots, clause, text) =>
    search(readMailSearch(text, clause), text, clause),
  ),
  rule(
    [
      [
        `how many <mails> (do i have|are there|have i got|did i get|came in) [<when>]`,
        "how many <mails>",
      ],
    ],
    ({ mails = "", when = "" }, clause) =>
      search(readMailSearch(`${mails} ${when}`.trim(), clause), mails, clause),
  ),
  rule(
    [
      [
        `(what|which) ${MAILS} (came in|came|arrived|did i get|have i got|did i receive) <when>`,
        "(who|who's) (emailed|mailed|wrote to|written to|messaged) me <when>",
      ],
    ],
    ({ when = "" }, clause) => {
      const args = readMailSearch(`emails ${when}`, clause);
      return args?.["after"] === undefined ? undefined : search(args, when, clause);
    },
  ),
  rule(
    [
      "what did <from> (say|write|want) [in (his|her|their|the) [last|latest] (email|mail|message)]",
    ],
    ({ from = "" }, clause) => {
      const sender = readName(from, clause);
      if (sender === undefined) return undefined;
      const messageId = { $entity: "email", type: "message", from: sender };
      const steps = [{ id: clause.stepId("read"), tool: "email_read", args: { messageId } }];
      return { kind: "draft", goal: `Read ${sender}'s email`, steps };
    },
  ),
  rule([["(anything|everything) [new] from <from>"]], ({ from = "" }, clause) =>
    search(readMailSearch(`everything from ${from}`, clause), `from ${from}`, clause),
  ),
  rule([["anything [new] in my (inbox|email|mail|mailbox)"]], (_slots, clause) =>
    search(readMailSearch("unread emails", clause), "inbox", clause),
  ),
  rule([`${MAILS} from <rest>`], (_slots, clause, text) => {
    const args = readMailSearch(text, clause);
    return args?.["from"] === undefined ? undefined : search(args, text, clause);
  }),
  rule(
    [`${MAILS} (about|to|since|before|with|regarding|from|in|on) <rest>`],
    (_slots, clause, text) => {
      const args = readMailSearch(text, clause);
      return args === undefined || Object.keys(args).length === 0
        ? undefined
        : search(args, text, clause);
    },
  ),
  rule([`what did <from> (say|write) about <topic>`], ({ from = "", topic = "" }, clause) =>
    search(readMailSearch(`emails from ${from} about ${topic}`, clause), `from ${from}`, clause),
  ),
  rule([["<mails>"]], ({ mails = "" }, clause) => {
    // "share Sam's emails": a small word before a name is a command that is not known.
    const isOther = beginsWithCommand(mails) || /^\p{Ll}+ \p{Lu}\p{Ll}+'s\b/u.test(mails);
    const args = isOther ? undefined : readMailSearch(mails, clause);
    return args === undefined || Object.keys(args).length === 0
      ? undefined
      : search(args, mails, clause);
  }),
];

function search(
  args: Record<string, Json> | undefined,
  words: string,
  clause: Clause,
): Built | undefined {
  return (
    args && {
      kind: "draft",
      goal: `Find mail: ${clause.prepared.restore(words)}`,
      steps: [{ id: clause.stepId("search"), tool: "email_search", args }],
    }
  );
}
