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
import { readMessageMention } from "./mail-phrase.ts";

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
    [REPLY, ["<message>"], [`${SAYING} <body>`, ""]],
    (slots, clause) => reply(slots, "author", clause),
    ["body"],
  ),
  rule(
    [
      ["(forward|fwd) <message> to <to>", "(forward|fwd) <to> <message>"],
      [
        "(with (the|a) note saying|with (the|a) note that says|with the note|with a note|with note|saying|with the message|and say) [:] <note>",
        "",
      ],
    ],
    (slots, clause) => forward(slots, clause),
    ["note"],
  ),
];

function reply(
  { message = "", body: words }: Slots,
  how: "author" | "all" | "draft",
  clause: Clause,
): Built | undefined {
  const messageId =
    readMessageMention(message, clause) ?? theirMessage(message, clause) ?? mailOf(message, clause);
  if (messageId === undefined) return undefined;
  const body = words === undefined ? answeredBody(clause) : readBody(words, clause);
  if (body === undefined)
    return words === undefined ? clause.ask("body", "What should the reply say?") : undefined;
  const step =
    how === "draft"
      ? { tool: "email_create_draft", args: { replyTo: messageId, body: body.text } }
      : {
          tool: "email_reply",
          args: { messageId, body: body.text, ...(how === "all" && { replyAll: true }) },
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
  if (!new RegExp(`\\b${MAIL}\\b`, "iu").test(message) && !pointsAt(message, "message", clause))
    return undefined;
  const messageId = readMessageMention(message, clause);
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
