import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { pointsAt, theirMessage } from "../follow-ups/point.ts";
import { MAIL } from "../lexicon.ts";
import type { Slots } from "../pattern.ts";
import { readName, readPeople } from "../people.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { answeredBody, readBody } from "./body.ts";
import { readMailByNoun, readMessageMention } from "./mail-phrase.ts";

const REPLY_ALL = [
  "(reply|respond) [to] all to",
  "(reply-all|replyall) to",
  "(reply|respond) [to] all (on|in)",
  "(reply|respond) to (everyone|everybody) (on|in)",
];
const REPLY = ["(reply|respond|answer) to", "answer", "write back to"];
const DRAFTED = ["(draft|prepare|write|compose) [me] a (reply|response|answer) to"];
const SAYING =
  "(saying that|saying|with the message|with|that says|to say|and say|and tell (him|her|them) that|and tell (him|her|them)|that|:)";

/** Commands that answer a message or pass it on. */
export const answerMailRules: readonly Rule[] = [
  rule(
    [REPLY_ALL, ["<message>"], [`${SAYING} <body>`, ""]],
    (slots, clause) => reply(slots, "all", clause),
    ["body"],
  ),
  rule(
    [DRAFTED, ["<message>"], [`${SAYING} <body>`, ""]],
    (slots, clause) => reply(slots, "draft", clause),
    ["body"],
  ),
  rule(
    [
      REPLY,
      ["<message>", "<message> [,] [and] (cc|copy|cc'ing|copying) <cc>"],
      [`${SAYING} <body>`, ""],
    ],
    (slots, clause) => reply(slots, "author", clause),
    ["body"],
  ),
  rule(
    [
      [
        "(reply|respond|say|answer) <body> to <message>",
        "(reply|respond|answer) [to] <message> <body>",
      ],
    ],
    (slots, clause) =>
      SHORT_ANSWER.test(slots["body"] ?? "") ? reply(slots, "author", clause) : undefined,
    ["body"],
  ),
  rule(
    [
      [
        "(send|pass|share) <message> [on|along|over] to <to>",
        "share <message> with <to>",
        "(send|pass) <to> <message>",
      ],
    ],
    (slots, clause) => (DEFINITE.test(slots["message"] ?? "") ? forward(slots, clause) : undefined),
  ),
  rule(
    [
      ["(forward|fwd) <message> [on|along|over] to <to>", "(forward|fwd) <to> <message>"],
      [
        "(with (the|a) note saying|with (the|a) note that says|with the note|with a note|with note|saying|with the message|and say) [:] <note>",
        "",
      ],
    ],
    (slots, clause) => forward(slots, clause),
    ["note"],
  ),
];

/** An answer that is one without a mark before it. */
const SHORT_ANSWER =
  /^(?:yes|no|ok|okay|sure|thanks|thank you|sounds good|sounds great|will do|got it|yep|nope|no thanks|yes please|perfect|great|works for me|me too|noted|done|on it|i'm in)[.!]*$/iu;
/** A mail that is there, and no new one. */
const DEFINITE = /^(?:the|that|my)\s|'s\s/iu;

function reply(
  { message = "", body: words, cc: copied }: Slots,
  how: "author" | "all" | "draft",
  clause: Clause,
): Built | undefined {
  const messageId =
    readMessageMention(message, clause) ??
    readMailByNoun(message, clause) ??
    theirMessage(message, clause) ??
    mailOf(message, clause);
  const cc = copied === undefined ? [] : readPeople(copied, clause);
  if (messageId === undefined || cc === undefined) return undefined;
  const body = words === undefined ? answeredBody(clause) : readBody(words, clause);
  if (body === undefined)
    return words === undefined ? clause.ask("body", "What should the reply say?") : undefined;
  const step =
    how === "draft"
      ? { tool: "email_create_draft", args: { replyTo: messageId, body: body.text } }
      : {
          tool: "email_reply",
          args: {
            messageId,
            body: body.text,
            ...(how === "all" && { replyAll: true }),
            ...(cc.length > 0 && { cc }),
          },
        };
  return {
    kind: "draft",
    goal: `${how === "draft" ? "Draft a reply" : "Reply"} to ${clause.prepared.restore(message)}`,
    steps: [{ id: clause.stepId("reply"), ...step }],
    openEnded: body.isOpen,
  };
}

/** "reply to Dana": the newest message of that person. */
function mailOf(words: string, clause: Clause): Json | undefined {
  const from = readName(words, clause);
  return from === undefined ? undefined : { $entity: "email", type: "message", from };
}

function forward({ message = "", to = "", note: words }: Slots, clause: Clause): Built | undefined {
  const isMail = new RegExp(`\\b${MAIL}\\b`, "iu").test(message);
  const messageId =
    isMail || pointsAt(message, "message", clause)
      ? readMessageMention(message, clause)
      : readMailByNoun(message, clause);
  const people = readPeople(to, clause);
  const note = words === undefined ? undefined : readBody(words, clause);
  if (
    messageId === undefined ||
    people === undefined ||
    (words !== undefined && note === undefined)
  )
    return undefined;
  return {
    kind: "draft",
    goal: `Forward ${clause.prepared.restore(message)}`,
    steps: [
      {
        id: clause.stepId("forward"),
        tool: "email_forward",
        args: { messageId, to: people, ...(note !== undefined && { note: note.text }) },
      },
    ],
    people,
    openEnded: note?.isOpen === true,
  };
}
